"""Every form of a day that docs/commands.md names, on each day about New Year."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from clientfile.errors import InvalidValueError
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.typed.dated_texts import split_text_and_day, unread_day
from clientfile.records.typed.dates import parse_day
from tests.oracles.days_by_hand import answers
from tests.support.paths import ROOT

DAYS = [date(2026, 12, 20) + timedelta(days) for days in range(22)]


def forms_of(page):
    """The forms of a day in the first column of a page's table."""
    table = page.read_text(encoding="utf-8").partition("<!-- forms of a day -->")[2]
    rows = [line for line in table.partition("\n\n")[0].splitlines()[3:] if line]
    return [form for row in rows for form in re.findall("`([^`]+)`", row.split("|")[1])]


def split(text, today):
    return split_text_and_day(text, today, FiscalYearStart())


def parsed(form, today, side, start):
    try:
        return parse_day(form, today, toward=side, fiscal_year_start=FiscalYearStart(start))
    except InvalidValueError:
        return None


@pytest.mark.parametrize("page", ["commands.md", "fr/commands.md"])
def test_the_table_of_right_answers_has_every_form_of_the_docs(page):
    assert sorted(forms_of(ROOT / "docs" / page)) == sorted(answers(1))


@pytest.mark.parametrize("start", [1, 4, 9])
def test_every_form_on_each_day_about_new_year(start):
    right = {
        (form, today, side): answer(today, side)
        for form, answer in answers(start).items()
        for today in DAYS
        for side in ("past", "future")
    }
    wrong = {
        (*case, day): read for case, day in right.items() if (read := parsed(*case, start)) != day
    }
    assert not wrong


def test_every_form_to_come_ends_a_text():
    """A day by any of these forms ends a promise, with a word before it."""
    for form, answer in answers(1).items():
        for today in DAYS[::7]:
            day = answer(today, "future")
            if day is None or form[0] in "+-":
                continue
            assert split(f"send it by {form}", today) == ("send it", day), form


@pytest.mark.parametrize(
    ("typed", "text", "day"),
    [
        ("devis sous 8 jours", "devis", "2026-12-28"),
        ("devis sous huitaine", "devis", "2026-12-28"),
        ("réponse sous quinzaine", "réponse", "2027-01-04"),
        ("devis fin novembre", "devis", "2027-11-30"),
        ("relancer d'ici fin janvier", "relancer", "2027-01-31"),
        ("passer début janvier", "passer", "2027-01-10"),
        ("livrer en semaine 2", "livrer", "2027-01-15"),
        ("livrer la semaine prochaine", "livrer", "2026-12-25"),
        ("rappeler mardi prochain", "rappeler", "2026-12-22"),
        ("appeler vendredi 15 janvier", "appeler", "2027-01-15"),
        ("visite reportée au 12/01", "visite reportée", "2027-01-12"),
        ("attendre jusqu'au 12/01", "attendre", "2027-01-12"),
        ("call by friday 15 January", "call", "2027-01-15"),
        ("answer within 10 days", "answer", "2026-12-30"),
        ("offer by end of month", "offer", "2026-12-31"),
        ("offer by the end of Q1", "offer", "2027-03-31"),
        ("offer by end of Q1", "offer", "2027-03-31"),
        ("offer pour le 15", "offer", "2027-01-15"),
        ("appeler demain", "appeler", "2026-12-21"),
        ("envoyer l'offre au plus tard le 15/01", "envoyer l'offre au plus tard", "2027-01-15"),
    ],
)
def test_deadlines_as_they_are_said(typed, text, day):
    assert split(typed, date(2026, 12, 20)) == (text, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("standby friday", "friday"),
        ("pay in may", "in may"),
        ("vérifier la facture de fin mars", "mars"),
        ("send it by friday at noon", "by friday at noon"),
        ("réunion du 12/12", "12/12"),
        ("courant janvier", "courant janvier"),
        ("livrer cet été", ""),
        ("report by Sam", ""),
        ("stand by me", ""),
        ("upgrade on 2.0.1", ""),
        ("formation de 3 jours", ""),
    ],
)
def test_an_end_that_looks_like_a_day_and_is_not_read_is_told(text, tail):
    assert split_text_and_day(text, date(2026, 12, 20))[1] is None
    assert unread_day(text) == tail


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("01/01", "2026-12-20", "2027-01-01"),
        ("28/12", "2027-01-04", "2026-12-28"),
        ("1er septembre", "2026-12-20", "2026-09-01"),
        ("monday", "2026-12-20", "2026-12-14"),
    ],
)
def test_a_change_of_jobs_is_on_the_nearer_side(typed, today, day):
    read = parse_day(typed, date.fromisoformat(today), toward="either")
    assert read.isoformat() == day


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("vendredi 16/01/2027", "2027-01-16 is a Saturday"),
        ("29/02", "February 2027 has 28 days"),
        ("semaine 54", "2027 has no week 54"),
        ("week 53 2027", "2027 has no week 53"),
    ],
)
def test_a_day_that_is_none_is_refused(typed, message):
    with pytest.raises(InvalidValueError, match=message):
        parse_day(typed, date(2027, 1, 4), toward="future")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("d'ici fin novembre", "2027-11-30"),
        ("by friday 25 December", "2026-12-25"),
        ("avant le 15/01", "2027-01-15"),
        ("Jusqu'au 12/12", "2027-12-12"),
        ("before tomorrow", "2026-12-21"),
    ],
)
def test_a_deadline_may_have_its_word_before_it(typed, day):
    today = date(2026, 12, 20)
    assert parse_day(typed, today, toward="future") == date.fromisoformat(day)
    with pytest.raises(InvalidValueError):
        parse_day(typed, today, toward="past")


@pytest.mark.parametrize("typed", ["by", "by ", "d'ici by friday", "by by", "avant quand"])
def test_a_word_alone_is_no_day(typed):
    with pytest.raises(InvalidValueError):
        parse_day(typed, date(2026, 12, 20), toward="future")
