"""Reports in pipelines with the programs that people have: awk, mlr, jq, xargs."""

from __future__ import annotations

import shutil
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.reports import PLAIN
from tests.support.shell import run_line

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def root(examples) -> Path:
    """The example folder."""
    return examples.root


def piped(script: str, cwd: Path) -> list[str]:
    """The lines that a pipeline writes; skipped where a program of it is not installed."""
    for program in ("awk", "mlr", "jq", "xargs"):
        if f"{program} " in script and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    result, code = run_line(cwd, script)
    assert code == 0, result.err
    assert "Traceback" not in result.err
    return result.out.splitlines()


def total(cwd: Path, what: str = "revenue") -> Decimal:
    [amount] = piped(f"clientfile {what} --period 2025 --columns value", cwd)
    return Decimal(amount)


def test_awk_adds_up_ranks_and_groups(root):
    wanted = f"{total(root):.2f}"
    for report in (
        "rank --period 2025 --columns value",
        "revenue --group owner --period 2025 --columns value",
        "revenue --group tag --per quarter --period 2025 --columns value",
        "products --period 2025 --columns revenue",
        "owners --period 2025 --columns revenue",
    ):
        script = f"clientfile {report} | awk '{{ s += $1 }} END {{ printf \"%.2f\\n\", s }}'"
        assert piped(script, root) == [wanted], report


def test_awk_finds_the_columns_that_are_documented(root):
    script = (
        "clientfile rank --by margin --period 2025 | awk -F'\\t' 'NF != 7 { exit 1 } { print $2 }'"
    )
    names = piped(script, root)
    assert names == piped("clientfile rank --by margin --period 2025 -f ids", root)
    assert len(names) > 3
    for report in (report for report in PLAIN if report.of_clients):
        script = f"clientfile {report.name} | awk -F'\\t' '{{ print NF }}' | sort -u"
        assert piped(script, root) == [str(len(report.load_columns()))], report.name


def test_miller_reads_csv(root):
    script = (
        "clientfile revenue --group city --per quarter --period 2025 -f csv"
        " | mlr --icsv --ojson stats1 -a sum -f value | grep -o '[0-9.]*[0-9]'"
    )
    assert [Decimal(text) for text in piped(script, root)] == [total(root)]
    script = "clientfile loyalty --period 2025 -f csv | mlr --icsv --onidx count-distinct -f state"
    counted = sum(int(line.split()[-1]) for line in piped(script, root))
    assert counted == len(piped("clientfile loyalty --period 2025", root))


def test_jq_reads_json(root):
    script = (
        "clientfile rank --by growth --period 2025 -f json"
        " | jq -r '.[] | select(.value != null) | .client'"
    )
    assert set(piped(script, root)) <= set(piped("clientfile list -f ids", root))
    script = "clientfile owners --period 2025 -f json | jq '[.[].revenue] | add * 100 | round'"
    assert piped(script, root) == [str(int(total(root) * 100))]
    [revenue] = piped("clientfile summary --period 2025 -f json | jq .revenue.value", root)
    assert Decimal(revenue) == total(root)
    kinds = "clientfile payments -f json | jq -r '.[] | .days_to_pay, .unpaid | type' | sort -u"
    assert set(piped(kinds, root)) <= {"number", "null"}


def test_jq_reads_json_lines(root):
    for report in PLAIN:
        span = " --period 2025" if report.default_period else ""
        lines = piped(f"clientfile {report.name}{span} -f jsonl | jq -c .", root)
        again = piped(f"clientfile {report.name}{span} -f json | jq -c '.[]'", root)
        assert lines == again, report.name


def test_ids_are_handed_on_by_xargs(root):
    script = (
        "clientfile rank --by margin --period 2025 -n 3 -f ids"
        " | xargs -I{} clientfile margin --period 2025 --group client --where group={}"
        " | awk -F'\\t' '{ print $1 }'"
    )
    wanted = piped("clientfile rank --by margin --period 2025 -n 3 -f ids", root)
    assert piped(script, root) == wanted
    for report in (report for report in PLAIN if report.of_clients):
        span = " --period 2025" if report.default_period else ""
        for name in piped(f"clientfile {report.name}{span} -f ids", root):
            assert list(root.rglob(f"{name}.yaml")), report.name


def test_a_reader_that_stops_early_ends_quietly(root):
    script = (
        "set +o pipefail; clientfile revenue --group client --per month --period 2025 | head -n 1"
    )
    assert len(piped(script, root)) == 1
