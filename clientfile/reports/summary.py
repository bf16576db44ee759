"""`summary`: one page of it all, each figure as the report that it is from tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import exactly, ratio
from clientfile.figures.sums import known_total
from clientfile.readable import grouped, known, percentage
from clientfile.records.periods import Period, cut
from clientfile.reports.groups import summaries
from clientfile.reports.ledger import Ledger
from clientfile.reports.loyalty import STATES, loyalty
from clientfile.reports.owners import owners
from clientfile.reports.payments import payments
from clientfile.reports.pivot import pivot
from clientfile.reports.prospects import prospects
from clientfile.reports.rank import rank
from clientfile.reports.standings import standings
from clientfile.reports.wallet import wallet

Told = Mapping[str, Any]
_TOP = 5


@exactly
def summary(
    ledger: Ledger, *, period: Period, strict: bool = False
) -> tuple[dict[str, Any], Sequence[str]]:
    """The page as data, keys as in json, and its caveats. Raises MissingRate."""
    made = pivot(ledger, "revenue", period=period, strict=strict)
    shown = cut(period, ledger.today)
    classes = Counter(of.class_ for of in standings(ledger).values() if of.class_)
    states = Counter(row["state"] for row in loyalty(ledger, period=period, strict=strict).rows)
    told = {
        "period": period.label,
        "from": shown.start,
        "to": shown.end,
        "currency": ledger.settings.currency,
        "revenue": _amount(made.long.rows),
        "margin": _amount(pivot(ledger, "margin", period=period, strict=strict).long.rows),
        "visits": _visits(ledger, period, strict),
        "prospects": next(iter(prospects(ledger, period=period).rows), None),
        "classes": {each: classes.get(each, 0) for each in "ABC"},
        "loyalty": {state: states.get(state, 0) for state in STATES},
        "top": _top(ledger, period, strict),
        "owners": [_owner(row) for row in owners(ledger, period=period, strict=strict).rows],
        "wallet": _wallet(ledger, period, strict),
        "payments": _payments(ledger, period),
    }
    return told, made.long.notes


def _amount(rows: Sequence[Told]) -> dict[str, Any]:
    row: Told = rows[0] if rows else {}
    return {key: row.get(key) for key in ("value", "previous", "change")}


def _visits(ledger: Ledger, period: Period, strict: bool) -> dict[str, Any]:
    active = [of for of in summaries(ledger, period, strict).values() if of.active]
    numbers = [of.visits for of in active]
    total = None if None in numbers else sum(number or 0 for number in numbers)
    return {"visits": total, "visited": sum(bool(number) for number in numbers)}


def _top(ledger: Ledger, period: Period, strict: bool) -> list[dict[str, Any]]:
    ranked = rank(ledger, by="revenue", period=period, strict=strict)
    keys = ("rank", "client", "name", "value", "share", "cumulative", "margin")
    return [{key: row[key] for key in keys} for row in ranked.rows[:_TOP]]


def _owner(row: Told) -> dict[str, Any]:
    keys = ("owner", "revenue", "margin", "visits", "converted", "target", "reached")
    return {key: row[key] for key in keys}


def _wallet(ledger: Ledger, period: Period, strict: bool) -> dict[str, Any]:
    rows = wallet(ledger, period=period, strict=strict).rows
    bought = [row for row in rows if row["purchases"] is not None and row["revenue"] is not None]
    purchases = known_total(row["purchases"] for row in bought)
    revenue = known_total(row["revenue"] for row in bought)
    gaps = [row["gap"] for row in rows if row["gap"] is not None]
    return {
        "clients": len(bought),
        "share": ratio(revenue, purchases),
        "gap": known_total(gaps) if gaps else None,
    }


def _payments(ledger: Ledger, period: Period) -> list[dict[str, Any]]:
    """Unpaid and overdue, by currency: what clients owe is never converted."""
    found: dict[str, list[Told]] = {}
    for row in payments(ledger, period=period).rows:
        if row["unpaid"] is not None:
            found.setdefault(row["currency"], []).append(row)
    return [
        {"currency": currency, **{
            key: known_total(row[key] for row in rows) for key in ("unpaid", "overdue")
        }}
        for currency, rows in sorted(found.items())
    ]  # fmt: skip


def summary_lines(told: Told, language: str) -> list[str]:
    """The page as lines."""
    return list(_lines(told, language))


def _lines(told: Told, language: str) -> Iterator[str]:
    currency = told["currency"]
    yield f"{told['period']}, {told['from']} to {told['to']}, in {currency}"
    yield ""
    for key, heading in (("revenue", "Revenue"), ("margin", "Margin")):
        yield _field(heading, _compared(told[key], language))
    visits = told["visits"]
    yield _field("Visits", f"{known(visits['visits'], 'integer', language)} "
                           f"({visits['visited']} clients visited)")  # fmt: skip
    if of := told["prospects"]:
        yield _field("Prospects", f"{of['prospects']} for {of['clients']} clients")
        yield _field("Conversion", f"{_share(of['conversion'], language)} "
                                   f"({of['converted']} won, {of['lost']} lost)")  # fmt: skip
    yield _field("Classes", ", ".join(f"{k} {n}" for k, n in told["classes"].items()))
    yield _field("Loyalty", ", ".join(f"{n} {state}" for state, n in told["loyalty"].items() if n))
    wallet_ = told["wallet"]
    if wallet_["clients"]:
        yield _field("Share of wallet", f"{_share(wallet_['share'], language)} "
                                        f"({wallet_['clients']} clients)")  # fmt: skip
    if wallet_["gap"] is not None:
        yield _field("Potential gap", known(wallet_["gap"], "money", language))
    for owed in told["payments"]:
        yield _field("Unpaid", f"{known(owed['unpaid'], 'money', language)} {owed['currency']}, "
                               f"overdue {known(owed['overdue'], 'money', language)}")  # fmt: skip
    yield from _ranked("Best clients", told["top"], language)
    yield from _sellers(told["owners"], language)


def _field(heading: str, text: str) -> str:
    return f"{heading:<16}  {text}"


def _compared(amount: Told, language: str) -> str:
    text = known(amount["value"], "money", language)
    if amount["previous"] is not None:
        text += f" (before: {known(amount['previous'], 'money', language)}"
        text += f", {_signed(amount['change'], language)})" if amount["change"] is not None else ")"
    return text


def _signed(change: Decimal, language: str) -> str:
    return ("+" if change > 0 else "") + percentage(change, language)


def _share(value: Decimal | None, language: str) -> str:
    return known(value, "ratio", language)


def _ranked(title: str, rows: Sequence[Told], language: str) -> Iterator[str]:
    if rows:
        yield from ("", title)
    amounts = [known(row["value"], "money", language) for row in rows]
    wide = max(map(len, amounts), default=0)
    for row, amount in zip(rows, amounts, strict=True):
        share = f"  {_share(row['share'], language):>7}" if row["share"] is not None else ""
        yield f"  {row['rank'] or '-':>3}  {amount:>{wide}}{share}  {row['name']} ({row['client']})"


def _sellers(rows: Sequence[Told], language: str) -> Iterator[str]:
    if rows:
        yield from ("", "Salespeople")
    amounts = [known(row["revenue"], "money", language) for row in rows]
    wide = max(map(len, amounts), default=0)
    for row, amount in zip(rows, amounts, strict=True):
        reached = ""
        if row["target"] is not None:
            reached = f", {_share(row['reached'], language)} of {grouped(row['target'], language)}"
        visits = known(row["visits"], "integer", language)
        yield f"       {amount:>{wide}}  {row['owner']}: {visits} visits{reached}"
