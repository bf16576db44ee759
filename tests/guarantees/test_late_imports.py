"""A part of the program that can't be loaded in the middle of a command: a sentence, and each
record old or new.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.guarantees.stage import COMMANDS, wrong_after_recovery
from tests.support import late_imports
from tests.support.groups import check_each
from tests.support.paths import ROOT

READING = {
    "list": ("list",), "rank": ("rank", "-f", "table"), "check": ("check",), "due": ("due",),
    "show": ("show", "acme"), "brief": ("brief", "acme"), "find": ("find", "acme"),
    "history": ("history",), "as of": ("list", "--as-of", "HEAD"), "doctor": ("doctor",),
    "schema": ("schema",), "help": ("rank", "--help"), "mistyped": ("lits",),
}  # fmt: skip
WRITING = {
    **COMMANDS,
    "new": ("new", "Third"),
    "edit": ("edit", "acme"),
    "rename": ("rename", "globex", "other"),
    "remove-client": ("remove-client", "globex"),
}


def run_all(cases: Sequence[tuple[Path, Sequence[str], int, str]]) -> list[tuple[int, int, str]]:
    """Exit code, number of imports and standard error of each case."""
    done = subprocess.run(
        [sys.executable, late_imports.__file__],
        input=json.dumps([(str(folder), list(words), *rest) for folder, words, *rest in cases]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [(code, count, err) for code, count, err in json.loads(done.stdout)]


def test_an_import_fails_in_the_middle_of_a_command(
    stage, scratch, long_form, record_property, monkeypatch
):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("EDITOR", "sed -i s/Buyer/Director/")
    monkeypatch.setenv("CLIENTFILE_WAIT", "20")
    before = stage.records()
    lines = READING | WRITING
    whole = [(stage.copy(scratch / name).root, words, 0, "") for name, words in lines.items()]
    counts = [count for _, count, _ in run_all(whole)]
    points = [
        (name, point)
        for (name, words), count in zip(lines.items(), counts, strict=True)
        for point in range(1, count + 1)
    ]
    chosen = [
        (*each, error)
        for number, each in enumerate(points if long_form else points[::41])
        for error in ([*late_imports.ERRORS] if long_form else [[*late_imports.ERRORS][number % 3]])
    ]
    folders = [stage.copy(scratch / str(number)) for number in range(len(chosen))]
    results = run_all([
        (folder.root, lines[name], point, error)
        for folder, (name, point, error) in zip(folders, chosen, strict=True)
    ])  # fmt: skip

    def check(number: int) -> None:
        name, _, error = chosen[number]
        code, _, err = results[number]
        folder = folders[number]
        shortage = "too many" if error == "EMFILE" else "not enough memory"
        if code not in (0, {"doctor": 1, "mistyped": 2}.get(name)):
            exit_code, words = (70, "can't be loaded") if error == "ImportError" else (5, shortage)
            assert (code, words in err.replace("Too", "too")) == (exit_code, True), err
        assert "Traceback" not in err
        assert all(line.startswith("clientfile: ") for line in err.splitlines()[-1:] if code), err
        if name in COMMANDS:
            assert wrong_after_recovery(folder, name, before) == []
        elif name in READING:
            assert folder.records() == before
        else:
            assert folder.next_command("list")[0] == 0
            assert folder.git("status", "--porcelain") == ""

    check_each(range(len(chosen)), lambda number: " ".join(map(str, chosen[number])), check)
    record_property("guarantee", f"imports: {len(chosen)} failed, 0 records neither old nor new")
