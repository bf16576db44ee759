"""Accrual of the advantages that are granted after the invoice, by days of a fiscal year.

A period bears what had accrued by its end less what had accrued before its start, each rounded to
the minor unit, so that the parts of a year always add up to the year (docs/record-format.md,
"Advantages and margin").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from clientfile.figures.amounts import ONE, ZERO, exact_decimals, quotient, round_to_unit
from clientfile.records.client import Advantage, Client
from clientfile.records.typed.amounts import percent_factor
from clientfile.records.typed.periods import Period


@dataclass(frozen=True)
class AccruedAmount:
    """What one entry had accrued by a day, in the client's currency, and what it is computed from.

    `base` is the revenue to which a rate applies, before its `above` is taken off; `days` is the
    number of elapsed days of a yearly amount.
    """

    amount: Decimal = ZERO
    base: Decimal = ZERO
    days: int = 0


@dataclass(frozen=True)
class Accrual:
    """What one entry accrues in a period within the fiscal year `year`."""

    advantage: Advantage
    year: int
    before: AccruedAmount
    after: AccruedAmount

    @property
    @exact_decimals
    def amount(self) -> Decimal:
        """What accrues within the period, in the client's currency."""
        return self.after.amount - self.before.amount


@dataclass(frozen=True)
class YearRevenue:
    """The revenue of one fiscal year by day, in the client's currency with the minor unit `unit`.

    `sales` make it: the days of orders with their nets, converted where an order is in another
    currency. Up to the day `carried_to`, where there is one, the stated revenue `carried`
    stands in for them. `begun` is the day on which the client's file begins: yearly amounts without
    `from` accrue from it.
    """

    year: Period
    sales: Sequence[tuple[date, Decimal]]
    unit: Decimal
    begun: date
    carried: Decimal = ZERO
    carried_to: date | None = None

    def between(self, first: date, last: date) -> Decimal:
        """The revenue dated from `first` to `last`.

        A stated revenue can't be divided: where these days don't hold all of its days, the orders
        of those days count instead.
        """
        if self.carried_to is None or first > self.year.start or last < self.carried_to:
            return self._sum(first, last)
        return self.carried + self._sum(self.carried_to + timedelta(days=1), last)

    def _sum(self, first: date, last: date) -> Decimal:
        return sum((net for day, net in self.sales if first <= day <= last), ZERO)


@exact_decimals
def accruals(client: Client, span: Period, revenue: YearRevenue) -> tuple[Accrual, ...]:
    """The accrual of each entry granted after the invoice within `span`, days of one fiscal year;
    entries that accrue nothing there are left out.
    """
    stop = client.former_since or date.max
    later = [entry for entry in client.advantages if entry.later]
    candidates = [_accrual(entry, stop, span, revenue) for entry in later]
    return tuple(accrual for accrual in candidates if accrual.amount)


def _accrual(entry: Advantage, stop: date, span: Period, revenue: YearRevenue) -> Accrual:
    year, before = revenue.year, AccruedAmount()
    if span.start > year.start:
        eve = min(span.start - timedelta(days=1), stop)
        before = _accrue(entry, eve, revenue)
    return Accrual(entry, int(year.label), before, _accrue(entry, min(span.end, stop), revenue))


def _accrue(entry: Advantage, day: date, revenue: YearRevenue) -> AccruedAmount:
    by_amount = AccruedAmount()
    if entry.amount is not None:
        due = _once if entry.once else _by_year
        by_amount = due(entry, entry.amount, day, revenue)
    if entry.rate is None:
        return by_amount
    days = _window(entry, revenue.year, day)
    base = revenue.between(days.start, days.end) if days.days else ZERO
    beyond = max(base - (entry.above or ZERO), ZERO)
    by_rate = round_to_unit(beyond * (ONE - percent_factor(entry.rate)), revenue.unit)
    return replace(by_amount, amount=by_amount.amount + by_rate, base=base)


def _by_year(entry: Advantage, amount: Decimal, day: date, revenue: YearRevenue) -> AccruedAmount:
    year = revenue.year
    days = _window(entry, year, day, revenue.begun).days
    return AccruedAmount(quotient(amount * days, Decimal(year.days), revenue.unit), days=days)


def _once(entry: Advantage, amount: Decimal, day: date, revenue: YearRevenue) -> AccruedAmount:
    is_due = entry.day is not None and entry.day in revenue.year and entry.day <= day
    return AccruedAmount(round_to_unit(amount, revenue.unit)) if is_due else AccruedAmount()


def _window(entry: Advantage, year: Period, day: date, begun: date = date.min) -> Period:
    """The days of the year, up to `day`, on which the entry is in force."""
    end = min(day, entry.until or date.max)
    return year.overlap(replace(year, start=entry.start or begun, end=end))
