"""No word that a person reads stands outside of a message: a pseudo-language brackets them all.

What is in no brackets must be data, a key, or what was typed. See tests/support/pseudo.py.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterable
from functools import cache

import pytest

from clientfile.cli import COMMANDS, group, load_command
from clientfile.console import prompt
from clientfile.console.help import parse_help
from clientfile.console.session import Session
from clientfile.output.formats import FORMATS
from clientfile.records.typed.day_words import DAY_WORDS
from clientfile.reports.registry import LISTINGS, REPORTS
from clientfile.schema.shapes import record_shape
from tests.support.paths import EXAMPLES, PACKAGE, ROOT
from tests.support.pseudo import speak_pseudo, unmarked_words, words_of
from tests.support.runner import CliRunner

WRONG = [
    line.split(" | ")[1].strip()
    for line in (ROOT / "tests" / "data" / "wrong_words.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
# Command lines that change nothing: what they show is a page or a table.
SCREENS = [
    *(
        f"{name} -f {form}"
        for name in [
            *(each.name for each in (*LISTINGS, *REPORTS) if each.columns),
            *("revenue --per quarter", "margin --by product", "find miel", "history kervelec"),
            *("due --within 30d", "products --not-bought boterdael", "check"),
        ]
        for form in ("table", "md")
        if (name, form) != ("check", "md")
    ),
    *("summary", "summary --period 2025", "brief vaudrenne", "brief kervelec --with gourvez"),
    *("show vaudrenne", "show kervelec --computed", "show kervelec/gourvez", "doctor"),
    *("due --explain", "margin --explain vaudrenne", "margin --explain thornwick", "--version"),
    *("rank --pareto", "rank --chart", "add-meeting kervelec --template", "list --strict"),
]
# Command lines that write, one after the other; what each says of it.
ACTS = [
    'new "Boulangerie Test" --status prospect --owner claire',
    'new "Boulangerie Essai" --status prospect --type retailer --dry-run',
    "set boulangerie-test phone 0102030405",
    "unset boulangerie-test phone",
    "set boulangerie-test phone 0102030405",
    "set boulangerie-test phone 0102030405",
    "add boulangerie-test competitors name=Glob price=cheaper",
    'add-contact boulangerie-test "Nora Vidal" --function Buyer',
    'add-meeting boulangerie-test --with "Paul Zed" --promise "call back by friday" --question why',
    "add-call boulangerie-test --no-answer",
    "promises boulangerie-test",
    'add-order boulangerie-test --line "Oven; 2 @ 100" --ref T1',
    "pay boulangerie-test/T1 50",
    "set-result boulangerie-test 2025 --revenue 1000",
    "successor boulangerie-test/nora-vidal --to gerbe",
    "snooze boulangerie-test --until 2027-01-01",
    "due --spread 30d --apply --where client=boulangerie-test",
    "due --spread 30d --within 3d",
    "due --apply",
    'remind boulangerie-test "Her birthday" --by 2027-01-31 --every 1m',
    'done "boulangerie-test/her birthday"',
    'done "boulangerie-test/her birthday" --on yesterday',
    'cancel "boulangerie-test/her birthday"',
    "remind boulangerie-test x --by 2027-01-31 --every never",
    "remind boulangerie-test x",
    "remind boulangerie-test x --by 2020-01-31",
    "cancel boulangerie-test/T1",
    "lose boulangerie-test --reason price",
    "rename boulangerie-test bt",
    "undo",
    "history --since yesterday",
    "remove-client boulangerie-test",
    "remove-client boulangerie-test --force",
    "undo --list",
    "save",
    "doctor",
    "init",
    "import customers examples.csv --map fair.toml --dry-run",
]  # fmt: skip
# Interviews: the command line, and the answers, wrong ones among them.
INTERVIEWS = {
    "add-meeting vaudrenne": [
        "mnday", "tomorrow", "nonsense", "", "noe, Paul Martin", "perhaps", "y", "buyer", "",
        "", "a summary", "", "", "send samples", "friday", "", "", "", "", "", "", "perhaps", "y",
    ],
    "add-call gerbe": ["", "n", "", "", "call back", "12/12", "n"],
}  # fmt: skip
# Names of programs and standards, and words that a program reads.
NAMES = (
    "clientfile git json csv tsv jsonl md ids ics yaml toml utf nul iso http https org crlf lf bom "
    "python errno stderr stdout head true false eur html txt commit readme xargs grep str "
    "OPTIONS COMMAND ARGS CLIENT ITEM last this week month months quarter year all auto always "
    "never help null gitattributes vscode extensions settings"
)


@cache
def keys() -> list[str]:
    """The words that programs read: names of commands, options, columns, fields and formats."""
    words = [*COMMANDS, *FORMATS, *DAY_WORDS, NAMES]
    for command in [group(), *map(load_command, COMMANDS)]:
        words += [name for param in command.params for name in param.opts]
        words += [str(getattr(param, "metavar", "") or param.name) for param in command.params]
        examples = parse_help(command.help or "").examples
        words += [line for line in examples if not line.startswith("# ")]
    for report in (*LISTINGS, *REPORTS):
        words += [column.key for column in (report.load_columns() if report.columns else ())]
    shapes = [record_shape()]
    while shapes:
        shape = shapes.pop()
        words += [*shape.fields, *shape.choices]
        shapes += [*shape.fields.values(), *([shape.item] if shape.item else [])]
    # What an option takes: its words are in tables of the code.
    for name in ("console/choices.py", "console/options.py", "reports/rank.py"):
        words += re.findall(r'"([a-z-]+)"', (PACKAGE / name).read_text(encoding="utf-8"))
    return words


@cache
def data() -> list[str]:
    """What stands in the example folder."""
    paths = [path for path in EXAMPLES.rglob("*") if path.is_file()]
    return [*keys(), *(path.read_text(encoding="utf-8") for path in paths), *map(str, paths)]


@pytest.fixture
def reader(examples: CliRunner, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Somebody who reads the pseudo-language, in the clients of examples/."""
    speak_pseudo(monkeypatch)
    monkeypatch.setenv("CLIENTFILE_TODAY", "2026-11-20")
    return CliRunner(examples.root)


