"""`revenue` and `margin`: what groups made, period by period, and how that changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import dropwhile
from typing import Any, Literal, get_args

from clientfile.errors import MissingRateError, UnknownWordError
from clientfile.figures.amounts import ZERO, exact_decimals, relative_change
from clientfile.figures.ledger import Ledger
from clientfile.figures.profile import PROFILE
from clientfile.figures.sales import SALES
from clientfile.figures.sums import sum_or_none
from clientfile.output.table import Column, Table
from clientfile.records.typed.periods import (
    Period,
    Step,
    cut,
    fiscal_year_period,
    period_at,
    previous,
)
from clientfile.reports.common import translations
from clientfile.reports.common.groups import ALL_CLIENTS, Money, group_extract, money_by
from clientfile.reports.common.notes import notes_of, some_names

What = Literal["revenue", "margin"]
Per = Literal["month", "quarter", "year"]

PER: Sequence[str] = get_args(Per)
"""What `--per` takes."""

_SPECIAL = "("
COLUMNS = (
    Column("group", "Group", "text", "Groupe"),
    Column("period", "Period", "text", "Période"),
    Column("value", "Amount", "money", "Montant"),
    Column("previous", "Before", "money", "Avant"),
    Column("change", "Change", "ratio", "Évolution"),
    Column("currency", "Currency", "text", "Devise"),
    Column("source", "Source", "text", "Source", french=translations.SOURCES),
)
"""Its columns."""


@dataclass(frozen=True)
class Pivot:
    """The same cells twice: `long`, one row a group and period, for programs; `wide`, one row a
    group with the periods as columns, for the eye.
    """

    long: Table
    wide: Table


@dataclass(frozen=True)
class _Cells:
    """What each group made: in the whole period and the one before it, and in each part."""

    label: str
    whole: Mapping[str, Money]
    before: Mapping[str, Money] | None
    parts: Sequence[tuple[Period, Mapping[str, Money], Mapping[str, Money] | None]]

    @property
    def all(self) -> Iterator[Mapping[str, Money]]:
        """What was made in each span of days that is told."""
        yield self.whole
        yield from ([] if self.before is None else [self.before])
        yield from (made for _, made, _ in self.parts)


@exact_decimals
def pivot(
    ledger: Ledger, what: What, *, period: Period, per: str = "", group: str = "",
    strict: bool = False,
) -> Pivot:  # fmt: skip
    """Revenue or margin of each group in `period`, in parts of it where `per` names them.

    Groups add up to the folder and parts to the period: what is told of the whole period and of no
    part of it (a year that is only stated) has a part of its own, `(not by quarter)`. Raises
    UsageError for an unknown group or part, MissingRateError.
    """
    cells, lacking = _cells(ledger, what, period, per, group, strict)
    figures, _ = ledger.figures(period, strict=strict)
    notes = [*notes_of(period, ledger.today, figures.values()), *lacking]
    names, rest = _sort_groups(cells, what), f"(not by {per})"
    if not group and cut(period, ledger.today).days:
        # Nothing sold is known to be nothing.
        names = names or [ALL_CLIENTS]
    rows = _long_rows(cells, names, what, rest, ledger.settings.currency)
    wide = [_wide_row(cells, name, what) for name in names]
    # A type is told in the words of records, all other groups as they are written there.
    first = replace(COLUMNS[0], field="identity.type") if group == "type" else COLUMNS[0]
    columns = _wide_columns(first, cells, rest, any(row["rest"] for row in wide))
    footer = _footer(wide, columns) if len(wide) > 1 else None
    long = Table(
        (first, *COLUMNS[1:]), rows, currency=ledger.settings.currency,
        client_key="group" if group == "client" else "", notes=notes,
    )  # fmt: skip
    return Pivot(long, replace(long, columns=columns, rows=wide, footer=footer))


def _cells(
    ledger: Ledger, what: What, period: Period, per: str, group: str, strict: bool
) -> tuple[_Cells, list[str]]:
    lacking: list[str] = []
    unknown: list[tuple[str, str]] = []

    # A month is also what the next one is compared with.
    known: dict[tuple[date, date], dict[str, Money]] = {}

    def made(span: Period) -> dict[str, Money]:
        days = (span.start, cut(span, ledger.today).end)
        if days not in known:
            known[days] = money_by(ledger, group, span, strict=strict)
        return known[days]

    def made_before(span: Period) -> dict[str, Money] | None:
        earlier = previous(span, ledger.today, ledger.settings.fiscal_year_start)
        if earlier is None:
            return None
        try:
            before = made(earlier)
            if any(money.revenue is None for money in before.values()):
                unknown.extend(_unknown(ledger, earlier, strict))
            return before
        except MissingRateError as error:
            if strict:
                raise
            lacking.append(f"not compared with {earlier.label}: {error}")
            return None

    inside = split_period(ledger, period, per)
    month = ledger.settings.fiscal_year_start
    before_them = (previous(span, ledger.today, month) for span in (*inside, period))
    spans = {span: None for span in (*inside, period, *before_them) if span is not None}
    ledger.prepare(group_extract(group), list(spans), strict=strict)
    parts = [(part, made(part), made_before(part)) for part in inside]
    if period.start == date.min:
        # All time begins with the first part that anything was made in.
        parts = list(dropwhile(lambda told: not _anything(told[1], what), parts))
    cells = _Cells(period.label, made(period), made_before(period), parts)
    return cells, [*dict.fromkeys(lacking), *_unknown_note(unknown)]


def _anything(made: Mapping[str, Money], what: What) -> bool:
    return any(_amount(money, what) != 0 for money in made.values())


def _unknown(ledger: Ledger, earlier: Period, strict: bool) -> list[tuple[str, str]]:
    """The clients whose revenue of an earlier period is not known, each with that period."""
    figures, _ = ledger.figures(earlier, strict=strict)
    return [(client, earlier.label) for client, of in figures.items() if of.revenue is None]


def _unknown_note(unknown: Sequence[tuple[str, str]]) -> list[str]:
    if not unknown:
        return []
    labels = ", ".join(sorted({label for _, label in unknown}))
    names = some_names(sorted({client for client, _ in unknown}))
    return [f"before that ({labels}): stated by year only, so not known ({names})"]


def split_period(ledger: Ledger, period: Period, per: str) -> list[Period]:
    """The months, quarters or years of a period, as far as there is anything in them: the first and
    the last may be cut by the period's own ends. None without `per`.

    Raises UsageError for what is no part of a period.
    """
    if per and per not in PER:
        raise UnknownWordError("--per", per, PER)
    shown = cut(period, ledger.today)
    if not per or not shown.days:
        return []
    month = ledger.settings.fiscal_year_start
    step: Step = "month" if per == "month" else "quarter" if per == "quarter" else "year"
    day = shown.start if shown.start > date.min else min(_first_day(ledger) or shown.end, shown.end)
    found = []
    while day <= shown.end:
        whole = period_at(day, step, month)
        inside = whole.overlap(period)
        named = whole if inside == whole else replace(inside, unit="days")
        found.append(named)
        if whole.end >= shown.end:
            break
        day = whole.end + timedelta(days=1)
    return found


def _first_day(ledger: Ledger) -> date | None:
    """The first day of which any record tells money, or that someone came to be known on."""
    sales, _ = ledger.extracts(SALES)
    profiles, _ = ledger.extracts(PROFILE)
    month = ledger.settings.fiscal_year_start
    days = [sale.day for told in sales.values() for sale in told if sale.counts]
    days += [day for each in profiles.values()
             for day in (each.prospect_since, each.client_since) if day]  # fmt: skip
    days += [
        fiscal_year_period(year, month).start
        for who in ledger.clients().values()
        for year in who.years
    ]
    return min(days, default=None)


def _sort_groups(cells: _Cells, what: What) -> list[str]:
    """The groups by descending amount, the unknown after them, and what is no group last."""
    names = {name for made in cells.all for name, money in made.items()
             if _amount(money, what) != 0}  # fmt: skip

    def place(name: str) -> tuple[bool, bool, Decimal, str]:
        amount = _amount(cells.whole.get(name, Money()), what)
        return name.startswith(_SPECIAL), amount is None, -(amount or ZERO), name

    return sorted(names, key=place)


def _long_rows(
    cells: _Cells, names: Sequence[str], what: What, rest: str, currency: str
) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        spans = [(part.label, made, before) for part, made, before in cells.parts]
        told = spans or [(cells.label, cells.whole, cells.before)]
        for label, made, before in told:
            money = made.get(name, Money())
            earlier = None if before is None else _amount(before.get(name, Money()), what)
            rows.append(_row(name, label, money, what, earlier, currency))
        left = _not_in_parts(cells, name, what)
        if left != 0 and cells.parts:
            rows.append(_row(name, rest, Money(left, left), what, None, currency))
    return rows


def _row(
    name: str, label: str, money: Money, what: What, earlier: Decimal | None, currency: str
) -> dict[str, Any]:
    value = _amount(money, what)
    return {
        "group": name,
        "period": label,
        "value": value,
        "previous": earlier,
        "change": relative_change(value, earlier),
        "currency": currency,
        "source": money.source,
    }


def _not_in_parts(cells: _Cells, name: str, what: What) -> Decimal | None:
    """What the whole period tells of a group beyond the parts that are known."""
    whole = _amount(cells.whole.get(name, Money()), what)
    if whole is None:
        return None
    told = [_amount(made.get(name, Money()), what) for _, made, _ in cells.parts]
    return whole - sum((amount for amount in told if amount is not None), ZERO)


def _amount(money: Money, what: What) -> Decimal | None:
    return money.revenue if what == "revenue" else money.margin


def _wide_row(cells: _Cells, name: str, what: What) -> dict[str, Any]:
    before = None if cells.before is None else _amount(cells.before.get(name, Money()), what)
    whole = _amount(cells.whole.get(name, Money()), what)
    row = {part.label: _amount(made.get(name, Money()), what) for part, made, _ in cells.parts}
    return {
        "group": name,
        **row,
        "rest": _not_in_parts(cells, name, what) if cells.parts else None,
        "total": whole,
        "previous": before,
        "change": relative_change(whole, before),
    }


def _wide_columns(first: Column, cells: _Cells, rest: str, has_rest: bool) -> list[Column]:
    parts = [Column(part.label, part.label, "money") for part, _, _ in cells.parts]
    return [
        first,
        *parts,
        *([Column("rest", rest, "money")] if has_rest and parts else []),
        Column("total", "Total" if parts else cells.label, "money"),
        Column("previous", "Before", "money", "Avant"),
        Column("change", "Change", "ratio", "Évolution"),
    ]


def _footer(rows: Sequence[dict[str, Any]], columns: Sequence[Column]) -> dict[str, Any]:
    """The groups added up: not known where one is not."""
    footer: dict[str, Any] = {"group": "Total"}
    for column in columns:
        if column.kind == "money":
            footer[column.key] = sum_or_none(row[column.key] for row in rows)
    footer["change"] = relative_change(footer["total"], footer["previous"])
    return footer
