"""Periods: how they are named, where they begin and end, and what comes before them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import UsageError
from clientfile.language import translate
from clientfile.records.fiscal_year import CALENDAR_YEAR, FiscalYearStart
from clientfile.records.typed.periods import (
    Period,
    custom_period,
    cut,
    fiscal_year,
    fiscal_year_period,
    parse_period,
    period_at,
    previous,
)

TODAY = date(2026, 11, 23)  # a Monday
FORMS = ["2026", "2026-Q3", "2026-03", "2026-W47", "last-12-months", "all"]
STEPS = ["week", "month", "quarter", "year"]
FORMS += [f"{side}-{step}" for side in ("this", "last") for step in STEPS]


def span_of(period):
    return f"{period.start} {period.end}"


@pytest.mark.parametrize(
    ("text", "month", "span", "label"),
    [
        ("2026", 1, "2026-01-01 2026-12-31", "2026"),
        ("2026", 4, "2025-04-01 2026-03-31", "2026"),
        ("2026-Q3", 1, "2026-07-01 2026-09-30", "2026-Q3"),
        ("2026-T3", 1, "2026-07-01 2026-09-30", "2026-Q3"),
        ("2026-q1", 4, "2025-04-01 2025-06-30", "2026-Q1"),
        ("2026-Q4", 10, "2026-07-01 2026-09-30", "2026-Q4"),
        ("2026-03", 4, "2026-03-01 2026-03-31", "2026-03"),
        ("2024-02", 1, "2024-02-01 2024-02-29", "2024-02"),
        ("2026-W47", 1, "2026-11-16 2026-11-22", "2026-W47"),
        ("2026-W01", 1, "2025-12-29 2026-01-04", "2026-W01"),
        ("2020-W53", 1, "2020-12-28 2021-01-03", "2020-W53"),
        ("last-12-months", 4, "2025-11-24 2026-11-23", "last-12-months"),
        ("this-week", 1, "2026-11-23 2026-11-29", "2026-W48"),
        ("last-week", 1, "2026-11-16 2026-11-22", "2026-W47"),
        ("this-month", 1, "2026-11-01 2026-11-30", "2026-11"),
        ("last-month", 1, "2026-10-01 2026-10-31", "2026-10"),
        ("this-quarter", 1, "2026-10-01 2026-12-31", "2026-Q4"),
        ("this-quarter", 4, "2026-10-01 2026-12-31", "2027-Q3"),
        ("last-quarter", 12, "2026-06-01 2026-08-31", "2026-Q3"),
        ("this-year", 4, "2026-04-01 2027-03-31", "2027"),
        ("last-year", 1, "2025-01-01 2025-12-31", "2025"),
        (" All ", 1, "0001-01-01 9999-12-31", "all"),
        ("tout", 1, "0001-01-01 9999-12-31", "all"),
        ("12-derniers-mois", 1, "2025-11-24 2026-11-23", "last-12-months"),
        ("2026-S47", 1, "2026-11-16 2026-11-22", "2026-W47"),
        ("0001", 4, "0001-01-01 0001-03-31", "0001"),
        ("9999", 1, "9999-01-01 9999-12-31", "9999"),
        ("9999-W52", 1, "9999-12-27 9999-12-31", "9999-W52"),
    ],
)
def test_what_a_period_is_called(text, month, span, label):
    period = parse_period(text, TODAY, FiscalYearStart(month))
    assert (span_of(period), period.label) == (span, label)


@pytest.mark.parametrize("text", ["2026-T3", "2026-S47", "2026", "tout", "12 derniers mois"])
def test_a_label_reads_as_it_is_typed_in_another_language(text):
    assert translate(parse_period(text, TODAY, CALENDAR_YEAR).label, "fr") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-Q5",
        "2026-Q0",
        "2026-13",
        "2026-00",
        "2026-W54",
        "2026-W00",
        "2025-W53",
        "0000",
        "this-day",
        "next-year",
        "last",
        "20261",
        "2026-3",
        "2026-03-01",
        "٢٠٢٦",
        "-",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(UsageError) as caught:
        parse_period(text, TODAY, CALENDAR_YEAR)
    assert f'"{text}" is no period' in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "today", "month", "span"),
    [
        # Whole periods: the one before, whole, whatever its length.
        ("2025", TODAY, 1, "2024-01-01 2024-12-31"),
        ("2026-Q1", TODAY, 1, "2025-10-01 2025-12-31"),
        ("2026-Q1", TODAY, 4, "2025-01-01 2025-03-31"),
        ("2024-03", TODAY, 1, "2024-02-01 2024-02-29"),
        ("2026-W01", TODAY, 1, "2025-12-22 2025-12-28"),
        ("last-12-months", TODAY, 1, "2024-11-24 2025-11-23"),
        # Running ones: as many days.
        ("2026", TODAY, 1, "2025-01-01 2025-11-23"),
        ("2025", date(2025, 3, 1), 1, "2024-01-01 2024-02-29"),
        ("2027", TODAY, 4, "2025-04-01 2025-11-23"),
        ("2026-11", TODAY, 1, "2026-10-01 2026-10-23"),
        ("2026-03", date(2026, 3, 30), 1, "2026-02-01 2026-02-28"),
        ("2026-W48", TODAY, 1, "2026-11-16 2026-11-16"),
    ],
)
def test_the_period_before(text, today, month, span):
    start = FiscalYearStart(month)
    assert span_of(previous(parse_period(text, today, start), today, start)) == span


@pytest.mark.parametrize("text", ["all", "2027", "2026-12", "0001"])
def test_before_some_periods_is_nothing(text):
    assert previous(parse_period(text, TODAY, CALENDAR_YEAR), TODAY, CALENDAR_YEAR) is None


def test_before_two_days_is_a_span_as_long():
    spring = custom_period(date(2026, 3, 1), date(2026, 5, 31), TODAY)
    assert span_of(previous(spring, TODAY, CALENDAR_YEAR)) == "2025-11-29 2026-02-28"
    # Ten of its 92 days have passed: the first ten of the 92 before.
    assert span_of(previous(spring, date(2026, 3, 10), CALENDAR_YEAR)) == "2025-11-29 2025-12-08"
    # A span that happens to be a quarter is still a span.
    quarter = custom_period(date(2026, 1, 1), date(2026, 3, 31), TODAY)
    assert span_of(previous(quarter, TODAY, CALENDAR_YEAR)) == "2025-10-03 2025-12-31"
    assert previous(custom_period(None, date(2026, 3, 1), TODAY), TODAY, CALENDAR_YEAR) is None
    assert (
        previous(custom_period(date(1, 1, 5), date(9, 1, 1), TODAY), TODAY, CALENDAR_YEAR) is None
    )


def test_from_and_to():
    assert span_of(custom_period(date(2026, 3, 1), None, TODAY)) == "2026-03-01 2026-11-23"
    assert span_of(custom_period(None, date(2026, 3, 1), TODAY)) == "0001-01-01 2026-03-01"
    one_day = custom_period(TODAY, TODAY, TODAY)
    assert (one_day.days, one_day.label) == (1, "2026-11-23..2026-11-23")
    with pytest.raises(UsageError, match="--to 2026-01-01 is before --from 2026-03-01"):
        custom_period(date(2026, 3, 1), date(2026, 1, 1), TODAY)
    with pytest.raises(UsageError, match="--from 2027-01-01 is in the future"):
        custom_period(date(2027, 1, 1), None, TODAY)


@pytest.mark.parametrize(
    ("text", "days", "end"),
    [("2025", 365, "2025-12-31"), ("2026", 327, "2026-11-23"), ("2027", 0, "2026-12-31")],
)
def test_a_period_is_cut_at_today(text, days, end):
    period = cut(parse_period(text, TODAY, CALENDAR_YEAR), TODAY)
    assert (period.days, str(period.end)) == (days, end)
    assert cut(period, TODAY) == period


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("2026-03-31", 4, 2026),
        ("2026-04-01", 4, 2027),
        ("2026-12-31", 1, 2026),
        ("2026-01-01", 12, 2026),
        ("2026-12-01", 12, 2027),
        ("9999-12-31", 4, 10000),
    ],
)
def test_a_fiscal_year_is_named_by_the_year_it_ends_in(day, month, year):
    assert fiscal_year(date.fromisoformat(day), FiscalYearStart(month)) == year


UK = FiscalYearStart(4, 6)
UK_BY_FIRST = FiscalYearStart(4, 6, named_by_first=True)


@pytest.mark.parametrize(
    ("text", "start", "span", "label"),
    [
        ("2027", UK, "2026-04-06 2027-04-05", "2027"),
        ("2026", UK_BY_FIRST, "2026-04-06 2027-04-05", "2026"),
        ("2027-Q1", UK, "2026-04-06 2026-07-05", "2027-Q1"),
        ("2026-Q4", UK_BY_FIRST, "2027-01-06 2027-04-05", "2026-Q4"),
        ("this-quarter", UK, "2026-10-06 2027-01-05", "2027-Q3"),
        ("last-year", UK_BY_FIRST, "2025-04-06 2026-04-05", "2025"),
        ("2026-03", UK, "2026-03-01 2026-03-31", "2026-03"),
        ("2026", FiscalYearStart(1, 15), "2025-01-15 2026-01-14", "2026"),
        ("2026", FiscalYearStart(4, named_by_first=True), "2026-04-01 2027-03-31", "2026"),
        ("2026", FiscalYearStart(1, named_by_first=True), "2026-01-01 2026-12-31", "2026"),
        # Where the month is too short, a quarter begins with its last day.
        ("2028-Q2", FiscalYearStart(8, 31), "2027-11-30 2028-02-27", "2028-Q2"),
        ("2028-Q3", FiscalYearStart(8, 31), "2028-02-28 2028-05-30", "2028-Q3"),
        ("0001", UK, "0001-01-01 0001-04-05", "0001"),
        ("0001", FiscalYearStart(1, 2), "0001-01-01 0001-01-01", "0001"),
        ("9999", UK_BY_FIRST, "9999-04-06 9999-12-31", "9999"),
    ],
)
def test_a_year_that_begins_within_a_month_or_is_named_by_its_first(text, start, span, label):
    period = parse_period(text, TODAY, start)
    assert (span_of(period), period.label) == (span, label)


@pytest.mark.parametrize(
    ("day", "start", "year"),
    [
        ("2026-04-05", UK, 2026),
        ("2026-04-06", UK, 2027),
        ("2026-04-05", UK_BY_FIRST, 2025),
        ("2026-04-06", UK_BY_FIRST, 2026),
        ("2026-01-14", FiscalYearStart(1, 15), 2026),
        ("2026-01-15", FiscalYearStart(1, 15), 2027),
        ("2026-12-31", FiscalYearStart(12, 31), 2027),
        ("2026-12-30", FiscalYearStart(12, 31, named_by_first=True), 2025),
    ],
)
def test_the_fiscal_year_of_a_day_at_its_border(day, start, year):
    assert fiscal_year(date.fromisoformat(day), start) == year


starts = st.builds(
    FiscalYearStart, st.integers(1, 12), st.integers(1, 28), named_by_first=st.booleans()
) | st.sampled_from([FiscalYearStart(8, 31), FiscalYearStart(5, 30), FiscalYearStart(1, 29)])


@given(st.dates(), starts, st.sampled_from(STEPS))
def test_each_day_is_in_its_period_and_the_next_begins_where_it_ends(day, start, step):
    period = period_at(day, step, start)
    assert day in period
    assert period_at(period.start, step, start) == period_at(period.end, step, start) == period
    if period.end < date.max:
        assert period_at(period.end + timedelta(days=1), step, start).start > period.end
    if step == "year":
        assert period == fiscal_year_period(fiscal_year(day, start), start)


@given(st.sampled_from(FORMS), st.dates(), starts)
def test_no_day_breaks_a_form(text, today, start):
    period = parse_period(text, today, start)
    assert cut(period, today).end <= period.end
    earlier = previous(period, today, start)
    if earlier is not None:
        assert earlier.start <= earlier.end < period.start
        assert earlier.days <= max(cut(period, today).days, 366)


def test_periods_that_share_days():
    year, spring = (
        parse_period("2026", TODAY, CALENDAR_YEAR),
        parse_period("2026-Q2", TODAY, CALENDAR_YEAR),
    )
    assert year.covers(spring)
    assert not spring.covers(year)
    assert span_of(year.overlap(spring)) == "2026-04-01 2026-06-30"
    assert parse_period("2025", TODAY, CALENDAR_YEAR).overlap(spring).days == 0
    assert Period(TODAY, TODAY, "today").days == 1