@cache
def known() -> frozenset[str]:
    """The words that may stand on a screen without being the program's own."""
    return words_of(data())


def unmarked(reader: CliRunner, line: str, stdin: str = "", typed: str = "") -> list[str]:
    """The words of what a command line shows that are in no message and are no data."""
    result, _ = reader.attempt(*shlex.split(line), stdin=stdin)
    # Commits have names by chance.
    shown = re.sub(r"\b[0-9a-f]{7,}\b", "", result.out + result.err)
    records = (path.read_text() for path in (reader.root / "records").glob("b*.yaml"))
    # Subjects and authors are in the folder's git, for everybody who reads it.
    subjects = reader.git("log", "--format=%an %s")
    texts = [line, stdin, typed, str(reader.root), subjects, *records]
    return unmarked_words(shown, texts, known())


def assert_marked(reader: CliRunner, lines: Iterable[str]) -> None:
    lines = list(lines)
    left = {line: unmarked(reader, line, typed=" ".join(lines)) for line in lines}
    faults = [f"{line}: {', '.join(words)}" for line, words in left.items() if words]
    assert not faults, "outside of every message:\n" + "\n".join(faults)


def test_refusals_are_messages(reader):
    assert_marked(reader, WRONG)


def test_screens_are_made_of_messages_and_data(reader):
    assert_marked(reader, SCREENS)


def test_help_pages_are_made_of_messages(reader):
    assert_marked(reader, [f"{name} --help" for name in ["", *COMMANDS]])


def test_what_commands_say_of_what_they_wrote_is_messages(reader, folder):
    shutil.copy(EXAMPLES / "import" / "fair.toml", folder.root)
    assert_marked(CliRunner(folder.root), ACTS)


def test_what_is_said_of_damage_is_messages(reader, folder):
    """A record with errors and a file that is none, edits by hand, a change that was broken off."""
    broken = CliRunner(folder.root)
    broken.record("bad").write_text("identity: {name: Bad, status: clint}\nbusines: [1\n")
    broken.record("bare").write_text("identity: {nmae: Bare, status: client, size: big}\n")
    text = broken.text("gerbe")
    broken.record("gerbe").write_text(text.replace("status: client", "status: clientt"))
    (broken.root / "records" / "Foreign.yaml").write_text("a: 1\n")
    (broken.root / ".git" / "clientfile" / "journal").write_text("no journal of ours")
    names = "bad bare busines nmae clint clientt big Foreign journal kept index lock object "
    # An example of the schema.
    names += "Boulangeries"
    lines = ["check", "list", "due", "rank --strict", "doctor", "save", "show bad", "show gerbe"]
    lines += ["set gerbe phone 1", "undo", "edit bare", "doctor --mend"]
    left = {line: unmarked(broken, line, typed=names) for line in lines}
    assert {line: words for line, words in left.items() if words} == {}


def test_questions_hints_and_refusals_of_answers_are_messages(reader, folder, monkeypatch):
    ask = prompt._ask_plainly

    def ask_with_hint(question: prompt.Prompt, label: str) -> str:
        sys.stderr.write(question.say(question.hint) + "\n")
        return ask(question, label)

    monkeypatch.setattr(prompt, "_ask_plainly", ask_with_hint)
    monkeypatch.setattr(prompt, "is_dumb_terminal", lambda: True)
    monkeypatch.setattr(Session, "can_ask", True)
    for line, answers in INTERVIEWS.items():
        answer = "".join(f"{each}\n" for each in answers)
        assert unmarked(CliRunner(folder.root), line, answer) == [], line
