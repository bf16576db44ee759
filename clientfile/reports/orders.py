"""`orders`: one a row, with its amount and what is paid of it.

Amounts are in the client's currency; None is not known.
"""

from __future__ import annotations

from clientfile.figures.amounts import exact_decimals
from clientfile.figures.ledger import Ledger
from clientfile.figures.sales import SALES
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period

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
)


@exact_decimals
def orders(ledger: Ledger, *, client: str = "", unpaid: bool = False, period: Period) -> Table:
    """Orders whose revenue is dated in the period, the newest first.

    `unpaid` leaves only those with something left to pay. What is paid is not known of a client
    without any payment. A cancelled order is listed, with nothing to pay.
    """
    sales, _ = ledger.extracts(SALES)
    clients = ledger.clients()
    rows = []
    for name, all_sales in sorted(sales.items()):
        has_payments = any(sale.payments for sale in all_sales)
        for sale in all_sales if client in ("", name) else ():
            if sale.day not in period:
                continue
            paid = sale.paid(ledger.today)
            left = sale.to_pay - paid if sale.counts else -paid
            if unpaid and (not has_payments or left <= 0):
                continue
            rows.append({
                "client": name,
                "ref": sale.ref,
                "date": sale.ordered,
                "invoiced": sale.invoiced,
                "due": sale.due,
                "status": sale.status,
                "salesperson": sale.salesperson or clients[name].owner,
                "revenue": sale.revenue if sale.counts else 0,
                "to_pay": sale.to_pay if sale.counts else 0,
                "paid": paid if has_payments else None,
                "unpaid": left if has_payments else None,
                "currency": sale.currency,
            })  # fmt: skip
    rows.sort(key=lambda row: (row["date"], row["ref"]), reverse=True)
    return Table(COLUMNS, rows, spare=("salesperson", "invoiced", "status", "paid", "currency"))
