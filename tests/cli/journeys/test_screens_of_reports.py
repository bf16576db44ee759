"""The reports on the command line: exact screens, kept as files, and what no screen shows."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from decimal import Decimal

import pytest

from clientfile.output.formats import FORMATS
from clientfile.reports.registry import REPORTS
from tests.support.paths import EXAMPLES, ROOT
from tests.support.runner import CliRunner
from tests.support.screens import compare

SCREENS = ROOT / "tests" / "data" / "screens"

COMMANDS = [report for report in REPORTS if report.columns and report.help]
NAMES = [report.name for report in COMMANDS]
"""The commands of the group Reports that print a table; `summary` is a page."""

BROKEN = """\
identity: {name: Broken, status: clint}
business:
  orders:
    - {ref: B1, date: 2026-02-02, lines: [{product: x, quantity: 1, unit_price: 10}]}
"""
ABROAD = """\
identity: {name: Far Away, status: client}
business:
  currency: SEK
  orders:
    - {ref: S1, date: 2026-02-02, lines: [{product: x, quantity: 1, unit_price: 10}]}
"""


def _examples(runner: CliRunner) -> None:
    shutil.copytree(EXAMPLES, runner.root)
    (runner.root / ".git").mkdir()


def _broken(runner: CliRunner) -> None:
    _examples(runner)
    runner.record("broken").write_text(BROKEN)


def _french(runner: CliRunner) -> None:
    _examples(runner)
    settings = runner.root / "clientfile.toml"
    settings.write_text(settings.read_text().replace('language = "en"', 'language = "fr"'))


def _without_a_rate(runner: CliRunner) -> None:
    _examples(runner)
    runner.record("faraway").write_text(ABROAD)


def _empty(runner: CliRunner) -> None:
    (runner.root / "records").mkdir(parents=True)
    (runner.root / ".git").mkdir()


STAGES: dict[str, Callable[[CliRunner], None]] = {
    "examples": _examples,
    "broken": _broken,
    "french": _french,
    "without-a-rate": _without_a_rate,
    "empty": _empty,
}
"""The folders that screens are of, by the name of their directory in tests/data/screens."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Callable[[str], CliRunner]:
    """A folder of STAGES, made once; nothing here changes it."""
    made: dict[str, CliRunner] = {}

    def staged(name: str) -> CliRunner:
        if name not in made:
            made[name] = CliRunner(tmp_path_factory.mktemp(name) / "clients")
            STAGES[name](made[name])
        return made[name]

    return staged


FILES = sorted(SCREENS.glob("*/*.txt"))


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}/{p.stem}" for p in FILES])
def test_a_screen(stage, path):
    shown, now = compare(stage(path.parent.name), path)
    assert now == shown, f"read what changed, then: WRITE_SCREENS=1 pytest {__file__}"


def test_every_report_has_a_screen_and_every_screen_a_stage():
    first = [path.read_text().split("\n", 1)[0] for path in SCREENS.glob("examples/*.txt")]
    for command in (*(report.name for report in REPORTS), "margin --explain", "rank --by growth"):
        shown = any(f"clientfile {command}" in line for line in first)
        assert shown, f"report {command} has no screen in tests/data/screens/examples: CONTRIBUTING"
    assert {path.parent.name for path in FILES} == set(STAGES)


def test_every_screen_has_its_french_twin():
    for path in FILES:
        of_examples = path.parent.name in ("examples", "french")
        own = path.with_stem(path.stem.removesuffix("-fr") + "-fr")
        twin = SCREENS / "french" / path.name if of_examples else own
        assert twin in FILES, path


# --- the same rows in every format ---------------------------------------------------------------


@pytest.mark.parametrize("command", NAMES)
def test_the_formats_tell_the_same(examples, command):
    rows = json.loads(examples.run(command, "-f", "json").out)
    told = examples.run(command, "-f", "jsonl").out.splitlines()
    assert [json.loads(line) for line in told] == rows
    in_csv = list(csv.DictReader(io.StringIO(examples.run(command, "-f", "csv").out)))
    assert [list(row) for row in in_csv] == [list(row) for row in rows]
    assert len(rows) > 0, f"{command} shows nothing of examples/: give it a row there"

    def text(value: object) -> str:
        return "" if value is None else str(value)

    exact = json.loads(examples.run(command, "-f", "json").out, parse_float=str)
    assert [list(row.values()) for row in in_csv] == [[*map(text, r.values())] for r in exact]
    keys = list(rows[0])
    tsv = examples.run(command, "--header", "--columns", ",".join(keys)).out.splitlines()
    assert tsv[0].split("\t") == keys
    assert [line.split("\t") for line in tsv[1:]] == [list(row.values()) for row in in_csv]


