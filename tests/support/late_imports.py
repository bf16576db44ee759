"""Runs command lines in which an import fails: `python late_imports.py ROOT`, cases on stdin.

In a process of its own: it has imported the command line alone, and forks for each case.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from clientfile.cli import run

ERRORS = {
    "ImportError": lambda name: ImportError(f"cannot import {name}", name=name),
    "EMFILE": lambda name: OSError(errno.EMFILE, os.strerror(errno.EMFILE), name),
    "MemoryError": lambda name: MemoryError(),
}


@dataclass
class FailingFinder:
    """Fails to find the module that is looked for as the `point`th; for EMFILE, all from there on.

    Those of Python itself are found: it reports their absence in ways of its own.
    """

    point: int
    error: str
    count: int = 0

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in sys.stdlib_module_names:
            return
        self.count += 1
        if self.count == self.point or (self.count > self.point and self.error == "EMFILE"):
            raise ERRORS[self.error](name)


def run_failing(folder: Path, words: list[str], point: int, error: str) -> tuple[int, int, str]:
    """Run a command line in a forked process: its exit code, the imports, standard error."""
    out = folder.with_name(f"{folder.name}.err")
    child = os.fork()
    if not child:
        _run_and_exit(folder, words, FailingFinder(point, error), out)
    _, status = os.waitpid(child, 0)
    text, _, count = out.read_text().rpartition("\n")
    return os.waitstatus_to_exitcode(status), int(count), text


def _run_and_exit(folder: Path, words: list[str], finder: FailingFinder, out: Path) -> NoReturn:
    code = 99
    try:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        sys.meta_path.insert(0, finder)  # type: ignore[arg-type]
        code = run(["-C", str(folder), *words])
    finally:
        sys.stderr.flush()
        os.write(2, f"\n{finder.count}".encode())
        os._exit(code)


def main() -> None:
    """Run the cases (folder, words, point, error) of a JSON list; print their results as one."""
    cases = json.load(sys.stdin)
    json.dump([run_failing(Path(folder), *case) for folder, *case in cases], sys.stdout)


if __name__ == "__main__":
    main()
