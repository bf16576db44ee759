"""The day of every form that docs/commands.md names, sought day by day from today.

Written from the docs: each form is what a day has to be, and the calendar is walked until one is.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

Fits = Callable[[date], bool]
ONE = timedelta(days=1)
Answer = Callable[[date, str], date | None]


def seek(today: date, side: str, fits: Fits, *, from_today: bool = True) -> date:
    step = ONE if side == "future" else -ONE
    day = today if from_today else today + step
    while not fits(day):
        day += step
    return day


def nearest(fits: Fits) -> Answer:
    return lambda today, side: seek(today, side, fits)


def weekday(number: int) -> Answer:
    return lambda today, side: seek(
        today, side, lambda day: day.weekday() == number, from_today=side == "past"
    )


def distance(days: int) -> Answer:
    return lambda today, side: today + timedelta(days=days)


def months(count: int) -> Answer:
    def answer(today, side):
        step = 1 if count > 0 else -1
        year, month = today.year, today.month
        for _ in range(abs(count)):
            month += step
            if not 1 <= month <= 12:
                year, month = year + step, 1 if step > 0 else 12
        return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))

    return answer


def always(text: str) -> Answer:
    return lambda today, side: date.fromisoformat(text)


def first_after(fits: Fits, *, then: int = 0) -> Answer:
    return lambda today, side: seek(today, "future", fits, from_today=False) + timedelta(then)


def last_before(fits: Fits) -> Answer:
    return lambda today, side: seek(today, "past", fits, from_today=False)


def on(day: int, month: int | None = None) -> Fits:
    return lambda each: each.day == day and month in (None, each.month)


def last_of(*in_months: int) -> Fits:
    return lambda each: (each + ONE).day == 1 and (not in_months or each.month in in_months)


def agreeing(weekday_number: int, fits: Fits) -> Answer:
    def answer(today, side):
        day = seek(today, side, fits)
        return day if day.weekday() == weekday_number else None

    return answer


def next_week_friday(today, side):
    monday = seek(today, "future", lambda day: day.weekday() == 0, from_today=False)
    return monday + timedelta(4)


def in_next_month(fits: Fits) -> Answer:
    def answer(today, side):
        first = seek(today, "future", on(1), from_today=False)
        return seek(first, "future", fits)

    return answer


def is_friday_of_week_50(day: date) -> bool:
    return day.strftime("%V %u") == "50 5"


FRIDAY, TUESDAY = 4, 1


def is_tuesday(day: date) -> bool:
    return day.weekday() == TUESDAY


def answers(fiscal_year_start: int) -> dict[str, Answer]:
    """The day, or None for a refusal, by form; of fiscal years that begin in a month."""
    ends = [(fiscal_year_start - 2 + 3 * quarter) % 12 + 1 for quarter in range(1, 5)]
    first_quarter = nearest(last_of(ends[0]))
    named_year = 2028 if ends[0] >= fiscal_year_start and fiscal_year_start == 1 else 2027
    if ends[0] < fiscal_year_start:
        named_year = 2028
    first_of_2028 = date(named_year, ends[0], calendar.monthrange(named_year, ends[0])[1])
    quarter = nearest(last_of(*ends))
    fiscal_year = nearest(last_of(ends[3]))
    january_15 = agreeing(FRIDAY, on(15, 1))
    return {
        **dict.fromkeys(
            ["2026-11-20", "20/11/2026", "20.11.2026", "20 novembre 2026", "Nov 20, 2026"],
            always("2026-11-20"),
        ),
        **dict.fromkeys(["15/01", "15 janvier", "15 of January", "Jan 15"], nearest(on(15, 1))),
        **dict.fromkeys(["le 15", "the 15th"], nearest(on(15))),
        **dict.fromkeys(["vendredi", "friday"], weekday(FRIDAY)),
        **dict.fromkeys(
            ["vendredi 15 janvier", "friday 15 January", "friday, Jan 15", "vendredi 15/01"],
            january_15,
        ),
        **dict.fromkeys(["today", "aujourd'hui"], distance(0)),
        **dict.fromkeys(["yesterday", "hier"], distance(-1)),
        **dict.fromkeys(["tomorrow", "demain"], distance(1)),
        "avant-hier": distance(-2),
        "après-demain": distance(2),
        "-3d": distance(-3),
        "+2w": distance(14),
        "+1m": months(1),
        "-1y": months(-12),
        **dict.fromkeys(["dans 10 jours", "within 10 days"], distance(10)),
        "in two weeks": distance(14),
        "sous 8 jours": distance(8),
        "d'ici un mois": months(1),
        "sous 48 h": distance(2),
        **dict.fromkeys(["il y a 3 jours", "3 days ago"], distance(-3)),
        "sous huitaine": distance(8),
        "sous quinzaine": distance(15),
        "within a fortnight": distance(14),
        **dict.fromkeys(["mardi prochain", "next tuesday"], first_after(is_tuesday)),
        "mardi en huit": first_after(is_tuesday, then=7),
        **dict.fromkeys(["mardi dernier", "last tuesday"], last_before(is_tuesday)),
        **dict.fromkeys(["la semaine prochaine", "next week"], next_week_friday),
        **dict.fromkeys(["semaine 50", "week 50"], nearest(is_friday_of_week_50)),
        "semaine 50 de 2027": always("2027-12-17"),
        **dict.fromkeys(["début janvier", "early January"], nearest(on(10, 1))),
        **dict.fromkeys(["mi-janvier", "mid-January"], nearest(on(15, 1))),
        **dict.fromkeys(["fin janvier", "end of January"], nearest(on(31, 1))),
        "fin janvier 2028": always("2028-01-31"),
        **dict.fromkeys(["fin du mois", "end of month"], nearest(last_of())),
        "mi-mois": nearest(on(15)),
        "début du mois prochain": in_next_month(on(10)),
        "end of next month": in_next_month(last_of()),
        **dict.fromkeys(
            ["fin de semaine", "end of week"], nearest(lambda day: day.weekday() == FRIDAY)
        ),
        **dict.fromkeys(["fin d'année", "end of year"], nearest(on(31, 12))),
        **dict.fromkeys(["end of Q1", "fin T1", "fin du 1er trimestre"], first_quarter),
        "end of Q1 2028": lambda today, side: first_of_2028,
        **dict.fromkeys(["end of quarter", "fin de trimestre"], quarter),
        **dict.fromkeys(["end of fiscal year", "fin d'exercice"], fiscal_year),
    }
