"""`receivables`: what each client owes on a day, by how long it is overdue.

The rules stand in docs/record-format.md, "Money that is owed". Amounts are in the currency of what
is owed, never converted; days are whole days past the due date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals
from clientfile.figures.ledger import Ledger
from clientfile.figures.owed.ageing import Ageing, ageing_of
from clientfile.figures.owed.open_items import OpenItem
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.reports.common.groups import NO_OWNER
from clientfile.reports.common.owed import Owed, load_owed

_AMOUNTS = (
    Column("not_due", _("Not due"), "money"),
    Column("days_1_30", _("1-30 days"), "money"),
    Column("days_31_60", _("31-60 days"), "money"),
    Column("days_61_90", _("61-90 days"), "money"),
    Column("over_90", _("Over 90"), "money"),
    Column("no_due_date", _("No due date"), "money"),
    Column("credit", _("Credit"), "money"),
    Column("total", _("Total"), "money"),
    Column("oldest", _("Oldest due"), "date"),
    Column("days_overdue", _("Days overdue"), "number"),
    Column("last_reminder", _("Last reminder"), "date"),
    Column("currency", _("Currency"), "text"),
)
COLUMNS = (Column("client", _("Client"), "text"), Column("owner", _("Owner"), "text"), *_AMOUNTS)
OWNER_COLUMNS = (Column("owner", _("Owner"), "text"), *_AMOUNTS)
BRACKETS = ("days_1_30", "days_31_60", "days_61_90", "over_90")
"""The keys of what is overdue, by the days past the due date."""
_SPARE = (
    "last_reminder", "days_overdue", "owner", "no_due_date", "oldest", "not_due", "currency",
    "days_61_90", "days_31_60", "over_90",
)  # fmt: skip


@exact_decimals
def receivables(ledger: Ledger, *, day: date | None = None) -> Table:
    """A row for each client and currency with something open on a day, the most overdue first.

    Without a `day` it is the one that the ledger is seen from.
    """
    rows, notes = _rows(ledger, day or ledger.today, by_owner=False)
    return Table(COLUMNS, rows, notes=notes, spare=_SPARE)


@exact_decimals
def by_owner(ledger: Ledger, *, day: date | None = None) -> Table:
    """A row for each client's owner and currency."""
    rows, notes = _rows(ledger, day or ledger.today, by_owner=True)
    spare = tuple(key for key in _SPARE if key != "owner")
    return Table(OWNER_COLUMNS, rows, client_key="", notes=notes, spare=spare)


@dataclass
class _Group:
    """The open items of a row, and the days on which its clients were asked to pay."""

    items: list[OpenItem] = field(default_factory=list)
    reminders: list[date] = field(default_factory=list)


def _rows(
    ledger: Ledger, day: date, *, by_owner: bool
) -> tuple[list[dict[str, Any]], Sequence[str]]:
    owed, clients = load_owed(ledger), ledger.clients()
    items = owed.all_items(day)
    groups: dict[tuple[str, str], _Group] = {}
    for client, own in items.items():
        who = clients[client].owner or NO_OWNER if by_owner else client
        for item in own:
            groups.setdefault((who, item.currency), _Group()).items.append(item)
        for currency in {item.currency for item in own}:
            groups[who, currency].reminders += _reminders(owed, client, day)
    rows = [
        _row({"owner": who} if by_owner else {"client": who, "owner": clients[who].owner},
             currency, group, day)
        for (who, currency), group in groups.items()
    ]  # fmt: skip
    rows.sort(key=_place)
    return rows, owed.notes(day, items)


def _reminders(owed: Owed, client: str, day: date) -> Iterator[date]:
    return (each for each in owed.accounts[client].reminders if each <= day)


def _row(names: Mapping[str, Any], currency: str, group: _Group, day: date) -> dict[str, Any]:
    return {
        **names,
        **amounts_of(ageing_of(group.items, day)),
        "last_reminder": max(group.reminders, default=None),
        "currency": currency,
    }


def amounts_of(ageing: Ageing) -> dict[str, Any]:
    """The columns of an ageing, by their keys."""
    return {
        "not_due": ageing.not_due,
        **dict(zip(BRACKETS, ageing.overdue, strict=True)),
        "no_due_date": ageing.undated,
        "credit": ageing.credit,
        "total": ageing.total,
        "oldest": ageing.oldest,
        "days_overdue": ageing.days_overdue,
    }


def _place(row: Mapping[str, Any]) -> tuple[Decimal, Decimal, str, str]:
    late = sum((row[key] for key in BRACKETS), ZERO)
    return -late, -row["total"], row.get("client") or row["owner"], row["currency"]
