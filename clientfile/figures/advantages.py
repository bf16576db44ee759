"""Advantages granted after the invoice: how much each has accrued by a day of a fiscal year.

A period bears what had accrued by its end less what had accrued before its start, both rounded,
so that the parts of a year always add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from clientfile.figures.amounts import ONE, ZERO, exact_decimals, quotient, round_to_unit
from clientfile.figures.lines import OrderFigures
from clientfile.records.client import Advantage, Client
from clientfile.records.typed.amounts import percent_factor
from clientfile.records.typed.periods import Period


@dataclass(frozen=True)
class AccruedAmount:
    """What one entry had come to by a day, in the client's currency, and what made it.

    `base` is the revenue that a rate had been taken of, before its `above`; `days` the days of
    a yearly amount that had passed.
    """

    amount: Decimal = ZERO
    base: Decimal = ZERO
    days: int = 0


@dataclass(frozen=True)
class Accrual:
    """One entry's share of a period within fiscal year `year`."""

    advantage: Advantage
    year: int
    before: AccruedAmount
    after: AccruedAmount

    @property
    @exact_decimals
    def amount(self) -> Decimal:
        """What the period bears of it, in the client's currency."""
        return self.after.amount - self.before.amount


@dataclass(frozen=True)
class YearRevenue:
    """A fiscal year's revenue as it came in, in the client's currency, whose minor unit is `unit`:
    its orders, and what was stated in place of those up to `carried_to`.

    `begun` is the day on which the client's file begins: yearly amounts without `from` run from it.
    """

    year: Period
    orders: Sequence[OrderFigures]
    unit: Decimal
    begun: date
    carried: Decimal = ZERO
    carried_to: date | None = None

    def between(self, first: date, last: date) -> Decimal:
        """The revenue dated from `first` to `last`. A stated one can't be divided: where these
        days don't hold the whole of it, the orders of its days speak for themselves."""
        if self.carried_to is None or first > self.year.start or last < self.carried_to:
            return self._ordered(first, last)
        return self.carried + self._ordered(self.carried_to + timedelta(days=1), last)

    def _ordered(self, first: date, last: date) -> Decimal:
        return sum((order.net for order in self.orders if first <= order.day <= last), ZERO)


@exact_decimals
def accruals(client: Client, span: Period, takings: YearRevenue) -> tuple[Accrual, ...]:
    """What each later entry adds within `span`, days of one fiscal year; those that add nothing
    are left out."""
    stop = client.former_since or date.max
    later = [entry for entry in client.advantages if entry.later]
    found = [_accrual(entry, stop, span, takings) for entry in later]
    return tuple(accrual for accrual in found if accrual.amount)


def _accrual(entry: Advantage, stop: date, span: Period, takings: YearRevenue) -> Accrual:
    year, before = takings.year, AccruedAmount()
    if span.start > year.start:
        eve = min(span.start - timedelta(days=1), stop)
        before = _accrued(entry, eve, takings)
    return Accrual(entry, int(year.label), before, _accrued(entry, min(span.end, stop), takings))


def _accrued(entry: Advantage, day: date, takings: YearRevenue) -> AccruedAmount:
    by_amount = AccruedAmount()
    if entry.amount is not None:
        due = _once if entry.once else _by_year
        by_amount = due(entry, entry.amount, day, takings)
    if entry.rate is None:
        return by_amount
    days = _window(entry, takings.year, day)
    base = takings.between(days.start, days.end) if days.days else ZERO
    beyond = max(base - (entry.above or ZERO), ZERO)
    by_rate = round_to_unit(beyond * (ONE - percent_factor(entry.rate)), takings.unit)
    return replace(by_amount, amount=by_amount.amount + by_rate, base=base)


def _by_year(entry: Advantage, amount: Decimal, day: date, takings: YearRevenue) -> AccruedAmount:
    year = takings.year
    days = _window(entry, year, day, takings.begun).days
    return AccruedAmount(quotient(amount * days, Decimal(year.days), takings.unit), days=days)


def _once(entry: Advantage, amount: Decimal, day: date, takings: YearRevenue) -> AccruedAmount:
    fallen = entry.day is not None and entry.day in takings.year and entry.day <= day
    return AccruedAmount(round_to_unit(amount, takings.unit)) if fallen else AccruedAmount()


def _window(entry: Advantage, year: Period, day: date, begun: date = date.min) -> Period:
    """The days of the year, up to `day`, on which the entry is in force."""
    end = min(day, entry.until or date.max)
    return year.overlap(replace(year, start=entry.start or begun, end=end))
