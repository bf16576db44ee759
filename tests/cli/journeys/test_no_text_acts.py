"""No text, however hostile, acts on a terminal, hides or breaks a table: every character that may,
in every field that takes text, through every command that shows a record.

The judge is a terminal that is not ours (tests/support/terminal.py) and Unicode's own properties.
"""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import json
import os
import re
import shutil
import time
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from bidi import get_display

from clientfile.cli import COMMANDS
from clientfile.console.session import Session
from clientfile.output.formats import TEXT_FORMATS
from clientfile.output.terminal import BAR, visible, width
from clientfile.records.edits import Path as Place
from clientfile.records.paths import shape_at
from clientfile.reports.registry import REPORTS
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings
from clientfile.yamltext.emitter import emit
from clientfile.yamltext.reader import read
from tests.cli.journeys.test_completion import bash, fish, zsh
from tests.support.paths import DATA
from tests.support.runner import CliRunner
from tests.support.terminal import Terminal, all_acting

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
ACTING = all_acting()
_ACTING = frozenset(ACTING)
# A record holds these, once its text is read; the others make it a record with an error.
HELD = [c for c in ACTING if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")]
FORBIDDEN = sorted(_ACTING - {*HELD})
# One of the four thousand that Unicode keeps for more of the kind does for the others.
FEW = [c for c in HELD if STRESS or not 0xE0010 <= ord(c) < 0xE0FFF]
LISTING = TEXT_FORMATS
NOT_OF_CLIENTS = tuple(fmt for fmt in TEXT_FORMATS if fmt != "ids")


def raw(text: str, kept: str = "\n") -> list[str]:
    """The characters of an output that act, those of `kept` apart."""
    return sorted((_ACTING & {*text}) - {*kept})


# --- a folder in which every text is hostile ------------------------------------------------------


@cache
def _whole() -> dict[str, Any]:
    text = (DATA / "positive" / "every-key.yaml").read_bytes()
    data = read(text, record_shape(), file="").data
    assert data is not None
    # These name other records, and have tests of their own.
    del data["identity"]["group"]
    del data["contacts"]["people"][0]["left"]["to_client"]
    del data["contacts"]["people"][1]["came_from"], data["contacts"]["people"][1]["same_as"]
    # The first person is still there, as most are.
    left = data["contacts"]["people"][0].pop("left")
    data["contacts"]["people"].append(
        {"id": "gone", "last_name": "Gone", "left": {**left, "successor": "jean-dupont"}}
    )
    promise = data["contacts"]["interactions"][0]["promises"][0]
    del promise["done"], promise["cancelled"]
    question = data["contacts"]["interactions"][0]["questions"][0]
    del question["answered"], question["answer"]
    following = data["contacts"]["interactions"][0]["next"]
    del following["done"], following["cancelled"]
    del data["contacts"]["snoozed_until"]
    del data["identity"]["former_since"], data["identity"]["lost_since"]
    for spent in (data["business"], *data["business"]["orders"], *data["business"]["on_account"]):
        spent["currency"] = "EUR"
    del data["contacts"]["interactions"][0]["shared"]
    data["x-own"] = {"deep": ["one", {"key": "two"}]}
    data["identity"]["x-flat"] = "three"
    return data


def _leaves(value: Any, path: Place = ()) -> list[Place]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for n, inner in enumerate(value) for leaf in _leaves(inner, (*path, n))]
    return [path] if isinstance(value, str) else []


