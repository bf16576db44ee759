"""What commands write, for the pages that show it: run here, which is quicker than a process each.

told("rank", "--help")
picture("rank", "--by", "margin")   # of the example folder, with its command line
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from clientfile.cli import run
from clientfile.reports.registry import LISTINGS, REPORTS

# What is no report: problems, and the plan of an import.
_OTHER_TABLES = {
    "check": "file, line, column, path, severity, code, message",
    "import --dry-run": "line, client, action, fields, why",
}
# As in a pipe, on any machine and any day.
_HERE = {"CLIENTFILE_TODAY": "2026-11-20", "COLUMNS": "80", "NO_COLOR": "1", "TERM": "xterm"}


def picture(*words: str) -> str:
    """A command line in the example folder, and under it what it writes, as a page shows them."""
    line = ["-C", "examples", *words]
    typed = [f'"{word}"' if set(word) & set(" <>=!()") else word for word in line]
    return f"\n```console\n$ clientfile {' '.join(typed)}\n{told(*line)}\n```\n\n"


def keys_of_reports() -> str:
    """A Markdown table of the tables that commands print, with their keys; equal ones in a row."""
    rows: dict[str, list[str]] = {}
    for report in (*LISTINGS, *REPORTS):
        if report.columns:
            keys = ", ".join(column.key for column in report.load_columns())
            rows.setdefault(keys, []).append(f"`{report.name}`")
    rows |= {keys: [f"`{name}`"] for name, keys in _OTHER_TABLES.items()}
    lines = [f"| {', '.join(names)} | {keys} |" for keys, names in rows.items()]
    return "\n".join(["", "| command | keys |", "|---|---|", *lines, "", ""])


def told(*words: str) -> str:
    """All that `clientfile WORDS` writes, its messages last, without blanks at the lines' ends.

    Raises RuntimeError where it does not end with 0.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with _environment(), redirect_stdout(out), redirect_stderr(err):
        code = run(list(words))
    written, messages = map(_text, (out, err))
    if code:
        raise RuntimeError(f"clientfile {' '.join(words)}: {code}\n{messages}")
    return "\n".join(line.rstrip() for line in (written + messages).splitlines())


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@contextmanager
def _environment() -> Iterator[None]:
    kept = dict(os.environ)
    os.environ.update(_HERE)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)
