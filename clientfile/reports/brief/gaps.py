"""What a brief can't tell because the record does not know it: each a short line on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientfile.records.edits import at
from clientfile.records.typed.periods import last_12_months
from clientfile.reports.common.single_client import SingleClientLedger

# Of whom one has to know how to reach them.
_BUYERS = ("decides", "buys")
Values = Mapping[str, Any]


def find_gaps(
    one: SingleClientLedger, told: Values, everyone: Sequence[Values]
) -> list[dict[str, Any]]:
    """What is not known: `what`, of which `person` (an id) and `name`, in how many of how many.
    `everyone` are all who are there, also those of whom the brief `told` has none.
    """
    found = [*_people_gaps(told, everyone), *_contact_gaps(one, told, everyone),
             *_business_gaps(one, told)]  # fmt: skip
    empty = dict.fromkeys(("what", "person", "name", "count", "of"))
    return [{**empty, **each} for each in found]


def _people_gaps(told: Values, everyone: Sequence[Values]) -> Iterator[dict[str, Any]]:
    who = told["who"]
    for key in ("owner", "address", "phone"):
        if not who[key]:
            yield {"what": key}
    if not everyone:
        yield {"what": "people"}
    elif not any(person["role"] in _BUYERS for person in everyone):
        yield {"what": "decider"}
    for person in told["people"]:
        reached = person["phone"] or person["mobile"]
        if person["role"] in _BUYERS and not reached:
            yield {"what": "phone of", "person": person["person"], "name": person["name"]}
        if not person["role"]:
            yield {"what": "power of", "person": person["person"], "name": person["name"]}


def _contact_gaps(
    one: SingleClientLedger, told: Values, everyone: Sequence[Values]
) -> Iterator[dict[str, Any]]:
    own = at(one.data, ("contacts", "cadence"))
    if not own and not any(person["cadence"] for person in everyone):
        yield {"what": "cadence"}
    if told["last_visit"] is None:
        yield {"what": "visit"}
    elif not told["next"]:
        yield {"what": "next"}


def _business_gaps(one: SingleClientLedger, told: Values) -> Iterator[dict[str, Any]]:
    figures, missing = one.figures(last_12_months(one.today))
    yield from ({"what": "rate", "name": currency, "of": year} for _, currency, year in missing)
    if one.client in figures and (without := figures[one.client].lines_without_cost):
        yield {"what": "costs", "count": without, "of": figures[one.client].lines}
    wallet = told["wallet"]
    if wallet is not None:
        yield from ({"what": key} for key in ("purchases", "potential") if wallet[key] is None)
    if told["orders"]:
        if all(told["payment"][key] is None for key in ("days", "end_of_month", "on_day")):
            yield {"what": "terms"}
        if told["payment"]["unpaid"] is None:
            yield {"what": "payments"}
    if not told["competitors"]:
        yield {"what": "competitors"}
