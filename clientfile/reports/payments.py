"""`payments`: how soon each client pays, how regularly, and what it has not paid.

The formulas stand in docs/reports.md. Amounts are in the client's own currency, delays in days;
None is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, quotient
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sales import SALES, Sale
from clientfile.language import _, ngettext, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.notes import period_note

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("orders", _("Orders"), "integer"),
    Column("days_to_pay", _("Days to pay"), "number"),
    Column("days_late", _("Days late"), "number"),
    Column("regularity", _("Regularity"), "text", "business.payment.regularity"),
    Column("stated", _("Stated"), "text", "business.payment.regularity"),
    Column("unpaid", _("Unpaid"), "money"),
    Column("overdue", pgettext("amount of money", "Overdue"), "money"),
    Column("currency", _("Currency"), "text"),
)
_TENTH = Decimal("0.1")
# A bank transfer takes days to arrive: a payment so many days after its due date is not late.
GRACE_DAYS = 3


@exact_decimals
def payments(ledger: Ledger, *, period: Period) -> Table:
    """Every client with an order dated in the period, or something unpaid, by what is overdue.

    Days to pay (from the invoice, else the order) and days late (from the due date) are those of
    the period's orders, weighted by the amounts paid. Unpaid and overdue amounts are those of all
    orders up to the period's end. They are known only of clients with at least one payment: the
    others' payments are not recorded in this folder.
    """
    sales, __ = ledger.extracts(SALES)
    profiles, __ = ledger.extracts(PROFILE)
    elapsed = cut(period, ledger.today)
    end = min(elapsed.end, ledger.today)
    rows: list[dict[str, Any]] = []
    for client, all_sales in sales.items():
        past = [sale for sale in all_sales if sale.counts and sale.day <= end]
        inside = [sale for sale in past if sale.day in elapsed]
        unpaid, overdue = _unpaid(past, end)
        if inside or unpaid:
            rows.append({
                "client": client,
                "name": profiles[client].name,
                "orders": sum(sale.is_purchase for sale in inside),
                "days_to_pay": _days_to_pay(inside, end),
                "days_late": _days_late(inside, end),
                "regularity": regularity(inside, end) if unpaid is not None else None,
                "stated": profiles[client].regularity,
                "unpaid": unpaid,
                "overdue": overdue,
                "currency": profiles[client].currency,
            })  # fmt: skip
    rows.sort(key=lambda row: (-(row["overdue"] or ZERO), -(row["unpaid"] or ZERO), row["client"]))
    notes = [
        period_note(period, ledger.today),
        _("unpaid and overdue: of all orders up to {end}", end=end),
    ]
    unrecorded = [row for row in rows if row["unpaid"] is None]
    if unrecorded:
        notes.append(
            ngettext(
                "no payment is kept of {count} client: what is owed is not known",
                "no payment is kept of {count} clients: what is owed is not known",
                len(unrecorded),
            )
        )
    return Table(COLUMNS, rows, notes=notes, spare=("stated", "name", "orders", "currency"))


def _unpaid(sales: Sequence[Sale], today: date) -> tuple[Decimal | None, Decimal | None]:
    """What is unpaid, and what of it is past its due date; None without any payment."""
    if not any(sale.payments for sale in sales):
        return None, None
    left = [(sale, sale.to_pay - sale.paid(today)) for sale in sales]
    late = [amount for sale, amount in left if amount > 0 and sale.due and sale.due < today]
    return sum((amount for _, amount in left), ZERO), sum(late, ZERO)


def _days_to_pay(sales: Iterable[Sale], today: date) -> Decimal | None:
    return _weighted_mean(
        ((each.day - sale.day).days, each.amount)
        for sale in sales
        for each in sale.payments
        if each.day <= today
    )


def _days_late(sales: Iterable[Sale], today: date) -> Decimal | None:
    return _weighted_mean(
        ((each.day - sale.due).days, each.amount)
        for sale in sales
        if sale.due
        for each in sale.payments
        if each.day <= today
    )


def _weighted_mean(days: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    """The mean of days weighted by their amounts; amounts given back don't count."""
    positive = [(number, amount) for number, amount in days if amount > 0]
    total = sum((amount for _, amount in positive), ZERO)
    if not total:
        return None
    return quotient(sum((number * amount for number, amount in positive), ZERO), total, _TENTH)


def regularity(sales: Iterable[Sale], today: date) -> str | None:
    """How regularly a client pays: `regular`, `irregular` or `late`; None where nothing fell due.

    `regular` is at least nine tenths of the money that fell due paid within GRACE_DAYS of its due
    date, `late` less than half of it.

    Call it only for a client whose payments are recorded: an order without any counts as unpaid.
    """
    due = in_time = ZERO
    for sale in sales:
        if sale.due is None:
            continue
        for each in sale.payments:
            if each.day <= today and each.amount > 0:
                due += each.amount
                in_time += each.amount if (each.day - sale.due).days <= GRACE_DAYS else ZERO
        left = sale.to_pay - sale.paid(today)
        if left > 0 and (today - sale.due).days > GRACE_DAYS:
            due += left
    if not due:
        return None
    if in_time * 10 >= due * 9:
        return "regular"
    return "late" if in_time * 2 < due else "irregular"
