"""Warnings about credit notes: one that credits nothing, or pays a rebate that nothing accrues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.ids import ORDERS, orders
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import fiscal_year_period

if TYPE_CHECKING:
    from clientfile.records.client import Client

_MARKS = ("credit_of", "rebate")


def credit_note_findings(data: Data, settings: Settings) -> list[Finding]:
    """A warning for each implausible credit note of data that conform to the schema."""
    if not any(mark in order for order in orders(data) for mark in _MARKS):
        return []
    # Few records have a credit note that says so: the engine is imported for them alone.
    from clientfile.records.client import client_of

    client = client_of("", data)
    return [
        finding
        for index, item in enumerate(orders(data))
        for finding in _findings_of(index, item, client, settings)
    ]


def _findings_of(
    index: int, item: dict[str, Any], client: Client, settings: Settings
) -> Iterator[Finding]:
    path = (*ORDERS, index)
    if item.get("credit_of") == item["ref"]:
        message = _("{ref} is this very order: name the one that it credits", ref=item["ref"])
        yield Finding((*path, "credit_of"), "self-reference", message, "warning")
    mark = next((mark for mark in _MARKS if mark in item), None)
    if mark is None or client.orders[index].cancelled:
        return
    from clientfile.figures.lines import order_figures

    currency = client.currency or settings.currency
    net = order_figures(client.orders[index], currency, settings.currency).net
    if net >= 0:
        message = _(
            "a credit note is below zero, this order is not: write its quantities or prices "
            "with a minus, or take {key} away",
            key=mark,
        )
        yield Finding((*path, mark), "credit-note", message, "warning")
    year = item.get("rebate")
    if year is not None and not _may_accrue(client, year, settings.fiscal_year_start):
        message = _(
            "no advantage that is granted later is in force in {year}: this credit note pays none",
            year=str(year),
        )
        yield Finding((*path, "rebate"), "no-accrual", message, "warning")


def _may_accrue(client: Client, year: int, year_start: FiscalYearStart) -> bool:
    """Whether an advantage granted after the invoice is in force on a day of a fiscal year."""
    period = fiscal_year_period(year, year_start)
    for entry in client.advantages:
        first, last = entry.in_force
        if entry.accrues and first <= period.end and last >= period.start:
            return True
    return False
