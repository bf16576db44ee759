"""Notes under a report: its period, and what is not known in its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from clientfile.figures.summary import Summary
from clientfile.records.typed.periods import Period, cut

_MOST_NAMES = 3


def period_note(period: Period, today: date) -> str:
    """The period with its days in one line, and whether it is cut at `today`."""
    shown = cut(period, today)
    if not shown.days:
        return f"period {period.label} begins on {period.start}, after {today}: nothing to tell yet"
    start = "" if shown.start == date.min else f" from {shown.start}"
    so_far = ", so far" if shown.end < period.end and period.unit != "all" else ""
    return f"period {period.label}:{start} to {shown.end}{so_far}"


def notes_of(period: Period, today: date, figures: Iterable[Summary]) -> list[str]:
    """A report's notes: its period, then the caveats of the clients that were active."""
    return [period_note(period, today), *caveats(each for each in figures if each.active)]


def caveats(figures: Iterable[Summary]) -> list[str]:
    """One line for each kind of unknown figure, with the ids of the clients that have it."""
    ordered = sorted(figures, key=lambda each: each.client)
    notes = [_costs(ordered), _stated_by_year(ordered), *_left_out(ordered)]
    notes += [*_without_revenue(ordered), _stated_margins(ordered), _stated_visits(ordered)]
    notes += [*_visits_left_out(ordered), *_borrowed(ordered)]
    return [note for note in notes if note]


def _costs(figures: Sequence[Summary]) -> str:
    missing = [each for each in figures if each.lines_without_cost]
    if not missing:
        return ""
    lines = sum(each.lines for each in figures)
    without = sum(each.lines_without_cost for each in missing)
    return f"cost missing on {without} of {lines} lines ({_names(missing)}): no margin there"


def _stated_by_year(figures: Sequence[Summary]) -> str:
    unknown = [each for each in figures if each.gaps.unknown_years]
    return f"stated by year only, so not known here ({_names(unknown)})" if unknown else ""


def _left_out(figures: Sequence[Summary]) -> list[str]:
    return _by_year(
        figures,
        lambda each: each.gaps.left_out_years,
        "the stated year {year} is not counted here: the period cuts it",
    )


def _without_revenue(figures: Sequence[Summary]) -> list[str]:
    return _by_year(
        figures,
        lambda each: each.gaps.years_without_revenue,
        "{year} states no revenue and there are no orders in it",
    )


def _stated_visits(figures: Sequence[Summary]) -> str:
    unknown = [each for each in figures if each.visits is None]
    return f"visits stated by year only, so not known here ({_names(unknown)})" if unknown else ""


def _visits_left_out(figures: Sequence[Summary]) -> list[str]:
    return _by_year(
        [each for each in figures if each.visits is not None],
        lambda each: each.gaps.cut_visit_years,
        "the visits stated for {year} are not counted here: the period cuts that year",
    )


def _by_year(
    figures: Sequence[Summary], years_of: Callable[[Summary], Sequence[int]], sentence: str
) -> list[str]:
    """The sentence for each year that any client has, with the ids of those clients."""
    notes = []
    for year in sorted({year for each in figures for year in years_of(each)}):
        names = _names([each for each in figures if year in years_of(each)])
        notes.append(f"{sentence.format(year=year)} ({names})")
    return notes


def _stated_margins(figures: Sequence[Summary]) -> str:
    """Stated years without a gross margin, and without the cost that it would be computed from."""
    unknown = [each for each in figures if each.gaps.margin_not_stated]
    return f"no margin in the stated year ({_names(unknown)})" if unknown else ""


def _borrowed(figures: Sequence[Summary]) -> list[str]:
    rates = {rate for each in figures for rate in each.gaps.borrowed_rates}
    notes = []
    for rate in sorted(rates, key=lambda rate: (rate.currency, rate.year)):
        names = _names([each for each in figures if rate in each.gaps.borrowed_rates])
        lacking = f"no rate for {rate.currency} in {rate.year}"
        notes.append(f"{lacking}: that of {rate.taken_from} is used ({names})")
    return notes


def _names(figures: Sequence[Summary]) -> str:
    return some_names([each.client for each in figures])


def count_of_clients(number: int) -> str:
    """The number with its noun: `1 client`, `2 clients`."""
    return f"{number} client" + ("s" if number != 1 else "")


def some_names(names: Sequence[str]) -> str:
    """The first three names, and how many more there are: `a, b, c and 2 more`."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
