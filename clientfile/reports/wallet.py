"""`wallet`: our share of what clients buy, and how much more they could buy of us.

The share is revenue ÷ purchases, the gap potential − revenue of the last twelve months, as
docs/reports.md says. Amounts are in the folder's currency; None is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import exact_decimals, minor_unit, ratio, round_to_unit
from clientfile.figures.ledger import Ledger, MissingRate
from clientfile.figures.profile import PROFILE, Profile, YearPurchases
from clientfile.figures.rates import ClientRates
from clientfile.figures.sums import difference
from clientfile.language import _, ngettext, pgettext
from clientfile.output.table import MARKS, Column, FigureMark, Table
from clientfile.records.typed.periods import Period, fiscal_year, last_12_months
from clientfile.reports.common import words
from clientfile.reports.common.notes import period_note
from clientfile.reports.common.require import require_figures

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("year", _("Year"), "integer"),
    Column("revenue", _("Revenue"), "money"),
    Column("purchases", _("Purchases"), "money"),
    Column("share", _("Our share"), "ratio"),
    Column("potential", _("Potential"), "money"),
    Column("gap", _("Gap"), "money"),
    Column("currency", _("Currency"), "text"),
    Column("basis", _("Basis"), "text", words=words.BASIS),
)
WHOLE_YEAR, RECENT = "year", "last-12-months"


@dataclass(frozen=True, slots=True)
class Wallet:
    """A client's wallet, in the folder's currency; None is not known.

    `basis` says what the share divides: `year`, the revenue and the purchases of the same whole
    fiscal year, or `last-12-months`, the revenue of these by the newest purchases, which are those
    of `year`.
    """

    year: int | None = None
    revenue: Decimal | None = None
    purchases: Decimal | None = None
    potential: Decimal | None = None
    gap: Decimal | None = None
    basis: str | None = None

    @property
    def share(self) -> Decimal | None:
        """Our revenue ÷ all that the client buys."""
        return ratio(self.revenue, self.purchases)


class _OtherDaysMark(FigureMark):
    """The mark of a share of revenue and purchases that are not of the same days."""

    def say(self, figure: str) -> str:
        """The figure with a tilde."""
        return pgettext("a share of other days", "~{figure}", figure=figure)


_OTHER_DAYS = _OtherDaysMark()


def wallet(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every client whose purchases or potential are known, the largest gap first.

    Raises MissingRateError.
    """
    clients = ledger.clients()
    shown = {
        client: each
        for client, each in wallets(ledger, period, strict).items()
        if each.purchases is not None or each.potential is not None
    }
    rows: list[dict[str, Any]] = [
        {
            "client": client,
            "name": clients[client].name,
            "year": each.year,
            "revenue": each.revenue,
            "purchases": each.purchases,
            "share": each.share,
            "potential": each.potential,
            "gap": each.gap,
            "currency": ledger.settings.currency,
            "basis": each.basis,
            MARKS: {"share": _OTHER_DAYS} if each.basis == RECENT else {},
        }
        for client, each in shown.items()
    ]
    rows.sort(key=lambda row: (row["gap"] is None, -(row["gap"] or 0), row["client"]))
    notes = [period_note(period, ledger.today)]
    recent = sum(each.basis == RECENT for each in shown.values())
    if recent:
        notes.append(
            ngettext(
                "~ of {count} client: the last twelve months by the newest purchases, "
                "for want of purchases of the same whole year",
                "~ of {count} clients: the last twelve months by the newest purchases, "
                "for want of purchases of the same whole year",
                recent,
            )
        )
    return Table(COLUMNS, rows, currency=ledger.settings.currency, notes=notes,
                 spare=("currency", "basis", "year", "potential", "revenue"))  # fmt: skip


@exact_decimals
def wallets(ledger: Ledger, period: Period, strict: bool) -> dict[str, Wallet]:
    """Every client's wallet. Raises MissingRateError."""
    profiles, _ = ledger.extracts(PROFILE)
    recent = require_figures(ledger, last_12_months(ledger.today), strict)
    this_year = fiscal_year(ledger.today, ledger.settings.fiscal_year_start)
    year = _whole_year(ledger, period)
    of_year = {} if year is None else require_figures(ledger, period, strict)
    result: dict[str, Wallet] = {}
    missing: list[MissingRate] = []
    for client, profile in profiles.items():
        recent_revenue = recent[client].revenue
        same = [each for each in profile.purchases if each.year == year]
        newest = max(profile.purchases, key=lambda each: each.year, default=None)
        try:
            potential = _convert(profile, profile.potential, this_year, ledger, strict)
            gap = difference(potential, recent_revenue)
            if same:
                bought = _purchases(profile, same[0], ledger, strict)
                revenue = of_year[client].revenue
                result[client] = Wallet(year, revenue, bought, potential, gap, WHOLE_YEAR)
            elif newest:
                bought = _purchases(profile, newest, ledger, strict)
                result[client] = Wallet(newest.year, recent_revenue, bought, potential, gap, RECENT)
            else:
                result[client] = Wallet(None, recent_revenue, None, potential, gap)
        except MissingRateError as error:
            missing += error.missing
    if missing:
        raise MissingRateError(missing)
    return result


def _whole_year(ledger: Ledger, period: Period) -> int | None:
    """The fiscal year that the period is; None where it is another period, or not over yet."""
    over = period.unit == "year" and period.end <= ledger.today
    return int(period.label) if over else None


def _purchases(
    profile: Profile, purchases: YearPurchases, ledger: Ledger, strict: bool
) -> Decimal | None:
    return _convert(profile, purchases.amount, purchases.year, ledger, strict)


def _convert(
    profile: Profile, amount: Decimal | None, year: int, ledger: Ledger, strict: bool
) -> Decimal | None:
    """Convert an amount in the client's currency to the folder's, at the rate of `year`."""
    if amount is None:
        return None
    rates = ClientRates(profile.client, ledger.settings, strict=strict)
    rate = rates.in_year(profile.currency, year)
    rates.require()
    return round_to_unit(amount * rate.value, minor_unit(ledger.settings.currency))
