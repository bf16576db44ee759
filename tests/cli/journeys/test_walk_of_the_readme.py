"""What the documentation has people type, run as typed: the README's walk, pipes, a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.support.paths import EXAMPLES, ROOT

BIN = Path(sys.executable).parent


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=cwd,
        env={**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=90,
    )


def test_the_readme_alone_leads_to_a_ranked_folder(tmp_path, monkeypatch):
    walk = (ROOT / "README.md").read_text().partition("## Your own folder")[2]
    walk = walk.partition("## Where to read on")[0]
    # What a team types needs a server, and is played in test_firm_scripts.py.
    walk, remote, _ = walk.partition("    clientfile sync --remote")
    assert remote
    commands = "\n".join(re.findall(r"^    (.*)$", walk, re.MULTILINE))
    monkeypatch.setenv("HOME", str(tmp_path))
    done = shell(commands, ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    asked = next(place for place, line in enumerate(lines) if "\tundo" in line)
    first, second, third, imported_back, renamed_back = lines[asked - 5 : asked]
    assert [first, second, third] == [
        "1\tmoulin-perrache\tMoulin Perrache\t12350.00\t0.6343\tA\t",
        "2\thalles-vimont\tHalles Vimont\t4020.80\t0.2065\tA\t",
        "3\tatelier-sorbel\tAtelier Sorbel\t3100.25\t0.1592\tB\t",
    ]
    assert imported_back.startswith('took back "import results from sales.csv: 3 changed" [')
    assert " took back " in renamed_back
    assert {line.split("\t")[3] for line in lines[asked:]} >= {"moulin-perrache"}
    assert shell("cd ~/clients && clientfile check", tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("pipe", "first"),
    [
        ("clientfile rank --by margin | cut -f2,4 | head -1", "vaudrenne\t14717.70"),
        (
            "clientfile rank --by margin -f ids | head -3 | xargs -n1 clientfile show | "
            "grep -c '^RESULTS'",
            "3",
        ),
        ("clientfile rank --by margin | awk -F'\\t' '$4 != \"\" && $4 < 0 {print $2}'", "brionnel"),
        ("clientfile rank --by margin -f json | jq -r '.[0].client'", "vaudrenne"),
        ("clientfile rank -f jsonl | wc -l | tr -d ' '", "10"),
        ("clientfile rank --by margin -n 1 --header | head -1 | cut -f2", "client"),
    ],
)
def test_pipes_of_the_shell(pipe, first):
    if "jq" in pipe and shell("command -v jq", ROOT).returncode:
        pytest.skip("jq is not installed")
    done = shell(pipe, EXAMPLES)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == first


def test_a_pipe_that_closes_early_ends_quietly(tmp_path):
    done = shell("set +o pipefail; clientfile schema | head -1; echo ${PIPESTATUS[0]}", ROOT)
    assert done.stdout == "{\n0\n"
    assert done.stderr == ""


def test_on_a_terminal_rank_is_a_table_with_headings():
    child = pexpect.spawn(
        str(BIN / "python"),
        ["-m", "clientfile", "-C", "examples", "rank", "--by", "margin", "-n", "2"],
        cwd=str(ROOT),
        dimensions=(24, 100),
        encoding="utf-8",
        env={**os.environ, "NO_COLOR": "1"},
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    lines = [line.rstrip() for line in child.before.splitlines()]
    assert lines[0] == (
        "Rank  Client     Name                   Margin (EUR)   Share  Class  Rank before"
    )
    assert lines[2] == (
        "   1  vaudrenne  Biscuiterie Vaudrenne     14,717.70  27.2 %  A               ~1"
    )
