"""`targets`: how far clients and salespeople are towards what was aimed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.errors import UsageError
from clientfile.figures.amounts import ONE, ZERO, exact_decimals, minor_unit, quotient, ratio
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sellers import SELLERS, SellerFigures
from clientfile.figures.sums import sum_or_none
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut, fiscal_year_period, previous
from clientfile.reports.common import translations
from clientfile.reports.common.notes import notes_of
from clientfile.reports.common.require import require_extracts, require_figures

COLUMNS = (
    Column("who", "Who", "text", "Qui"),
    Column("year", "Year", "integer", "Année"),
    Column("target", "Target", "number", "Objectif"),
    Column("actual", "Actual", "number", "Réalisé"),
    Column("reached", "Reached", "ratio", "Atteint"),
    Column("expected_by_now", "Expected by now", "number", "Attendu à ce jour"),
    Column("what", "What", "text", "Quoi", french=translations.MEASURES),
    Column("kind", "Kind", "text", "Sorte", french=translations.KINDS),
    Column("currency", "Currency", "text", "Devise"),
)
"""Its columns."""
_MEASURES = {"revenue": "revenue", "gross_margin": "margin", "visits": "visits"}

_Amounts = Mapping[tuple[str, str], Mapping[str, Decimal | None]]
"""Revenue, margin and visits of each, by kind and name: a client may share a salesperson's."""
Row = dict[str, Any]


@dataclass(frozen=True)
class _Aim:
    """Someone's target: a client's (`kind`), or a salesperson's."""

    who: str
    kind: str
    what: str
    amount: Decimal


@exact_decimals
def targets(ledger: Ledger, *, period: Period, strict: bool = False) -> Table:
    """Every target of a fiscal year, salespeople's first. Raises UsageError for another period, and
    MissingRateError.

    What is expected by now is the part of the target that the same days of the year before were of
    that whole year; where nothing was made then, the part that the days gone are of the year's.
    """
    if period.unit != "year":
        raise UsageError(f"targets are a year's: give one, such as --period {ledger.today.year}")
    earlier = previous(period, ledger.today, ledger.settings.fiscal_year_start)
    now = _amounts(ledger, period, strict)
    same_days = _amounts(ledger, earlier, strict) if earlier else {}
    whole: _Amounts = {}
    if earlier:
        year_before = fiscal_year_period(int(period.label) - 1, ledger.settings.fiscal_year_start)
        whole = _amounts(ledger, year_before, strict)
    rows = []
    for aim in _aims(ledger, int(period.label)):
        who, key = (aim.kind, aim.who), _MEASURES[aim.what]
        then, all_then = (of.get(who, {}).get(key) for of in (same_days, whole))
        expected = _expected(aim, ledger, period, then, all_then)
        rows.append(_row(aim, ledger, period, now.get(who, {}).get(key, ZERO), expected))
    figures = require_figures(ledger, period, strict)
    notes = notes_of(period, ledger.today, figures.values())
    return Table(COLUMNS, rows, client_key="", notes=notes, spare=("currency", "kind"))


def _aims(ledger: Ledger, year: int) -> Iterator[_Aim]:
    for who, known in sorted(ledger.settings.targets.get(year, {}).items()):
        for what in _MEASURES:
            if what in known:
                yield _Aim(who, "salesperson", what, known[what])
    profiles, _ = ledger.extracts(PROFILE)
    for client, profile in sorted(profiles.items()):
        for target in profile.targets:
            if target.year == year:
                yield _Aim(client, "client", target.what, target.amount)


def _amounts(ledger: Ledger, period: Period, strict: bool) -> _Amounts:
    """What clients and salespeople made, by their kind and name."""
    found: dict[tuple[str, str], dict[str, Decimal | None]] = {}
    for client, of in require_figures(ledger, period, strict).items():
        made = {"revenue": of.revenue, "margin": of.margin, "visits": _number(of.visits)}
        found["client", client] = made
    by_seller: dict[str, list[SellerFigures]] = {}
    for shares in require_extracts(ledger, SELLERS, period, strict=strict).values():
        for seller, sold in shares.items():
            by_seller.setdefault(seller, []).append(sold)
    for seller, told in by_seller.items():
        found["salesperson", seller] = {
            "revenue": sum_or_none(each.revenue for each in told),
            "margin": sum_or_none(each.margin for each in told),
            "visits": sum_or_none(_number(each.visits) for each in told),
        }
    return found


def _number(visits: int | None) -> Decimal | None:
    return None if visits is None else Decimal(visits)


def _expected(
    aim: _Aim, ledger: Ledger, period: Period, then: Decimal | None, all_then: Decimal | None
) -> Decimal:
    unit = ONE if aim.what == "visits" else minor_unit(ledger.settings.currency)
    if then is not None and all_then is not None and 0 <= then <= all_then and all_then:
        return quotient(aim.amount * then, all_then, unit)
    gone = cut(period, ledger.today).days
    return quotient(aim.amount * gone, Decimal(period.days), unit)


def _row(
    aim: _Aim, ledger: Ledger, period: Period, actual: Decimal | None, expected: Decimal
) -> Row:
    return {
        "who": aim.who,
        "year": int(period.label),
        "target": aim.amount,
        "actual": actual,
        "reached": ratio(actual, aim.amount),
        "expected_by_now": expected,
        "what": aim.what,
        "kind": aim.kind,
        "currency": None if aim.what == "visits" else ledger.settings.currency,
    }
