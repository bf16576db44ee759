"""The card of a client: what listings show and which days count, without the whole record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from clientfile.records.edits import Data, at
from clientfile.records.ids import FORMER_IDS, interactions, orders
from clientfile.records.interactions import reached_somebody
from clientfile.records.statuses import begun_days, status_on

_MONEY = ("revenue", "gross_margin", "cost", "advantages")


@dataclass(frozen=True, slots=True)
class Card:
    """A client on a card. Days are ISO texts, the newest first, without repeats.

    `ordered` are the days that revenue of orders is dated by, `contacted` the days of interactions
    in which somebody was reached. `years` are the fiscal years that the record states anything of,
    `stated` those with an amount of money. `begun` are the statuses whose first day the record has,
    each with that day: `client 2026-11-20`. `former_ids` are those of records
    that were merged into it.
    The cache encodes a card by these fields: each is a text, a text or None, or a sequence of
    texts or whole numbers.
    """

    name: str
    status: str
    owner: str | None
    type: str | None
    city: str | None
    country: str | None
    tags: Sequence[str]
    ordered: Sequence[str]
    contacted: Sequence[str]
    years: Sequence[int]
    stated: Sequence[int]
    begun: Sequence[str]
    former_ids: Sequence[str] = ()

    def status_on(self, today: date) -> str:
        """The status that holds today: one that the record dates ahead begins on its day."""
        if not self.begun:
            return self.status
        return status_on(self.status, dict(each.split(" ") for each in self.begun), today)


def card_of(data: Data) -> Card:
    """The card of a record that conforms to the schema."""
    identity = data["identity"]
    years = at(data, ("results", "years")) or ()
    return Card(
        name=identity["name"],
        status=identity["status"],
        owner=identity.get("owner"),
        type=identity.get("type"),
        city=at(identity, ("address", "city")),
        country=at(identity, ("address", "country")),
        tags=tuple(identity.get("tags", ())),
        ordered=_newest_first(
            order.get("invoiced") or order["date"]
            for order in orders(data)
            if order.get("status") != "cancelled" and "rebate" not in order
        ),
        contacted=_newest_first(
            each["date"] for each in interactions(data) if reached_somebody(each)
        ),
        years=tuple(year["year"] for year in years),
        stated=tuple(year["year"] for year in years if any(key in year for key in _MONEY)),
        begun=tuple(f"{status} {day}" for status, day in begun_days(identity).items()),
        former_ids=tuple(at(data, FORMER_IDS) or ()),
    )


def newest(days: Iterable[str], today: date) -> date | None:
    """The newest day that is not after `today`; `days` begin with the newest."""
    limit = today.isoformat()
    return next((date.fromisoformat(day) for day in days if day <= limit), None)


def _newest_first(days: Iterable[object]) -> tuple[str, ...]:
    return tuple(sorted(set(map(str, days)), reverse=True))
