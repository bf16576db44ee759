"""Figures of one client in one period, with their parts: the engine's entry point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clientfile.figures.amounts import exact_decimals
from clientfile.figures.breakdown import PeriodPart, StatedGap, split_period
from clientfile.figures.covered_margin import CoveredMargin
from clientfile.figures.pro_rata import ProRata
from clientfile.figures.rates import Rate
from clientfile.figures.ratios import Ratios, RevenueSource
from clientfile.figures.stated import stated_margin
from clientfile.figures.sums import (
    Sums,
    cost_of,
    folder_sums,
    margin_beside_lines,
    margin_of_lines,
)
from clientfile.figures.visits import visits_of
from clientfile.records.client import Client
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, begins_with_year, cut


@dataclass(frozen=True)
class Figures(Ratios):
    """A client's figures in `period`, which is cut at the day from which they are seen.

    Amounts are in the folder's `currency`; `own_currency` is the client's. `parts` are what the
    sums are added up from. None is an unknown amount, never zero. `pro_rata` is the money for
    comparison where only a year is stated. `cut_visit_years` are years with stated visits of which
    the period holds only some days. `shared_visits` were at another client too (`client/day`, with
    the salesperson).
    """

    client: str
    period: Period
    currency: str
    own_currency: str
    parts: tuple[PeriodPart, ...]
    sums: Sums
    cost: Decimal | None
    covered: CoveredMargin
    pro_rata: ProRata | None
    orders: int | None
    visits: int | None
    cut_visit_years: tuple[int, ...]
    shared_visits: tuple[str, ...] = ()

    @property
    def list_value(self) -> Decimal | None:
        """The orders' value before discounts."""
        return self.sums.list_value

    @property
    def revenue(self) -> Decimal | None:
        """The revenue: after the discounts on invoices."""
        return self.sums.revenue

    @property
    def discounts(self) -> Decimal | None:
        """The discounts on invoices."""
        return self.sums.discounts

    @property
    def later_advantages(self) -> Decimal | None:
        """The advantages granted after the invoice, and the advantages of stated years."""
        return self.sums.later_advantages

    @property
    def margin(self) -> Decimal | None:
        """What is left of the revenue after later advantages and cost."""
        return self.covered.whole

    @property
    def lines(self) -> int:
        """The number of the orders' lines."""
        return self.covered.lines

    @property
    def lines_without_cost(self) -> int:
        """How many of these lines have no cost."""
        return self.covered.uncovered_lines

    @property
    def source(self) -> RevenueSource | None:
        """Where the revenue comes from; None where there is none, or it is unknown."""
        stated = any(part.stated for part in self.parts)
        ordered = any(part.orders for part in self.parts)
        if self.revenue is None or not (stated or ordered):
            return None
        if stated and ordered:
            return "both"
        return "stated" if stated else "orders"

    @property
    def unknown_years(self) -> tuple[int, ...]:
        """The stated years that the period cuts, where it has no orders to count instead."""
        return self._years_with("cut", unknown=(True,))

    @property
    def left_out_years(self) -> tuple[int, ...]:
        """The stated years that the period cuts, so that only its orders are in the figures."""
        return self._years_with("cut", unknown=(False,))

    @property
    def years_without_revenue(self) -> tuple[int, ...]:
        """The years that state money but no revenue, and have no orders."""
        return self._years_with("no-revenue", unknown=(True, False))

    @property
    def borrowed_rates(self) -> tuple[Rate, ...]:
        """The earlier rates that stand in for a day's or a year's own."""
        rates = {rate for part in self.parts for rate in part.rates.values() if rate.borrowed}
        return tuple(sorted(rates, key=lambda rate: (rate.currency, rate.year, rate.taken_from)))

    @property
    def margin_not_stated(self) -> bool:
        """Whether a stated year has no margin, and not the amounts to compute it from."""
        stated = (part.stated for part in self.parts if part.stated)
        return any(stated_margin(year) is None for year in stated)

    def _years_with(self, gap: StatedGap, *, unknown: Sequence[bool]) -> tuple[int, ...]:
        years = {part.year for part in self.parts if part.gap == gap and part.unknown in unknown}
        return tuple(sorted(years))


@exact_decimals
def figures_of(
    client: Client, period: Period, settings: Settings, today: date, *, strict: bool = False
) -> Figures:
    """The figures of `client` in the part of `period` that is not after `today`.

    `strict` refuses an earlier year's rate. Raises MissingRateError with every rate from the
    client's currency into the folder's that is missing.
    """
    period = cut(period, today)
    parts = split_period(client, period, settings, today, strict=strict) if period.days else ()
    own_currency = client.currency or settings.currency
    sums = folder_sums(parts, settings.currency)
    visits = visits_of(client, period, settings, today)
    return Figures(
        client.id,
        period,
        settings.currency,
        own_currency,
        parts,
        sums,
        cost_of(parts),
        _covered_margin(parts, settings.currency),
        _pro_rata(period, parts, settings),
        _order_count(parts),
        visits.number,
        visits.cut_years,
        tuple(f"{each}/{who}" for who, shared in visits.shared.items() for each in shared),
    )


def _covered_margin(parts: Sequence[PeriodPart], currency: str) -> CoveredMargin:
    return margin_of_lines(parts, currency).plus(margin_beside_lines(parts, currency))


def _pro_rata(period: Period, parts: Sequence[PeriodPart], settings: Settings) -> ProRata | None:
    """The money with a stated year's share of its first days, where that is all that lacks.

    Only a period that begins with its fiscal year has it.
    """
    unknown = [part for part in parts if part.unknown]
    if not unknown or any(part.share is None for part in unknown):
        return None
    if not begins_with_year(period, settings.fiscal_year_start):
        return None
    shared = [
        replace(part, stated=part.share, unknown=False) if part.unknown else part for part in parts
    ]
    revenue = folder_sums(shared, settings.currency).revenue
    if revenue is None:
        return None
    return ProRata(revenue, _covered_margin(shared, settings.currency))


def _order_count(parts: Sequence[PeriodPart]) -> int | None:
    counts = [part.order_count for part in parts]
    return None if None in counts else sum(count or 0 for count in counts)
