"""Notes under a report: its period, and what is not known in its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from clientfile.errors import MissingRateError
from clientfile.errors.suggest import list_some
from clientfile.figures.summary import Summary
from clientfile.language import _, ngettext
from clientfile.records.typed.periods import Horizon, Period, shown_days

_MOST_NAMES = 3


def period_note(period: Period, today: date) -> str:
    """The period with its days in one line, and whether it is cut at `today`."""
    label, shown = period.label, shown_days(period, today)
    if not shown.days:
        return _(
            "period {period} begins on {start}, after {today}: nothing to tell yet",
            period=label,
            start=shown.start,
            today=today,
        )
    days = {"period": label, "start": shown.start, "end": shown.end}
    so_far = shown.end < period.end
    if isinstance(period, Horizon):
        first, last = shown.start, shown.end
        if period.last < today:
            return _(
                "period all: from {start} to {end}, the last year with figures",
                start=first,
                end=last,
            )
        return _("period all: from {start} to {end}", start=first, end=last)
    if period.unit == "all":
        return _("period all: to {end}", end=shown.end)
    if shown.start == date.min:
        if so_far:
            return _("period {period}: to {end}, so far", **days)
        return _("period {period}: to {end}", **days)
    if so_far:
        return _("period {period}: from {start} to {end}, so far", **days)
    return _("period {period}: from {start} to {end}", **days)


def without_rate(earlier: Period, error: MissingRateError) -> str:
    """A note that a report is not compared with a period, for want of a rate."""
    return _("not compared with {period}: {reason}", period=earlier.label, reason=str(error))


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
    return ngettext(
        "cost missing on {without} of {count} line ({clients}): no complete margin there",
        "cost missing on {without} of {count} lines ({clients}): no complete margin there",
        sum(each.lines for each in figures),
        without=sum(each.lines_without_cost for each in missing),
        clients=_names(missing),
    )


def _stated_by_year(figures: Sequence[Summary]) -> str:
    unknown = [each for each in figures if each.gaps.unknown_years]
    if not unknown:
        return ""
    return _("stated by year only, so not known here ({clients})", clients=_names(unknown))


def _left_out(figures: Sequence[Summary]) -> list[str]:
    return [
        _(
            "the stated year {year} is not counted here: the period cuts it ({clients})",
            year=year,
            clients=names,
        )
        for year, names in _by_year(figures, lambda each: each.gaps.left_out_years)
    ]


def _without_revenue(figures: Sequence[Summary]) -> list[str]:
    return [
        _(
            "{year} states no revenue and there are no orders in it ({clients})",
            year=year,
            clients=names,
        )
        for year, names in _by_year(figures, lambda each: each.gaps.years_without_revenue)
    ]


def _stated_visits(figures: Sequence[Summary]) -> str:
    unknown = [each for each in figures if each.visits is None]
    if not unknown:
        return ""
    return _("visits stated by year only, so not known here ({clients})", clients=_names(unknown))


def _visits_left_out(figures: Sequence[Summary]) -> list[str]:
    with_visits = [each for each in figures if each.visits is not None]
    return [
        _(
            "the visits stated for {year} are not counted here: the period cuts that year"
            " ({clients})",
            year=year,
            clients=names,
        )
        for year, names in _by_year(with_visits, lambda each: each.gaps.cut_visit_years)
    ]


def _by_year(
    figures: Sequence[Summary], years_of: Callable[[Summary], Sequence[int]]
) -> Iterator[tuple[int, str]]:
    """Each year that any client has, with the ids of those clients."""
    for year in sorted({year for each in figures for year in years_of(each)}):
        yield year, _names([each for each in figures if year in years_of(each)])


def _stated_margins(figures: Sequence[Summary]) -> str:
    """Stated years without a gross margin, and without the cost that it would be computed from."""
    unknown = [each for each in figures if each.gaps.margin_not_stated]
    return _("no margin in the stated year ({clients})", clients=_names(unknown)) if unknown else ""


def _borrowed(figures: Sequence[Summary]) -> list[str]:
    """One note for each currency and fiscal year for whose days or whole earlier rates stand in."""
    borrowed: dict[tuple[str, int], list[Summary]] = {}
    for each in figures:
        for key in dict.fromkeys((rate.currency, rate.year) for rate in each.gaps.borrowed_rates):
            borrowed.setdefault(key, []).append(each)
    return [_borrowed_note(*key, borrowed[key]) for key in sorted(borrowed)]


def _borrowed_note(currency: str, year: int, figures: Sequence[Summary]) -> str:
    labels = {
        rate.taken_from
        for each in figures
        for rate in each.gaps.borrowed_rates
        if (rate.currency, rate.year) == (currency, year)
    }
    taken_from = some_names(sorted(labels))
    clients = _names(figures)
    if len(labels) == 1 and taken_from.isdigit():
        return _(
            "no rate for {currency} in {year}: that of {taken_from} is used ({clients})",
            currency=currency,
            year=year,
            taken_from=taken_from,
            clients=clients,
        )
    return _(
        "no rate for {currency} on some days of {year}: the last earlier one is used, of "
        "{taken_from} ({clients})",
        currency=currency,
        year=year,
        taken_from=taken_from,
        clients=clients,
    )


def _names(figures: Sequence[Summary]) -> str:
    return some_names([each.client for each in figures])


def some_names(names: Sequence[str]) -> str:
    """The first three names, and how many more there are: `a, b, c and 2 more`."""
    return list_some(names, _MOST_NAMES)
