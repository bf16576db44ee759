"""Money, percentages and quantities as people type them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import InvalidValueError
from clientfile.records.typed.amounts import (
    parse_integer,
    parse_money,
    parse_number,
    parse_percent,
    percent_factor,
    plain,
)


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("1250", "1250", None),
        ("1250.50", "1250.50", None),
        ("1250,50", "1250.50", None),
        ("1 250,50", "1250.50", None),
        ("1\u00a0250,50", "1250.50", None),
        ("1\u202f250\u202f000,5", "1250000.5", None),
        ("1.250", "1.250", None),
        ("1,2500", "1.2500", None),
        ("-12,5", "-12.5", None),
        ("−12.5", "-12.5", None),
        ("0", "0", None),
        ("1 250,50 €", "1250.50", "EUR"),
        ("€1250", "1250", "EUR"),
        ("1250EUR", "1250", "EUR"),
        ("eur 1250", "1250", "EUR"),
        ("$12.50", "12.50", "USD"),
        ("-£12", "-12", "GBP"),
        ("£-12", "-12", "GBP"),
        ("1250 chf", "1250", "CHF"),
        ("999999999999999.999", "999999999999999.999", None),
    ],
)
def test_money(typed: str, amount: str, currency: str | None) -> None:
    read, named = parse_money(typed)
    assert (str(read), named) == (amount, currency)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("0,045", "0.045"), ("-0,250 €", "-0.250"), ("12,3456", "12.3456"), ("1.045", "1.045")],
)
def test_a_price_has_more_decimals_than_its_currency(typed: str, amount: str) -> None:
    assert str(parse_money(typed, is_price=True)[0]) == amount


@pytest.mark.parametrize("typed", ["1,250,000", "1,250.50", "1,250"])
def test_a_price_with_two_signs_is_not_guessed(typed: str) -> None:
    with pytest.raises(InvalidValueError):
        parse_money(typed, is_price=True)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1,250", "ambiguous"),
        ("1,250.50", "ambiguous"),
        ("0,250", "ambiguous"),
        ("1,250,000", "ambiguous"),
        ("1 250,500 EUR", "ambiguous"),
        ("1.250,50", "not an amount"),
        ("1 25", "not an amount"),
        ("12 50,00", "not an amount"),
        ("1_000", "not an amount"),
        ("1e3", "not an amount"),
        ("١٢", "not an amount"),
        ("--5", "not an amount"),
        ("-€-5", "not an amount"),
        ("€5 EUR", "not an amount"),
        ("5.", "not an amount"),
        (".5", "not an amount"),
        ("", "not an amount"),
        ("EUR", "not an amount"),
        ("a lot", "not an amount"),
        ("1250 pcs", '"pcs" is not a currency'),
        ("1234567890123456.789", "more than 18 digits"),
    ],
)
def test_what_is_no_amount_is_reported(typed: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        parse_money(typed)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("5%", "5%"),
        ("2,5 %", "2.5%"),
        ("2.50%", "2.5%"),
        ("05%", "5%"),
        ("10%+5%", "10%+5%"),
        ("10 % + 2,5\u202f%", "10%+2.5%"),
        ("100%", "100%"),
        ("0%", "0%"),
    ],
)
def test_percentages_as_stored(typed: str, stored: str) -> None:
    assert parse_percent(typed) == stored


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("5", '"5" is not a percentage: write 5%.'),
        ("10%+5", "write 5%"),
        ("five%", "not a percentage"),
        ("%", "not a percentage"),
        ("", "not a percentage"),
        ("5%+", "not a percentage"),
        ("-5%", "0% to 100%"),
        ("101%", "0% to 100%"),
        ("2,125%", "ambiguous"),
        ("1.1234567%", "more than 6 decimals"),
    ],
)
def test_what_is_no_percentage_is_reported(typed: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        parse_percent(typed)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("stored", "left"),
    [("5%", "0.95"), ("10%+5%", "0.855"), ("2.5%", "0.975"), ("100%", "0"), ("0%", "1")],
)
def test_what_a_percentage_leaves(stored: str, left: str) -> None:
    assert percent_factor(stored) == Decimal(left)


@pytest.mark.parametrize("stored", ["5", "", "nan%", "1e3%", "5%+", "five%"])
def test_a_factor_of_no_percentage_is_a_fault(stored: str) -> None:
    with pytest.raises(ValueError, match="no percentage"):
        percent_factor(stored)


def test_whole_numbers() -> None:
    assert [parse_integer(typed) for typed in ("12", "1 250", "-3")] == [12, 1250, -3]
    for typed in ("12.0", "1,5", "1e3", "twelve"):
        with pytest.raises(InvalidValueError):
            parse_integer(typed)


AMOUNTS = st.decimals(
    min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False
)


@given(AMOUNTS, st.sampled_from([" ", "\u00a0", "\u202f"]), st.sampled_from([".", ","]))
def test_an_amount_written_out_reads_back(amount: Decimal, space: str, point: str) -> None:
    written = f"{amount:,.2f}".replace(",", space).replace(".", point)
    assert parse_money(f"{written} EUR") == (amount, "EUR")
    assert parse_number(plain(amount)) == amount


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=5))
def test_percentages_in_a_row_apply_one_after_the_other(rates: list[Decimal]) -> None:
    stored = parse_percent("+".join(f"{rate} %" for rate in rates))
    left = Decimal(1)
    for rate in rates:
        left -= left * rate / 100
    assert percent_factor(stored) == left
    assert parse_percent(stored) == stored


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(typed: str) -> None:
    messages = [_refusal(read, typed) for read in (parse_money, parse_percent, parse_number)]
    assert all(len(sentence) < 200 for sentence in messages)


def _refusal(read: Callable[[str], object], typed: str) -> str:
    try:
        read(typed)
    except InvalidValueError as refusal:
        return str(refusal)
    return ""
