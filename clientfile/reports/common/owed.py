"""What clients owe on a day, as every report tells it: open items, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, quotient
from clientfile.figures.ledger import Ledger
from clientfile.figures.owed.account import ACCOUNTS, Account
from clientfile.figures.owed.ageing import ageing_of
from clientfile.figures.owed.open_items import OpenItem, open_items
from clientfile.figures.owed.since import payments_since
from clientfile.language import _, ngettext
from clientfile.records.typed.periods import Period, last_12_months
from clientfile.reports.common.notes import some_names

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Owed:
    """The accounts of a ledger's clients, by id.

    since  -- the first day whose invoices are open until they are paid; None where no payment is
              recorded in the whole folder
    is_set -- whether the settings say that day
    today  -- the day that the ledger is seen from
    """

    accounts: Mapping[str, Account]
    since: date | None
    is_set: bool
    today: date
    _items: dict[date, dict[str, list[OpenItem]]] = field(default_factory=dict)

    def find_first_day(self, client: str) -> date | None:
        """The first day whose invoices are known to be paid or not, of a client."""
        return self.accounts[client].find_first_day(self.since, self.today)

    def items(self, client: str, day: date) -> list[OpenItem]:
        """What is open of a client on a day."""
        return open_items(self.accounts[client], day, self.find_first_day(client))

    def all_items(self, day: date) -> dict[str, list[OpenItem]]:
        """What is open of every client on a day."""
        if day not in self._items:
            self._items[day] = {client: self.items(client, day) for client in self.accounts}
        return self._items[day]

    def notes(self, day: date, items: Mapping[str, Sequence[OpenItem]]) -> list[str]:
        """From which day on payments count, and what is not known of these open items by client:
        due dates, and rates of VAT.
        """
        return [
            *self._since_notes(day),
            *_undated_notes(items),
            *self._abroad_notes(items),
        ]

    def _since_notes(self, day: date) -> Iterator[str]:
        if self.since is None:
            yield _(
                "no payment is recorded in this folder, so what is owed is not known: "
                "payments_since in clientfile.toml says from which day on it is"
            )
            return
        if self.is_set:
            yield _("payments are known from {day} on (payments_since)", day=self.since)
        else:
            yield _("payments are known from {day} on, the day of the first", day=self.since)
        if day < self.since:
            yield _(
                "before that only the orders are told that follow one with a payment, "
                "client by client"
            )

    def _abroad_notes(self, items: Mapping[str, Sequence[OpenItem]]) -> Iterator[str]:
        names = [
            client
            for client, own in items.items()
            if any(item.bill and item.bill.lacks_rate for item in own)
        ]
        if names:
            yield _(
                "no VAT on invoices of clients abroad without a rate ({clients})",
                clients=some_names(sorted(names)),
            )


def _undated_notes(items: Mapping[str, Sequence[OpenItem]]) -> Iterator[str]:
    undated = {
        client: count
        for client, own in items.items()
        if (count := sum(item.amount > 0 and item.due is None for item in own))
    }
    if undated:
        yield ngettext(
            "{count} open invoice has no due date, since no terms say one ({clients})",
            "{count} open invoices have no due date, since no terms say one ({clients})",
            sum(undated.values()),
            clients=some_names(sorted(undated)),
        )


def load_owed(ledger: Ledger) -> Owed:
    """What the clients of a ledger owe. From which day on payments are known is a matter of the
    whole folder.
    """
    accounts, __ = ledger.extracts(ACCOUNTS)
    since = payments_since(ledger)
    return Owed(accounts, since, ledger.settings.payments_since is not None, ledger.today)


@exact_decimals
def owed_by_currency(owed: Owed, day: date) -> list[dict[str, Any]]:
    """What is open on a day in each currency in which something is, or was invoiced in the last
    twelve months; nothing where nothing is known.

    unpaid       -- all open items, credits and money on account taken off
    overdue      -- what is past its due date; None where only due dates are missing
    no_due_date  -- what has none
    dso          -- the days of sales that open invoices stand for: what is open of invoices ÷ what
                    was invoiced in the last twelve months × 365, both with VAT; to one decimal,
                    None where payments are known for less than that
    """
    items = [item for own in owed.all_items(day).values() for item in own]
    year = last_12_months(day)
    invoiced = _invoiced(owed, year) if owed.since and owed.since <= day else {}
    rows = []
    for currency in sorted({*invoiced, *(item.currency for item in items)}):
        ageing = ageing_of((item for item in items if item.currency == currency), day)
        is_whole = owed.since is not None and owed.since <= year.start
        sales = invoiced.get(currency, ZERO) if is_whole else ZERO
        rows.append({
            "currency": currency,
            "unpaid": ageing.total,
            "overdue": ageing.all_overdue or (None if ageing.undated else ZERO),
            "no_due_date": ageing.undated,
            "dso": quotient(ageing.invoices * 365, sales, _TENTH) if sales > 0 else None,
        })  # fmt: skip
    return rows


def _invoiced(owed: Owed, period: Period) -> dict[str, Decimal]:
    """What was invoiced in a period by currency, with VAT, credit notes taken off."""
    sums: dict[str, Decimal] = {}
    for account in owed.accounts.values():
        for bill in account.bills:
            if bill.is_invoice and bill.day in period:
                sums[bill.currency] = sums.get(bill.currency, ZERO) + bill.to_pay
    return sums
