"""Warnings about terms of payment and VAT: due dates beyond the law, instalments, VAT numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from clientfile.language import _
from clientfile.language.quantities import amount
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import ORDERS, items, orders
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings

if TYPE_CHECKING:
    from clientfile.figures.owed.account import Bill

_PAYMENT: Path = ("business", "payment")
_REGISTRATION: Path = ("identity", "registration")


def terms_findings(data: Data, settings: Settings) -> list[Finding]:
    """A warning for each implausible term of payment, instalment and reason for VAT.

    The data conform to the schema.
    """
    if "business" not in data:
        return []
    return [*_vat_findings(data), *_count_findings(data), *_order_findings(data, settings)]


def _vat_findings(data: Data) -> Iterator[Finding]:
    reason = at(data, ("business", "vat_reason"))
    if reason == "intra-community" and not at(data, (*_REGISTRATION, "vat")):
        message = _(
            "an invoice without VAT within the Union names the client's VAT number: "
            "add registration.vat:"
        )
        yield Finding(("business", "vat_reason"), "vat-number", message, "warning")


def _count_findings(data: Data) -> Iterator[Finding]:
    payment: Any = at(data, _PAYMENT) or {}
    if payment.get("days_from") == "month-end" and payment.get("end_of_month"):
        message = _("days counted from the end of the month have no end_of_month beside them")
        yield Finding((*_PAYMENT, "days_from"), "contradiction", message, "warning")


def _order_findings(data: Data, settings: Settings) -> Iterator[Finding]:
    """Warnings about instalments and due dates; few records have what needs the engine for them."""
    has_plan = any("instalments" in order for order in orders(data))
    is_french = _is_french(data, settings)
    if not has_plan and not is_french:
        return
    from clientfile.figures.owed.account import account_of
    from clientfile.records.client import client_of

    account = account_of(client_of("", data), data, settings)
    for index, (item, bill) in enumerate(zip(orders(data), account.bills, strict=True)):
        if "instalments" in item:
            yield from _instalment_findings((*ORDERS, index, "instalments"), item, bill)
    if is_french:
        yield from _legal_findings(data, account.bills, settings)


def _instalment_findings(path: Path, item: Data, bill: Bill) -> Iterator[Finding]:
    entries = items(item, "instalments")
    for place, each in enumerate(entries):
        if "amount" not in each and "rate" not in each:
            message = _("an instalment without an amount is nothing: add amount: or rate:")
            yield Finding((*path, place), "unfinished", message, "warning")
        if "amount" in each and "rate" in each:
            message = _("an instalment is an amount or a rate: take one of the two away")
            yield Finding((*path, place, "rate"), "contradiction", message, "warning")
        if "due" not in each:
            message = _("an instalment without a date is never due: add due:")
            yield Finding((*path, place), "unfinished", message, "warning")
    if _planned(entries, bill) > max(bill.to_pay, 0):
        whole = amount(bill.to_pay, bill.currency, 0)
        message = _("the instalments are more than what is to be paid, {amount}", amount=whole)
        yield Finding(path, "contradiction", message, "warning")


def _planned(entries: list[Data], bill: Bill) -> Any:
    """The sum of instalments, exactly."""
    from clientfile.records.typed.amounts import percent_share

    return sum(
        each["amount"] if "amount" in each else percent_share(each["rate"]) * bill.to_pay
        for each in entries
        if "amount" in each or "rate" in each
    )


def _is_french(data: Data, settings: Settings) -> bool:
    """Whether the client is in France: by its country, else by its French register number or the
    folder's country.
    """
    country = at(data, ("identity", "address", "country"))
    numbers = (at(data, (*_REGISTRATION, key)) for key in ("siren", "siret"))
    return country == "FR" or (country is None and (any(numbers) or settings.country == "FR"))


def _legal_findings(data: Data, bills: tuple[Bill, ...], settings: Settings) -> Iterator[Finding]:
    """Warnings for due dates later than French law allows: one for each order that names its own,
    one for the terms.
    """
    from clientfile.figures.owed.terms import delayed, latest_by_law, terms_of

    own: Any = at(data, _PAYMENT) or {}
    terms = terms_of(own, settings.terms)
    by_terms: list[tuple[date, date, date]] = []
    for index, (item, bill) in enumerate(zip(orders(data), bills, strict=True)):
        last, limit = bill.parts[-1].due, latest_by_law(bill.day, terms)
        if not bill.is_invoice or last is None or last <= limit:
            continue
        if "due" not in item and "instalments" not in item:
            by_terms.append((bill.day, last, limit))
            continue
        message = _(
            "{due} is later than French law allows for an invoice of {day}: {limit} at the latest",
            due=last,
            day=bill.day,
            limit=limit,
        )
        key = "instalments" if "instalments" in item else "due"
        yield Finding((*ORDERS, index, key), "legal-limit", message, "warning")
    if not bills and own.get("days", 0):
        # Without an invoice, those of any year show it: late in a month the delay is the longest.
        days = (date(2026, month, 28) for month in range(1, 13))
        late = ((day, delayed(day, terms), latest_by_law(day, terms)) for day in days)
        by_terms = [each for each in late if each[1] > each[2]]
    if by_terms:
        day, due, limit = by_terms[0]
        message = _(
            "by these terms an invoice of {day} is due on {due}: French law allows {limit} at the "
            "latest",
            day=day,
            due=due,
            limit=limit,
        )
        yield Finding(_PAYMENT if own else ("business",), "legal-limit", message, "warning")
