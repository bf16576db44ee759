"""When an order is to be paid: its due date by the terms of payment, and its instalments.

docs/record-format.md, "Money that is owed", has the rules.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import ZERO, exact_decimals, round_to_unit
from clientfile.records.typed.amounts import percent_share

_MOST_DAYS, _MONTH_END_DAYS = 60, 45
"""The days of delay that French law allows, without and with a month's end."""
_DELAY = ("days", "end_of_month", "on_day")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is to be paid for an order, with its due date; None where nothing says it.

    `is_planned` is true of an instalment: one that is due before the invoice is owed from then on.
    """

    due: date | None
    amount: Decimal
    is_planned: bool = False


def terms_of(payment: Mapping[str, Any], folder: Mapping[str, Any]) -> Mapping[str, Any]:
    """The terms of a client: `payment` of its record, completed by the `folder`'s.

    The delay (`days`, `end_of_month`, `on_day`) is taken together from one of the two, and
    `days_from` with it; `method` by itself. Who pays in advance has no delay of the folder's.
    """
    is_in_advance = payment.get("method", folder.get("method")) == "prepayment"
    has_own_delay = is_in_advance or any(key in payment for key in _DELAY)
    source = payment if has_own_delay else folder
    terms = {key: source[key] for key in _DELAY if key in source}
    for key, first in (("days_from", source), ("method", folder)):
        if value := payment.get(key, first.get(key)):
            terms[key] = value
    return terms


def due_day(item: Mapping[str, Any], terms: Mapping[str, Any]) -> date | None:
    """The day on which an order is due: its own `due`, else by `terms`; None without.

    What is to be paid in advance is due on the order's day. Else it is counted from the invoice's
    day, without one the order's: `days` later, then the end of that month (`end_of_month`), then a
    day of the following month (`on_day`). With `days_from: month-end` the days are counted from the
    end of the invoice's month. `item` is the order in the record's data.
    """
    if own := item.get("due"):
        return date.fromisoformat(own)
    if terms.get("method") == "prepayment":
        return date.fromisoformat(item["date"])
    if not any(key in terms for key in _DELAY):
        return None
    return delayed(date.fromisoformat(item.get("invoiced") or item["date"]), terms)


def delayed(day: date, terms: Mapping[str, Any]) -> date:
    """The due date of an invoice of `day` by the delay of `terms`."""
    from_month_end = terms.get("days_from") == "month-end"
    start = _in_month(day, 31) if from_month_end else day
    ordinal = min(start.toordinal() + int(terms.get("days", 0)), date.max.toordinal())
    due = date.fromordinal(ordinal)
    if terms.get("end_of_month") and not from_month_end:
        due = _in_month(due, 31)
    if (on_day := terms.get("on_day")) and due < date(date.max.year, 12, 1):
        due = _in_month(_in_month(due, 31) + timedelta(days=1), int(on_day))
    return due


def latest_by_law(day: date, terms: Mapping[str, Any]) -> date:
    """The last due date that French law allows for an invoice of `day` (Code de commerce, L441-10).

    It is 60 days after the invoice; by terms with a month's end and up to 45 days, the later of 45
    days and then the month's end, and the month's end and then 45 days.
    """
    has_month_end = terms.get("end_of_month") or terms.get("days_from") == "month-end"
    if not has_month_end or terms.get("days", 0) > _MONTH_END_DAYS:
        return delayed(day, {"days": _MOST_DAYS})
    days = {"days": _MONTH_END_DAYS}
    return max(
        delayed(day, {**days, "end_of_month": True}),
        delayed(day, {**days, "days_from": "month-end"}),
    )


def _in_month(day: date, number: int) -> date:
    """The day of this number in the month of `day`, at most the month's last."""
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))


@exact_decimals
def parts_of(
    item: Mapping[str, Any], to_pay: Decimal, terms: Mapping[str, Any], unit: Decimal
) -> tuple[Part, ...]:
    """What is to be paid for an order, in parts by due date; those without one come last.

    Instalments whose shares add up to the whole leave what rounding leaves to the last one. What
    they leave otherwise is due as without them; what they have too much is taken off the last ones.
    """
    usual = due_day(item, terms)
    planned = _instalments(item, to_pay)
    if not planned or to_pay <= 0:
        return (Part(usual, to_pay),)
    parts = [Part(due, round_to_unit(share, unit), True) for due, share in planned]
    left = to_pay - sum((part.amount for part in parts), ZERO)
    if sum((share for __, share in planned), ZERO) == to_pay:
        parts[-1] = Part(parts[-1].due, parts[-1].amount + left, True)
    elif left > 0:
        parts.append(Part(usual, left))
    else:
        parts = _cut(parts, -left)
    return tuple(
        sorted((each for each in parts if each.amount), key=lambda part: part.due or date.max)
    )


def _instalments(item: Mapping[str, Any], to_pay: Decimal) -> list[tuple[date | None, Decimal]]:
    """Each instalment's due date and exact amount, by due date."""
    rows = [
        (
            date.fromisoformat(each["due"]) if "due" in each else None,
            each["amount"] if "amount" in each else percent_share(each["rate"]) * to_pay,
        )
        for each in item.get("instalments", ())
        if "amount" in each or "rate" in each
    ]
    return sorted(rows, key=lambda row: row[0] or date.max)


def _cut(parts: Sequence[Part], excess: Decimal) -> list[Part]:
    """The parts without `excess`, which is taken off the last ones."""
    left: list[Part] = []
    for part in reversed(parts):
        taken = min(part.amount, excess)
        excess -= taken
        if part.amount > taken:
            left.append(Part(part.due, part.amount - taken, part.is_planned))
    return left[::-1]
