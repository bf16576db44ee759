"""`payments`: how soon each client pays, how regularly, and what it has not paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, quotient
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sales import SALES, Sale
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.notes import count_of_clients, period_note

COLUMNS = (
    Column("client", "Client", "text", "Client"),
    Column("name", "Name", "text", "Nom"),
    Column("orders", "Orders", "integer", "Commandes"),
    Column("days_to_pay", "Days to pay", "number", "Délai (jours)"),
    Column("days_late", "Days late", "number", "Retard (jours)"),
    Column("regularity", "Regularity", "text", "Régularité", "business.payment.regularity"),
    Column("stated", "Stated", "text", "Indiquée", "business.payment.regularity"),
    Column("unpaid", "Unpaid", "money", "Impayé"),
    Column("overdue", "Overdue", "money", "Échu"),
    Column("currency", "Currency", "text", "Devise"),
)
"""Its columns."""
_TENTH = Decimal("0.1")
# Transfers take days to arrive: so much later is not late.
GRACE_DAYS = 3


@exact_decimals
def payments(ledger: Ledger, *, period: Period) -> Table:
    """Every client with an order dated in the period, or something unpaid, by what is overdue.

    Amounts are in the client's currency. Days are of the period's orders, weighted by the amounts
    paid: from the invoice (else the order) to the payment, and from the due date. Unpaid and
    overdue are of all orders up to the period's end, and told only of clients some order of whom
    has a payment: the others' payments are not kept here.
    """
    sales, _ = ledger.extracts(SALES)
    profiles, _ = ledger.extracts(PROFILE)
    shown = cut(period, ledger.today)
    end = min(shown.end, ledger.today)
    rows: list[dict[str, Any]] = []
    for client, all_of in sales.items():
        known = [sale for sale in all_of if sale.counts and sale.day <= end]
        inside = [sale for sale in known if sale.day in shown]
        unpaid, overdue = _open(known, end)
        if inside or unpaid:
            rows.append({
                "client": client,
                "name": profiles[client].name,
                "orders": len(inside),
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
        f"unpaid and overdue: of all orders up to {end}",
    ]
    silent = [row for row in rows if row["unpaid"] is None]
    if silent:
        notes.append(
            f"no payment is kept of {count_of_clients(len(silent))}: what is owed is not known"
        )
    return Table(COLUMNS, rows, notes=notes, spare=("stated", "name", "orders", "currency"))


def _open(sales: Sequence[Sale], today: date) -> tuple[Decimal | None, Decimal | None]:
    """What is unpaid, and what of it is past its due date."""
    if not any(sale.payments for sale in sales):
        return None, None
    left = [(sale, sale.to_pay - sale.paid(today)) for sale in sales]
    late = [amount for sale, amount in left if amount > 0 and sale.due and sale.due < today]
    return sum((amount for _, amount in left), ZERO), sum(late, ZERO)


def _days_to_pay(sales: Iterable[Sale], today: date) -> Decimal | None:
    return _weighted(
        ((each.day - sale.day).days, each.amount)
        for sale in sales
        for each in sale.payments
        if each.day <= today
    )


def _days_late(sales: Iterable[Sale], today: date) -> Decimal | None:
    return _weighted(
        ((each.day - sale.due).days, each.amount)
        for sale in sales
        if sale.due
        for each in sale.payments
        if each.day <= today
    )


def _weighted(days: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    """The mean of days, each by its amount; amounts given back don't count."""
    known = [(number, amount) for number, amount in days if amount > 0]
    total = sum((amount for _, amount in known), ZERO)
    if not total:
        return None
    return quotient(sum((number * amount for number, amount in known), ZERO), total, _TENTH)


def regularity(sales: Iterable[Sale], today: date) -> str | None:
    """`regular` where at least nine tenths of the money that fell due was paid within three days of
    its due date, `late` where less than half was, `irregular` between; None where none fell due.

    Only of a client whose payments are kept: an order without any is one that was not paid.
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
