"""Splits a client's period into parts with one source each: a stated year, or orders.

The rules are those of docs/record-format.md, "Stated years".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Literal

from clientfile.figures.advantages import Accrual, YearRevenue, accruals
from clientfile.figures.amounts import ONE, ZERO, exact_decimals, minor_unit, quotient
from clientfile.figures.early_payments import EarlyPayment, early_payments
from clientfile.figures.lines import LineFigures, OrderFigures, order_figures
from clientfile.figures.pro_rata import share_of_year
from clientfile.figures.rates import ClientRates, Rate
from clientfile.figures.stated import stated_span
from clientfile.records.client import Client, Order, StatedYear
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, fiscal_year, fiscal_year_period

_LIST_VALUE, _NET = attrgetter("list_value"), attrgetter("net")

StatedGap = Literal["cut", "no-revenue"]
"""Why a stated year is not the source of its days: "cut" where the period holds only some of them,
"no-revenue" where the year states money but no revenue and has no orders to make it from."""


@dataclass(frozen=True)
class PeriodPart:
    """Some days of one fiscal year, with one source of their money.

    With `stated`, accounting's figures are the source. Else `orders`, each in its own currency, and
    `accruals`, in the client's `currency`, are; `rates` has what converts each currency into the
    folder's, the same on all of these days. `own_nets` are the nets of orders in another currency
    than the client's, converted into it, by ref, where advantages are computed from them. `early`
    are the early payments of these days that no advantage has accrued.
    `gap` says why a stated year is not the source of these days: orders are then, or the money is
    `unknown`. `share` is what an unknown year makes of its first days by their number.
    `order_count` is of purchases, None where it is unknown.
    """

    year: int
    span: Period
    currency: str
    stated: StatedYear | None = None
    orders: tuple[OrderFigures, ...] = ()
    accruals: tuple[Accrual, ...] = ()
    early: tuple[EarlyPayment, ...] = ()
    rates: Mapping[str, Rate] = field(default_factory=dict)
    own_nets: Mapping[str, Decimal] = field(default_factory=dict)
    gap: StatedGap | None = None
    unknown: bool = False
    share: StatedYear | None = None
    order_count: int | None = 0

    @property
    def empty(self) -> bool:
        """Whether the part has no money, no orders and no gap."""
        return not (self.stated or self.orders or self.accruals or self.early or self.gap)

    @property
    def lines(self) -> Iterator[LineFigures]:
        """The lines of all orders."""
        return (line for order in self.orders for line in order.lines)

    def converted(self, amount: Decimal, currency: str) -> Decimal:
        """An amount in a currency of this part, in the folder's: exact, not rounded."""
        rate = self.rates[currency].value
        return amount if rate == ONE else amount * rate

    @property
    @exact_decimals
    def list_value(self) -> Decimal:
        """The orders' value before discounts, exact in the folder's currency."""
        return self._sum_of_orders(_LIST_VALUE)

    @property
    @exact_decimals
    def revenue(self) -> Decimal:
        """The orders' revenue, exact in the folder's currency."""
        return self._sum_of_orders(_NET)

    @property
    @exact_decimals
    def later_advantages(self) -> Decimal:
        """The advantages granted after the invoice, exact in the folder's currency."""
        accrued = (self.converted(each.amount, self.currency) for each in self.accruals)
        early = (self.converted(each.net, each.currency) for each in self.early)
        return sum(accrued, ZERO) + sum(early, ZERO)

    def _sum_of_orders(self, amount_of: Callable[[OrderFigures], Decimal]) -> Decimal:
        if len(self.rates) == 1:
            # Nearly always: one currency, converted once.
            (currency,) = self.rates
            return self.converted(sum(map(amount_of, self.orders), ZERO), currency)
        return sum((self.converted(amount_of(each), each.currency) for each in self.orders), ZERO)


@dataclass(frozen=True)
class _Year:
    """One fiscal year of a client, to be split into parts.

    `orders` are those of the year that count, `early` its early payments that no advantage has
    accrued. `span` are the days that the stated year speaks for, None where orders win. `begun` is
    the day on which the client's file begins.
    """

    client: Client
    settings: Settings
    year: Period
    orders: Sequence[Order]
    early: Sequence[EarlyPayment]
    stated: StatedYear | None
    span: Period | None
    begun: date
    rates: ClientRates

    @property
    def currency(self) -> str:
        return self.client.currency or self.settings.currency

    @cached_property
    def priced(self) -> list[OrderFigures]:
        return [order_figures(each, self.currency, self.settings.currency) for each in self.orders]

    @property
    def number(self) -> int:
        return int(self.year.label)

    def part(self, span: Period) -> PeriodPart:
        return PeriodPart(self.number, span, self.currency)


