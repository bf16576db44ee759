"""Dates as people type them; today is Wednesday 18 November 2026 unless a case says otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import InvalidValueError
from clientfile.records.shape import Toward
from clientfile.records.typed.calendar_days import FIRST, LAST
from clientfile.records.typed.dated_texts import split_text_and_day
from clientfile.records.typed.dates import parse_day

TODAY = date(2026, 11, 18)

DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-1-5", "2026-01-05"),
        (" 2026-11-20 ", "2026-11-20"),
        ("20/11/2026", "2026-11-20"),
        ("20.11.2026", "2026-11-20"),
        ("5/6/2026", "2026-06-05"),
        ("29/02/2024", "2024-02-29"),
        ("today", "2026-11-18"),
        ("TODAY", "2026-11-18"),
        ("yesterday", "2026-11-17"),
        ("tomorrow", "2026-11-19"),
        ("hier", "2026-11-17"),
        ("aujourd'hui", "2026-11-18"),
        ("aujourd’hui", "2026-11-18"),
        ("Demain", "2026-11-19"),
        ("avant-hier", "2026-11-16"),
        ("après-demain", "2026-11-20"),
        ("apres demain", "2026-11-20"),
        ("-3d", "2026-11-15"),
        ("−3d", "2026-11-15"),
        ("+2w", "2026-12-02"),
        ("+1m", "2026-12-18"),
        ("-2m", "2026-09-18"),
        ("+1y", "2027-11-18"),
        ("-0d", "2026-11-18"),
        ("5 décembre 2026", "2026-12-05"),
        ("1er Janvier 2027", "2027-01-01"),
        ("Dec 5, 2026", "2026-12-05"),
        ("5th december 2026", "2026-12-05"),
        ("dans 10 jours", "2026-11-28"),
        ("in two weeks", "2026-12-02"),
        ("dans un mois", "2026-12-18"),
        ("il y a 3 jours", "2026-11-15"),
        ("a year ago", "2025-11-18"),
        ("vendredi prochain", "2026-11-20"),
        ("next friday", "2026-11-20"),
        ("last wednesday", "2026-11-11"),
        ("mercredi dernier", "2026-11-11"),
    ],
)
@pytest.mark.parametrize("toward", ["past", "future"])
def test_a_day_whichever_way_one_looks(typed: str, day: str, toward: Toward) -> None:
    assert parse_day(typed, TODAY, toward=toward).isoformat() == day


@pytest.mark.parametrize(
    ("typed", "past", "future"),
    [
        ("wednesday", "2026-11-18", "2026-11-25"),
        ("5 décembre", "2025-12-05", "2026-12-05"),
        ("20/11", "2025-11-20", "2026-11-20"),
        ("18/11", "2026-11-18", "2026-11-18"),
        ("17/11", "2026-11-17", "2027-11-17"),
        ("march 5", "2026-03-05", "2027-03-05"),
        ("18 nov.", "2026-11-18", "2026-11-18"),
        ("mercredi", "2026-11-18", "2026-11-25"),
        ("thursday", "2026-11-12", "2026-11-19"),
        ("jeudi", "2026-11-12", "2026-11-19"),
        ("Tuesday", "2026-11-17", "2026-11-24"),
        ("mar", "2026-11-17", "2026-11-24"),
        ("fri", "2026-11-13", "2026-11-20"),
        ("sam", "2026-11-14", "2026-11-21"),
        ("dimanche", "2026-11-15", "2026-11-22"),
        ("LUNDI", "2026-11-16", "2026-11-23"),
    ],
)
def test_a_weekday_looks_back_with_today_and_ahead_without(
    typed: str, past: str, future: str
) -> None:
    assert parse_day(typed, TODAY, toward="past").isoformat() == past
    assert parse_day(typed, TODAY, toward="future").isoformat() == future


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("+1m", date(2026, 1, 31), "2026-02-28"),
        ("+1m", date(2024, 1, 31), "2024-02-29"),
        ("-1m", date(2026, 3, 31), "2026-02-28"),
        ("+1y", date(2024, 2, 29), "2025-02-28"),
        ("-13m", date(2026, 1, 15), "2024-12-15"),
    ],
)
def test_months_end_where_their_days_do(typed: str, today: date, day: str) -> None:
    assert parse_day(typed, today, toward="past").isoformat() == day


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/02/2026", "February 2026 has 28 days"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("31/11", "November 2025 has 30 days"),
        ("00/11/2026", "November 2026 has 30 days"),
        ("2026-13-01", "no month 13"),
        ("1899-12-31", "outside the years 1900 to 2200"),
        ("01/01/2201", "outside the years 1900 to 2200"),
        ("+99999999999999d", "outside the years 1900 to 2200"),
        ("-900y", "outside the years 1900 to 2200"),
        ("+9999w", "outside the years 1900 to 2200"),
        ("20/11/26", "write 2026-11-20"),
        ("20-11-2026", "write 2026-11-20"),
        ("2026/11/20", "write 2026-11-20"),
        ("11/20/2026", "no month 20"),
        ("20/11.2026", "not understood"),
        ("soon", '"soon" is not understood as a date: write 2026-11-20'),
        ("3d", "not understood"),
        ("+3x", "not understood"),
        ("", "not understood"),
        ("x" * 5000, "…"),
    ],
)
def test_what_is_no_date_is_reported(typed: str, message: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        parse_day(typed, TODAY, toward="past")
    assert message in str(refusal.value)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    ("typed", "text", "day"),
    [
        ("send samples by 2026-11-20", "send samples", "2026-11-20"),
        ("send samples by friday", "send samples", "2026-11-20"),
        ("send samples by Wednesday", "send samples", "2026-11-25"),
        ("call back on +2w", "call back", "2026-12-02"),
        ("envoyer le tarif pour lundi", "envoyer le tarif", "2026-11-23"),
        ("envoyer le tarif avant 20/11", "envoyer le tarif", "2026-11-20"),
        ("report by Paul on 20.11.2026", "report by Paul", "2026-11-20"),
        ("deliver by truck BY\u00a0tomorrow", "deliver by truck", "2026-11-19"),
        ("rappeler pour après-demain", "rappeler", "2026-11-20"),
        ("offer by fri", "offer", "2026-11-20"),
        ("by friday", "", "2026-11-20"),
    ],
)
def test_a_text_ends_with_its_day(typed: str, text: str, day: str) -> None:
    assert split_text_and_day(typed, TODAY) == (text, date.fromisoformat(day))


@pytest.mark.parametrize(
    "typed",
    [
        "stand by me",
        "call by phone",
        "report by Sam",
        "an offer on Sun",
        "upgrade on 2.0.1",
        "standby friday",
        "friday",
        "by",
        "send it by",
        "send it by 20/11 at noon",
        "send it by friday on site",
        "",
    ],
)
def test_a_text_without_a_day_stays_whole(typed: str) -> None:
    assert split_text_and_day(typed, TODAY) == (typed, None)


@pytest.mark.parametrize(
    "typed",
    ["call by 31/02/2026", "call on 2026-02-30", "call pour 20/11/26", "call avant 40/11"],
)
def test_a_tail_shaped_like_a_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValueError):
        split_text_and_day(typed, TODAY)


@given(DAYS, DAYS)
def test_every_written_form_names_its_day(day: date, today: date) -> None:
    forms = [
        day.isoformat(),
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day.day}/{day.month}/{day.year}",
    ]
    assert {parse_day(form, today, toward="past") for form in forms} == {day}


@given(DAYS, st.integers(0, 6), st.sampled_from(["monday", "mardi", "wed", "jeu", "sunday"]))
def test_a_weekday_is_less_than_eight_days_away(today: date, shift: int, word: str) -> None:
    past = parse_day(word, today, toward="past")
    future = parse_day(word, today, toward="future")
    assert future - past == timedelta(days=7)
    assert past <= today < future


@given(DAYS, st.integers(-20_000, 20_000), st.sampled_from("dwmy"))
def test_an_offset_gives_a_day_in_range_or_is_refused(today: date, count: int, unit: str) -> None:
    try:
        day = parse_day(f"{count:+d}{unit}", today, toward="past")
    except InvalidValueError:
        return
    assert FIRST <= day <= LAST
    assert (day - today).days * count >= 0


@given(st.text(max_size=60))
def test_any_text_is_split_or_refused_and_never_lost(typed: str) -> None:
    try:
        text, day = split_text_and_day(typed, TODAY)
    except InvalidValueError:
        return
    assert typed.strip().startswith(text)
    assert day is not None or text == typed.strip()


@pytest.mark.parametrize(
    ("typed", "text", "day"),
    [
        ("rappeler dans 10 jours", "rappeler", "2026-11-28"),
        ("call back in two weeks", "call back", "2026-12-02"),
        ("plan pour le 5 décembre", "plan", "2026-12-05"),
        ("delivery in 3 weeks by friday", "delivery in 3 weeks", "2026-11-20"),
        ("put it in two boxes", "put it in two boxes", None),
        ("pay in may", "pay in may", None),
        ("a year ago they left", "a year ago they left", None),
    ],
)
def test_a_text_may_end_in_words_that_are_a_day(typed, text, day):
    parts = split_text_and_day(typed, TODAY)
    assert parts == (text, date.fromisoformat(day) if day else None)


def test_a_day_of_a_month_that_is_none_is_refused():
    with pytest.raises(InvalidValueError, match="November 2026 has 30 days"):
        parse_day("31 novembre", TODAY, toward="future")