@pytest.mark.parametrize("command", NAMES)
def test_markdown_has_a_row_for_each_of_the_table(examples, command):
    table = examples.run(command, "-f", "table").out.splitlines()
    md = examples.run(command, "-f", "md").out.splitlines()
    assert len(md) == len(table)
    assert md[1].replace("|", "").replace("-", "").replace(":", "") == ""


@pytest.mark.parametrize("report", COMMANDS, ids=NAMES)
def test_ids_are_of_clients_or_refused(examples, report):
    command = report.name
    rows = json.loads(examples.run(command, "-f", "json").out)
    assert report.of_clients == ("client" in rows[0])
    if report.of_clients:
        ids = examples.run(command, "-f", "ids").out.splitlines()
        assert ids == list(dict.fromkeys(row["client"] for row in rows))
    else:
        assert "not one of clients" in examples.run(command, "-f", "ids", code=2).err


def test_ids_of_a_pivot_by_client(examples):
    ids = examples.run("revenue", "--group", "client", "-f", "ids", "-n", "2").out
    assert ids == "boterdael\nvaudrenne\n"


# --- which rows, in which order ------------------------------------------------------------------


def rows(runner: CliRunner, *words: str) -> list[list[str]]:
    """The cells of a listing in tsv."""
    return [line.split("\t") for line in runner.run(*words).out.splitlines()]


def test_columns_in_the_order_asked_for(examples):
    told = rows(examples, "visits", "--columns", "advice,client", "--where", "advice!=''")
    assert sorted(told) == [
        ["less", "brionnel"],
        ["less", "ibarmendi"],
        ["more", "niederfeld"],
        ["more", "thornwick"],
    ]


def test_sort_reverse_and_limit(examples):
    words = ("payments", "--columns", "client", "--sort", "days_late")
    up = rows(examples, *words)
    assert up[0] == ["brionnel"]
    assert rows(examples, *words, "--reverse") == up[::-1]
    assert rows(examples, *words, "-n", "2") == up[:2]
    assert rows(examples, *words, "-n", "0") == []


def test_where_on_rows_of_a_report(examples):
    assert rows(examples, "loyalty", "--where", "state=late", "--columns", "client") == [
        ["aubrenac"]
    ]
    told = rows(examples, "owners", "--where", "owner=karim or visits<1", "--columns", "owner")
    assert told == [["karim"], ["(nobody)"]]
    assert rows(examples, "revenue", "--group", "type", "--where", "group=importer") == [
        ["importer", "2026", "39215.59", "12423.40", "2.1566", "EUR", "orders", ""]
    ]


def test_where_on_the_records_of_rows_that_are_clients(examples):
    told = rows(examples, "payments", "--where", "country=DE", "--columns", "client")
    assert told == [["niederfeld"]]
    told = rows(examples, "loyalty", "--where", "tag=key-account", "--columns", "client")
    assert told == [["boterdael"]]


def test_where_on_records_picks_the_clients_that_a_report_is_made_of(examples):
    every = rows(examples, "revenue", "--group", "client", "--columns", "group,value")
    of_karim = rows(examples, "revenue", "--where", "owner=karim", "--columns", "value")
    picked = examples.run("list", "--where", "owner=karim", "-f", "ids").out.split()
    total = sum(round(100 * float(value)) for client, value in every if client in picked)
    assert round(100 * float(of_karim[0][0])) == total > 0


def test_where_on_rows_and_records_at_once_is_refused(examples):
    where = "group=importer and city=Lyon"
    result = examples.run("revenue", "--group", "type", "--where", where, code=2)
    assert "of rows (group) and of records (city): only one goes" in result.err
    # Where rows are clients, both go.
    told = rows(examples, "visits", "--where", "visits>1 and city=Gent", "--columns", "client")
    assert told == [["boterdael"]]