@exact_decimals
def split_period(
    client: Client, period: Period, settings: Settings, today: date, *, strict: bool
) -> tuple[PeriodPart, ...]:
    """The parts of `period`, which is cut at `today`, in the order of time, without empty ones.

    `strict` refuses an earlier year's rate. Raises MissingRateError with every rate that the client
    lacks.
    """
    rates = ClientRates(client.id, settings, strict=strict)
    years = _years(client, period, settings, today, rates)
    has_orders = any(_has_orders_beside(year, period) for year in years)
    parts = [part for year in years for part in _split_year(year, period, has_orders)]
    rates.require()
    return tuple(part for part in parts if not part.empty)


def counted_orders(client: Client, today: date) -> list[Order]:
    """The orders that are revenue by `today`: no rebate, not cancelled, not dated in the future."""
    return [order for order in client.orders if order.is_sale and order.day <= today]


def _years(
    client: Client, period: Period, settings: Settings, today: date, rates: ClientRates
) -> list[_Year]:
    year_start = settings.fiscal_year_start
    by_year: dict[int, list[Order]] = {}
    year_of = year_start.year_of
    for order in counted_orders(client, today):
        by_year.setdefault(year_of(order.day), []).append(order)
    early: dict[int, list[EarlyPayment]] = {}
    for payment in early_payments(client, settings, today):
        if not payment.is_accrued:
            early.setdefault(year_of(payment.day), []).append(payment)
    stated = {item.year: item for item in client.years}
    begun = file_start(client, year_start)
    fiscal_years = []
    for number in sorted(
        {*by_year, *early, *stated, *_years_of_advantages(client, period, year_start, begun)}
    ):
        if not fiscal_year_period(number, year_start).overlap(period).days:
            continue
        orders, item = by_year.get(number, []), stated.get(number)
        span = None
        if item is not None and _states_its_money(item, orders):
            span = stated_span(item, [order.day for order in orders], settings, today)
        year = fiscal_year_period(number, year_start)
        fiscal_years.append(
            _Year(client, settings, year, orders, early.get(number, []), item, span, begun, rates)
        )
    return fiscal_years


def file_start(client: Client, year_start: FiscalYearStart) -> date:
    """The first day of the fiscal year in which the client's file begins: that of the first order,
    stated year or `client_since`; date.max without any.
    """
    days = [order.day for order in client.orders if order.is_sale]
    if client.client_since is not None:
        days.append(client.client_since)
    years = [*map(year_start.year_of, days), *(item.year for item in client.years)]
    return fiscal_year_period(min(years), year_start).start if years else date.max


def _years_of_advantages(
    client: Client, period: Period, year_start: FiscalYearStart, begun: date
) -> set[int]:
    """The fiscal years of `period` in which an amount granted after the invoice may accrue.

    A rate accrues in years with orders alone. Years far apart are as quick as neighbours.
    """
    years: set[int] = set()
    for entry in client.advantages:
        if not entry.later or entry.amount is None:
            continue
        first, last = entry.start or begun, entry.until or date.max
        if entry.once:
            first = last = entry.day or date.max
        first = max(first, period.start)
        last = min(last, client.former_since or date.max, period.end)
        if first <= last:
            years.update(range(fiscal_year(first, year_start), fiscal_year(last, year_start) + 1))
    return years


def _states_its_money(stated: StatedYear, orders: Sequence[Order]) -> bool:
    """Whether a year's money is the stated one: without a stated revenue that of the orders is, if
    there are any.
    """
    if stated.revenue is not None:
        return True
    money = (stated.gross_margin, stated.cost, stated.advantages)
    return not orders and any(amount is not None for amount in money)


def _has_orders_beside(year: _Year, period: Period) -> bool:
    """Whether an order is dated in `period` on a day that no stated figures speak for."""
    stated_days = year.span if year.span is not None and period.covers(year.span) else ()
    return any(order.day in period and order.day not in stated_days for order in year.orders)


def _split_year(year: _Year, period: Period, has_orders: bool) -> list[PeriodPart]:
    """The parts of one year; `has_orders` is whether the whole period has orders beside its stated
    years.
    """
    here = year.year.overlap(period)
    if year.span is None:
        return _parts_of_orders(year, here) if here.days else []
    inside = year.span.overlap(period)
    parts = []
    if inside.days:
        parts += _parts_of_stated_days(year, inside, has_orders)
    if here.end > year.span.end:
        after = max(here.start, year.span.end + timedelta(days=1))
        parts += _parts_of_orders(year, replace(here, start=after), carried=True)
    return parts


