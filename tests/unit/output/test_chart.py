"""Charts: as wide as the terminal, no bar longer than that of a greater amount."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.output.chart import bars, pareto
from clientfile.output.terminal import width

AMOUNTS = st.lists(st.none() | st.decimals(-10_000, 100_000, places=2), min_size=1, max_size=12)
NAMES = st.sampled_from(["Acme", "Bäckerring", "食品 商社", "evil\u202e", "x" * 80, ""])


@given(AMOUNTS, NAMES, st.integers(40, 200), st.booleans())
def test_a_bar_for_each_row_within_the_terminal(amounts, name, columns, ascii_only):
    rows = [(name, amount, "" if amount is None else f"{amount:,}") for amount in amounts]
    lines = bars(rows, columns, ascii_only=ascii_only)
    assert len(lines) == len(rows)
    assert all(width(line) <= max(columns, 64) for line in lines)
    assert "\u202e" not in "".join(lines)
    lengths = [line.count("#") if ascii_only else line.count("█") for line in lines]
    drawn = [(abs(amount or 0), length) for amount, length in zip(amounts, lengths, strict=True)]
    for amount, length in drawn:
        assert (length > 0) == (amount != 0)
        # A bar begins within a column: they are as long as their amounts to within two of them.
        assert all(length <= other + 2 for more, other in drawn if more >= amount)


def test_negative_amounts_go_to_the_left():
    up, down = bars([("a", D(100), "100"), ("b", D(-50), "-50")], 60, ascii_only=True)
    assert up.index("#") >= down.rindex("#") - 1


def test_nothing_is_drawn_of_nothing():
    assert bars([], 80, ascii_only=True) == []
    assert bars([("a", D(0), "0.00"), ("b", None, "-")], 80, ascii_only=True) == [
        "a  0.00", "b     -"
    ]  # fmt: skip


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("columns", [40, 80, 160])
def test_the_curve_keeps_within_the_terminal(columns, ascii_only):
    shares = [D("0.5"), D("0.8"), D("0.95"), D("1")]
    lines = pareto(shares, columns, ascii_only=ascii_only)
    assert all(width(line) <= columns for line in lines)
    assert any("80 %" in line for line in lines)
    assert "".join(lines).isascii() == ascii_only
