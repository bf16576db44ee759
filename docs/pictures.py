"""Prints what commands write, for the pages that show it; cog runs it.

command_output("rank", "--help")
picture("rank", "--by", "margin")   # in the example folder, with its command line

Commands run in this process, which is quicker than a process each.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from clientfile.cli import GROUPS, run
from clientfile.errors.exit_codes import AFTER_FAILURE, ExitCode
from clientfile.language import Lines, _, translate
from clientfile.reports.registry import LISTINGS, REPORTS

_DATA = Path(__file__).parent.parent / "tests" / "data"
# How lines of a script begin that are typed into a question, which the screen shows too.
_KEYS_TYPED = ("? ", "+ ", "= ", "@ ")
# Tables that the registry of reports does not have: problems, and the plan of an import.
_OTHER_TABLES = {
    "check": "file, line, column, path, severity, code, message",
    "import --dry-run": "line, client, action, fields, why",
}
LANGUAGE = os.environ.get("DOCS_LANGUAGE", "en")
"""The language of the page that is printed."""
# The environment of a pipe, the same on any machine and on any day.
_ENVIRONMENT = {
    "CLIENTFILE_TODAY": "2026-11-20",
    "CLIENTFILE_LANG": LANGUAGE,
    "COLUMNS": "80",
    "NO_COLOR": "1",
    "TERM": "xterm",
}


def picture(*words: str) -> str:
    """A command line in the example folder and its output, as a Markdown block of a page."""
    line = ["-C", "examples", *words]
    quoted = [f'"{word}"' if set(word) & set(" <>=!()") else word for word in line]
    return f"\n```console\n$ clientfile {' '.join(quoted)}\n{command_output(*line)}\n```\n\n"


def keys_of_reports() -> str:
    """A Markdown table of the keys of each command's table; the same keys share a row."""
    rows: dict[str, list[str]] = {}
    for report in (*LISTINGS, *REPORTS):
        if report.columns:
            keys = ", ".join(column.key for column in report.load_columns())
            rows.setdefault(keys, []).append(f"`{report.name}`")
    rows |= {keys: [f"`{name}`"] for name, keys in _OTHER_TABLES.items()}
    lines = [f"| {', '.join(names)} | {keys} |" for keys, names in rows.items()]
    heads = f"| {say(_('command'))} | {say(_('keys'))} |"
    return "\n".join(["", heads, "|---|---|", *lines, "", ""])


def exit_codes() -> str:
    """A Markdown table of the exit codes, and what holds after a failure."""
    lines = [f"\n| {say(_('exit'))} | {say(_('means'))} |\n|---|---|\n"]
    for code in ExitCode:
        details = [code.meaning, code.details] if code.details else [code.meaning]
        lines.append(f"| {code:d} | {say(Lines(details, ': '))} |\n")
    return "".join([*lines, f"\n{say(AFTER_FAILURE)}\n\n"])


def help_pages() -> str:
    """The help of every command, below the titles of their groups."""
    lines = []
    for group, commands in GROUPS.items():
        lines.append(f"\n## {say(group)}\n")
        for name in commands:
            page = command_output(name, "--help").strip()
            lines.append(f"\n### {name}\n\n```\n{page}\n```\n")
    return "".join([*lines, "\n"])


def typed_visit() -> str:
    """A visit asked for question by question, as a terminal shows it."""
    name = "a-visit.txt" if LANGUAGE == "en" else f"a-visit-{LANGUAGE}.txt"
    script = (_DATA / "typed" / name).read_text(encoding="utf-8").splitlines()
    end = next(place for place, line in enumerate(script) if line.startswith("$ clientfile brief"))
    shown = "\n".join(line[2:] for line in script[:end] if line.startswith("|"))
    return f"\n```console\n$ clientfile add-meeting vaudrenne\n{shown}\n```\n\n"


def firm_scene(name: str) -> str:
    """A scene of people at their terminals, with what each types and sees."""
    script = "a-firm.txt" if LANGUAGE == "en" else f"a-firm-{LANGUAGE}.txt"
    text = (_DATA / "firm" / script).read_text(encoding="utf-8")
    scene = re.search(rf"^## {name} .*\n([^#]*)", text, re.MULTILINE)
    lines = scene[1].strip().splitlines() if scene else []
    shown = [re.sub(r"^\| ?", "", line) for line in lines if line[:2] not in _KEYS_TYPED]
    return "\n".join(["", "```console", *shown, "```", "", ""])


def say(text: str) -> str:
    """A translatable text in the language of the page."""
    return translate(text, LANGUAGE)


def command_output(*words: str) -> str:
    """What `clientfile WORDS` writes, its messages last, without blanks at the ends of lines.

    Raises RuntimeError where the exit code is not 0.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
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
