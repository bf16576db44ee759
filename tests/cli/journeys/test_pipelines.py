"""Reports in pipelines with the programs that people have: awk, mlr, jq, xargs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.paths import EXAMPLES
from tests.support.reports import PLAIN
from tests.support.runner import CliRunner

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def examples(tmp_path_factory) -> Path:
    """The example folder, with an index of its own."""
    root = tmp_path_factory.mktemp("pipes") / "examples"
    shutil.copytree(EXAMPLES, root)
    return root


def piped(script: str, cwd: Path) -> list[str]:
    """The lines that a pipeline writes; skipped where a program of it is not installed.

    clientfile alone is run within this process, which is quicker.
    """
    if "|" not in script:
        return CliRunner(cwd).run(*shlex.split(script)[1:]).out.splitlines()
    for program in ("awk", "mlr", "jq", "xargs"):
        if f"{program} " in script and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=cwd,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def total(cwd: Path, what: str = "revenue") -> Decimal:
    [amount] = piped(f"clientfile {what} --period 2025 --columns value", cwd)
    return Decimal(amount)


def test_awk_adds_up_ranks_and_groups(examples):
    wanted = f"{total(examples):.2f}"
    for report in (
        "rank --period 2025 --columns value",
        "revenue --group owner --period 2025 --columns value",
        "revenue --group tag --per quarter --period 2025 --columns value",
        "products --period 2025 --columns revenue",
        "owners --period 2025 --columns revenue",
    ):
        script = f"clientfile {report} | awk '{{ s += $1 }} END {{ printf \"%.2f\\n\", s }}'"
        assert piped(script, examples) == [wanted], report


def test_awk_finds_the_columns_that_are_documented(examples):
    script = (
        "clientfile rank --by margin --period 2025 | awk -F'\\t' 'NF != 7 { exit 1 } { print $2 }'"
    )
    names = piped(script, examples)
    assert names == piped("clientfile rank --by margin --period 2025 -f ids", examples)
    assert len(names) > 3
    for report in (report for report in PLAIN if report.of_clients):
        script = f"clientfile {report.name} | awk -F'\\t' '{{ print NF }}' | sort -u"
        assert piped(script, examples) == [str(len(report.load_columns()))], report.name


def test_miller_reads_csv(examples):
    script = (
        "clientfile revenue --group city --per quarter --period 2025 -f csv"
        " | mlr --icsv --ojson stats1 -a sum -f value | grep -o '[0-9.]*[0-9]'"
    )
    assert [Decimal(text) for text in piped(script, examples)] == [total(examples)]
    script = "clientfile loyalty --period 2025 -f csv | mlr --icsv --onidx count-distinct -f state"
    counted = sum(int(line.split()[-1]) for line in piped(script, examples))
    assert counted == len(piped("clientfile loyalty --period 2025", examples))


def test_jq_reads_json(examples):
    script = (
        "clientfile rank --by growth --period 2025 -f json"
        " | jq -r '.[] | select(.value != null) | .client'"
    )
    assert set(piped(script, examples)) <= set(piped("clientfile list -f ids", examples))
    script = "clientfile owners --period 2025 -f json | jq '[.[].revenue] | add * 100 | round'"
    assert piped(script, examples) == [str(int(total(examples) * 100))]
    [revenue] = piped("clientfile summary --period 2025 -f json | jq .revenue.value", examples)
    assert Decimal(revenue) == total(examples)
    kinds = "clientfile payments -f json | jq -r '.[] | .days_to_pay, .unpaid | type' | sort -u"
    assert set(piped(kinds, examples)) <= {"number", "null"}


def test_jq_reads_json_lines(examples):
    for report in PLAIN:
        lines = piped(f"clientfile {report.name} --period 2025 -f jsonl | jq -c .", examples)
        again = piped(f"clientfile {report.name} --period 2025 -f json | jq -c '.[]'", examples)
        assert lines == again, report.name


def test_ids_are_handed_on_by_xargs(examples):
    script = (
        "clientfile rank --by margin --period 2025 -n 3 -f ids"
        " | xargs -I{} clientfile margin --period 2025 --group client --where group={}"
        " | awk -F'\\t' '{ print $1 }'"
    )
    wanted = piped("clientfile rank --by margin --period 2025 -n 3 -f ids", examples)
    assert piped(script, examples) == wanted
    for report in (report for report in PLAIN if report.of_clients):
        for name in piped(f"clientfile {report.name} --period 2025 -f ids", examples):
            assert list(examples.rglob(f"{name}.yaml")), report.name


def test_a_reader_that_stops_early_ends_quietly(examples):
    script = (
        "set +o pipefail; clientfile revenue --group client --per month --period 2025 | head -n 1"
    )
    assert len(piped(script, examples)) == 1
