"""Names and words of `--where`: the stored ones, those of screens, and refusals of all others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clientfile.errors import UsageError
from clientfile.language import Term, pgettext
from clientfile.output.filter_syntax import parse_where
from clientfile.output.sort import arrange
from clientfile.output.table import Column, Table
from clientfile.schema.shapes import record_shape

WORDS = (pgettext("state of a client's loyalty", "late"), pgettext("source of figures", "stated"))
NOT_SAID = pgettext("a group", "(not said)")
TABLE = Table(
    [
        Column("client", "Client"),
        Column(
            "kind", Term("Sort of company", {"fr": "Sorte d'entreprise"}), field="identity.type"
        ),
        Column("state", "State", words=WORDS),
        Column("tags", "Tags", "list"),
        Column("first", "Moment"),
        Column("second", "Moment"),
    ],
    [
        {"client": "a", "kind": "wholesaler", "state": "late", "tags": ["x"]},
        {"client": "b", "kind": "retailer", "state": None, "tags": []},
        {"client": "c", "kind": NOT_SAID, "state": "late", "tags": None},
    ],
)
RECORDS: dict[tuple[str, str], Any] = {
    ("a", "identity.phone"): "01 02 03 04 05",
    ("b", "business.payment.method"): "transfer",
    ("b", "business.payment.end_of_month"): True,
}


def clients(where: str) -> str:
    table = _arrange(where)
    return "".join(row["client"] for row in table.rows)


def _arrange(where: str) -> Table:
    return arrange(
        TABLE,
        parse_where(where),
        lookup=lambda row, key: RECORDS.get((row["client"], key)),
        record=record_shape(),
    )


@pytest.mark.parametrize(
    ("where", "picked"),
    [
        ("kind=wholesaler", "a"),
        ("kind=Grossiste", "a"),
        ("kind!=grossiste", "bc"),
        ("kind=grossiste or kind=détaillant", "ab"),
        ("not kind=grossiste", "bc"),
        ('"sorte d\'entreprise"=grossiste', "a"),
        ("sort-of-company=retailer", "b"),
        ("KIND=retailer", "b"),
        ("kind~détaill", "b"),
        ("kind~tail", "b"),
        ('kind="(not said)"', "c"),
        ("kind~said", "c"),
        ('kind="(non précisé)"', "c"),
        ('kind!="(non precise)"', "ab"),
        ("kind~précisé", "c"),
        ('kind=""', ""),
        ("state=en-retard", "ac"),
        ('state="en retard"', "ac"),
        ('state=""', "b"),
        ("tag=x", "a"),
        ("téléphone=0102030405", "a"),
        ("identité.téléphone~0304", "a"),
        ("payment.method=virement", "b"),
        ("method=VIREMENT", "b"),
        ("end_of_month=oui", "b"),
        ("fin-de-mois=oui", "b"),
        ("fin-de-mois!=oui", "ac"),
    ],
)
def test_names_and_words_of_screens_are_taken(where, picked):
    assert clients(where) == picked


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("kind=grosiste", '--where kind=grosiste: "grosiste" is no value of kind: did you mean '),
        ("kind!=grosiste", "did you mean wholesaler?"),
        ("client=a or kind=détailant", "did you mean retailer?"),
        ("not (client=a and kind=grosiste)", "did you mean wholesaler?"),
        ("kind~grosist", "did you mean wholesaler?"),
        ("state=latte", "did you mean late?"),
        ("method=virment", "did you mean transfer?"),
        ("fin-de-mois=ouii", "did you mean true?"),
        ("country=france", "write one of 249 codes, such as FR"),
        ("moment=x", "'moment' may be first or second: write which"),
        ("montant=x", "--where: 'montant' may be "),
        ("telefone=x", "no column and no path of a record is named 'telefone'"),
    ],
)
def test_other_names_and_words_are_refused(where, told):
    with pytest.raises(UsageError) as refusal:
        clients(where)
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("where", "note"),
    [
        ("kind=importateur", "no row has kind=importateur"),
        ("state=stated and kind=retailer", "no row has state=stated"),
        ("client=aa", "no row has client=aa: did you mean a?"),
        ("kind=wholesaler and client=b", None),
    ],
)
def test_a_word_that_no_row_has_is_told(where, note):
    table = _arrange(where)
    assert table.rows == []
    assert list(table.notes) == ([note] if note else [])


def test_without_records_a_field_is_no_name():
    with pytest.raises(UsageError, match='no column "method"'):
        arrange(TABLE, parse_where("method=transfer"), record=record_shape())
    picked = arrange(TABLE, parse_where("kind=grossiste"), record=record_shape())
    assert [row["client"] for row in picked.rows] == ["a"]


LIKE = Table(
    [
        Column("client", "Client"),
        Column("ref", "Ref"),
        Column("share", "Share", "ratio"),
        Column("amount", "Amount", "money"),
        Column("day", "Day", "date"),
    ],
    [
        {"client": "a", "ref": "25-1042", "share": Decimal("0.25"), "amount": 25, "day": None},
        {"client": "b", "ref": "25", "share": None, "amount": None, "day": date(2026, 1, 2)},
        {"client": "c", "ref": "5%", "share": Decimal("0.2"), "amount": 5, "day": None},
        {"client": "d", "ref": "2026-01-02", "share": None, "amount": 7, "day": None},
        {"client": "e", "ref": "0012", "share": None, "amount": 12, "day": None},
    ],
)
HEADCOUNTS = {"a": "50-99", "b": "100-199", "c": 7}


def picked_of_like(where: str) -> str:
    table = arrange(
        LIKE,
        parse_where(where),
        lookup=lambda row, key: HEADCOUNTS.get(row["client"]),
        record=record_shape(),
        today=date(2026, 11, 18),
    )
    return "".join(row["client"] for row in table.rows)


@pytest.mark.parametrize(
    ("where", "picked"),
    [
        # A text is a text, whatever it looks like: a range, a percentage, a day, a number.
        ("ref=25", "b"),
        ("ref!=25", "acde"),
        ("ref=5", ""),
        ("ref=5.0%", ""),
        ("ref=5%", "c"),
        ("ref=02/01/2026", ""),
        ("ref=12", ""),
        ("ref>25", "ac"),
        ("ref<25-2", "abde"),
        # Everything else is what its key is.
        ("share=25%", "a"),
        ("share=0.20", "c"),
        ("share<0.25", "c"),
        ("amount=25.0", "a"),
        ("day=02/01/2026", "b"),
        ("day<=yesterday", "b"),
        ("headcount=50", "a"),
        ("headcount=100-199", "b"),
        ("headcount>=50", "ab"),
        ("headcount<50-99", "c"),
    ],
)
def test_a_value_is_compared_by_the_type_of_its_key(where: str, picked: str) -> None:
    assert picked_of_like(where) == picked


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("headcount>50%", 'headcount is compared as a number or a range, and "50%" is none'),
        ("headcount=50%", 'headcount is compared as a number or a range, and "50%" is none'),
        ("amount>50%", 'amount is compared as a number, and "50%" is none'),
        ("share>=many", 'share is compared as a number or a percentage, and "many" is none'),
        ("day=25-1042", 'day is compared as a date, and "25-1042" is none'),
        ("day!=5%", 'day is compared as a date, and "5%" is none'),
        ("orders.discount>high", 'discount is compared as a percentage, and "high" is none'),
    ],
)
@pytest.mark.parametrize("rows", [LIKE.rows, []], ids=["rows", "none"])
def test_an_operand_of_another_type_is_refused_whatever_the_rows_hold(
    where: str, told: str, rows: list[dict[str, Any]]
) -> None:
    with pytest.raises(UsageError) as refusal:
        arrange(
            replace(LIKE, rows=rows),
            parse_where(where),
            lookup=lambda row, key: None,
            record=record_shape(),
        )
    assert told in str(refusal.value)
