"""`summary`: one page of all reports; each figure is taken from its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import exact_decimals, ratio
from clientfile.figures.ledger import Ledger, MemoizedLedger
from clientfile.figures.sums import sum_or_none
from clientfile.output.numbers import format_figure, format_number, format_percentage
from clientfile.output.terminal import shorten, with_bar
from clientfile.records.typed.periods import Period, cut
from clientfile.reports.common.phrases import phrase
from clientfile.reports.common.require import require_figures
from clientfile.reports.common.standings import standings
from clientfile.reports.common.values import Values, sum_counts
from clientfile.reports.loyalty import STATES, loyalty
from clientfile.reports.owners import owners
from clientfile.reports.payments import payments
from clientfile.reports.pivot import pivot
from clientfile.reports.prospects import prospects
from clientfile.reports.rank import rank
from clientfile.reports.wallet import wallet

_TOP = 5
_LONGEST_NAME = 60


@exact_decimals
def summary(
    ledger: Ledger, *, period: Period, strict: bool = False
) -> tuple[dict[str, Any], Sequence[str]]:
    """The page as data, keys as in json, and its notes. Raises MissingRateError."""
    ledger = MemoizedLedger(ledger)
    revenue = pivot(ledger, "revenue", period=period, strict=strict)
    elapsed = cut(period, ledger.today)
    span = elapsed if elapsed.days else period
    classes = Counter(each.class_ for each in standings(ledger).values() if each.class_)
    states = Counter(row["state"] for row in loyalty(ledger, period=period, strict=strict).rows)
    values = {
        "period": period.label,
        "from": span.start,
        "to": span.end,
        "currency": ledger.settings.currency,
        "revenue": _amount(revenue.long.rows),
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
    return values, revenue.long.notes


def _amount(rows: Sequence[Values]) -> dict[str, Any]:
    row: Values = rows[0] if rows else {}
    return {key: row.get(key) for key in ("value", "previous", "change")}


def _visits(ledger: Ledger, period: Period, strict: bool) -> dict[str, Any]:
    active = [each for each in require_figures(ledger, period, strict).values() if each.active]
    return {
        "visits": sum_counts(each.visits for each in active),
        "visited": sum(bool(each.visits) for each in active),
    }


def _top(ledger: Ledger, period: Period, strict: bool) -> list[dict[str, Any]]:
    ranked = rank(ledger, by="revenue", period=period, strict=strict)
    keys = ("rank", "client", "name", "value", "share", "cumulative", "margin")
    return [{key: row[key] for key in keys} for row in ranked.rows[:_TOP]]


def _owner(row: Values) -> dict[str, Any]:
    keys = ("owner", "revenue", "margin", "visits", "converted", "target", "reached")
    return {key: row[key] for key in keys}


def _wallet(ledger: Ledger, period: Period, strict: bool) -> dict[str, Any]:
    rows = wallet(ledger, period=period, strict=strict).rows
    bought = [row for row in rows if row["purchases"] is not None and row["revenue"] is not None]
    purchases = sum_or_none(row["purchases"] for row in bought)
    revenue = sum_or_none(row["revenue"] for row in bought)
    gaps = [row["gap"] for row in rows if row["gap"] is not None]
    return {
        "clients": len(bought),
        "share": ratio(revenue, purchases),
        "gap": sum_or_none(gaps) if gaps else None,
    }


def _payments(ledger: Ledger, period: Period) -> list[dict[str, Any]]:
    """Unpaid and overdue amounts by currency: what clients owe is never converted."""
    by_currency: dict[str, list[Values]] = {}
    for row in payments(ledger, period=period).rows:
        if row["unpaid"] is not None:
            by_currency.setdefault(row["currency"], []).append(row)
    return [
        {"currency": currency, **{
            key: sum_or_none(row[key] for row in rows) for key in ("unpaid", "overdue")
        }}
        for currency, rows in sorted(by_currency.items())
    ]  # fmt: skip


def summary_lines(values: Values, language: str) -> list[str]:
    """The page as lines, in the folder's language."""
    return list(_SummaryText(language, values["currency"]).lines(values))


_FRENCH = {
    "in": "en", "Revenue": "CA", "Margin": "Marge", "Visits": "Visites", "Prospects": "Prospects",
    "Conversion": "Conversion", "Classes": "Classes", "Loyalty": "Fidélité",
    "Share of wallet": "Part de client", "Potential gap": "Potentiel restant",
    "Unpaid": "Impayé", "overdue": "échu", "before": "avant", "visits": "visites",
    "clients visited": "clients visités", "for": "pour", "clients": "clients", "won": "gagné(s)",
    "lost": "perdu(s)", "of": "de", "Best clients": "Premiers clients",
    "Salespeople": "Commerciaux", "late": "en retard", "lapsed": "parti(s)", "kept": "gardé(s)",
    "new": "nouveau(x)", "never": "jamais", "to": "au",
}  # fmt: skip


