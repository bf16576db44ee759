"""`summary`: one page of all reports; each figure is taken from its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.figures.amounts import exact_decimals, ratio
from clientfile.figures.ledger import Ledger, memoize
from clientfile.figures.sums import sum_or_none
from clientfile.language import Lines, _, ngettext, pgettext, translate
from clientfile.output.numbers import format_figure, format_number, format_percentage, money
from clientfile.output.terminal import pad, shorten, width, with_bar
from clientfile.records.typed.periods import Period, cut, shown_days
from clientfile.reports.common import coverage
from clientfile.reports.common.groups import add_money, money_by
from clientfile.reports.common.owed import load_owed, owed_by_currency
from clientfile.reports.common.pro_rata import figure_pro_rata
from clientfile.reports.common.require import require_figures
from clientfile.reports.common.salespeople import TARGETS_OF_ALL, reached_with_others
from clientfile.reports.common.standings import standings
from clientfile.reports.common.values import Values, visits_together
from clientfile.reports.loyalty import STATES, loyalty
from clientfile.reports.owners import owners
from clientfile.reports.pivot import pivot
from clientfile.reports.prospects import prospects
from clientfile.reports.rank import rank
from clientfile.reports.wallet import wallet

_TOP = 5
_LONGEST_NAME = 60
_NARROWEST = 17
"""The columns of the headings, at least."""
_SEVERAL = 2
"""The number that a count which is not known takes the plural of."""


@exact_decimals
def summary(
    ledger: Ledger, *, period: Period, strict: bool = False
) -> tuple[dict[str, Any], Sequence[str]]:
    """The page as data, keys as in json, and its notes. Raises MissingRateError.

    Amounts and counts are of the ledger's clients; their classes, ranks and shares are those among
    the clients of the whole folder.
    """
    ledger = memoize(ledger)
    revenue = pivot(ledger, "revenue", period=period, strict=strict)
    elapsed = shown_days(period, ledger.today)
    end = min(cut(period, ledger.today).end, ledger.today)
    owed = load_owed(ledger)
    span = elapsed if elapsed.days else period
    classes = Counter(each.class_ for each in standings(ledger).values() if each.class_)
    states = Counter(row["state"] for row in loyalty(ledger, period=period, strict=strict).rows)
    values: dict[str, Any] = {
        "period": period.label,
        "from": span.start,
        "to": span.end,
        "currency": ledger.settings.currency,
        "revenue": _amount(revenue.long.rows),
        "margin": _margin(ledger, period, strict),
        "visits": _visits(ledger, period, strict),
        "prospects": next(iter(prospects(ledger, period=period).rows), None),
        "classes": {each: classes.get(each, 0) for each in "ABC"},
        "loyalty": {state: states.get(state, 0) for state in STATES},
        "top": _top(ledger, period, strict),
        "owners": [_owner(row) for row in owners(ledger, period=period, strict=strict).rows],
        "wallet": _wallet(ledger, period, strict),
        "payments": owed_by_currency(owed, end),
    }
    notes = [*revenue.long.notes, *owed.notes(end, owed.all_items(end))]
    if any(reached_with_others(row) for row in values["owners"]):
        notes.append(TARGETS_OF_ALL)
    return values, notes


def _amount(rows: Sequence[Values]) -> dict[str, Any]:
    row: Values = rows[0] if rows else {}
    return {key: row.get(key) for key in ("value", "previous", "change", "basis")}


def _margin(ledger: Ledger, period: Period, strict: bool) -> dict[str, Any]:
    """The margin, what was before, and what is known where it is not known as a whole."""
    amount = _amount(pivot(ledger, "margin", period=period, strict=strict).long.rows)
    everyone = add_money(money_by(ledger, "", period, strict=strict).values())
    known = coverage.coverage_values(everyone.covered, everyone.revenue)
    if amount["value"] is None and everyone.margin is not None:
        # Of a period to come not even nothing is known.
        known["margin_known"] = None
    return {**amount, **known, **coverage.coverage_counts(everyone.covered)}


def _visits(ledger: Ledger, period: Period, strict: bool) -> dict[str, Any]:
    active = [each for each in require_figures(ledger, period, strict).values() if each.active]
    return {
        "visits": visits_together(active),
        "visited": sum(bool(each.visits) for each in active),
    }


def _top(ledger: Ledger, period: Period, strict: bool) -> list[dict[str, Any]]:
    ranked = rank(ledger, by="revenue", period=period, strict=strict)
    keys = ("rank", "client", "name", "value", "share", "cumulative", "margin", "margin_known")
    return [{key: row[key] for key in keys} for row in ranked.rows[:_TOP]]


def _owner(row: Values) -> dict[str, Any]:
    keys = ("owner", "revenue", "margin", "visits", "converted", "target", "reached",
            "margin_known")  # fmt: skip
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


def summary_lines(values: Values, language: str) -> list[str]:
    """The page as lines, in a language."""
    return list(_SummaryText(language, values["currency"]).lines(values))


_Entry = tuple[str, str]
"""A heading of the page and what stands beside it."""


@dataclass(frozen=True)
class _SummaryText:
    """Formats the page's words, amounts and lines."""

    language: str
    currency: str

    def lines(self, values: Values) -> Iterator[str]:
        yield self.say(
            _(
                "{period}, {start} to {end}, in {currency}",
                period=values["period"],
                start=values["from"],
                end=values["to"],
                currency=self.currency,
            )
        )
        yield ""
        entries = [(self.say(heading), self.say(text)) for heading, text in self.entries(values)]
        column = max(_NARROWEST, *(width(heading) for heading, _text in entries))
        for heading, text in entries:
            yield f"{pad(heading, column)}  {text}".rstrip()
        yield from self.ranked(values["top"])
        yield from self.sellers(values["owners"])

    def entries(self, values: Values) -> Iterator[_Entry]:
        revenue = values["revenue"]
        yield _("Revenue"), self.compared(revenue, self.money(revenue["value"]))
        yield _("Margin"), self.margin(values["margin"])
        yield _("Visits"), self.visits(values["visits"])
        yield from self.prospects(values["prospects"])
        yield (
            pgettext("of clients", "Classes"),
            ", ".join(f"{name} {count}" for name, count in values["classes"].items()),
        )
        if states := [_state(name, count) for name, count in values["loyalty"].items() if count]:
            yield _("Loyalty"), Lines(states, ", ")
        yield from self.wallet(values["wallet"])
        for owed in values["payments"]:
            yield _("Unpaid"), Lines(list(self.owed(owed)), ", ")

    def say(self, text: str) -> str:
        return translate(text, self.language)

    def money(self, amount: Decimal | None, currency: str = "") -> str:
        return format_figure(amount, "money", self.language, currency or self.currency)

    def share(self, value: Decimal | None) -> str:
        return format_figure(value, "ratio", self.language)

    def owed(self, values: Values) -> Iterator[str]:
        """What is owed in a currency, what of it is overdue, and the days that it stands for."""
        currency = values["currency"]
        yield _(
            "{unpaid}, overdue {overdue}",
            unpaid=money(values["unpaid"], currency),
            overdue=self.money(values["overdue"], currency),
        )
        if values["no_due_date"]:
            yield _(
                "without a due date {amount}", amount=self.money(values["no_due_date"], currency)
            )
        if values["dso"] is not None:
            days = format_figure(values["dso"], "number", self.language)
            yield ngettext("DSO {days} days", "DSO {days} days", int(values["dso"]), days=days)

    def compared(self, amount: Values, value: str) -> str:
        """The text of an amount, beside what was before."""
        if amount["previous"] is None:
            return value
        before = self.marked(amount, self.money(amount["previous"]))
        if amount["change"] is None:
            return _("{amount} (before: {before})", amount=value, before=before)
        sign = "+" if amount["change"] > 0 else ""
        change = self.marked(amount, sign + format_percentage(amount["change"], self.language))
        return _(
            "{amount} (before: {before}, {change})", amount=value, before=before, change=change
        )

    def marked(self, amount: Values, figure: str) -> str:
        """A figure of what was before, marked where a stated year's share is in it."""
        return figure_pro_rata(figure) if amount["basis"] else figure

    def margin(self, values: Values) -> str:
        if values["value"] is not None or values["margin_known"] is None:
            return self.compared(values, self.money(values["value"]))
        known = coverage.with_coverage(self.money(values["margin_known"]), values)
        return self.compared(values, known)

    def visits(self, values: Values) -> str:
        return ngettext(
            "{visits} ({count} clients visited)",
            "{visits} ({count} clients visited)",
            values["visited"],
            visits=format_figure(values["visits"], "integer", self.language),
        )

    def prospects(self, values: Values | None) -> Iterator[_Entry]:
        if values is None:
            return
        count = ngettext(
            "{prospects} for {count} clients",
            "{prospects} for {count} clients",
            values["clients"],
            prospects=values["prospects"],
        )
        yield _("Prospects"), count
        conversion = _(
            "{rate} ({won} won, {lost} lost)",
            rate=self.share(values["conversion"]),
            won=values["converted"],
            lost=values["lost"],
        )
        yield _("Conversion"), conversion

    def wallet(self, values: Values) -> Iterator[_Entry]:
        if values["clients"]:
            share = ngettext(
                "{share} ({count} clients)",
                "{share} ({count} clients)",
                values["clients"],
                share=self.share(values["share"]),
            )
            yield _("Share of wallet"), share
        if values["gap"] is not None:
            yield _("Potential gap"), self.money(values["gap"])

    def ranked(self, rows: Sequence[Values]) -> Iterator[str]:
        if rows:
            yield from ("", self.say(_("Best clients")))
        amounts = [self.money(row["value"]) for row in rows]
        column = max(map(len, amounts), default=0)
        for row, amount in zip(rows, amounts, strict=True):
            share = f"  {self.share(row['share']):>7}" if row["share"] is not None else ""
            name = f"{with_bar(shorten(row['name'], _LONGEST_NAME))} ({row['client']})"
            yield f"  {row['rank'] or '-':>3}  {amount:>{column}}{share}  {name}"

    def sellers(self, rows: Sequence[Values]) -> Iterator[str]:
        if rows:
            yield from ("", self.say(_("Salespeople")))
        amounts = [self.money(row["revenue"]) for row in rows]
        column = max(map(len, amounts), default=0)
        for row, amount in zip(rows, amounts, strict=True):
            yield f"       {amount:>{column}}  {self.say(self.seller(row))}"

    def seller(self, row: Values) -> str:
        owner = with_bar(shorten(self.say(row["owner"]), _LONGEST_NAME))
        visits = format_figure(row["visits"], "integer", self.language)
        number = _SEVERAL if row["visits"] is None else row["visits"]
        if row["target"] is None:
            return ngettext(
                "{owner}: {visits} visits", "{owner}: {visits} visits", number,
                owner=owner, visits=visits,
            )  # fmt: skip
        places = {
            "owner": owner,
            "visits": visits,
            "reached": self.share(row["reached"]),
            "target": format_number(row["target"], self.language),
        }
        if reached_with_others(row):
            return ngettext(
                "{owner}: {visits} visits; with all clients {reached} of {target}",
                "{owner}: {visits} visits; with all clients {reached} of {target}",
                number,
                **places,
            )
        return ngettext(
            "{owner}: {visits} visits, {reached} of {target}",
            "{owner}: {visits} visits, {reached} of {target}",
            number,
            **places,
        )


def _state(state: str, count: int) -> str:
    """How many clients are in a state of loyalty."""
    if state == "late":
        return ngettext("{count} late", "{count} late", count)
    if state == "lapsed":
        return ngettext("{count} lapsed", "{count} lapsed", count)
    if state == "kept":
        return ngettext("{count} kept", "{count} kept", count)
    if state == "new":
        return ngettext("{count} new", "{count} new", count)
    return ngettext("{count} never", "{count} never", count)
