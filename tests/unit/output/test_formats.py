"""The formats of a table: exact screens, and what holds of any rows."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.language import _, pgettext, translate
from clientfile.output.formats import FORMATS, TEXT_FORMATS
from clientfile.output.json_text import to_json
from clientfile.output.render import lines, notes
from clientfile.output.table import Column, Kind, Table
from clientfile.output.terminal import width
from tests.support.paths import DATA, ROOT

OUTPUT = ROOT / "clientfile" / "output"

COLUMNS = [
    Column("rank", _("Rank"), "integer"),
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("value", pgettext("in full", "Revenue"), "money"),
    Column("share", _("Share"), "ratio"),
    Column("last_contact", _("Last contact"), "date"),
    Column("tags", _("Tags"), "list"),
]
ROWS: list[dict[str, Any]] = [
    {
        "rank": 1,
        "client": "acme",
        "name": "Acme SA",
        "value": Decimal("1234567.50"),
        "share": Decimal("0.2535"),
        "last_contact": date(2026, 11, 20),
        "tags": ["key-account", "export"],
    },
    {
        "rank": 1000,
        "client": "boulangerie",
        "name": "Boulangerie du\tMarché\nLyon",
        "value": Decimal("-0.50"),
        "share": Decimal("-0.0312"),
        "last_contact": "2026-01-02",
        "tags": [],
    },
    {"rank": 1001, "client": "tokyo", "name": "東京 | \x1b[31m", "value": None, "share": None},
    {"rank": 1001, "client": "tokyo", "name": "ab", "value": Decimal(0), "tags": None},
]
TABLE = Table(COLUMNS, ROWS, currency="EUR")
EMPTY = Table(COLUMNS, [], currency="EUR")


def render(table: Table, fmt: str, **options: Any) -> str:
    """The table in that format, each line ended."""
    return "".join(line + "\n" for line in lines(table, fmt, **options))


@pytest.mark.parametrize(
    ("screen", "fmt", "options"),
    [
        ("table", "table", {}),
        ("table_fr", "table", {"language": "fr", "columns": ["rank", "name", "value", "share"]}),
        ("table_42", "table", {"columns": ["client", "name", "value"], "width": 42}),
    ],
)
def test_an_exact_screen(screen: str, fmt: str, options: dict[str, Any]) -> None:
    wanted = (DATA / "tables" / f"{screen}.txt").read_text("utf-8")
    assert render(TABLE, fmt, **options) == wanted


def test_tabulate_is_imported_for_markdown_alone() -> None:
    program = "import sys, clientfile.output.render; sys.exit('tabulate' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_colour_is_in_the_heading_alone() -> None:
    made = render(TABLE, "table", columns=["client"], color=True).splitlines()
    assert made[0] == "\x1b[1mClient\x1b[0m"
    assert "\x1b" not in "".join(made[1:])


def test_tsv() -> None:
    body = (
        "1\tacme\tAcme SA\t1234567.50\t0.2535\t2026-11-20\tkey-account, export\n"
        "1000\tboulangerie\tBoulangerie du Marché Lyon\t-0.50\t-0.0312\t2026-01-02\t\n"
        "1001\ttokyo\t東京 | \\x1b[31m\t\t\t\t\n"
        "1001\ttokyo\tab\t0\t\t\t\n"
    )
    assert render(TABLE, "tsv") == body
    keys = "rank\tclient\tname\tvalue\tshare\tlast_contact\ttags\n"
    assert render(TABLE, "tsv", header=True) == keys + body


def test_csv() -> None:
    assert render(TABLE, "csv", columns=["client", "name", "value", "tags"]) == (
        "client,name,value,tags\n"
        'acme,Acme SA,1234567.50,"key-account, export"\n'
        'boulangerie,"Boulangerie du\tMarché\nLyon",-0.50,\n'
        "tokyo,東京 | \\x1b[31m,,\n"
        "tokyo,ab,0,\n"
    )


def test_json_and_jsonl() -> None:
    keys = ["client", "name", "value", "share", "last_contact", "tags"]
    made = [
        '{"client": "acme", "name": "Acme SA", "value": 1234567.50, "share": 0.2535, '
        '"last_contact": "2026-11-20", "tags": ["key-account", "export"]}',
        '{"client": "boulangerie", "name": "Boulangerie du\\tMarché\\nLyon", "value": -0.50, '
        '"share": -0.0312, "last_contact": "2026-01-02", "tags": []}',
        '{"client": "tokyo", "name": "東京 | \\u001b[31m", "value": null, "share": null, '
        '"last_contact": null, "tags": null}',
        '{"client": "tokyo", "name": "ab", "value": 0, "share": null, "last_contact": null, '
        '"tags": null}',
    ]
    assert render(TABLE, "jsonl", columns=keys) == "".join(line + "\n" for line in made)
    assert render(TABLE, "json", columns=keys) == "[\n  " + ",\n  ".join(made) + "\n]\n"


def test_markdown_escapes_what_it_would_obey() -> None:
    table = Table(
        [Column("name", "Name"), Column("value", "Revenue", "money")],
        [
            {"name": "a|b\nc", "value": Decimal("1250.50")},
            {"name": "<b>*x*</b> \\", "value": None},
        ],
        currency="EUR",
    )
    assert render(table, "md").splitlines() == [
        "| Name              |   Revenue (EUR) |",
        "|:------------------|----------------:|",
        "| a\\|b c            |        1,250.50 |",
        "| \\<b>\\*x\\*\\</b> \\\\ |                 |",
    ]


def test_ids_are_told_once_in_their_order() -> None:
    assert render(TABLE, "ids") == "acme\nboulangerie\ntokyo\n"


def test_a_listing_without_clients_has_no_ids() -> None:
    with pytest.raises(UsageError, match="no ids"):
        lines(Table([Column("owner", "Owner")], [{"owner": "claire"}]), "ids")


@pytest.mark.parametrize(
    ("fmt", "made"),
    [
        ("table", ""),
        ("md", ""),
        ("tsv", ""),
        ("ids", ""),
        ("jsonl", ""),
        ("json", "[]\n"),
        ("csv", "rank,client,name,value,share,last_contact,tags\n"),
    ],
)
def test_no_rows(fmt: str, made: str) -> None:
    assert render(EMPTY, fmt) == made


def test_notes_tell_that_nothing_is_there() -> None:
    table = Table(COLUMNS, [], notes=["Period: 2026", "cost missing on 3 of 40 lines\x1b"])
    assert notes(table) == ["Nothing to show.", *table.notes]
    assert translate(notes(table)[0], "fr") == "Rien à montrer."
    assert notes(TABLE) == []


def test_short_is_for_the_eye_and_tsv() -> None:
    table = Table(COLUMNS, ROWS[:1], short=["client", "rank"], currency="EUR")
    assert render(table, "tsv") == "acme\t1\n"
    assert render(table, "table").split() == ["Client", "Rank", "------", "----", "acme", "1"]
    assert render(table, "md").startswith("| Client   |   Rank |\n")
    assert render(table, "csv").startswith("rank,client,name")
    assert list(json.loads(render(table, "json"))[0]) == [column.key for column in COLUMNS]
    assert render(table, "tsv", columns=["name", " rank"]) == "Acme SA\t1\n"


@pytest.mark.parametrize("fmt", TEXT_FORMATS)
def test_an_unknown_column_is_told_with_the_nearest(fmt: str) -> None:
    with pytest.raises(UsageError) as refusal:
        lines(TABLE, fmt, columns=["client", "naem"])
    assert str(refusal.value) == (
        'no column "naem": did you mean name? '
        "(rank, client, name, value, share, last_contact, tags)"
    )


def money(rows: Sequence[dict[str, Any]], currency: str = "", *more: Column) -> list[str]:
    table = Table([Column("value", "Unpaid", "money"), *more], rows, currency=currency)
    return [line.strip() for line in lines(table, "table")]


def test_one_currency_is_named_in_the_heading() -> None:
    assert money([{"value": Decimal("5"), "currency": "USD"}])[0] == "Unpaid (USD)"
    assert money([{"value": Decimal("5"), "currency": None}], "EUR")[0] == "Unpaid (EUR)"
    assert money([{"value": Decimal("5")}])[0] == "Unpaid"


def test_several_currencies_are_named_with_their_amounts() -> None:
    rows = [
        {"value": Decimal("1250.00"), "currency": "USD"},
        {"value": Decimal("7"), "currency": None},
        {"value": None, "currency": "GBP"},
    ]
    assert money(rows, "EUR") == ["Unpaid", "------------", "1,250.00 USD", "7.00 EUR", ""]
    column = Column("currency", "Currency")
    assert money(rows[:1] + rows[2:], "EUR", column)[2] == "1,250.00  USD"


def test_a_year_is_no_quantity_and_a_yes_is_a_word() -> None:
    columns = [Column("year", "Year", "integer"), Column("overdue", "Overdue")]
    table = Table(columns, [{"year": 2026, "overdue": True}, {"year": 2027, "overdue": False}])
    assert render(table, "table").split()[4:] == ["2026", "yes", "2027", "no"]
    assert render(table, "table", language="fr").split()[4:] == ["2026", "oui", "2027", "non"]
    assert render(table, "tsv") == "2026\ttrue\n2027\tfalse\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.00"), "0.00"),
        (Decimal("123456789012345.678"), "123456789012345.678"),
        (True, "true"),
        ({"a": [None, {"b": date(2026, 1, 2)}]}, '{"a": [null, {"b": "2026-01-02"}]}'),
        ("\u202e\x7f\u2028\U000e0041\ud800", '"\\u202e\\u007f\\u2028\\udb40\\udc41\\ud800"'),
        ('é"\\', '"é\\"\\\\"'),
    ],
)
def test_json_values(value: Any, text: str) -> None:
    assert to_json(value) == text


def test_json_can_be_indented() -> None:
    data = {"a": [1, 2], "b": {}, "c": [{"d": None}]}
    assert to_json(data, indent=2) == json.dumps(data, indent=2)


def test_json_refuses_what_it_cannot_hold() -> None:
    for value in (0.5, Decimal("NaN"), object()):
        with pytest.raises(TypeError):
            to_json(value)


HOSTILE = st.text(
    st.characters()
    | st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Cs"])
    | st.sampled_from('\t\n\r\x0b\x85|\\",;')
)
HOSTILE_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "rank": st.none() | st.integers(),
            "client": st.none() | HOSTILE,
            "name": st.none() | HOSTILE,
            "value": st.none() | st.decimals(-(10**12), 10**12, places=2),
            "share": st.none() | st.decimals(-10, 10, places=4),
            "last_contact": st.none() | st.dates(),
            "tags": st.none() | st.lists(HOSTILE, max_size=3),
        }
    ),
    max_size=4,
)
UNSAFE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def plain_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@given(HOSTILE_ROWS)
def test_json_reads_back_equal(rows: list[dict[str, Any]]) -> None:
    table = Table(COLUMNS, rows)
    wanted = [{key: plain_value(value) for key, value in row.items()} for row in rows]
    assert json.loads(render(table, "json"), parse_float=Decimal) == wanted
    each = [json.loads(line, parse_float=Decimal) for line in lines(table, "jsonl")]
    assert each == wanted


# For the eye or with the short columns alone; every other format is read back by its parser.
FOR_THE_EYE, SHORT = {"table", "md"}, {"table", "md", "tsv", "ids"}
READ_BACK: dict[str, Callable[[str], list[dict[str, Any]]]] = {
    "csv": lambda text: list(csv.DictReader(io.StringIO(text, newline=""))),
    "json": lambda text: json.loads(text, parse_float=Decimal),
    "jsonl": lambda text: [json.loads(line, parse_float=Decimal) for line in text.splitlines()],
}


@pytest.mark.parametrize("fmt", TEXT_FORMATS)
def test_a_format_is_short_or_is_read_back(fmt: str) -> None:
    assert fmt in {*READ_BACK, *SHORT}, f"{fmt}: add its parser to READ_BACK, or it to SHORT"
    assert FORMATS[fmt].for_the_eye == (fmt in FOR_THE_EYE), f"{fmt}: for_the_eye of its entry"
    assert FORMATS[fmt].all_columns == (fmt not in SHORT), f"{fmt}: all_columns of its entry"


@pytest.mark.parametrize("fmt", READ_BACK)
@given(rows=HOSTILE_ROWS)
def test_a_format_for_programs_has_every_row_key_and_amount(
    fmt: str, rows: list[dict[str, Any]]
) -> None:
    records = READ_BACK[fmt](render(Table(COLUMNS, rows), fmt))
    assert len(records) == len(rows), fmt
    for row, record in zip(rows, records, strict=True):
        assert list(record) == [column.key for column in COLUMNS], fmt
        amount = record["value"]
        assert (None if amount in (None, "") else Decimal(str(amount))) == row["value"], fmt


def test_every_writer_is_a_format() -> None:
    writers = {path.stem.removeprefix("write_") for path in OUTPUT.glob("write_*.py")}
    assert writers - {*FORMATS} == set(), "add it to FORMATS of clientfile/output/formats.py"


@given(HOSTILE_ROWS)
def test_tsv_has_its_tabs_and_lines_and_no_more(rows: list[dict[str, Any]]) -> None:
    made = render(Table(COLUMNS, rows), "tsv")
    assert made.count("\n") == len(rows)
    assert len(made.splitlines()) == len(rows)
    assert all(line.count("\t") == len(COLUMNS) - 1 for line in made.splitlines())


@given(HOSTILE_ROWS)
def test_csv_reads_back_with_as_many_cells(rows: list[dict[str, Any]]) -> None:
    made = list(csv.reader(io.StringIO(render(Table(COLUMNS, rows), "csv"), newline="")))
    assert [len(row) for row in made] == [len(COLUMNS)] * (len(rows) + 1)
    for row, cells in zip(rows, made[1:], strict=True):
        assert cells[3] == ("" if row["value"] is None else format(row["value"], "f"))


@given(HOSTILE_ROWS, st.sampled_from(TEXT_FORMATS), st.sampled_from(["en", "fr"]))
def test_nothing_reaches_a_terminal_raw(
    rows: list[dict[str, Any]], fmt: str, language: str
) -> None:
    made = render(Table(COLUMNS, rows), fmt, language=language)
    kept = {"tsv": "\n\t", "csv": "\n\t"}.get(fmt, "\n")
    assert [c for c in made if unicodedata.category(c) in UNSAFE and c not in kept] == []


@given(HOSTILE_ROWS, st.integers(1, 120))
def test_a_table_stays_straight_and_narrow(rows: list[dict[str, Any]], columns: int) -> None:
    table = Table(COLUMNS, rows)
    made = list(lines(table, "table", width=columns, columns=["name", "value"]))
    assert len(made) == (len(rows) + 2 if rows else 0)
    if rows:
        rule = width(made[1])
        assert all(width(line) <= rule for line in made)
        least = 12 + 2 + len(made[1].split()[1])
        assert rule <= max(columns, least)


EVERY_KIND = [Column(kind, kind.title(), kind) for kind in get_args(Kind)]
FILLED: dict[str, Any] = {
    "text": "text",
    "integer": 1,
    "number": Decimal("1.5"),
    "money": Decimal("2.50"),
    "ratio": Decimal("0.253"),
    "date": date(2026, 11, 20),
    "list": ["a", "b"],
    "flag": True,
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("fmt", TEXT_FORMATS)
def test_a_format_takes_empty_cells_of_every_kind_of_column(fmt: str, language: str) -> None:
    assert FILLED.keys() == {column.kind for column in EVERY_KIND}, "a kind of column is new"
    columns = [Column("client", "Client"), *EVERY_KIND]
    nothing = dict.fromkeys(FILLED)
    for cells in (nothing, {**nothing, "text": "", "list": []}, {}, FILLED):
        for key in FILLED:
            # A cell that is empty beside those that are not, and the only one that is not.
            for row in (cells, {**FILLED, key: cells.get(key)}, {**nothing, key: FILLED[key]}):
                table = Table(columns, [{"client": "acme", **row}], currency="EUR")
                text = render(table, fmt, language=language, width=60)
                assert text.endswith("\n"), (fmt, row)
                assert "acme" in text or "[" in text, (fmt, row)
                assert "None" not in text, (fmt, row)


@pytest.mark.parametrize("fmt", TEXT_FORMATS)
def test_a_format_takes_a_table_without_rows(fmt: str) -> None:
    text = render(Table(EVERY_KIND, [], client_key="text"), fmt, header=True, width=60)
    # Of no rows a reader gets nothing, but what makes the text one of its format.
    assert text.count("\n") <= 1


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_format_has_a_writer_of_its_name(fmt: str) -> None:
    assert callable(import_module(f"clientfile.output.write_{fmt}").write)
