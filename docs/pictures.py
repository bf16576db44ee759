"""Prints what commands write, for the pages that show it; cog runs it.

command_output("rank", "--help")
picture("rank", "--by", "margin")   # in the example folder, with its command line

Commands run in this process, which is quicker than a process each.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from clientfile.cli import GROUPS, run
from clientfile.errors.exit_codes import AFTER_FAILURE, ExitCode
from clientfile.language import ENGLISH, _, translate
from clientfile.reports.registry import LISTINGS, REPORTS

# Tables that the registry of reports does not have: problems, and the plan of an import.
_OTHER_TABLES = {
    "check": "file, line, column, path, severity, code, message",
    "import --dry-run": "line, client, action, fields, why",
}
# The environment of a pipe, the same on any machine and on any day.
_ENVIRONMENT = {
    "CLIENTFILE_TODAY": "2026-11-20",
    "CLIENTFILE_LANG": ENGLISH,
    "COLUMNS": "80",
    "NO_COLOR": "1",
    "TERM": "xterm",
}


def picture(*words: str) -> str:
    """A command line in the example folder and its output, as a Markdown block of a page."""
    line = ["-C", "examples", *words]
    quoted = [f'"{word}"' if set(word) & set(" <>=!()") else word for word in line]
    return f"\n```console\n$ clientfile {' '.join(quoted)}\n{command_output(*line)}\n```\n\n"


def exit_codes(language: str = ENGLISH) -> str:
    """A Markdown table of the exit codes, in a language, and what holds of them."""
    heading, meaning = (translate(word, language) for word in (_("exit"), _("means")))
    rows = [f"| {code:d} | {translate(code.text, language)} |" for code in ExitCode]
    after = translate(AFTER_FAILURE, language)
    return "\n".join(["", f"| {heading} | {meaning} |", "|---|---|", *rows, "", after, "", ""])


def help_pages(language: str = ENGLISH) -> str:
    """The help of every command, in a language, below the titles of their groups."""
    pages = []
    for group, commands in GROUPS.items():
        pages.append(f"\n## {translate(group, language)}\n")
        for name in commands:
            text = command_output("--lang", language, name, "--help").strip()
            pages.append(f"\n### {name}\n\n```\n{text}\n```\n")
    return "".join(pages) + "\n"


def keys_of_reports(language: str = ENGLISH) -> str:
    """A Markdown table of the keys of each command's table; the same keys share a row."""
    rows: dict[str, list[str]] = {}
    for report in (*LISTINGS, *REPORTS):
        if report.columns:
            keys = ", ".join(column.key for column in report.load_columns())
            rows.setdefault(keys, []).append(f"`{report.name}`")
    rows |= {keys: [f"`{name}`"] for name, keys in _OTHER_TABLES.items()}
    lines = [f"| {', '.join(names)} | {keys} |" for keys, names in rows.items()]
    command, keys = (translate(word, language) for word in (_("command"), _("keys")))
    return "\n".join(["", f"| {command} | {keys} |", "|---|---|", *lines, "", ""])


def command_output(*words: str) -> str:
    """What `clientfile WORDS` writes, its messages last, without blanks at the ends of lines.

    Raises RuntimeError where the exit code is not 0.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for __ in range(2))
    with _environment(), redirect_stdout(out), redirect_stderr(err):
        code = run(list(words))
    output, messages = map(_text, (out, err))
    if code:
        raise RuntimeError(f"clientfile {' '.join(words)}: {code}\n{messages}")
    return "\n".join(line.rstrip() for line in (output + messages).splitlines())


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@contextmanager
def _environment() -> Iterator[None]:
    saved = dict(os.environ)
    os.environ.update(_ENVIRONMENT)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(saved)
