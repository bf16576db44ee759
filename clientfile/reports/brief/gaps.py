"""Finds what a record lacks for a visit; each gap becomes a short line of the brief."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clientfile.language import _, ngettext
from clientfile.records.edits import at
from clientfile.records.typed.periods import last_12_months
from clientfile.reports.common.single_client import SingleClientLedger
from clientfile.reports.common.values import Values

# Roles of people whose phone number a salesperson needs.
_BUYERS = ("decides", "buys")


_GAPS = {
    "owner": _("whose client it is"),
    "address": _("the address"),
    "phone": _("the company's phone number"),
    "people": _("anybody who works there"),
    "decider": _("who decides"),
    "cadence": _("a cadence of its own: that of its class or status is used"),
    "visit": _("any visit yet"),
    "next": _("what comes next"),
    "purchases": _("what they buy in all"),
    "potential": _("their potential"),
    "terms": _("the terms of payment"),
    "payments": _("payments: what they owe is not told"),
    "competitors": _("any competitor"),
}


def gap_text(gap: Values) -> str:
    """The line that says what the record lacks."""
    what, name = gap["what"], gap["name"]
    if what == "phone of":  # no message
        return _("the phone number of {name}", name=name)
    if what == "power of":  # no message
        return _("what {name} decides", name=name)
    if what == "rate":
        return _(
            "the rate of {currency} for {year}: what it brings is not told",
            currency=name,
            year=gap["of"],
        )
    if what == "costs":
        return ngettext(
            "the cost of {missing} of {count} line sold in twelve months: no margin there",
            "the cost of {missing} of {count} lines sold in twelve months: no margin there",
            gap["of"],
            missing=gap["count"],
        )
    return _GAPS[what]


def find_gaps(
    ledger: SingleClientLedger, values: Values, everyone: Sequence[Values]
) -> list[dict[str, Any]]:
    """The gaps of a brief's `values`, in the order in which the page lists them.

    A gap has `what`, of which `gap_text` makes a line, `person` (an id) and `name` where it is
    about a person, `count` and `of` where it is about some of several. `everyone` are all people
    who work there, also those whom the brief leaves out.
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
            yield {
                "what": "phone of",
                "person": person["person"],
                "name": person["name"],
            }  # no message
        if not person["role"]:
            yield {
                "what": "power of",
                "person": person["person"],
                "name": person["name"],
            }  # no message


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
        pay = values["payment"]
        has_delay = any(pay[key] is not None for key in ("days", "end_of_month", "on_day"))
        if not has_delay and pay["method"] != "prepayment":
            yield {"what": "terms"}
        if pay["unpaid"] is None:
            yield {"what": "payments"}
    if not values["competitors"]:
        yield {"what": "competitors"}
