"""A ratio is rounded once, where it is shown: never from what was rounded before."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.figures.amounts import ratio, relative_change
from clientfile.output.cells import exact_text
from clientfile.output.json_text import to_json
from clientfile.output.numbers import format_percentage

amounts = st.decimals(-(10**15), 10**15, places=2) | st.integers(-99, 99).map(Decimal)


def half_away(number: Fraction, digits: int) -> Fraction:
    """An independent rounding, half away from zero."""
    scaled = abs(number) * 10**digits
    return Fraction(floor(scaled + Fraction(1, 2)), 10**digits) * (1 if number >= 0 else -1)


@pytest.mark.parametrize(
    ("part", "whole", "shown", "stored"),
    [
        ("2534.60", "10000", "25.3 %", "0.2535"),
        ("7465.40", "10000", "74.7 %", "0.7465"),
        ("6549", "100000", "6.5 %", "0.0655"),
        ("-6549", "100000", "-6.5 %", "-0.0655"),
        ("99949.5", "100000", "99.9 %", "0.9995"),
        ("2", "3", "66.7 %", "0.6667"),
        ("1", "800", "0.1 %", "0.0013"),
        ("4999999", "10000000000", "0.0 %", "0.0005"),
        ("0", "3", "0.0 %", "0.0000"),
        # Exactly on the half.
        ("2535", "10000", "25.4 %", "0.2535"),
    ],
)
def test_what_is_shown_and_what_programs_read(
    part: str, whole: str, shown: str, stored: str
) -> None:
    share = ratio(Decimal(part), Decimal(whole))
    assert share is not None
    assert format_percentage(share, "en") == shown
    assert exact_text(share) == to_json(share) == stored


@given(amounts, amounts)
def test_each_is_rounded_from_the_quotient(part: Decimal, whole: Decimal) -> None:
    share, change = ratio(part, whole), relative_change(part, whole)
    assert (share is None) == (whole == 0)
    assert (change is None) == (whole <= 0)
    for shown, exact in ((share, part), (change, part - whole)):
        if shown is not None:
            quotient = Fraction(exact) / Fraction(whole)
            assert Fraction(shown) == half_away(quotient, 4)
            percent = format_percentage(shown, "en").removesuffix(" %").replace(",", "")
            assert Fraction(percent) == half_away(quotient * 100, 1)
