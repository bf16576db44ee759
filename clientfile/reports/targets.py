"""`targets`: how far clients and salespeople are towards their targets of a fiscal year.

The formulas stand in docs/reports.md. Revenue and margin are in the folder's currency, visits are
counts; None is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.errors import UsageError
from clientfile.figures.amounts import ONE, ZERO, exact_decimals, minor_unit, quotient, ratio
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sellers import SellerFigures
from clientfile.figures.summary import Summary
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut, fiscal_year, fiscal_year_period, previous
from clientfile.reports.common import words
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_figures
from clientfile.reports.common.salespeople import (
    TARGETS_OF_ALL,
    figures_by_seller,
    total_of_seller,
)

COLUMNS = (
    Column("who", _("Who"), "text"),
    Column("year", _("Year"), "integer"),
    Column("target", _("Target"), "number"),
    Column("actual", _("Actual"), "number"),
    Column("reached", _("Reached"), "ratio"),
    Column("expected_by_now", _("Expected by now"), "number"),
    Column("what", _("What"), "text", words=words.MEASURES),
    Column("kind", pgettext("of a target", "Kind"), "text", words=words.KINDS),
    Column("currency", _("Currency"), "text"),
)
# A target's key in records and settings, and the figure that it is compared with.
_MEASURES = {"revenue": "revenue", "gross_margin": "margin", "visits": "visits"}

_Amounts = Mapping[tuple[str, str], Mapping[str, Decimal | None]]
"""Revenue, margin and visits by (kind, name): a client's id may be a salesperson's name too."""


@dataclass(frozen=True)
class _Target:
    """A target for `what` of a client or a salesperson (`kind`)."""

    who: str
    kind: str
    what: str
    amount: Decimal


@exact_decimals
def targets(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every target of a fiscal year, those of salespeople first.

    Of chosen clients: theirs, and those of their owners, who reach them with all clients of the
    folder.

    Expected by now is the target × the same days of the year before ÷ that whole year; where these
    can't tell (nothing was made, or it is not known), the target × the days gone ÷ the days of the
    year. Raises UsageError for a period that is no fiscal year, MissingRateError.
    """
    if period.unit != "year":
        raise UsageError(
            _(
                "targets are a year's: give one, such as --period {year}",
                year=fiscal_year(ledger.today, ledger.settings.fiscal_year_start),
            )
        )
    earlier = previous(period, ledger.today, ledger.settings.fiscal_year_start)
    now = _amounts(ledger.whole, period, strict)
    same_days = _amounts(ledger.whole, earlier, strict) if earlier else {}
    year_before: _Amounts = {}
    if earlier:
        whole = fiscal_year_period(int(period.label) - 1, ledger.settings.fiscal_year_start)
        year_before = _amounts(ledger.whole, whole, strict)
    rows = []
    for target in _all_targets(ledger, int(period.label)):
        who, key = (target.kind, target.who), _MEASURES[target.what]
        then, all_year = (each.get(who, {}).get(key) for each in (same_days, year_before))
        expected = _expected(target, ledger, period, then, all_year)
        rows.append(_row(target, ledger, period, now.get(who, {}).get(key, ZERO), expected))
    figures = require_figures(ledger, period, strict)
    notes = notes_of(period, ledger.today, figures.values())
    if ledger.whole is not ledger and any(row["kind"] == "salesperson" for row in rows):
        notes.append(TARGETS_OF_ALL)
    return Table(COLUMNS, rows, client_key="", notes=notes, spare=("currency", "kind"))


def _all_targets(ledger: Ledger, year: int) -> Iterator[_Target]:
    profiles, _ = ledger.extracts(PROFILE)
    owners = {profile.owner for profile in profiles.values()}
    for who, amounts in sorted(ledger.settings.targets.get(year, {}).items()):
        if ledger.whole is not ledger and who not in owners:
            continue
        for what in _MEASURES:
            if what in amounts:
                yield _Target(who, "salesperson", what, amounts[what])
    for client, profile in sorted(profiles.items()):
        for each in profile.targets:
            if each.year == year:
                yield _Target(client, "client", each.what, each.amount)


def _amounts(ledger: Ledger, period: Period, strict: bool) -> _Amounts:
    """The figures of clients and salespeople in a period. Raises MissingRateError."""
    amounts: dict[tuple[str, str], dict[str, Decimal | None]] = {}
    for client, each in require_figures(ledger, period, strict).items():
        amounts["client", client] = _comparable(each)
    for seller, figures in figures_by_seller(ledger, period, strict=strict).items():
        amounts["salesperson", seller] = _comparable(total_of_seller(figures))
    return amounts


def _comparable(figures: Summary | SellerFigures) -> dict[str, Decimal | None]:
    visits = None if figures.visits is None else Decimal(figures.visits)
    return {"revenue": figures.revenue, "margin": figures.margin, "visits": visits}


def _expected(
    target: _Target, ledger: Ledger, period: Period, then: Decimal | None, all_year: Decimal | None
) -> Decimal:
    unit = ONE if target.what == "visits" else minor_unit(ledger.settings.currency)
    if then is not None and all_year is not None and 0 <= then <= all_year and all_year:
        return quotient(target.amount * then, all_year, unit)
    gone = cut(period, ledger.today).days
    return quotient(target.amount * gone, Decimal(period.days), unit)


def _row(
    target: _Target, ledger: Ledger, period: Period, actual: Decimal | None, expected: Decimal
) -> dict[str, Any]:
    return {
        "who": target.who,
        "year": int(period.label),
        "target": target.amount,
        "actual": actual,
        "reached": ratio(actual, target.amount),
        "expected_by_now": expected,
        "what": target.what,
        "kind": target.kind,
        "currency": None if target.what == "visits" else ledger.settings.currency,
    }