@dataclass(frozen=True)
class _SummaryText:
    """Formats the page's words, amounts and lines."""

    language: str
    currency: str

    def lines(self, values: Values) -> Iterator[str]:
        days = f"{values['from']} {self.word('to')} {values['to']}"
        yield f"{values['period']}, {days}, {self.word('in')} {self.currency}"
        yield ""
        yield self.field("Revenue", self.compared(values["revenue"]))
        yield self.field("Margin", self.compared(values["margin"]))
        visits = values["visits"]
        number = format_figure(visits["visits"], "integer", self.language)
        yield self.field("Visits", f"{number} ({visits['visited']} {self.word('clients visited')})")
        yield from self.prospects(values["prospects"])
        classes = ", ".join(f"{name} {count}" for name, count in values["classes"].items())
        yield self.field("Classes", classes)
        states = [
            f"{count} {self.word(name)}" for name, count in values["loyalty"].items() if count
        ]
        if states:
            yield self.field("Loyalty", ", ".join(states))
        yield from self.wallet(values["wallet"])
        for owed in values["payments"]:
            unpaid, overdue = (
                format_figure(owed[key], "money", self.language, owed["currency"])
                for key in ("unpaid", "overdue")
            )
            text = f"{unpaid} {owed['currency']}, {self.word('overdue')} {overdue}"
            yield self.field("Unpaid", text)
        yield from self.ranked(values["top"])
        yield from self.sellers(values["owners"])

    def word(self, english: str) -> str:
        return phrase(_FRENCH, english, self.language)

    def field(self, heading: str, text: str) -> str:
        return f"{self.word(heading):<17}  {text}".rstrip()

    def money(self, amount: Decimal | None) -> str:
        return format_figure(amount, "money", self.language, self.currency)

    def share(self, value: Decimal | None) -> str:
        return format_figure(value, "ratio", self.language)

    def compared(self, amount: Values) -> str:
        if amount["previous"] is None:
            return self.money(amount["value"])
        before = f"{self.word('before')}: {self.money(amount['previous'])}"
        if amount["change"] is not None:
            sign = "+" if amount["change"] > 0 else ""
            before += f", {sign}{format_percentage(amount['change'], self.language)}"
        return f"{self.money(amount['value'])} ({before})"

    def prospects(self, values: Values | None) -> Iterator[str]:
        if values is None:
            return
        text = (
            f"{values['prospects']} {self.word('for')} {values['clients']} {self.word('clients')}"
        )
        yield self.field("Prospects", text)
        moved = f"{values['converted']} {self.word('won')}, {values['lost']} {self.word('lost')}"
        yield self.field("Conversion", f"{self.share(values['conversion'])} ({moved})")

    def wallet(self, values: Values) -> Iterator[str]:
        if values["clients"]:
            text = f"{self.share(values['share'])} ({values['clients']} {self.word('clients')})"
            yield self.field("Share of wallet", text)
        if values["gap"] is not None:
            yield self.field("Potential gap", self.money(values["gap"]))

    def ranked(self, rows: Sequence[Values]) -> Iterator[str]:
        if rows:
            yield from ("", self.word("Best clients"))
        amounts = [self.money(row["value"]) for row in rows]
        width = max(map(len, amounts), default=0)
        for row, amount in zip(rows, amounts, strict=True):
            share = f"  {self.share(row['share']):>7}" if row["share"] is not None else ""
            name = f"{with_bar(shorten(row['name'], _LONGEST_NAME))} ({row['client']})"
            yield f"  {row['rank'] or '-':>3}  {amount:>{width}}{share}  {name}"

    def sellers(self, rows: Sequence[Values]) -> Iterator[str]:
        if rows:
            yield from ("", self.word("Salespeople"))
        amounts = [self.money(row["revenue"]) for row in rows]
        width = max(map(len, amounts), default=0)
        for row, amount in zip(rows, amounts, strict=True):
            reached = ""
            if row["target"] is not None:
                target = format_number(row["target"], self.language)
                reached = f", {self.share(row['reached'])} {self.word('of')} {target}"
            visits = (
                f"{format_figure(row['visits'], 'integer', self.language)} {self.word('visits')}"
            )
            owner = with_bar(shorten(row["owner"], _LONGEST_NAME))
            yield f"       {amount:>{width}}  {owner}: {visits}{reached}"
