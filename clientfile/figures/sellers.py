"""A client's figures by salesperson: each sale counts once, for the salesperson of the order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clientfile.figures.amounts import exact_decimals
from clientfile.figures.covered_margin import CoveredMargin, decode_covered, encode_covered
from clientfile.figures.extracts import Extract, ExtractRequest, decode_amount, encode_json
from clientfile.figures.pro_rata import ProRata, decode_pro_rata, encode_pro_rata
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.client import Client

NOBODY = ""
"""The salesperson of a sale without one, at a client without an owner."""


@dataclass(frozen=True, slots=True)
class SellerFigures:
    """One salesperson's figures with a client, in the folder's currency; None is unknown.

    What belongs to no order counts for the client's owner: stated years, advantages granted later,
    stated visits. `interactions` are of any kind. `shared_visits` (`client/day`) and
    `shared_interactions` (`client/id`) are those of them that were at another client too.
    """

    client: str
    revenue: Decimal | None
    covered: CoveredMargin
    pro_rata: ProRata | None
    visits: int | None
    interactions: int
    shared_visits: tuple[str, ...] = ()
    shared_interactions: tuple[str, ...] = ()

    @property
    def margin(self) -> Decimal | None:
        """The margin of all that was sold; None where some of it is not known."""
        return self.covered.whole


@exact_decimals
def _encode(client: Client, data: Data, request: ExtractRequest) -> str:
    from clientfile.figures.allocate import Share, allocate_lines, unallocated_share
    from clientfile.figures.results import figures_of
    from clientfile.figures.visits import visits_of
    from clientfile.records.typed.periods import cut

    del data
    period = cut(request.period, request.today)
    owner = client.owner or NOBODY
    figures = figures_of(client, period, request.settings, request.today, strict=request.strict)
    shares = allocate_lines(figures, lambda order, _: order.order.salesperson or owner)
    shares[owner] = shares.get(owner, Share()).plus(unallocated_share(figures))
    visits = visits_of(client, period, request.settings, request.today)
    stated_visits = None if visits.number is None else visits.number - visits.counted.total()
    interactions: Counter[str] = Counter()
    shared: dict[str, list[str]] = {}
    for each in client.interactions:
        if each.day in figures.period:
            interactions[each.salesperson or owner] += 1
            if each.shared:
                shared.setdefault(each.salesperson or owner, []).append(each.shared)
    rows = {}
    for seller in sorted({*shares, *visits.counted, *interactions}):
        share = shares.get(seller, Share())
        visited: int | None = visits.counted[seller]
        if seller == owner:
            visited = None if stated_visits is None else visits.counted[seller] + stated_visits
        money = [share.revenue, encode_covered(share.margin)]
        money.append(encode_pro_rata(figures.pro_rata if seller == owner else None))
        both = [visits.shared.get(seller, ()), shared.get(seller, ())]
        rows[seller] = [*money, visited, interactions[seller], *both]
    return encode_json(rows)


def _decode(text: str, client: str, currency: str) -> Mapping[str, SellerFigures]:
    del currency
    return {
        seller: SellerFigures(
            client,
            decode_amount(revenue),
            decode_covered(margin),
            decode_pro_rata(pro_rata),
            visits,
            interactions,
            *map(tuple, shared),
        )
        for seller, (revenue, margin, pro_rata, visits, interactions, *shared) in json.loads(
            text
        ).items()
    }


SELLERS: Extract[Mapping[str, SellerFigures]] = Extract("sellers", _encode, _decode)
