"""What each salesperson made in a period with all clients together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from clientfile.figures.amounts import ratio
from clientfile.figures.covered_margin import add_margins
from clientfile.figures.ledger import Ledger
from clientfile.figures.sellers import SELLERS, SellerFigures
from clientfile.figures.sums import sum_or_none
from clientfile.language import _
from clientfile.records.typed.periods import Period
from clientfile.reports.common.require import require_extracts
from clientfile.reports.common.values import Values, sum_shared

TARGETS_OF_ALL = _("targets: reached with all clients of each salesperson, not only with these")


def figures_by_seller(
    ledger: Ledger, period: Period, *, strict: bool
) -> dict[str, list[SellerFigures]]:
    """Each salesperson's figures with each client, by name. Raises MissingRateError."""
    by_seller: dict[str, list[SellerFigures]] = {}
    for sellers in require_extracts(ledger, SELLERS, period, strict=strict).values():
        for seller, figures in sellers.items():
            by_seller.setdefault(seller, []).append(figures)
    return by_seller


def reached_with_others(row: Values) -> bool:
    """Whether a salesperson's target is reached with more than the revenue of the row."""
    reached: Decimal | None = row["reached"]
    return reached != ratio(row["revenue"], row["target"])


def total_of_seller(figures: Sequence[SellerFigures]) -> SellerFigures:
    """A salesperson's figures added up, one of each client; one is None (not known) where it is
    with any client. A visit with people of several clients counts once.
    """
    shared_visits = {each.client: each.shared_visits for each in figures}
    shared_interactions = {each.client: each.shared_interactions for each in figures}
    interactions = {each.client: each.interactions for each in figures}
    return SellerFigures(
        client="",
        revenue=sum_or_none(each.revenue for each in figures),
        covered=add_margins(each.covered for each in figures),
        pro_rata=None,
        visits=sum_shared({each.client: each.visits for each in figures}, shared_visits),
        interactions=sum_shared(interactions, shared_interactions) or 0,
    )
