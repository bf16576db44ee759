"""The language of --where: cases in where_cases.txt, refusals, and its laws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.output.filter import fulfils
from clientfile.output.filter_syntax import AllOf, AnyOf, Comparison, Expr, Not, keys, parse_where
from clientfile.output.filter_values import Type
from tests.support.paths import DATA

TODAY = date(2026, 11, 18)
ROW: dict[str, Any] = {
    "owner": "Claire",
    "type": "wholesaler",
    "status": "client",
    "city": "Orléans",
    "name": "Boulangerie du Marché",
    "headcount": "50-99",
    "sites": 3,
    "revenue": Decimal("1250.50"),
    "margin_rate": Decimal("0.253"),
    "discount": "5%",
    "advantage": "10%+5%",
    "tag": ["Key-Account", "export"],
    "years": [2024, 2026],
    "empty": [],
    "tender": True,
    "since": "2024-03-01",
    "last_contact": date(2026, 11, 16),
    "month": "2026-03",
    "postcode": "01000",
    "phone": "+33 4 72 00 00 12",
    "people.mobile": ["06.12.34.56.78", "(0)6 99 99 99 99"],
    "quote": 'say "hi"',
}
TYPES: dict[str, Type] = {
    "headcount": "range",
    "margin_rate": "ratio",
    "discount": "percent",
    "advantage": "percent",
    "since": "date",
}


def holds_of(expr: Expr, row: dict[str, Any]) -> bool:
    return fulfils(expr, row.get, types=TYPES, today=TODAY)


CASES = [
    line.rsplit(maxsplit=1)
    for line in (DATA / "where_cases.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("expression", "holds"), CASES)
def test_a_case(expression: str, holds: str) -> None:
    assert holds_of(parse_where(expression.rstrip()), ROW) is (holds == "yes")


@pytest.mark.parametrize(
    ("expression", "column", "expected"),
    [
        ("", 1, "a condition such as owner=claire"),
        ("   ", 4, "a condition"),
        ("owner", 6, "one of = != ~ < <= > >="),
        ("owner claire", 7, "one of = != ~"),
        ("owner=", 7, "a value"),
        ("owner==claire", 7, "a value"),
        ("owner=claire dubois", 14, '"and", "or" or the end; a value with spaces stands in quotes'),
        ("owner=claire and", 17, "a condition"),
        ("owner=claire and and sites=3", 18, "a condition"),
        ("and owner=claire", 1, "a condition"),
        ("not", 4, "a condition"),
        ("(owner=claire", 14, '")"'),
        ("owner=claire)", 13, '"and", "or" or the end'),
        ("()", 2, "a condition"),
        ('owner="claire', 7, "a closing quote"),
        ("owner='claire", 7, "a closing quote"),
        ('owner="a"b', 10, '"and", "or" or the end'),
        ("=claire", 1, "a condition"),
        ("owner=(x)", 7, "a value"),
        ("(" * 60 + "a=b" + ")" * 60, 51, "at most 50 levels"),
        ("not " * 60 + "a=b", 201, "at most 50 levels"),
    ],
)
def test_a_mistake_is_pointed_at(expression: str, column: int, expected: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_where(expression)
    told = str(refusal.value)
    assert f"at column {column}, expected {expected}" in told
    assert expression[:60] in told


def test_a_whole_message() -> None:
    with pytest.raises(UsageError) as refusal:
        parse_where("owner=claire & city~lyon")
    assert str(refusal.value) == (
        '--where "owner=claire & city~lyon": at column 14, expected "and", "or" or the end; '
        'a value with spaces stands in quotes, found "&".'
    )


def test_too_long_is_refused() -> None:
    assert parse_where("a=" + "b" * 3_998)
    with pytest.raises(UsageError, match="4000 characters"):
        parse_where("a=" + "b" * 3_999)


def test_many_conditions_need_no_depth() -> None:
    wide = parse_where(" or ".join(["a=b"] * 500))
    assert not holds_of(wide, ROW)


def test_fifty_levels_are_read() -> None:
    deep = "(" * 49 + "owner=claire" + ")" * 49
    assert holds_of(parse_where(deep), ROW)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("sites>many", '--where sites>many: sites is compared as a number, and "many" is none.'),
        ("since<2024-02-30", "since is compared as a date"),
        ("last_contact<soon", "last_contact is compared as a date"),
        ("discount>high", "discount is compared as a percentage"),
        ("tender>maybe", "tender is compared as yes or no"),
        ('revenue>""', "revenue is compared as a number"),
    ],
)
def test_an_order_among_different_kinds_is_told(expression: str, told: str) -> None:
    with pytest.raises(UsageError) as refusal:
        holds_of(parse_where(expression), ROW)
    assert told in str(refusal.value)


def test_the_keys_of_an_expression() -> None:
    text = 'not b=1 and (a="x" or b<2) or contacts.people.jean-dupont.phone~33'
    assert keys(parse_where(text)) == ["b", "a", "contacts.people.jean-dupont.phone"]


def test_how_an_expression_is_read() -> None:
    assert parse_where("not a=1 and b!=2 or c<=3") == AnyOf(
        (
            AllOf((Not(Comparison("a", "=", "1")), Comparison("b", "!=", "2"))),
            Comparison("c", "<=", "3"),
        )
    )


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-100, 100),
    st.decimals(-100, 100, places=2),
    st.dates(date(1990, 1, 1), date(2050, 1, 1)),
    st.text(max_size=8),
    st.sampled_from(["5%", "10%+5%", "50-99", "2026-03", "2026-11-20", "nan%", "99%%"]),
    st.lists(st.text(max_size=4), max_size=3),
)
ROWS = st.dictionaries(st.sampled_from("abc"), VALUES)
SIMPLE = st.builds(
    Comparison,
    st.sampled_from("abc"),
    st.sampled_from(["=", "!=", "~"]),
    st.sampled_from(["", "5", "5%", "x", "yes", "2026-11-20", "50-99", "nan%"]),
)
EXPRESSIONS: st.SearchStrategy[Expr] = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.tuples(inner, inner)),
        st.builds(AnyOf, st.tuples(inner, inner)),
    ),
    max_leaves=6,
)


def written(expr: Expr) -> str:
    if isinstance(expr, Comparison):
        return f'{expr.key}{expr.operator}"{expr.value}"'
    if isinstance(expr, Not):
        return f"not ({written(expr.inner)})"
    word = " and " if isinstance(expr, AllOf) else " or "
    return "(" + word.join(written(part) for part in expr.parts) + ")"


@given(EXPRESSIONS, ROWS)
def test_negation_and_writing_out(expr: Expr, row: dict[str, Any]) -> None:
    assert holds_of(Not(expr), row) is not holds_of(expr, row)
    again = parse_where(written(expr))
    assert again == expr
    assert holds_of(again, row) is holds_of(expr, row)


@given(EXPRESSIONS, EXPRESSIONS, ROWS)
def test_de_morgan(left: Expr, right: Expr, row: dict[str, Any]) -> None:
    neither = Not(AnyOf((left, right)))
    assert holds_of(neither, row) is holds_of(AllOf((Not(left), Not(right))), row)
    not_both = Not(AllOf((left, right)))
    assert holds_of(not_both, row) is holds_of(AnyOf((Not(left), Not(right))), row)


@given(st.sampled_from("abc"), st.sampled_from(["", "5", "x", "2026-11-20"]), ROWS)
def test_unequal_is_the_negation_of_equal(key: str, value: str, row: dict[str, Any]) -> None:
    equal = holds_of(Comparison(key, "=", value), row)
    assert holds_of(Comparison(key, "!=", value), row) is not equal


@given(st.integers(-100, 100) | st.decimals(-100, 100, places=2), st.integers(-100, 100))
def test_numbers_are_ordered_as_numbers(actual: int | Decimal, wanted: int) -> None:
    def holds(operator: Any) -> bool:
        return holds_of(Comparison("a", operator, str(wanted)), {"a": actual})

    assert [holds("<"), holds("="), holds(">")].count(True) == 1
    assert holds("<=") is (actual <= wanted)
    assert holds(">=") is (actual >= wanted)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        expr = parse_where(text)
    except UsageError as refusal:
        told = str(refusal)
    else:
        told = ", ".join(keys(expr))
    assert told, "a refusal has a sentence, and a text that is read names a key"


@given(st.text(max_size=20))
def test_a_quoted_value_is_itself(value: str) -> None:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    assert parse_where(f'name="{quoted}"') == Comparison("name", "=", value)