def _parts_of_stated_days(year: _Year, inside: Period, has_orders: bool) -> list[PeriodPart]:
    """The parts of days that a stated year speaks for: it speaks for all of them together only.

    Where the period holds some of them, orders are the source. Where the whole period has no
    orders either, the money is unknown.
    """
    whole = inside == year.span
    has_revenue = year.stated is not None and year.stated.revenue is not None
    if whole and has_revenue:
        return [_part_of_stated(year, inside)]
    gap: StatedGap = "cut" if has_revenue else "no-revenue"
    if whole or not has_orders:
        share = None if whole else _share_of_first_days(year, inside)
        return [replace(year.part(inside), gap=gap, unknown=True, share=share, order_count=None)]
    return [replace(part, gap=gap) for part in _parts_of_orders(year, inside)]


def _share_of_first_days(year: _Year, days: Period) -> StatedYear | None:
    """The share of a stated year that its first days have by their number; None of other days."""
    if year.stated is None or year.span is None or days.start != year.year.start:
        return None
    unit = minor_unit(year.settings.currency)
    return share_of_year(year.stated, days.days, year.span.days, unit)


def _part_of_stated(year: _Year, span: Period) -> PeriodPart:
    count = _count_purchases(order for order in year.priced if order.day in span)
    return replace(year.part(span), stated=year.stated, order_count=count or None)


def _count_purchases(orders: Iterable[OrderFigures]) -> int:
    return sum(order.is_purchase for order in orders)


def _parts_of_orders(year: _Year, span: Period, *, carried: bool = False) -> list[PeriodPart]:
    """The parts whose source are the orders of `span`, one for days of the same rates; `carried`:
    they follow the stated days.
    """
    priced = year.priced
    own_nets = _own_nets(year, priced)
    sales = [(order.day, own_nets.get(order.order.ref, order.net)) for order in priced]
    revenue = YearRevenue(year.year, sales, minor_unit(year.currency), year.begun)
    if carried and any(order.day in span for order in priced):
        revenue = _carry_stated(revenue, year)
    currencies = {year.currency, *(order.currency for order in priced)}
    currencies |= {each.currency for each in year.early}
    spans = year.settings.exchange.spans(currencies, span.start, span.end)
    parts = [replace(span, start=first, end=last) for first, last in spans[1:]]
    parts.insert(0, replace(span, end=spans[0][1]) if parts else span)
    return [_part_of_orders(year, each, priced, revenue, own_nets) for each in parts]


def _part_of_orders(
    year: _Year, span: Period, priced: Sequence[OrderFigures], revenue: YearRevenue,
    own_nets: Mapping[str, Decimal],
) -> PeriodPart:  # fmt: skip
    orders = tuple(order for order in priced if order.day in span)
    later = accruals(year.client, span, revenue)
    early = tuple(payment for payment in year.early if payment.day in span)
    currencies = {order.currency for order in orders} | {each.currency for each in early}
    if later:
        currencies.add(year.currency)
    refs = (order.order.ref for order in orders) if own_nets else ()
    return PeriodPart(
        year.number, span, year.currency, None, orders, later, early,
        rates={code: year.rates.on(code, span.start) for code in currencies},
        own_nets={ref: own_nets[ref] for ref in refs if ref in own_nets},
        order_count=_count_purchases(orders),
    )  # fmt: skip


def _own_nets(year: _Year, priced: Sequence[OrderFigures]) -> dict[str, Decimal]:
    """The nets of orders in another currency than the client's, converted into it once, at the
    rates of their days, by ref; none where no advantage is computed from them.
    """
    if not any(entry.later and entry.rate for entry in year.client.advantages):
        return {}
    return {
        order.order.ref: year.rates.convert(order.net, order.currency, year.currency, order.day)
        for order in priced
        if order.currency != year.currency
    }


def _carry_stated(revenue: YearRevenue, year: _Year) -> YearRevenue:
    """Add the stated revenue: it counts towards the thresholds (`above`) of the days after it."""
    stated, span = year.stated, year.span
    if stated is None or span is None or stated.revenue is None:
        return revenue
    rate = year.rates.on(year.currency, span.end)
    carried = quotient(stated.revenue, rate.value, revenue.unit)
    return replace(revenue, carried=carried, carried_to=span.end)
