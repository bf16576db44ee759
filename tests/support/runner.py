"""A real folder under a real git, and the command line run in it as a user would."""

from __future__ import annotations

import functools
import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer.main

from clientfile.cli import run

# typer reads a function's parameters at each start; in a process of thousands of runs, once.
typer.main.get_params_from_function = functools.cache(typer.main.get_params_from_function)


@dataclass
class CliRunner:
    """A client folder and a terminal in it."""

    root: Path
    results: list[CommandResult] = field(default_factory=list)

    def run(self, *words: str, stdin: str = "", code: int = 0, **env: str) -> CommandResult:
        """Run `clientfile WORDS` in the folder and expect this exit code.

        Within this process, which is quicker: see `run_process` for where a process matters.
        """
        result, left = self.attempt(*words, stdin=stdin, **env)
        assert left == code, f"{words}: {left}\n{result.out}{result.err}"
        return result

    def attempt(self, *words: str, stdin: str = "", **env: str) -> tuple[CommandResult, int]:
        """The same, whatever the exit code, which is told."""
        err, raw = io.StringIO(), io.BytesIO()
        out = io.TextIOWrapper(raw, "utf-8", errors="surrogatepass", newline="")
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.chdir(self.root)
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            for name, value in env.items():
                patch.setenv(name, value)
            left = run(list(words))
        assert "fault of clientfile" not in err.getvalue() or left == 70
        out.flush()
        content = raw.getvalue()
        # A workbook is a zip file, and no text.
        errors = "replace" if content.startswith(b"PK") else "surrogatepass"
        return CommandResult(content.decode("utf-8", errors), err.getvalue(), content), left

    def run_process(self, *words: str, stdin: str = "", code: int = 0, **env: str) -> CommandResult:
        """The same in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "clientfile", *words],
            cwd=self.root,
            input=stdin,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONWARNINGS": "error", **env},
            timeout=60,
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return CommandResult(done.stdout, done.stderr)

    def changed_lines(self) -> list[str]:
        """The lines that the last commit added or took away, by `git show`."""
        shown = self.git("show", "--format=", "-U0", "HEAD").splitlines()
        return [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]

    def text(self, client: str) -> str:
        """The text of a record."""
        return self.record(client).read_bytes().decode()

    def git(self, *words: str) -> str:
        """Run git in the folder."""
        return subprocess.run(
            ["git", *words], cwd=self.root, capture_output=True, text=True, check=True
        ).stdout

    def record(self, client: str) -> Path:
        """The file of a record."""
        return self.root / "records" / f"{client}.yaml"

    def write(self, client: str, text: str) -> None:
        """Put a record there and commit it, as a user with an editor and git would."""
        self.record(client).parent.mkdir(exist_ok=True)
        self.record(client).write_bytes(text.encode())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"{client} by hand")

    def state(self) -> tuple[str, str, dict[str, bytes]]:
        """All that a refused command must leave alone: HEAD, the status, every file."""
        files = {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.root).parts
        }
        # Both by one git, since this is asked for hundreds of times.
        lines = self.git("status", "--porcelain=v2", "--branch").splitlines()
        head = next(line.split()[-1] for line in lines if line.startswith("# branch.oid "))
        return head, "\n".join(line for line in lines if line[:1] != "#"), files


@dataclass
class CommandResult:
    """What a command wrote."""

    out: str
    err: str
    raw: bytes = b""


# Comments, flow lists, odd indentation and quoting, as hands leave them.
ACME = """\
# Acme: our oldest client
identity:
    name: 'Acme  Industries'   # two blanks, as on their letterhead
    status: client
    tags: [ key-account,  'north' ]   # by hand

contacts:
  people:
  - id: jean-dupont    # the one who signs
    first_name: Jean
    last_name: "Dupont"
    function: Buyer
    assistant: {name: Anne Roux, phone: "04 65 71 00 13"}
    cadence: 30

    # she came in 2024
  - id: lea-blanc
    first_name: Léa
    last_name: Blanc

  interactions:
  - id: k3f9abcd
    date: 2026-10-01
    kind: visit
    with: [jean-dupont]
    summary: >
      They like the new line,
      not its price.
    promises:
    - {id: p2q3r4s5, what: send the catalogue, to: jean-dupont, due: 2026-10-15}

business:
  orders:
  - ref: CMD-1042
    date: 2026-09-01
    lines: [{product: Oven, quantity: 2, unit_price: 1250.50, unit_cost: 800}]
# the end
"""