GROUPS = ("client", "owner", "type", "sector", "product", "category", "city", "country", "tag")


@pytest.mark.parametrize("period", ["2026", "2026-Q3", "2026-07", "2026-08", "2025", "2024"])
@pytest.mark.parametrize("what", ["revenue", "margin"])
def test_whatever_the_grouping_the_groups_add_up_to_the_same(examples, what, period):
    # Thornwick's margin is not known in every period.
    words = (what, "--period", period, "--columns", "value", "--where", "client!=thornwick")
    whole = [Decimal(value) for (value,) in rows(examples, *words)]
    for group in GROUPS[1:]:
        told = [Decimal(value) for (value,) in rows(examples, *words, "--group", group)]
        assert sum(told) == sum(whole), group


@pytest.mark.parametrize("group", GROUPS)
def test_the_months_and_the_rest_add_up_to_the_year(examples, group):
    words = ("margin", "--group", group, "--columns", "group,margin_known")
    year = dict(rows(examples, *words))
    parts: dict[str, Decimal] = {}
    for name, value in rows(examples, *words, "--per", "month"):
        parts[name] = parts.get(name, Decimal()) + Decimal(value or 0)
    for name, value in year.items():
        assert parts[name] == Decimal(value or 0), name
    assert set(parts) >= set(year)


def test_an_advantage_accrues_in_months_without_orders(examples):
    words = ("margin", "--group", "client", "--where", "group=kervelec")
    july = rows(examples, *words, "--period", "2026-07", "--columns", "value")
    explained = json.loads(
        examples.run("margin", "--explain", "kervelec", "--period", "2026-07", "-f", "json").out
    )
    assert Decimal(july[0][0]) == Decimal(str(explained["margin"])) < 0


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (["--period", "2025"], "period 2025: from 2025-01-01 to 2025-12-31"),
        (["--period", "2026-Q3"], "period 2026-Q3: from 2026-07-01 to 2026-09-30"),
        (["--period", "2026-03"], "period 2026-03: from 2026-03-01 to 2026-03-31"),
        (["--period", "2026-W47"], "period 2026-W47: from 2026-11-16 to 2026-11-20, so far"),
        (["--period", "last-12-months"], "from 2025-11-21 to 2026-11-20"),
        (["--period", "last-month"], "period 2026-10: from 2026-10-01 to 2026-10-31"),
        (["--period", "2027"], "begins on 2027-01-01, after 2026-11-20: nothing to tell yet"),
        (["--from", "2026-03-01", "--to", "-3d"], "from 2026-03-01 to 2026-11-17"),
        (["--from", "1/6"], "from 2026-06-01 to 2026-11-20"),
        ([], "period 2026: from 2026-01-01 to 2026-11-20, so far"),
    ],
)
@pytest.mark.parametrize(
    "command",
    # Targets are a year's, what others sell is told of all time, and what is owed of a day.
    [name for name in NAMES if name not in ("targets", "competitors", "receivables")],
)
def test_every_report_says_its_period(examples, command, words, days):
    assert days in examples.run(command, *words).err


def test_what_a_period_leaves_out_is_not_told(examples):
    march = json.loads(examples.run("products", "--period", "2026-03", "-f", "json").out)
    assert {row["last_date"][:7] for row in march if row["last_date"]} == {"2026-03"}


# --- records with errors, rates, the past --------------------------------------------------------


@pytest.mark.parametrize("command", [*NAMES, "summary"])
def test_a_broken_record_is_told_and_left_out_or_stops_all_under_strict(stage, command):
    runner = stage("broken")
    result = runner.run(command)
    assert "records/broken.yaml:1:26: identity.status" in result.err
    assert "left out for its errors: broken" in result.err
    assert "broken" not in result.out
    assert result.out == stage("examples").run(command).out
    strict = runner.run(command, "--strict", code=4)
    assert strict.out == ""
    assert "records/broken.yaml:1:26: identity.status" in strict.err


def test_the_figures_of_a_broken_record_are_asked_for_by_name(stage):
    runner = stage("broken")
    for words in (["margin", "--explain"], ["products", "--client"], ["products", "--not-bought"]):
        assert "mend the record first" in runner.run(*words, "broken", code=4).err


