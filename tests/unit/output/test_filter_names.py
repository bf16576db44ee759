"""Names and words of `--where`: the stored ones, those of screens, and refusals of all others."""

from __future__ import annotations

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
