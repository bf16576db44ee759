"""Revenue and margin of groups (client, owner, product, city …) in one period.

The groups of a period always add up to the whole folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from clientfile.errors import UnknownWordError
from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.baskets import BASKET
from clientfile.figures.covered_margin import NOTHING, CoveredMargin
from clientfile.figures.extracts import FIGURES, Extract
from clientfile.figures.ledger import Ledger
from clientfile.figures.pro_rata import ProRata
from clientfile.figures.profile import PROFILE, Profile
from clientfile.figures.ratios import RevenueSource
from clientfile.figures.sellers import NOBODY, SELLERS
from clientfile.figures.sums import difference, sum_or_none
from clientfile.language import _, pgettext
from clientfile.records.typed.periods import Period
from clientfile.records.typed.words import resolve_word
from clientfile.reports.common.require import require_extracts, require_figures

ALL_CLIENTS = pgettext("a group: all clients together", "all")
NO_OWNER = pgettext("a group", "(nobody)")
NO_TAG = pgettext("a group", "(no tag)")
NO_CATEGORY = pgettext("a group", "(no category)")
NOTHING_SAID = pgettext("a group", "(not said)")
NOT_BY_PRODUCT = pgettext("a group", "(not by product)")
SEVERAL_TAGS = pgettext("a group", "(several tags)")
"""A negative amount: what clients with several tags are counted more than once."""


@dataclass(frozen=True, slots=True)
class Money:
    """Revenue (None: not known) and what is known of the margin, in the folder's currency, and the
    revenue's source.

    `pro_rata` is what compares with it where only a year is stated: of a sum the whole sum.
    """

    revenue: Decimal | None = ZERO
    covered: CoveredMargin = NOTHING
    source: RevenueSource | None = None
    pro_rata: ProRata | None = None

    @property
    def margin(self) -> Decimal | None:
        """The whole margin; None where some of it is not known."""
        return self.covered.whole

    @exact_decimals
    def plus(self, other: Money) -> Money:
        """The sum of both; a revenue is None (not known) where one of them is."""
        return Money(
            sum_or_none([self.revenue, other.revenue]),
            self.covered.plus(other.covered),
            _combine_sources(self.source, other.source),
            self._combine_shares(other, 1),
        )

    @exact_decimals
    def less(self, other: Money) -> Money:
        """The difference to the other, without a source."""
        return Money(
            difference(self.revenue, other.revenue),
            self.covered.less(other.covered),
            pro_rata=self._combine_shares(other, -1),
        )

    @exact_decimals
    def for_comparison(self) -> Money:
        """The money with what compares, where only a year is stated; `pro_rata` says that."""
        if self.pro_rata is None:
            return self
        return replace(self, revenue=self.pro_rata.revenue, covered=self.pro_rata.covered)

    def _combine_shares(self, other: Money, sign: int) -> ProRata | None:
        """What compares with the sum of both, or with the difference where `sign` is -1; None where
        neither has any or where something of it can't be told.
        """
        if self.pro_rata is None and other.pro_rata is None:
            return None
        one, two = self.for_comparison(), other.for_comparison()
        if one.revenue is None or two.revenue is None:
            return None
        combine = one.covered.plus if sign > 0 else one.covered.less
        return ProRata(one.revenue + sign * two.revenue, combine(two.covered))


def add_money(amounts: Iterable[Money]) -> Money:
    """The sum of the amounts."""
    result = Money()
    for money in amounts:
        result = result.plus(money)
    return result


def money_of_clients(ledger: Ledger, period: Period, *, strict: bool) -> dict[str, Money]:
    """Revenue and margin of each client that has any. Raises MissingRateError."""
    return {
        client: Money(each.revenue, each.covered, each.source, each.gaps.pro_rata)
        for client, each in require_figures(ledger, period, strict).items()
        # An advantage granted to a client that bought nothing is in its margin alone.
        if each.active or each.margin != 0
    }


def money_by(ledger: Ledger, group: str, period: Period, *, strict: bool) -> dict[str, Money]:
    """Revenue and margin of each group in a period, by the group's name.

    `group` is one of GROUPS, or "" for all clients together. Raises UnknownWordError for any other
    word, MissingRateError.
    """
    return _grouping(group)(ledger, period, strict)


def group_extract(group: str) -> Extract[Any]:
    """The extract that the money of a kind of groups is computed from."""
    if group == "owner":
        return SELLERS
    return BASKET if group in ("product", "category") else FIGURES


def add_up(amounts: Iterable[tuple[str, Money]]) -> dict[str, Money]:
    """The sum of the amounts of each name."""
    totals: dict[str, Money] = {}
    for name, money in amounts:
        totals[name] = totals[name].plus(money) if name in totals else money
    return totals


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


def _by_group(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    """The clients of each purchasing group or parent, by its id, with its own record."""
    profiles, _ = ledger.whole.extracts(PROFILE)
    heads = {profile.group for profile in profiles.values()}
    money = money_of_clients(ledger, period, strict=strict)
    return add_up(
        (profiles[client].group or (client if client in heads else NOTHING_SAID), each)
        for client, each in money.items()
    )


def _by_tag(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    profiles, _ = ledger.extracts(PROFILE)
    money = money_of_clients(ledger, period, strict=strict)
    surplus: list[tuple[str, Money]] = []
    amounts: list[tuple[str, Money]] = []
    for client, each in money.items():
        tags = profiles[client].tags or (NO_TAG,)
        amounts += [(tag, each) for tag in dict.fromkeys(tags)]
        surplus += [(SEVERAL_TAGS, Money().less(each))] * (len(set(tags)) - 1)
    return add_up(amounts + surplus)


def _by_owner(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
    sellers = require_extracts(ledger, SELLERS, period, strict=strict)
    return add_up(
        (
            NO_OWNER if seller == NOBODY else seller,
            Money(sold.revenue, sold.covered, None, sold.pro_rata),
        )
        for shares in sellers.values()
        for seller, sold in shares.items()
    )


def _by_product(category: bool) -> _Grouping:
    def grouped(ledger: Ledger, period: Period, strict: bool) -> dict[str, Money]:
        baskets = require_extracts(ledger, BASKET, period, strict=strict)
        amounts: list[tuple[str, Money]] = []
        for basket in baskets.values():
            for each in basket.products:
                name = (each.category or NO_CATEGORY) if category else each.product
                amounts.append((name, Money(each.revenue, each.covered, "orders")))
            if basket.has_rest:
                rest = Money(basket.revenue, basket.covered, None, basket.pro_rata)
                amounts.append((NOT_BY_PRODUCT, rest))
        return add_up(amounts)

    return grouped


_GROUPINGS: dict[str, _Grouping] = {
    "client": _by_client,
    "owner": _by_owner,
    "type": _by(lambda profile: profile.type),
    "sector": _by(lambda profile: profile.sector),
    "product": _by_product(category=False),
    "category": _by_product(category=True),
    "group": _by_group,
    "city": _by(lambda profile: profile.city),
    "region": _by(lambda profile: profile.region),
    "country": _by(lambda profile: profile.country),
    "tag": _by_tag,
}

GROUPS: Sequence[str] = tuple(_GROUPINGS)
"""The words that `--group` takes, beside their titles."""
_TITLES = {
    "client": _("Client"),
    "owner": _("Owner"),
    "type": _("Type"),
    "sector": pgettext("a group", "Sector"),
    "product": _("Product"),
    "category": _("Category"),
    "group": pgettext("a group", "Group"),
    "city": _("City"),
    "region": _("Region"),
    "country": _("Country"),
    "tag": pgettext("a group", "Tag"),
}


def resolve_group(typed: str) -> str:
    """The word of GROUPS that is typed, by itself or by its title; "" for none.

    Raises UnknownWordError.
    """
    return resolve_word("--group", typed, _TITLES) if typed else ""


def _grouping(group: str) -> _Grouping:
    if not group:
        return _all_together
    if group not in _GROUPINGS:
        raise UnknownWordError("--group", group, GROUPS)
    return _GROUPINGS[group]


def _combine_sources(
    one: RevenueSource | None, other: RevenueSource | None
) -> RevenueSource | None:
    if one is None or other is None or one == other:
        return one or other
    return "both"
