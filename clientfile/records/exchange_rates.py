"""Exchange rates of `[rates]`: those of days, months and fiscal years, and which one a day has.

docs/record-format.md, "Currencies and fiscal years", has the rules.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.typed.periods import Period, fiscal_year_period, month_period

_DAY = timedelta(days=1)
_YEAR, _MONTH = len("2026"), len("2026-03")


def rated_period(label: str, start: FiscalYearStart) -> Period:
    """The days that a key of `[rates]` names: `2026`, `2026-03` or `2026-03-15`."""
    if len(label) == _YEAR:
        return fiscal_year_period(int(label), start)
    if len(label) == _MONTH:
        return month_period(int(label[:_YEAR]), int(label[_YEAR + 1 :]))
    day = date.fromisoformat(label)
    return Period(day, day, label)


@dataclass(frozen=True, slots=True)
class NamedRate:
    """What one unit of a currency is worth in the folder's: the rate that stands under `label`.

    `stands_in` is whether it is an earlier one, for want of a rate of the day or the year itself.
    """

    label: str
    value: Decimal
    stands_in: bool = False


class CurrencyRates:
    """The rates of one currency, by the keys of `[rates]` that name one."""

    def __init__(self, values: Mapping[str, Decimal], start: FiscalYearStart) -> None:
        self._values, self._start = values, start
        periods = {label: rated_period(label, start) for label in values}
        # By their last day; of those that end together the one that begins last.
        self._ends = sorted((each.end, each.start, label) for label, each in periods.items())
        short = [each for label, each in periods.items() if len(label) > _YEAR]
        after = (each.end + _DAY for each in short if each.end < date.max)
        self._changes = sorted({*(each.start for each in short), *after})

    def find_for_day(self, day: date) -> NamedRate | None:
        """The rate of the day, else of its month, else of its fiscal year, else the last earlier
        one.
        """
        iso = day.isoformat()
        for label in (iso, iso[:_MONTH], f"{self._start.year_of(day):04d}"):
            if label in self._values:
                return NamedRate(label, self._values[label])
        return self._last_before(day)

    def find_for_year(self, year: int) -> NamedRate | None:
        """The rate of a fiscal year, else the last one named up to its end."""
        label = f"{year:04d}"
        if label in self._values:
            return NamedRate(label, self._values[label])
        end = fiscal_year_period(year, self._start).end
        return self._last_before(end + _DAY if end < date.max else end)

    def _last_before(self, day: date) -> NamedRate | None:
        place = bisect_left(self._ends, (day,))
        if not place:
            return None
        label = self._ends[place - 1][-1]
        return NamedRate(label, self._values[label], stands_in=True)

    def changes(self, first: date, last: date) -> list[date]:
        """The days after `first`, up to `last`, on which another rate may begin; those of fiscal
        years are left out.
        """
        if not self._changes:
            return []
        after, end = bisect_right(self._changes, first), bisect_right(self._changes, last)
        return self._changes[after:end]


class ExchangeRates:
    """All rates of a folder; `rates` maps the keys of `[rates]` to {currency: rate}."""

    def __init__(self, rates: Mapping[str, Mapping[str, Decimal]], start: FiscalYearStart) -> None:
        self._rates, self._start = rates, start
        self._of: dict[str, CurrencyRates] = {}

    def of(self, currency: str) -> CurrencyRates:
        """The rates of one currency; there may be none."""
        if currency not in self._of:
            values = {
                label: rates[currency] for label, rates in self._rates.items() if currency in rates
            }
            self._of[currency] = CurrencyRates(values, self._start)
        return self._of[currency]

    def spans(self, currencies: Iterable[str], first: date, last: date) -> list[tuple[date, date]]:
        """The days from `first` to `last`, within one fiscal year, cut into spans on which no rate
        of these currencies changes.
        """
        days = {day for code in currencies for day in self.of(code).changes(first, last)}
        if not days:
            return [(first, last)]
        changes = sorted(days)
        starts, ends = [first, *changes], [*(day - _DAY for day in changes), last]
        return list(zip(starts, ends, strict=True))
