"""Finds what a record lacks for a visit; each gap becomes a short line of the brief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.records.edits import at
from clientfile.records.typed.periods import last_12_months
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.reports.common.values import Values

# Roles of people whose phone number a salesperson needs.
_BUYERS = ("decides", "buys")


def find_gaps(
    ledger: SingleClientLedger, values: Values, everyone: Sequence[Values]
) -> list[dict[str, Any]]:
    """The gaps of a brief's `values`, in the order in which the page lists them.

    A gap has `what` (a key of `translations.GAPS`); `person` (an id) and `name` where it is about
    a person; `count` and `of` where it is about some of several. `everyone` are all people who
    work there, also those whom the brief leaves out.
    """
    gaps = [
        *_people_gaps(values, everyone),
        *_contact_gaps(ledger, values, everyone),
        *_business_gaps(ledger, values),
    ]
    empty = dict.fromkeys(("what", "person", "name", "count", "of"))
    return [{**empty, **gap} for gap in gaps]


def _people_gaps(values: Values, everyone: Sequence[Values]) -> Iterator[dict[str, Any]]:
    who = values["who"]
    for key in ("owner", "address", "phone"):
        if not who[key]:
            yield {"what": key}
    if not everyone:
        yield {"what": "people"}
    elif not any(person["role"] in _BUYERS for person in everyone):
        yield {"what": "decider"}
    for person in values["people"]:
        phone = person["phone"] or person["mobile"]
        if person["role"] in _BUYERS and not phone:
            yield {"what": "phone of", "person": person["person"], "name": person["name"]}
        if not person["role"]:
            yield {"what": "power of", "person": person["person"], "name": person["name"]}


def _contact_gaps(
    ledger: SingleClientLedger, values: Values, everyone: Sequence[Values]
) -> Iterator[dict[str, Any]]:
    own = at(ledger.data, ("contacts", "cadence"))
    if not own and not any(person["cadence"] for person in everyone):
        yield {"what": "cadence"}
    if values["last_visit"] is None:
        yield {"what": "visit"}
    elif not values["next"]:
        yield {"what": "next"}


def _business_gaps(ledger: SingleClientLedger, values: Values) -> Iterator[dict[str, Any]]:
    figures, missing = ledger.figures(last_12_months(ledger.today))
    yield from ({"what": "rate", "name": currency, "of": year} for _, currency, year in missing)
    if ledger.client in figures and (without := figures[ledger.client].lines_without_cost):
        yield {"what": "costs", "count": without, "of": figures[ledger.client].lines}
    wallet = values["wallet"]
    if wallet is not None:
        yield from ({"what": key} for key in ("purchases", "potential") if wallet[key] is None)
    if values["orders"]:
        if all(values["payment"][key] is None for key in ("days", "end_of_month", "on_day")):
            yield {"what": "terms"}
        if values["payment"]["unpaid"] is None:
            yield {"what": "payments"}
    if not values["competitors"]:
        yield {"what": "competitors"}