def _put(data: Any, path: Place, value: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


@cache
def free_texts() -> list[Place]:
    """The places of a record at which any text may stand, as its schema has it."""
    free = []
    for path in _leaves(_whole()):
        if shape_at(record_shape(), path).choices:
            continue
        tried = copy.deepcopy(_whole())
        _put(tried, path, "a\u202eb")
        # What others name by its id stays, or the record would have errors of another kind.
        if path[-1] not in (
            "id",
            "ref",
            "person",
            "successor",
            "replaces",
            "to",
            "whose",
            "credit_of",
        ):
            free += [] if structure_findings(tried) else [path]
    return [path for path in free if path[-2:-1] not in (("with",), ("orders",))]


def hostile(characters: list[str], *, turn: int = 0) -> tuple[dict[str, Any], dict[Place, str]]:
    """A record whose every text holds some of the characters, and the texts by their places."""
    data, texts = copy.deepcopy(_whole()), {}
    places = free_texts()
    each = max(1, -(-len(characters) // len(places)) * 3)
    for number, place in enumerate(places):
        start = (number + turn) * each % len(characters)
        some = (characters + characters)[start : start + each]
        texts[place] = f"f{number}" + "".join(f"{c}z" for c in some)
        _put(data, place, texts[place])
    networks = data["contacts"]["people"][0]["social"]
    networks["net\u202ework"] = "handle\u2066"
    return data, texts


SETTINGS = """
[team]
claire = "claire@example.com"
"own\\u202Eer\\u001b[2J" = "x@example.com"

[targets.2026."own\\u202Eer\\u001b[2J"]
revenue = 120000
"""


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory, new_folder) -> tuple[CliRunner, dict[str, dict[Place, str]]]:
    """Three hostile records under git, with their past: the texts of each by its id."""
    root = tmp_path_factory.mktemp("hostile") / "clients"
    shutil.copytree(new_folder, root)
    runner, told = CliRunner(root), {}
    with (root / "clientfile.toml").open("a") as settings:
        settings.write(SETTINGS)
    runner.git("config", "user.name", "Ev\x1b[2Je\u202e Author")
    for number in range(3):
        data, told[f"evil-{number}"] = hostile(FEW, turn=number * 40)
        if number == 2:
            data["identity"]["status"] = "prospect"
        text = emit(data, record_shape())
        if number == 0 or STRESS:
            runner.record(f"evil-{number}").write_bytes(text.replace("z", "y").encode())
            runner.git("add", "-A")
            runner.git("commit", "-q", "-m", "before \x1b[2J\u202e")
        runner.record(f"evil-{number}").write_bytes(text.encode())
    runner.git("add", "-A")
    runner.git("commit", "-q", "-m", "after\x1b]0;title\x07")
    runner.record("ev\x1b[2Jil\u202e").write_text("identity: {name: N, status: client}\n")
    runner.record("broken").write_text(
        'identity: {name: N, status: "cli\u202e\\u2066ent", "k\u202e": 1}\n'
    )
    (root / "records" / "str\x1b[2Jay\u202e.yml~").write_text("identity: {}\n")
    return runner, told


READING: dict[str, tuple[str, ...]] = {
    "list": LISTING,
    "list --people": LISTING,
    "find z": LISTING,
    "find f1": LISTING,
    "duplicates": LISTING,
    "due --within 90d": (*LISTING, "ics"),
    "meetings --period all": LISTING,
    "promises": LISTING,
    "promises --overdue": LISTING,
    "questions": LISTING,
    "orders": LISTING,
    "history": LISTING,
    "history evil-0": LISTING,
    "history evil-0/jean-dupont": LISTING,
    **{
        report.name
        + (" evil-1" if report.name.endswith("--not-bought") else "")
        + (" --period all" if report.default_period and report.name != "targets" else ""): (
            LISTING if report.of_clients else NOT_OF_CLIENTS
        )
        for report in REPORTS
        if report.columns
    },
    "rank --by margin --chart": ("table",),
    "revenue --chart": ("table",),
    **{
        f"revenue --period all --group {group}": ("table", "json")
        for group in ("client", "owner", "sector", "product", "category", "city", "tag")
    },
    "margin --explain evil-0 --period all": ("table", "json"),
    "summary": ("table", "json"),
    "show evil-0": ("table", "json"),
    "show evil-1": ("table", "json"),
    "show evil-2": ("table", "json"),
    "show evil-0/jean-dupont": ("table", "json"),
    "show evil-0/k3v9qa2x": ("table", "json"),
    "show evil-0/CMD-1042": ("table", "json"),
    "show evil-0/t4b8w2nq": ("table", "json"),
    "brief evil-0": ("table", "md", "json"),
    "brief evil-1 --with jean-dupont": ("table", "md", "json"),
    "check": ("table", "json", "github"),
    "check evil-0": ("table", "json", "github"),
    "doctor": ("table", "json"),
}
# These are shown in every format: in `history` stands every character that a record holds.
WHOLE = ("list", "find z", "history evil-0")


def _cases() -> Iterator[tuple[str, str]]:
    """Every command in every format; in the short form, in the one whose turn it is.

    In a table each is shown below, as on a terminal.
    """
    for turn, (command, formats) in enumerate(READING.items()):
        others = [fmt for fmt in formats if fmt != "table"] or ["table"]
        chosen = formats if STRESS or command in WHOLE else [others[turn % len(others)]]
        yield from ((command, fmt) for fmt in chosen)


CASES = [*_cases()]


def _code(words: list[str]) -> int:
    return 1 if words == ["check"] else 0


def test_every_command_that_reads_is_tried():
    writing = {name for name, command in COMMANDS.items() if command.writes}
    tried = {command.split()[0] for command in READING}
    # What is exported is for files: it has each text as it stands.
    assert tried | writing | {"export", "schema", "merge-record"} == set(COMMANDS)


def test_every_text_of_a_record_is_hostile():
    names = {path[-1] for path in free_texts() if isinstance(path[-1], str)}
    assert {"name", "notes", "summary", "what", "function", "product", "linkedin", "x-flat",
            "legal_form", "city", "owner", "salesperson", "strengths"} <= names  # fmt: skip
    assert len(free_texts()) > 70
    assert {
        c for n in range(3) for text in hostile(FEW, turn=n * 40)[1].values() for c in text
    } >= {*FEW}


@pytest.mark.parametrize(("command", "fmt"), CASES, ids=[f"{c} -f {f}" for c, f in CASES])
def test_nothing_of_a_record_acts(hostile_folder, command, fmt):
    runner, _ = hostile_folder
    words = command.split()
    result = runner.run(*words, "-f", fmt, code=_code(words))
    assert result.out, f"{command} shows at least one row of the hostile folder"
    assert raw(result.out, {"tsv": "\n\t", "csv": "\n\t", "ics": "\r\n"}.get(fmt, "\n")) == []
    assert Terminal(200).feed(result.err).acted == []
    told = result.out
    if fmt in ("json", "jsonl"):
        lines = result.out.splitlines() if fmt == "jsonl" else [result.out]
        told = "".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    if command == "history evil-0" and fmt != "ids":
        # A line break of a text is a blank in a table.
        shown = str if fmt in ("json", "jsonl") else visible
        assert [c for c in FEW if c not in "\n\t\u2028\u2029" and shown(c) not in told] == []


@pytest.mark.parametrize("columns", ["40", "100"] if STRESS else ["100"])
@pytest.mark.parametrize("command", [c for c in READING if "table" in READING[c]])
def test_nothing_acts_on_a_terminal(hostile_folder, command, columns, monkeypatch):
    runner, _ = hostile_folder
    monkeypatch.setattr(Session, "on_terminal", property(lambda _: True))
    words = command.split()
    result = runner.run(*words, code=_code(words), COLUMNS=columns, NO_COLOR="1")
    terminal = Terminal(int(columns)).feed(result.out)
    assert terminal.acted == []
    assert Terminal(200).feed(result.err).acted == []
    # Pages keep to the width; so do tables whose figures leave room.
    if columns == "100" and words[0] not in ("check", "doctor", "margin", "summary"):
        assert terminal.wrapped == []


def test_json_is_the_record_and_a_page_has_every_text(hostile_folder):
    runner, told = hostile_folder
    for client, texts in told.items():
        shown = json.loads(runner.run("show", client, "-f", "json").out)
        page = "".join(runner.run("show", client).out.split())
        for place, text in texts.items():
            value: Any = shown
            for step in place:
                value = value[step] if place[0] in shown else text
            assert value == text
            if place[0] in shown:
                for part in text.strip().split("\n"):
                    assert "".join(visible(part).split()) in page, place


# --- columns -------------------------------------------------------------------------------------

NAMES = {
    "hebrew": "מאפיית הגליל",
    "arabic": "مخبز ١٢٣ الشرق",
    "chinese": "東京製パン株式会社",
    "korean": "한국 제빵",
    "conjoining": "\u1112\u1161\u11ab글",
    "accents": "Bou\u0302lange\u0301rie",
    "piled": "Z" + "\u0301\u0302\u0303" * 40 + "algo",
    "mark-first": "\u0301\u0302Acme",
    "marks-alone": "\u0301" * 9,
    "emoji": "👩\u200d💻 \U0001f1eb\U0001f1f7 👍 🥐",
    "new-emoji": "\U0001fae8 shaking",
    "unassigned": "a\u0378b\U000e0fff",
    "private": "\ue000\uf8ff",
    "thai": "ร้านเบเกอรี่",
    "plain": "Boulangerie Martin",
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory, new_folder) -> CliRunner:
    """A client of each script, with an order and a visit."""
    root = tmp_path_factory.mktemp("scripts") / "clients"
    shutil.copytree(new_folder, root)
    runner = CliRunner(root)
    for number, (client, name) in enumerate(NAMES.items()):
        data = copy.deepcopy(_whole())
        data["identity"] |= {"name": name, "owner": name, "tags": [name, name]}
        data["identity"]["address"]["city"] = name
        data["contacts"]["people"][0] |= {"last_name": name, "function": name, "department": name}
        line = data["business"]["orders"][0]["lines"][0]
        line |= {"product": name, "category": name, "quantity": number + 1}
        interaction = data["contacts"]["interactions"][0]
        interaction |= {"summary": name, "salesperson": name}
        interaction["promises"][0]["what"] = name
        del data["results"]
        runner.record(client).write_bytes(emit(data, record_shape()).encode())
    return runner


TABLES = [
    "list", "list --people", "find z", "due --within 90d", "meetings --period all", "promises",
    "orders", "rank --period all", "visits --period all", "products --period all",
    "payments --period all", "owners --period all", "loyalty", "revenue --period all --group owner",
    "revenue --period all --group city --per quarter",
]  # fmt: skip


def _starts(rule: str) -> list[tuple[int, int]]:
    """The columns of a table, by the line under its headings: from, up to."""
    return [match.span() for match in re.finditer("-+", rule)]


LISTED = [each for each in TABLES if each != "find z"]


@pytest.mark.parametrize(
    ("command", "columns"),
    [*itertools.product(LISTED, [0, 90, 120, 160])]
    if STRESS
    else [*zip(LISTED, itertools.cycle([90, 0]), strict=False)],
)
def test_columns_stand_under_their_headings_in_every_script(scripts, command, columns, monkeypatch):
    monkeypatch.setattr(Session, "on_terminal", property(lambda _: bool(columns)))
    out = scripts.run(*command.split(), "-f", "table", COLUMNS=str(columns), NO_COLOR="1").out
    terminal = Terminal(columns or 1500).feed(out)
    assert terminal.acted == []
    assert terminal.wrapped == []
    _, rule, *rows = terminal.cells
    spans = _starts("".join(rule))
    assert len(spans) > 2
    between = {x for x in range(spans[-1][1]) if not any(a <= x < b for a, b in spans)}
    for row in rows:
        assert {row[x] for x in between} <= {" ", BAR}, "".join(row)


def test_what_stands_beside_text_from_right_to_left_keeps_its_place(scripts):
    turned = 0
    for command in TABLES:
        out = scripts.run(*command.split(), "-f", "table").out
        if not out:
            continue
        _, rule, *rows = out.splitlines()
        for row in rows:
            # The layout of Unicode's annex 9, as a terminal with it would show the line; only of
            # rows in which a letter takes one column.
            if width(row) != len(row) or "(" in row:
                continue
            seen = get_display(row, base_dir="L").ljust(len(rule))
            turned += seen.rstrip() != row
            for start, end in _starts(rule):
                assert sorted(seen[start:end].strip()) == sorted(row[start:end].strip()), row
    assert turned > 10


def test_figures_after_text_from_right_to_left_stay_in_their_order(scripts):
    page = scripts.run("margin", "--explain", "hebrew", "--period", "all").out
    line = next(line for line in page.splitlines() if "×" in line)
    figures = line.partition(":")[2]
    assert get_display(line, base_dir="L").endswith(figures)
    chart = scripts.run("revenue", "--chart", "--period", "all").out
    for line in chart.splitlines():
        _, bar, figures = line.partition(BAR)
        assert not bar or get_display(line, base_dir="L").endswith(figures)


# --- very long lines -----------------------------------------------------------------------------

LONG = 100_000


@pytest.fixture(scope="module")
def long(tmp_path_factory, new_folder) -> CliRunner:
    """A record of which every text is a line of 100 KB, with blanks or without."""
    root = tmp_path_factory.mktemp("long") / "clients"
    shutil.copytree(new_folder, root)
    runner = CliRunner(root)
    data = copy.deepcopy(_whole())
    for number, place in enumerate(free_texts()):
        if place[-1] in ("name", "notes", "summary", "last_name", "function", "product", "what",
                         "owner", "salesperson", "strengths", "category", "city"):  # fmt: skip
            word = ("x" * LONG, "word " * (LONG // 5), "é東" * (LONG // 2))[number % 3]
            _put(data, place, word)
    runner.write("long", emit(data, record_shape()))
    settings = runner.root / "clientfile.toml"
    settings.write_text(f"max_megabytes = 10\n{settings.read_text('utf-8')}", "utf-8")
    return runner


@pytest.mark.parametrize(
    "command",
    [*LISTED, "find word", *(["find z", "find xxxxx"] if STRESS else []), "summary",
     "margin --explain long --period all", "revenue --chart", "check", "history long", "promises",
     "questions", "competitors"],
)  # fmt: skip
def test_a_line_of_100_kb_is_cut_where_lines_are_listed(long, command):
    began = time.monotonic()
    result = long.run(*command.split(), "-f", "table") if "chart" not in command else long.run(
        *command.split()
    )  # fmt: skip
    assert time.monotonic() - began < 10
    for line in result.out.splitlines():
        assert len(line) < 2500, line[:200]
    assert len(result.out) < 40_000
    for line in result.err.splitlines():
        assert len(line) < 1100, line[:200]


def test_a_brief_of_long_texts_is_still_a_page(long):
    page = long.run("brief", "long").out
    assert len(page) < LONG, "no text of 100 KB stands on the page as a whole"
    assert max(map(width, page.splitlines())) <= 100
    assert len(long.run("brief", "long", "-f", "md").out) < LONG
    assert "x" * 1000 in long.run("brief", "long", "-f", "json").out


def test_show_has_all_of_it_within_the_width(long):
    page = long.run("show", "long").out
    assert max(map(width, page.splitlines())) <= 100
    assert "".join(page.split()).count("é東") > LONG // 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "x" * LONG], 3),
        (["show", "acme/" + "x" * LONG], 3),
        (["set", "acme", "x" * LONG, "1"], 2),
        (["set", "acme", "status", "x" * LONG], 4),
        (["list", "--where", "x" * LONG], 2),
        (["list", "--columns", "x" * LONG], 2),
        (["list", "--sort", "x" * LONG], 2),
        (["rank", "--by", "x" * LONG], 2),
        (["rank", "--period", "x" * LONG], 2),
        (["add-order", "acme", "--line", "x" * LONG], 4),
        (["add-meeting", "acme", "--on", "x" * LONG], 4),
        (["list", "--x" * LONG], 2),
        (["x" * LONG], 2),
    ],
)
def test_no_message_is_100_kb_long(runner, words, code):
    err = runner.run(*words, code=code).err
    assert all(len(line) < 1100 for line in err.splitlines())


# --- refusals ------------------------------------------------------------------------------------

TYPED = ("\x1b[2J", "\x9b2J", "\u202e", "\u2066", "\u200b", "\r", "\n", "\u2028", "\x85", "\x07",
         "\u0301", "\U000e0041")  # fmt: skip


def _refusals(bad: str) -> list[tuple[list[str], str, int]]:
    """What is typed with `bad` in it, what is piped in, and the exit code."""
    return [
        ([f"a{bad}b"], "", 2),
        (["list", f"--a{bad}b"], "", 2),
        (["show", f"nobody{bad}b"], "", 3),
        (["show", f"acme/zz{bad}q"], "", 3),
        (["show", "acme", "--chapter", f"a{bad}b"], "", 2),
        (["list", "-f", f"a{bad}b"], "", 2),
        (["list", "--columns", f"a{bad}b"], "", 2),
        (["list", "--sort", f"a{bad}b"], "", 2),
        (["list", "--where", f"a{bad}b"], "", 2),
        (["list", "--where", f"revenue>'a{bad}b'"], "", 2),
        (["list", "--as-of", f"a{bad}b"], "", 2),
        (["rank", "--by", f"a{bad}b"], "", 2),
        (["rank", "--period", f"a{bad}b"], "", 2),
        (["history", "--since", f"a{bad}b"], "", 4),
        (["due", "--within", f"a{bad}b"], "", 2),
        (["set", "acme", f"a{bad}b", "x"], "", 2),
        (["set", "acme", "status", f"a{bad}b"], "", 4),
        (["set", "acme", "potential.amount", f"1{bad}b"], "", 4),
        (["add", "acme", "business.competitors", f"a{bad}b=x"], "", 2),
        (["add-meeting", "acme", "--with", f"zz{bad}b"], "", 3),
        (["add-meeting", "acme", "--kind", f"a{bad}b"], "", 4),
        (["add-meeting", "acme", "--on", f"a{bad}b"], "", 4),
        (["add-order", "acme", "--line", f"a{bad}b"], "", 4),
        (["pay", f"acme/zz{bad}q"], "", 3),
        (["undo", f"a{bad}b"], "", 3),
        (["new", "N", "--json", "-"], json.dumps({f"a{bad}b": 1}), 4),
        (["new", "--json", "-"], json.dumps({"name": "N", "status": f"a{bad}b"}), 4),
        (["-C", f"no{bad}where", "list"], "", 2),
        (["import", "customers", f"no{bad}file.csv", "--map", "x.toml"], "", 2),
    ]


@pytest.mark.parametrize("bad", TYPED if STRESS else TYPED[::3], ids=ascii)
def test_no_refusal_acts(runner, bad):
    for words, piped, code in _refusals(bad):
        result = runner.run(*words, stdin=piped, code=code)
        assert result.out == ""
        assert Terminal(500).feed(result.err).acted == [], words


def test_what_no_record_may_hold_is_told_by_its_number(runner):
    files = [c for c in FORBIDDEN if unicodedata.category(c) == "Cc"]
    assert len(files) > 60
    for character in files:
        code = f"{ord(character):02x}"
        held = f'identity: {{status: client, name: "a{character}b"}}\n'
        runner.record(f"raw-{code}").write_bytes(held.encode())
        runner.record(f"told-{code}").write_text(held.replace(character, f"\\x{code}"))
    for fmt in ("table", "json", "github"):
        result = runner.run("check", "-f", fmt, code=1)
        assert raw(result.out) == []
        assert Terminal(300).feed(result.out + result.err).acted == []
        for character in files:
            # A carriage return ends a line in some files; then a quote goes on.
            if character not in "\r":
                assert result.out.count(f"U+{ord(character):04X}") >= 2
    for words in (["list"], ["find", "a"], ["rank"], ["due"]):
        assert Terminal(300).feed(runner.run(*words).err).acted == []


BROKEN = [c for c in TYPED if c != "\n"]


def _formats(bad: str, formats: tuple[str, ...]) -> tuple[str, ...]:
    """All formats; in the short form the one whose turn it is."""
    return formats if STRESS else (formats[BROKEN.index(bad) % len(formats)],)


@pytest.mark.parametrize("bad", BROKEN, ids=ascii)
def test_no_broken_file_acts(runner, bad, tmp_path):
    texts = {
        "key": f'identity: {{name: N, status: client, "k{bad}": 1}}\n',
        "anchor": f"identity: &a{bad} {{name: N}}\n",
        "tag": f"identity: !t{bad} {{name: N}}\n",
        "quote": f'identity: {{name: "N{bad}\n',
        "date": f'identity: {{name: N, status: client, client_since: "2026{bad}"}}\n',
        "twice": f'identity: {{name: N, status: client}}\n"x-{bad}": 1\n"x-{bad}": 2\n',
        "person": "identity: {name: N, status: client}\ncontacts: {interactions: "
        f'[{{date: 2026-01-02, kind: visit, with: ["p{bad}"]}}]}}\n',
    }
    for name, text in texts.items():
        runner.record(name).write_bytes(text.encode())
    for fmt in _formats(bad, ("table", "json", "github")):
        result = runner.run("check", "-f", fmt, code=1)
        assert raw(result.out) == []
        assert Terminal(300).feed(result.out + result.err).acted == []
    for words, code in ((["save"], 4), (["set", "key", "phone", "1"], 4), (["show", "key"], 4)):
        assert Terminal(300).feed(runner.run(*words, code=code).err).acted == []
    (tmp_path / "map.toml").write_text(
        'kind = "customers"\nclient = "Code"\n[fields]\n"identity.name" = "Name"\n'
    )
    table = tmp_path / "table.csv"
    table.write_bytes(f'Code,Name\n"a{bad}b","N{bad}"\n"",x\n'.encode())
    words = ["import", "customers", str(table), "--map", str(tmp_path / "map.toml"), "--dry-run"]
    for fmt in _formats(bad, ("table", "json")):
        result = runner.run(*words, "-f", fmt)
        assert raw(result.out) == []
        assert Terminal(300).feed(result.out + result.err).acted == []


@pytest.mark.parametrize("settings", [
    'format = "a\\u202e"', 'language = "\\u001b[2J"', 'currency = "\\u202e"',
    '"k\\u202e" = 1', 'records = "no\\u202e"', "x = \u202e",
])  # fmt: skip
def test_no_settings_act(runner, settings):
    path = runner.root / "clientfile.toml"
    path.write_text(settings + "\n")
    from clientfile.cli import run  # the exit code is another test's

    for words in (["list"], ["check"], ["doctor"]):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            run(["-C", str(runner.root), *words])
        assert Terminal(300).feed(out.getvalue() + err.getvalue()).acted == []


def test_nothing_acts_through_completion(hostile_folder):
    runner, _ = hostile_folder
    runner.run("list")
    lines = ("show ", "show evil", "show f0", "show evil-0/", "add-meeting evil-0 --with ",
             "set evil-0 ", "unset evil-0 ", "add evil-0 ", "done evil-0/")  # fmt: skip
    for line in lines:
        told = [*fish(runner, line), zsh(runner, line), *bash(runner, *line.split(" "))]
        assert raw("\n".join(told), "\n\t") == []
        assert set(Terminal(300).feed("\n".join(told)).acted) <= {"tab"}, line
    assert any("f0" in line for line in fish(runner, "show evil"))


def test_nothing_acts_when_something_is_written(hostile_folder, tmp_path):
    root = tmp_path / "clients"
    shutil.copytree(hostile_folder[0].root, root)
    runner = CliRunner(root)
    for words in (
        ["set", "evil-0", "phone", "1\u202e"],
        ["set", "evil-0/jean-dupont", "function", "a\u202e\u2066b"],
        ["add-contact", "evil-0", "Ev\u202eil \u200bOne"],
        ["add-meeting", "evil-0", "--summary", "a\u202e", "--promise", "b\u2066"],
        ["new", "Na\u202eme"],
        ["set", "evil-0", "address.city", "x", "-m", "no\x1b[2Jte\u202e"],
    ):
        for more in (["--dry-run"], ["-f", "json", "--dry-run"], [])[0 if STRESS else 1 :]:
            result = runner.run(*words, *more)
            assert raw(result.out) == [], words
            assert Terminal(500).feed(result.out + result.err).acted == [], words
    history = runner.run("history", "-f", "table").out
    assert "Ev\\x1b[2Je\\u202e Author" in history


def test_the_record_itself_is_shown_unharmed_on_a_terminal(runner, monkeypatch):
    text = 'identity: {name: "N\u202e", status: client}  # \u2066 שלום\n'
    runner.record("evil").write_text(text)
    assert runner.run("show", "evil", "-f", "yaml").out == text
    monkeypatch.setattr(Session, "on_terminal", property(lambda _: True))
    shown = runner.run("show", "evil", "-f", "yaml").out
    assert shown == text.replace("\u202e", "\\u202e").replace("\u2066", "\\u2066")
