"""Revenue and margin of groups of clients, products or salespeople, in one period.

The groups of a period always add up to the whole folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.errors import MissingRateError, UnknownWordError
from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.baskets import BASKET
from clientfile.figures.extracts import FIGURES, Extract, T
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE, Profile
from clientfile.figures.ratios import Source
from clientfile.figures.sellers import NOBODY, SELLERS
from clientfile.figures.summary import Summary
from clientfile.figures.sums import difference, known_total
from clientfile.records.typed.periods import Period

ALL_CLIENTS = "all"
NO_OWNER = "(nobody)"
NO_TAG = "(no tag)"
NO_CATEGORY = "(no category)"
NOTHING_SAID = "(not said)"
NOT_BY_PRODUCT = "(not by product)"
SEVERAL_TAGS = "(several tags)"
"""What clients with several tags have been counted more than once, as a negative amount."""


@dataclass(frozen=True, slots=True)
class Money:
    """Revenue and margin in the folder's currency, and where the revenue is from; None is not
    known.
    """

    revenue: Decimal | None = ZERO
    margin: Decimal | None = ZERO
    source: Source | None = None

    @exact_decimals
    def plus(self, other: Money) -> Money:
        """Both together: not known where one is not."""
        return Money(
            known_total([self.revenue, other.revenue]),
            known_total([self.margin, other.margin]),
            _combine_sources(self.source, other.source),
        )

    @exact_decimals
    def less(self, other: Money) -> Money:
        """What is left of it without the other."""
        return Money(difference(self.revenue, other.revenue), difference(self.margin, other.margin))


def summaries(ledger: Ledger, period: Period, strict: bool) -> Mapping[str, Summary]:
    """Every client's figures. Raises MissingRateError naming all rates that are wanted."""
    found, missing = ledger.figures(period, strict=strict)
    if missing:
        raise MissingRateError(missing)
    return found


def money_of_clients(ledger: Ledger, period: Period, *, strict: bool) -> dict[str, Money]:
    """What each client made. Raises MissingRateError."""
    return {
        client: Money(of.revenue, of.margin, of.source)
        for client, of in summaries(ledger, period, strict).items()
        # What was granted to a client that bought nothing is in its margin alone.
        if of.active or of.margin != 0
    }


def money_by(ledger: Ledger, group: str, period: Period, *, strict: bool) -> dict[str, Money]:
    """What each group made in a period, by the group's name.

    Raises UsageError for what is nothing to group by, MissingRateError.
    """
    return _grouping(group)(ledger, period, strict)


def require_extracts(
    ledger: Ledger, extract: Extract[T], period: Period, *, strict: bool
) -> Mapping[str, T]:
    """An extract of every client. Raises MissingRateError."""
    found, missing = ledger.extracts(extract, period, strict=strict)
    if missing:
        raise MissingRateError(missing)
    return found


def group_extract(group: str) -> Extract[Any]:
    """What a group's money is made from."""
    if group == "owner":
        return SELLERS
    return BASKET if group in ("product", "category") else FIGURES


def add_up(amounts: Iterable[tuple[str, Money]]) -> dict[str, Money]:
    """The money of each name added up."""
    found: dict[str, Money] = {}
    for name, money in amounts:
        found[name] = found[name].plus(money) if name in found else money
    return found


_Grouping = Callable[[Ledger, Period, bool], dict[str, Money]]


def _by_client(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    return money_of_clients(ledger, period, strict=strict)


def _all_together(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    money = money_of_clients(ledger, period, strict=strict)
    return add_up((ALL_CLIENTS, each) for each in money.values())


def _by(key_of: Callable[[Profile], str | None]) -> _Grouping:
    def grouped(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
        profiles, _ = ledger.extracts(PROFILE)
        money = money_of_clients(ledger, period, strict=strict)
        return add_up(
            (key_of(profiles[client]) or NOTHING_SAID, each) for client, each in money.items()
        )

    return grouped


def _by_tag(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    profiles, _ = ledger.extracts(PROFILE)
    money = money_of_clients(ledger, period, strict=strict)
    several: list[tuple[str, Money]] = []
    told: list[tuple[str, Money]] = []
    for client, each in money.items():
        tags = profiles[client].tags or (NO_TAG,)
        told += [(tag, each) for tag in dict.fromkeys(tags)]
        several += [(SEVERAL_TAGS, Money().less(each))] * (len(set(tags)) - 1)
    return add_up(told + several)


def _by_owner(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    sellers = require_extracts(ledger, SELLERS, period, strict=strict)
    return add_up(
        (NO_OWNER if seller == NOBODY else seller, Money(sold.revenue, sold.margin, None))
        for shares in sellers.values()
        for seller, sold in shares.items()
    )


def _by_product(category: bool) -> _Grouping:
    def grouped(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
        baskets = require_extracts(ledger, BASKET, period, strict=strict)
        told: list[tuple[str, Money]] = []
        for basket in baskets.values():
            for each in basket.products:
                name = (each.category or NO_CATEGORY) if category else each.product
                told.append((name, Money(each.revenue, each.margin, "orders")))
            if basket.revenue != 0 or basket.margin != 0:
                told.append((NOT_BY_PRODUCT, Money(basket.revenue, basket.margin)))
        return add_up(told)

    return grouped


_GROUPINGS: dict[str, _Grouping] = {
    "client": _by_client,
    "owner": _by_owner,
    "type": _by(lambda profile: profile.type),
    "sector": _by(lambda profile: profile.sector),
    "product": _by_product(category=False),
    "category": _by_product(category=True),
    "city": _by(lambda profile: profile.city),
    "country": _by(lambda profile: profile.country),
    "tag": _by_tag,
}

GROUPS: Sequence[str] = tuple(_GROUPINGS)
"""What `--group` takes."""


def _grouping(group: str) -> _Grouping:
    if not group:
        return _all_together
    if group not in _GROUPINGS:
        raise UnknownWordError("--group", group, GROUPS)
    return _GROUPINGS[group]


def _combine_sources(one: Source | None, other: Source | None) -> Source | None:
    if one is None or other is None or one == other:
        return one or other
    return "both"
