"""`payments`: how soon each client pays, how regularly, and what it has not paid.

The formulas stand in docs/reports.md. Amounts are in the currency of the orders, delays in days;
None is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, quotient
from clientfile.figures.ledger import Ledger
from clientfile.figures.owed.account import Bill
from clientfile.figures.owed.ageing import ageing_of
from clientfile.figures.owed.open_items import OpenItem, amount_of
from clientfile.figures.profile import PROFILE
from clientfile.language import _, pgettext
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.notes import period_note
from clientfile.reports.common.owed import load_owed

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
    """Every client and currency with an order dated in the period, or something open, by what is
    overdue.

    Days to pay (from the invoice) and days late (from the due date) are those of the period's
    invoices, weighted by the amounts paid. Unpaid and overdue amounts are those of all open items
    at the period's end, as `receivables` has them then.
    """
    owed = load_owed(ledger)
    profiles, __ = ledger.extracts(PROFILE)
    elapsed = cut(period, ledger.today)
    end = min(elapsed.end, ledger.today)
    items = owed.all_items(end)
    rows: list[dict[str, Any]] = []
    for client, account in owed.accounts.items():
        first_day = owed.find_first_day(client)
        is_known = first_day is not None and first_day <= end
        inside = [bill for bill in account.bills
                  if not bill.is_cancelled and bill.day <= end and bill.day in elapsed]  # fmt: skip
        currencies = [bill.currency for bill in inside]
        currencies += [item.currency for item in items[client]]
        rows += [
            {
                "client": client,
                "name": profiles[client].name,
                **_of_currency(
                    [bill for bill in inside if bill.currency == currency],
                    [item for item in items[client] if item.currency == currency],
                    end,
                    is_known,
                ),
                "stated": profiles[client].regularity,
                "currency": currency,
            }
            for currency in dict.fromkeys(currencies)
        ]
    rows.sort(key=lambda row: (-(row["overdue"] or ZERO), -(row["unpaid"] or ZERO), row["client"]))
    notes = [
        period_note(period, ledger.today),
        _("unpaid and overdue: of all orders up to {end}", end=end),
        *owed.notes(end, items),
    ]
    return Table(COLUMNS, rows, notes=notes, spare=("stated", "name", "orders", "currency"))


def _of_currency(
    bills: Sequence[Bill], items: Sequence[OpenItem], end: date, is_known: bool
) -> dict[str, Any]:
    """The columns of a client's orders of the period and of its open items, in one currency.

    Without a due date nothing is known to be overdue.
    """
    invoices = [bill for bill in bills if bill.is_invoice]
    refs = {bill.ref for bill in invoices}
    delays = [each for bill in invoices for each in delays_of(bill, end)]
    ageing = ageing_of(items, end)
    is_told = is_known or bool(items)
    overdue = ageing.all_overdue or (None if ageing.undated else ZERO)
    return {
        "orders": sum(not bill.is_credit_note for bill in bills),
        "days_to_pay": _days_to_pay(invoices, end),
        "days_late": _weighted_mean(delays),
        "regularity": regularity(delays, [item for item in items if item.ref in refs], end)
        if is_told
        else None,
        "unpaid": amount_of(items) if is_told else None,
        "overdue": overdue if is_told else None,
    }


def _days_to_pay(bills: Iterable[Bill], today: date) -> Decimal | None:
    return _weighted_mean(
        ((each.day - bill.day).days, each.amount)
        for bill in bills
        for each in bill.payments
        if each.day and each.day <= today
    )


def delays_of(bill: Bill, today: date) -> Iterator[tuple[int, Decimal]]:
    """Each payment up to a day by the parts that it fills, the earliest first: days after the due
    date, and the amount. What fills none is of the last part; amounts given back fill none.
    """
    rest = [(part.due, part.amount) for part in bill.parts]
    dated = [(each.day, each.amount) for each in bill.payments if each.day and each.amount > 0]
    for day, amount in sorted(each for each in dated if each[0] <= today):
        left = amount
        while left > 0:
            (due, room), others = rest[0], rest[1:]
            taken = min(left, room) if others else left
            if due is not None:
                yield (day - due).days, taken
            left -= taken
            rest = others if others and taken == room else [(due, room - taken), *others]


def _weighted_mean(days: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    """The mean of days weighted by their amounts; amounts given back don't count."""
    positive = [(number, amount) for number, amount in days if amount > 0]
    total = sum((amount for _, amount in positive), ZERO)
    if not total:
        return None
    return quotient(sum((number * amount for number, amount in positive), ZERO), total, _TENTH)


def regularity(
    delays: Iterable[tuple[int, Decimal]], items: Iterable[OpenItem], today: date
) -> str | None:
    """How regularly a client pays: `regular`, `irregular` or `late`; None where nothing fell due.

    `delays` are those of invoices, by `delays_of`, `items` what is open of them. `regular` is at
    least nine tenths of the money that fell due paid within GRACE_DAYS of its due date, `late` less
    than half of it.
    """
    due = in_time = ZERO
    for late, amount in delays:
        due += amount
        in_time += amount if late <= GRACE_DAYS else ZERO
    for item in items:
        if (item.days_overdue(today) or 0) > GRACE_DAYS:
            due += item.amount
    if not due:
        return None
    if in_time * 10 >= due * 9:
        return "regular"
    return "late" if in_time * 2 < due else "irregular"
