"""Intervals: as people type and read them, and the days on which something recurs."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import InvalidValueError
from clientfile.language import translate
from clientfile.records.typed.intervals import interval_words, next_occurrence, parse_interval

TYPED = {
    "1y": ["1y", "1Y", "y", "yearly", "every year", "1 an", "chaque année", "annuel", "1a"],
    "2y": ["2 years", "every 2 years", "tous les 2 ans", "2ans"],
    "1m": ["monthly", "1 mois", "chaque mois", "tous les mois"],
    "3m": ["3m", "every quarter", "trimestriel", "chaque trimestre"],
    "6m": ["6 mois", "2 quarters", "every 6 months"],
    "1w": ["weekly", "chaque semaine", "1 sem"],
    "2w": ["2w", "toutes les 2 semaines", "2s"],
    "10d": ["10d", "10 jours", "10j", "every 10 days"],
}


@pytest.mark.parametrize("stored", TYPED)
def test_what_people_type(stored):
    assert {parse_interval(text) for text in TYPED[stored]} == {stored}


@pytest.mark.parametrize("text", ["", "0d", "-1y", "1", "1000d", "soon", "1.5y", "1h", "y 1"])
def test_what_is_none(text):
    with pytest.raises(InvalidValueError):
        parse_interval(text)


@given(st.integers(1, 999), st.sampled_from("dwmy"), st.sampled_from(["en", "fr"]))
def test_what_is_read_can_be_typed(count, unit, language):
    interval = f"{count}{unit}"
    assert parse_interval(translate(interval_words(interval), language)) == interval


@pytest.mark.parametrize(
    ("first", "interval", "days"),
    [
        ("2027-01-31", "1m", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2028-02-29", "1y", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2026-11-30", "3m", ["2027-02-28", "2027-05-30"]),
        ("2026-12-28", "2w", ["2027-01-11", "2027-01-25"]),
        ("2026-12-31", "1d", ["2027-01-01", "2027-01-02"]),
        ("9999-12-30", "1y", ["9999-12-31"]),
    ],
)
def test_the_days_that_follow(first, interval, days):
    begun = day = date.fromisoformat(first)
    for following in days:
        day = next_occurrence(begun, interval, day)
        assert day.isoformat() == following


def by_hand(first: date, interval: str) -> list[date]:
    """Every day on which it recurs within some years, by stepping through months or days."""
    count, unit, days = int(interval[:-1]), interval[-1], [first]
    while days[-1].year < first.year + 6:
        if unit in "dw":
            days.append(days[-1] + timedelta(days=count * (7 if unit == "w" else 1)))
            continue
        year, month = first.year, first.month
        for _ in range(len(days) * count * (12 if unit == "y" else 1)):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        days.append(date(year, month, min(first.day, calendar.monthrange(year, month)[1])))
    return days


@given(
    st.dates(date(2020, 1, 1), date(2028, 12, 31)),
    st.builds(lambda count, unit: f"{count}{unit}", st.integers(1, 40), st.sampled_from("dwmy")),
    st.integers(-40, 1500),
)
def test_the_same_by_hand(first, interval, later):
    after = first + timedelta(days=later)
    assert next_occurrence(first, interval, after) == next(
        day for day in by_hand(first, interval) if day > after
    )
