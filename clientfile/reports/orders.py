"""`orders`: one a row, with its amount and what is paid of it; or the open items of all of them.

Amounts are in the order's currency; None is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.ledger import Ledger
from clientfile.figures.owed.account import Bill
from clientfile.figures.owed.open_items import OpenItem, amount_of
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period
from clientfile.reports.common.owed import Owed, load_owed

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("ref", _("Ref"), "text"),
    Column("date", _("Date"), "date"),
    Column("invoiced", _("Invoiced"), "date"),
    Column("due", pgettext("of a payment", "Due"), "date"),
    Column("status", _("Status"), "text", "business.orders.status"),
    Column("salesperson", _("Salesperson"), "text"),
    Column("revenue", _("Revenue"), "money"),
    Column("to_pay", _("To pay"), "money"),
    Column("paid", _("Paid"), "money"),
    Column("unpaid", _("Unpaid"), "money"),
    Column("currency", _("Currency"), "text"),
    Column("credited", _("Credited"), "money"),
)
_SPARE = ("salesperson", "credited", "invoiced", "status", "paid", "currency")


@exact_decimals
def orders(ledger: Ledger, *, client: str = "", unpaid: bool = False, period: Period) -> Table:
    """Orders whose revenue is dated in the period, the newest first.

    `unpaid` lists what is open of them instead: a row for each part that is due by itself, credits
    below zero. What is paid is not known of an invoice from before the client's payments are. A
    cancelled order is listed, with nothing to pay.
    """
    owed, clients, rows = load_owed(ledger), ledger.clients(), []
    items = {name: owed.items(name, ledger.today) for name in owed.accounts if client in ("", name)}
    for name in sorted(items):
        owner = clients[name].owner
        by_ref, first_day = _by_ref(items[name]), owed.find_first_day(name)
        for bill in owed.accounts[name].bills:
            if bill.day not in period:
                continue
            open_of_bill = by_ref.get(bill.ref, [])
            head = {"client": name, **_head(bill, owner)}
            if unpaid:
                rows += [head | _open_part(item, place) for place, item in enumerate(open_of_bill)]
            else:
                rows.append(head | _whole(bill, open_of_bill, owed, first_day))
    rows.sort(key=lambda row: (row["date"], row["ref"]), reverse=True)
    return Table(COLUMNS, rows, notes=owed.notes(ledger.today, items), spare=_SPARE)


def _by_ref(items: Sequence[OpenItem]) -> Mapping[str, Sequence[OpenItem]]:
    by_ref: dict[str, list[OpenItem]] = {}
    for item in items:
        by_ref.setdefault(item.ref, []).append(item)
    return by_ref


def _head(bill: Bill, owner: str | None) -> dict[str, Any]:
    return {
        "ref": bill.ref,
        "date": bill.ordered,
        "invoiced": bill.invoiced,
        "status": bill.status,
        "salesperson": bill.salesperson or owner,
        "currency": bill.currency,
    }


def _open_part(item: OpenItem, place: int) -> dict[str, Any]:
    """What is open of an order's part; the revenue stands in the row of its first."""
    return {
        "due": item.due,
        "revenue": item.bill.revenue if item.bill and not place else ZERO,
        "to_pay": item.to_pay,
        "paid": item.paid,
        "unpaid": item.amount,
        "credited": item.credited,
    }


def _whole(
    bill: Bill, items: Sequence[OpenItem], owed: Owed, first_day: date | None
) -> dict[str, Any]:
    """An order's amounts; what neither payments nor open parts explain was taken off it by credit
    notes and closings.
    """
    is_known = bool(items) or (first_day is not None and bill.day >= first_day)
    to_pay = ZERO if bill.is_cancelled else bill.to_pay
    paid, unpaid = bill.paid(owed.today), amount_of(items)
    has_invoice = bill.is_invoice and bill.day <= owed.today
    return {
        "due": _due(bill, items),
        "revenue": bill.revenue,
        "to_pay": to_pay,
        "paid": paid if is_known else None,
        "unpaid": unpaid if is_known else None,
        "credited": (to_pay - paid - unpaid if has_invoice else ZERO) if is_known else None,
    }


def _due(bill: Bill, items: Sequence[OpenItem]) -> date | None:
    """The due date of what is open first, else of the last part; a credit note has none."""
    last = bill.parts[-1].due if bill.to_pay >= 0 else None
    return next((item.due for item in items if item.due), last)
