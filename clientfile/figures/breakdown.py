"""A client's period taken apart: within each fiscal year, what is stated and what orders make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from clientfile.errors import MissingRateError
from clientfile.figures.advantages import Accrual, YearRevenue, accruals
from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit, quotient
from clientfile.figures.lines import LineFigures, OrderFigures, order_figures
from clientfile.figures.rates import Rate, rate_for
from clientfile.figures.stated import stated_span
from clientfile.records.client import Client, Order, StatedYear
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, fiscal_year, fiscal_year_period

StatedGap = Literal["cut", "no-revenue"]
"""Why a stated year doesn't stand for its days: the period holds only some of them, or the year
states money but no revenue and has no orders to make it from."""


@dataclass(frozen=True)
class PeriodPart:
    """Some days of one fiscal year, with one source for their money.

    `stated` is set where accounting's figures stand for all of these days; else `orders` and
    `accruals`, in the client's currency, make them, and `rate` turns them into the folder's
    (None where there is nothing to turn). A `gap` is set where a year is stated, but not so that
    these days are told by it: orders then stand for them, or they are `unknown`. `order_count` is
    None where it is not known.
    """

    year: int
    span: Period
    stated: StatedYear | None = None
    orders: tuple[OrderFigures, ...] = ()
    accruals: tuple[Accrual, ...] = ()
    rate: Rate | None = None
    gap: StatedGap | None = None
    unknown: bool = False
    order_count: int | None = 0

    @property
    def empty(self) -> bool:
        """Whether nothing is known to have happened."""
        return not (self.stated or self.orders or self.accruals or self.gap)

    @property
    def lines(self) -> Iterator[LineFigures]:
        """The orders' lines."""
        return (line for order in self.orders for line in order.lines)

    @property
    @exact_decimals
    def list_value(self) -> Decimal:
        """The orders before discounts, in the client's currency."""
        return sum((order.list_value for order in self.orders), ZERO)

    @property
    @exact_decimals
    def revenue(self) -> Decimal:
        """The orders' revenue, in the client's currency."""
        return sum((order.net for order in self.orders), ZERO)

    @property
    @exact_decimals
    def later_advantages(self) -> Decimal:
        """What the advantages granted later came to, in the client's currency."""
        return sum((accrual.amount for accrual in self.accruals), ZERO)


@dataclass(frozen=True)
class _Year:
    """What one fiscal year's parts are made from."""

    client: Client
    settings: Settings
    year: Period
    orders: Sequence[Order]
    stated: StatedYear | None
    span: Period | None
    begun: date
    strict: bool

    @property
    def currency(self) -> str:
        return self.client.currency or self.settings.currency

    @property
    def number(self) -> int:
        return int(self.year.label)

    def rate(self) -> Rate:
        return rate_for(
            self.client.id, self.currency, self.number, self.settings, strict=self.strict
        )


@exact_decimals
def split_period(
    client: Client, period: Period, settings: Settings, today: date, *, strict: bool
) -> tuple[PeriodPart, ...]:
    """The parts of `period`, which is cut at `today`, in the order of time; days on which
    nothing is known to have happened are left out.

    Raises MissingRateError with every rate that the client lacks.
    """
    parts: list[PeriodPart] = []
    missing: list[tuple[str, str, int]] = []
    years = _years(client, period, settings, today, strict)
    ordered = any(_ordered_beside(year, period) for year in years)
    for year in years:
        try:
            parts += _parts_of_year(year, period, ordered)
        except MissingRateError as error:
            missing += error.missing
    if missing:
        raise MissingRateError(missing)
    return tuple(part for part in parts if not part.empty)


def counted_orders(client: Client, today: date) -> list[Order]:
    """The orders that count by `today`: neither cancelled nor dated in the future."""
    return [order for order in client.orders if not order.cancelled and order.day <= today]


