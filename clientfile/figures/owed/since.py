"""The day from which on a folder's invoices are known to be paid or not."""

from __future__ import annotations

from datetime import date

from clientfile.figures.ledger import Ledger
from clientfile.figures.owed.account import FIRST_PAYMENTS


def payments_since(ledger: Ledger) -> date | None:
    """The first day whose invoices are open until they are paid: that of the settings, else that of
    the whole folder's earliest payment which is not in the future. None without one.
    """
    if since := ledger.settings.payments_since:
        return since
    first, __ = ledger.whole.extracts(FIRST_PAYMENTS)
    days = [day for day in first.values() if day and day <= ledger.today]
    return min(days, default=None)
