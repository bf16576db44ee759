"""Ageing of open items: how much is not due, overdue for how long, and to the client's credit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from clientfile.figures.amounts import ZERO, exact_decimals, quotient
from clientfile.figures.owed.open_items import OpenItem

LAST_DAYS = (30, 60, 90)
"""The last day past the due date of each bracket but the open one."""
_TENTH = Decimal("0.1")


@dataclass(slots=True)
class Ageing:
    """Open amounts of one currency on a day, by the days past their due date.

    not_due   -- due on the day or later
    overdue   -- 1 to 30, 31 to 60, 61 to 90 and more days past it
    undated   -- without a due date
    credit    -- to the clients' credit; zero or less
    invoices  -- what is open of invoices
    oldest    -- the earliest due date that is overdue
    """

    not_due: Decimal = ZERO
    overdue: list[Decimal] = field(default_factory=lambda: [ZERO] * (len(LAST_DAYS) + 1))
    undated: Decimal = ZERO
    credit: Decimal = ZERO
    invoices: Decimal = ZERO
    oldest: date | None = None
    _weighted: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """The sum of all."""
        return self.not_due + self.all_overdue + self.undated + self.credit

    @property
    def all_overdue(self) -> Decimal:
        """The sum of what is overdue."""
        return sum(self.overdue, ZERO)

    @property
    def days_overdue(self) -> Decimal | None:
        """The days for which it is overdue, weighted by what is open; to one decimal."""
        total = self.all_overdue
        return quotient(self._weighted, total, _TENTH) if total else None

    def add(self, item: OpenItem, day: date) -> None:
        """Add an open item, as it is on a day."""
        late, amount = item.days_overdue(day), item.amount
        if item.kind == "invoice":
            self.invoices += amount
        if amount < 0:
            self.credit += amount
        elif late is None or item.due is None:
            self.undated += amount
        elif not late:
            self.not_due += amount
        else:
            self.overdue[sum(late > last for last in LAST_DAYS)] += amount
            self._weighted += amount * late
            self.oldest = min(self.oldest or item.due, item.due)


@exact_decimals
def ageing_of(items: Iterable[OpenItem], day: date) -> Ageing:
    """The ageing of open items of one currency on a day."""
    ageing = Ageing()
    for item in items:
        ageing.add(item, day)
    return ageing