@pytest.mark.parametrize(
    "command", [report.name for report in REPORTS if report.converts and report.help]
)
def test_a_rate_that_is_missing_is_named(stage, command):
    result = stage("without-a-rate").run(command, code=4)
    assert result.out == ""
    assert "SEK" in result.err
    assert "2026" in result.err
    assert "faraway" in result.err


def test_payments_need_no_rate(stage):
    assert stage("without-a-rate").run("payments", "--columns", "client,currency").out


@pytest.mark.parametrize("command", [*NAMES, "summary"])
def test_an_empty_folder_is_no_error(stage, command):
    stage("empty").run(command)


def test_as_of_before_an_order(runner, monkeypatch):
    line = "[{product: x, quantity: 1, unit_price: 10, unit_cost: 4}]"
    order = f"    - {{ref: N1, date: 2026-11-10, lines: {line}}}\n"
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-10T12:00:00")
    text = "identity: {name: Newcomer, status: client}\n"
    runner.write("newcomer", text)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-15T12:00:00")
    runner.write("newcomer", f"{text}business:\n  orders:\n{order}")
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    for command, key in (("loyalty", "last_order"), ("payments", "orders")):
        words = (command, "--where", "client=newcomer", "--columns", key)
        assert runner.run(*words, "--as-of", "2026-11-12").out.strip() == ""
        assert runner.run(*words, "--as-of", "2026-11-16").out.strip() != ""
    earlier = runner.run("products", "--as-of", "2026-11-12")
    assert "to 2026-11-12, so far" in earlier.err
    assert "x\t" not in earlier.out
    assert "x\t" in runner.run("products", "--as-of", "2026-11-16").out


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["revenue", "--group", "coutry"], "did you mean country?"),
        (["margin", "--per", "week"], "month, quarter, year"),
        (["prospects", "--per", "day"], "month, quarter, year"),
        (["rank", "--by", "luck"], "revenue, margin, margin-rate, growth, orders,"),
        (["wallet", "--period", "soon"], "2026, 2026-Q3, 2026-03, 2026-W47, last-12-months"),
        (["wallet", "--period", "2026", "--from", "today"], "give one of them"),
        (["owners", "-f", "xml"], ", ".join(FORMATS)),
        (["summary", "-f", "csv"], "write one of table, json"),
        (["margin", "--explain", "kervelec", "-f", "csv"], "write one of table, json"),
        (["margin", "--explain", "kervelec", "--group", "owner"], "leave --group"),
        (["targets", "--period", "2026-Q1"], "such as --period 2026"),
        (["products", "--prices", "--not-bought", "kervelec"], "leave --prices and --client out"),
        (["loyalty", "--columns", "stat"], "did you mean state?"),
        (["loyalty", "--sort", "nothing"], "client, name, state, last_order"),
        (["visits", "--where", "zzz=1"], "'zzz'"),
        (["visits", "--where", "visits=="], "column 8"),
        (["visits", "--where", "visits>many"], "a number"),
    ],
)  # fmt: skip
def test_wrong_usage_names_what_is_right(examples, words, named):
    result = examples.run(*words, code=2)
    assert result.out == ""
    assert named in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [["margin", "--explain"], ["products", "--client"], ["products", "--not-bought"]]
)
def test_an_unknown_client_is_nobody(examples, words):
    assert "'nobody-at-all'" in examples.run(*words, "nobody-at-all", code=3).err


def test_explain_takes_part_of_a_name(examples):
    assert examples.run("margin", "--explain", "boterd").out.startswith("boterdael, 2026")


# --- widths --------------------------------------------------------------------------------------


# A pivot is as wide as its parts are many.
@pytest.mark.parametrize("command", [name for name in NAMES if name not in ("revenue", "margin")])
def test_a_report_fits_eighty_columns(examples, command, monkeypatch):
    from clientfile.console.session import Session

    monkeypatch.setattr(Session, "on_terminal", property(lambda _: True))
    out = examples.run(command, COLUMNS="80", NO_COLOR="1").out
    widest = max(map(len, out.splitlines()))
    assert widest <= 80, f"{command}: name in Table.spare the columns it can go without"
