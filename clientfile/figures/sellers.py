"""A client's figures by salesperson: each sale counted once, with who made it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clientfile.figures.amounts import exact_decimals
from clientfile.figures.extracts import Extract, ExtractRequest, decode_amount, encode_json
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.client import Client

NOBODY = ""
"""Whose a sale is that has no salesperson, at a client without an owner."""


@dataclass(frozen=True, slots=True)
class SellerFigures:
    """What one salesperson made with a client, in the folder's currency; None is not known.

    The client's owner bears what no order makes: stated years, advantages granted later, stated
    visits. `interactions` are of any kind.
    """

    revenue: Decimal | None
    margin: Decimal | None
    visits: int | None
    interactions: int


@exact_decimals
def _encode(client: Client, data: Data, asked: ExtractRequest) -> str:
    from clientfile.figures.allocate import Share, allocate_lines, unallocated_share
    from clientfile.figures.results import figures_of
    from clientfile.figures.visits import visits_of
    from clientfile.records.typed.periods import cut

    del data
    period = cut(asked.period, asked.today)
    owner = client.owner or NOBODY
    figures = figures_of(client, period, asked.settings, asked.today, strict=asked.strict)
    shares = allocate_lines(figures, lambda order, _: order.order.salesperson or owner)
    nothing = Share(Decimal(0), Decimal(0))
    shares[owner] = shares.get(owner, nothing).plus(unallocated_share(figures))
    visits = visits_of(client, period, asked.settings, asked.today)
    stated = None if visits.number is None else visits.number - visits.counted.total()
    met = Counter(
        each.salesperson or owner for each in client.interactions if each.day in figures.period
    )
    rows = {}
    for seller in sorted({*shares, *visits.counted, *met}):
        share = shares.get(seller, nothing)
        visited: int | None = visits.counted[seller]
        if seller == owner:
            visited = None if stated is None else visits.counted[seller] + stated
        rows[seller] = [share.revenue, share.margin, visited, met[seller]]
    return encode_json(rows)


def _decode(text: str, client: str, currency: str) -> Mapping[str, SellerFigures]:
    del client, currency
    return {
        seller: SellerFigures(decode_amount(revenue), decode_amount(margin), visits, met)
        for seller, (revenue, margin, visits, met) in json.loads(text).items()
    }


SELLERS: Extract[Mapping[str, SellerFigures]] = Extract("sellers", _encode, _decode)