def _years(
    client: Client, period: Period, settings: Settings, today: date, strict: bool
) -> list[_Year]:
    month = settings.fiscal_year_start
    by_year: dict[int, list[Order]] = {}
    for order in counted_orders(client, today):
        by_year.setdefault(fiscal_year(order.day, month), []).append(order)
    stated = {item.year: item for item in client.years}
    begun = _begun(client, month)
    first = max(period.start, min([begun, *_granted(client)]))
    found = []
    for number in range(fiscal_year(first, month), fiscal_year(period.end, month) + 1):
        orders, item = by_year.get(number, []), stated.get(number)
        span = None
        if item is not None and _states_its_money(item, orders):
            span = stated_span(item, [order.day for order in orders], settings, today)
        year = fiscal_year_period(number, month)
        found.append(_Year(client, settings, year, orders, item, span, begun, strict))
    return found


def _begun(client: Client, month: int) -> date:
    """The first day of the fiscal year in which the client's file begins; without a trace of
    that, a day that never comes."""
    days = [order.day for order in client.orders if not order.cancelled]
    if client.client_since is not None:
        days.append(client.client_since)
    years = [fiscal_year(day, month) for day in days] + [item.year for item in client.years]
    return fiscal_year_period(min(years), month).start if years else date.max


def _granted(client: Client) -> list[date]:
    days = [day for entry in client.advantages for day in (entry.start, entry.day)]
    return [day for day in days if day is not None]


def _states_its_money(stated: StatedYear, orders: Sequence[Order]) -> bool:
    """Whether a year's money is what it states: without a revenue orders make it, if any."""
    if stated.revenue is not None:
        return True
    money = (stated.gross_margin, stated.cost, stated.advantages)
    return not orders and any(amount is not None for amount in money)


def _ordered_beside(year: _Year, period: Period) -> bool:
    """Whether an order is dated in `period` on a day that no stated figures stand for."""
    stood_for = year.span if year.span is not None and period.covers(year.span) else ()
    return any(order.day in period and order.day not in stood_for for order in year.orders)


def _parts_of_year(year: _Year, period: Period, ordered: bool) -> list[PeriodPart]:
    """`ordered` says that the whole period has orders beside its stated years."""
    here = year.year.overlap(period)
    if year.span is None:
        return [_ordered(year, here)] if here.days else []
    inside = year.span.overlap(period)
    parts = []
    if inside.days:
        parts.append(_within_stated(year, inside, ordered))
    if here.end > year.span.end:
        after = max(here.start, year.span.end + timedelta(days=1))
        parts.append(_ordered(year, replace(here, start=after), carried=True))
    return parts


def _within_stated(year: _Year, inside: Period, ordered: bool) -> PeriodPart:
    """A stated year speaks for its days together. Of some of them orders speak, and where the
    period has none at all, nothing does."""
    whole = inside == year.span
    told = year.stated is not None and year.stated.revenue is not None
    if whole and told:
        return _stated(year, inside)
    gap: StatedGap = "cut" if told else "no-revenue"
    if whole or not ordered:
        return PeriodPart(year.number, inside, gap=gap, unknown=True, order_count=None)
    return replace(_ordered(year, inside), gap=gap)


def _stated(year: _Year, span: Period) -> PeriodPart:
    kept = sum(order.day in span for order in year.orders)
    return PeriodPart(year.number, span, stated=year.stated, order_count=kept or None)


def _ordered(year: _Year, span: Period, *, carried: bool = False) -> PeriodPart:
    priced = [order_figures(order, year.currency, year.settings.currency) for order in year.orders]
    orders = tuple(order for order in priced if order.day in span)
    takings = YearRevenue(year.year, priced, minor_unit(year.currency), year.begun)
    if carried and orders:
        takings = _with_stated(takings, year)
    found = accruals(year.client, span, takings)
    rate = year.rate() if orders or found else None
    return PeriodPart(year.number, span, None, orders, found, rate, order_count=len(orders))


def _with_stated(takings: YearRevenue, year: _Year) -> YearRevenue:
    """The stated revenue counts towards thresholds (`above`) of what comes after it."""
    stated, span = year.stated, year.span
    if stated is None or span is None or stated.revenue is None:
        return takings
    carried = quotient(stated.revenue, year.rate().value, takings.unit)
    return replace(takings, carried=carried, carried_to=span.end)
