"""Later advantages of a client by fiscal year: what accrued, what was credited, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.breakdown import PeriodPart, split_period
from clientfile.figures.early_payments import early_payments
from clientfile.figures.lines import order_figures
from clientfile.figures.rates import ClientRates
from clientfile.figures.results import Figures
from clientfile.figures.sums import sum_or_none
from clientfile.records.client import Client
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import Period, cut, fiscal_year, fiscal_year_period


@dataclass(frozen=True, slots=True)
class RebateYear:
    """The later advantages of a fiscal year, in the client's currency and without VAT.

    `accrued` is None where it is not known, and where a rate is missing. `credited` is what credit
    notes paid of it, and the early payments that an advantage had accrued.
    """

    year: int
    accrued: Decimal | None
    credited: Decimal

    @property
    @exact_decimals
    def left(self) -> Decimal | None:
        """What is still to be credited, below zero where too much was."""
        return None if self.accrued is None else self.accrued - self.credited


@exact_decimals
def rebate_year(client: Client, year: int, settings: Settings, today: date) -> RebateYear:
    """The later advantages of a fiscal year, up to `today`."""
    period = cut(fiscal_year_period(year, settings.fiscal_year_start), today)
    currency = client.currency or settings.currency
    rates = ClientRates(client.id, settings, strict=False)
    notes = [
        order_figures(order, currency, settings.currency)
        for order in client.orders
        if order.rebate == year and not order.cancelled and order.day <= today
    ]
    credited = sum((-rates.convert(note.net, note.currency, currency, note.day)
                    for note in notes), ZERO)  # fmt: skip
    credited += sum((
        rates.convert(each.net, each.currency, currency, each.day)
        for each in early_payments(client, settings, today)
        if each.is_accrued and each.day in period
    ), ZERO)  # fmt: skip
    accrued = None if rates.missing else _accrued(client, period, settings, today)
    return RebateYear(year, accrued, credited)


def rebate_years(client: Client, settings: Settings, today: date) -> list[RebateYear]:
    """The years whose later advantages are to be looked at: the present and the last one, where
    something accrued or was credited, and earlier ones that were credited to another amount.
    """
    present = fiscal_year(today, settings.fiscal_year_start)
    credited = {order.rebate for order in client.orders if order.rebate is not None}
    numbers = sorted({present - 1, present, *credited})
    years = [rebate_year(client, number, settings, today) for number in numbers]
    return [year for year in years if _is_open(year, present)]


def rebate_years_of(
    figures: Figures, client: Client, settings: Settings, today: date
) -> list[RebateYear]:
    """The years of a period's figures for which something accrued or was credited up to `today`."""
    numbers = {part.year for part in figures.parts}
    numbers |= {order.rebate for order in client.orders if order.rebate is not None}
    inside = [
        number
        for number in sorted(numbers)
        if fiscal_year_period(number, settings.fiscal_year_start).overlap(figures.period).days
    ]
    years = [rebate_year(client, number, settings, today) for number in inside]
    return [year for year in years if year.accrued or year.credited]


def _is_open(year: RebateYear, present: int) -> bool:
    if year.year < present - 1:
        return bool(year.left)
    return bool(year.accrued or year.credited)


def _accrued(client: Client, period: Period, settings: Settings, today: date) -> Decimal | None:
    if not period.days:
        return ZERO
    # What accrues is in the client's currency: no rate is needed for it.
    own = client.currency or settings.currency
    try:
        parts = split_period(client, period, settings, today, strict=False)
    except MissingRateError:
        return None
    return _sum_of(parts, is_foreign=own != settings.currency)


def _sum_of(parts: Iterable[PeriodPart], *, is_foreign: bool) -> Decimal | None:
    """What accrued in parts of a year. What accounting states is in the folder's currency."""
    return sum_or_none(
        None if part.unknown or (part.stated and is_foreign)
        else part.stated.advantages if part.stated
        else sum((each.amount for each in part.accruals), ZERO)
        for part in parts
    )  # fmt: skip
