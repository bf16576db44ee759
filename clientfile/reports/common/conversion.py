"""Cents of conversion: what a period rounded once has more than its parts, each rounded once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clientfile.figures.ledger import Ledger, SelectedLedger
from clientfile.figures.profile import PROFILE
from clientfile.figures.summary import Summary
from clientfile.language import pgettext
from clientfile.records.typed.periods import Period
from clientfile.reports.common.groups import Money, add_up, money_by

CONVERSION = pgettext("a part of a period", "(conversion)")
"""What is no part's, and of no year that is only stated: cents of amounts in another currency."""


def conversion_cents(
    ledger: Ledger,
    group: str,
    period: Period,
    parts: Iterable[Period],
    figures: Mapping[str, Summary],
    *,
    strict: bool,
) -> Mapping[str, Money]:
    """Each group's money in the period, less that of its parts, of the clients whose figures all
    come from orders and some of whose orders are in another currency than the folder's.

    `figures` are the clients' in the whole period. Raises MissingRateError.
    """
    profiles, __ = ledger.extracts(PROFILE)
    own = {ledger.settings.currency}
    clients = [
        client
        for client, each in figures.items()
        if not _has_stated_years(each)
        and {profiles[client].currency, *profiles[client].order_currencies} != own
    ]
    if not clients:
        return {}
    foreign = SelectedLedger(ledger.whole, clients)
    whole = money_by(foreign, group, period, strict=strict)
    inside = add_up(
        (name, money)
        for part in parts
        for name, money in money_by(foreign, group, part, strict=strict).items()
    )
    return {
        name: whole.get(name, Money()).less(inside.get(name, Money())) for name in {*whole, *inside}
    }


def _has_stated_years(figures: Summary) -> bool:
    """Whether the money of any of its days is stated: then a part may have another source."""
    gaps = figures.gaps
    is_stated = figures.source in ("stated", "both")
    return bool(
        is_stated or gaps.unknown_years or gaps.left_out_years or gaps.years_without_revenue
    )
