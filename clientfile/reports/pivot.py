"""`revenue`, `margin`: what each group of clients or products made, in each part of a period.

Amounts are in the folder's currency; None is not known. The change of an amount is (amount − the
one before) ÷ the one before, as docs/reports.md says; there is none where nothing was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import dropwhile
from typing import Any, Literal

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import ZERO, exact_decimals, relative_change
from clientfile.figures.covered_margin import CoveredMargin
from clientfile.figures.ledger import Ledger
from clientfile.figures.sums import difference, total
from clientfile.language import Lines, _
from clientfile.output.table import MARKS, Column, FigureMark, Table
from clientfile.records.typed.periods import (
    Period,
    begins_with_year,
    cut,
    previous,
)
from clientfile.reports.common import coverage, pro_rata, words
from clientfile.reports.common.conversion import CONVERSION, conversion_cents
from clientfile.reports.common.groups import (
    ALL_CLIENTS,
    Money,
    add_money,
    group_extract,
    money_by,
)
from clientfile.reports.common.notes import notes_of, some_names, without_rate
from clientfile.reports.common.period_parts import NOT_IN_PARTS, subdivide_period

What = Literal["revenue", "margin"]
_Amounts = Mapping[str, Money]

# Groups such as `(nobody)` hold what belongs to no group; they stand last.
_SPECIAL = "("
COLUMNS = (
    Column("group", _("Group"), "text"),
    Column("period", _("Period"), "text"),
    Column("value", _("Amount"), "money"),
    Column("previous", _("Before"), "money"),
    Column("change", _("Change"), "ratio"),
    Column("currency", _("Currency"), "text"),
    Column("source", _("Source"), "text", words=words.SOURCES),
    pro_rata.COLUMN,
)
MARGIN_COLUMNS = (*COLUMNS, *coverage.COLUMNS, Column("previous_known", _("Known before"), "money"))


@dataclass(frozen=True)
class Pivot:
    """The same amounts in two tables.

    `long` has one row a group and part of the period, for programs; `wide` one row a group, with
    the parts as columns, for the eye.
    """

    long: Table
    wide: Table


@dataclass(frozen=True)
class _Cells:
    """Each group's amounts: in the whole period, in the one before it, and in each part.

    `parts` are tuples of a part, its amounts and those before it; None: there is nothing to compare
    with. `conversion` are the cents that are the whole period's and no part's.
    """

    label: str
    whole: _Amounts
    before: _Amounts | None
    parts: Sequence[tuple[Period, _Amounts, _Amounts | None]]
    conversion: _Amounts

    def all_amounts(self) -> Iterator[_Amounts]:
        """The amounts of the period, of the one before it, and of each part."""
        yield self.whole
        if self.before is not None:
            yield self.before
        yield from (amounts for _, amounts, _ in self.parts)


@exact_decimals
def pivot(
    ledger: Ledger, what: What, *, period: Period, per: str = "", group: str = "",
    strict: bool = False,
) -> Pivot:  # fmt: skip
    """Revenue or margin of each group in `period`, in parts of it where `per` names them.

    Groups add up to the folder, and parts to the period: what the whole period has and no part of
    it (a year that is only stated) is a part of its own, `(not by quarter)`; so are the cents of
    conversion. Raises
    UnknownWordError for an unknown group or part, MissingRateError.
    """
    reader = _AmountReader(ledger, group, strict)
    cells = reader.read_cells(what, period, per)
    figures, __ = ledger.figures(period, strict=strict)
    notes = [*notes_of(period, ledger.today, figures.values()), *reader.notes()]
    names, rest = _sort_groups(cells, what), NOT_IN_PARTS.get(per, "")
    if not group and cut(period, ledger.today).days:
        # A folder that sold nothing is known to have sold nothing.
        names = names or [ALL_CLIENTS]
    rows = _long_rows(cells, names, what, rest, ledger.settings.currency)
    wide = [_wide_row(name, _wide_cells(cells, name), what) for name in names]
    # Types are choices of the schema, which has words for them; other groups are free texts.
    all_columns = COLUMNS if what == "revenue" else MARGIN_COLUMNS
    first = replace(COLUMNS[0], field="identity.type") if group == "type" else COLUMNS[0]
    columns = _wide_columns(first, cells, rest, wide)
    sum_up = partial(_footer, what=what)
    long = Table(
        (first, *all_columns[1:]), rows, currency=ledger.settings.currency,
        client_key="group" if group == "client" else "", notes=notes,
    )  # fmt: skip
    return Pivot(
        long, replace(long, columns=columns, rows=wide, footer=sum_up(wide), sum_up=sum_up)
    )


class _AmountReader:
    """Reads the groups' amounts of several periods, and collects what can't be compared."""

    def __init__(self, ledger: Ledger, group: str, strict: bool) -> None:
        self._ledger, self._group, self._strict = ledger, group, strict
        # Keyed by first and last day: a month is also what the next one is compared with.
        self._amounts: dict[tuple[date, date], _Amounts] = {}
        self._without_rate: list[str] = []
        self._unknown: list[tuple[str, str]] = []
        self._shares: list[tuple[str, str]] = []

    def read_cells(self, what: What, period: Period, per: str) -> _Cells:
        """The amounts of a period and of its parts. Raises MissingRateError."""
        spans = subdivide_period(self._ledger, period, per)
        before = (self._previous(span) for span in (*spans, period))
        periods = dict.fromkeys(span for span in (*spans, period, *before) if span is not None)
        self._ledger.prepare(group_extract(self._group), list(periods), strict=self._strict)
        parts = [(span, self._in_period(span), self._before(span)) for span in spans]
        if period.start == date.min:
            # All time begins with the first part that has any amount, and ends with the last.
            parts = [*dropwhile(lambda part: not _has_amounts(part[1], what), parts)]
        if period.unit == "all":
            parts = [*dropwhile(lambda part: not _has_amounts(part[1], what), parts[::-1])][::-1]
        spans = [part for part, *_amounts in parts]
        return _Cells(
            period.label, self._in_period(period), self._before(period), parts,
            self._conversion(period, spans),
        )  # fmt: skip

    def _conversion(self, period: Period, spans: Sequence[Period]) -> _Amounts:
        # In most folders nothing is in another currency: then no rate is named.
        if not spans or not self._ledger.settings.rates:
            return {}
        figures, __ = self._ledger.figures(period, strict=self._strict)
        return conversion_cents(
            self._ledger, self._group, period, spans, figures, strict=self._strict
        )

    def notes(self) -> list[str]:
        """A note for each period that could not be compared with, and for unknown amounts."""
        notes = list(dict.fromkeys(self._without_rate))
        if self._unknown:
            labels = Lines(sorted({label for __, label in self._unknown}), ", ")
            names = some_names(sorted({client for client, __ in self._unknown}))
            notes.append(
                _(
                    "before that ({periods}): stated by year only, so not known ({clients})",
                    periods=labels,
                    clients=names,
                )
            )
        return [*notes, *pro_rata.pro_rata_note(self._shares)]

    def _previous(self, span: Period) -> Period | None:
        return previous(span, self._ledger.today, self._ledger.settings.fiscal_year_start)

    def _in_period(self, span: Period) -> _Amounts:
        days = (span.start, cut(span, self._ledger.today).end)
        if days not in self._amounts:
            self._amounts[days] = money_by(self._ledger, self._group, span, strict=self._strict)
        return self._amounts[days]

    def _before(self, span: Period) -> _Amounts | None:
        """The amounts of the period before, or None where there is none or a rate is missing."""
        earlier = self._previous(span)
        if earlier is None:
            return None
        try:
            amounts = self._in_period(earlier)
        except MissingRateError as error:
            if self._strict:
                raise
            self._without_rate.append(without_rate(earlier, error))
            return None
        if all(money.revenue is not None for money in amounts.values()):
            return amounts
        start = self._ledger.settings.fiscal_year_start
        takes_shares = begins_with_year(span, start) and not self._strict
        self._note_gaps(earlier, takes_shares)
        return {
            name: money.for_comparison() if takes_shares else replace(money, pro_rata=None)
            for name, money in amounts.items()
        }

    def _note_gaps(self, earlier: Period, takes_shares: bool) -> None:
        """Note the clients whose revenue in a period is not known or is a stated year's share."""
        figures, _ = self._ledger.figures(earlier, strict=self._strict)
        for client, each in figures.items():
            if each.revenue is None:
                is_share = takes_shares and each.gaps.pro_rata is not None
                (self._shares if is_share else self._unknown).append((client, earlier.label))


def _has_amounts(amounts: _Amounts, what: What) -> bool:
    return any(_amount(money, what) != 0 for money in amounts.values())


def _sort_groups(cells: _Cells, what: What) -> list[str]:
    """Groups by descending amount, as far as it is known, those of which nothing is known after
    them, and `(…)` groups last.
    """
    names = {
        name
        for amounts in cells.all_amounts()
        for name, money in amounts.items()
        if _amount(money, what) != 0
    }

    def place(name: str) -> tuple[bool, bool, Decimal, str]:
        money = cells.whole.get(name, Money())
        amount = money.revenue if what == "revenue" else money.covered.amount
        return name.startswith(_SPECIAL), amount is None, -(amount or ZERO), name

    return sorted(names, key=place)


def _long_rows(
    cells: _Cells, names: Sequence[str], what: What, rest: str, currency: str
) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        parts = [(part.label, amounts, before) for part, amounts, before in cells.parts]
        for label, amounts, before in parts or [(cells.label, cells.whole, cells.before)]:
            earlier = None if before is None else before.get(name, Money())
            rows.append(_row(name, label, amounts.get(name, Money()), what, earlier, currency))
        for label, left in ((rest, _not_in_parts(cells, name)), (CONVERSION, _cents(cells, name))):
            if cells.parts and _amount(left, what) != 0:
                rows.append(_row(name, label, left, what, None, currency))
    return rows


def _row(
    name: str, label: str, money: Money, what: What, earlier: Money | None, currency: str
) -> dict[str, Any]:
    return {
        "group": name,
        "period": label,
        "value": _amount(money, what),
        "previous": _amount(earlier, what),
        "change": relative_change(_amount(money, what), _amount(earlier, what)),
        "currency": currency,
        "source": money.source,
        "basis": pro_rata.PRO_RATA if _is_share(earlier, what) else None,
        **(_coverage(money, earlier) if what == "margin" else {}),
        MARKS: _marks({"value": money, "previous": earlier}, what, earlier),
    }


def _coverage(money: Money, earlier: Money | None) -> dict[str, Any]:
    """What is known of a margin, and of the one before."""
    values = coverage.coverage_values(money.covered, money.revenue)
    return {**values, "previous_known": None if earlier is None else earlier.covered.amount}


def _not_in_parts(cells: _Cells, name: str) -> Money:
    """A group's money in the whole period, less what is known of it in the parts and the cents of
    conversion.
    """
    whole = cells.whole.get(name, Money())
    inside = add_money(amounts.get(name, Money()) for _, amounts, _ in cells.parts)
    revenues = (amounts.get(name, Money()).revenue for _, amounts, _ in cells.parts)
    cents = _cents(cells, name)
    left = whole.covered.less(inside.covered).less(cents.covered)
    # The lines without a cost are in the parts; a stated year without its margin is in none.
    years = whole.covered.uncovered_years
    covered = CoveredMargin(
        left.amount if years else left.amount or ZERO, left.revenue, 0, 0, years
    )
    left_revenue = difference(whole.revenue, total(each or ZERO for each in revenues))
    return Money(difference(left_revenue, cents.revenue), covered)


def _cents(cells: _Cells, name: str) -> Money:
    return cells.conversion.get(name, Money())


def _amount(money: Money | None, what: What) -> Decimal | None:
    if money is None:
        return None
    return money.revenue if what == "revenue" else money.margin


def _is_share(earlier: Money | None, what: What) -> bool:
    """Whether an amount to compare with has a stated year's share in it."""
    if earlier is None or earlier.pro_rata is None:
        return False
    return what == "revenue" or earlier.covered.amount is not None


def _marks(
    moneys: Mapping[str, Money | None], what: What, earlier: Money | None
) -> dict[str, FigureMark]:
    """The marks, by column, of the margins that are not known as a whole, and of what is compared
    with a stated year's share.
    """
    marks: dict[str, FigureMark] = {}
    for column, money in moneys.items():
        if what == "margin" and money is not None:
            marks |= coverage.coverage_marks(money.covered, column)
    return pro_rata.mark_pro_rata(marks, *(_COMPARED if _is_share(earlier, what) else ()))


_COMPARED = ("previous", "change")


_WideCells = Mapping[str, Money | None]
"""The money of a row by the columns' keys; None where there is nothing to compare with."""
_CELLS = "~cells"
"""The key under which a row has its money, for the sums of rows."""


def _wide_cells(cells: _Cells, name: str) -> _WideCells:
    return {
        **{part.label: amounts.get(name, Money()) for part, amounts, _ in cells.parts},
        "rest": _not_in_parts(cells, name) if cells.parts else None,
        "conversion": _cents(cells, name) if cells.parts else None,
        "total": cells.whole.get(name, Money()),
        "previous": None if cells.before is None else cells.before.get(name, Money()),
    }


def _wide_row(name: str, cells: _WideCells, what: What) -> dict[str, Any]:
    amounts = {column: _amount(money, what) for column, money in cells.items()}
    return {
        "group": name,
        **amounts,
        "change": relative_change(amounts["total"], amounts["previous"]),
        MARKS: _marks(cells, what, cells["previous"]),
        _CELLS: cells,
    }


def _wide_columns(
    first: Column, cells: _Cells, rest: str, rows: Sequence[dict[str, Any]]
) -> list[Column]:
    """The columns of the rows; what no part has, and cents, only where there are any."""
    beside = (("rest", rest), ("conversion", CONVERSION))
    parts = [Column(part.label, part.label, "money") for part, _, _ in cells.parts]
    return [
        first,
        *parts,
        *(
            Column(key, heading, "money")
            for key, heading in beside
            if parts and any(row[key] for row in rows)
        ),
        Column("total", _("Total") if parts else cells.label, "money"),
        Column("previous", _("Before"), "money"),
        Column("change", _("Change"), "ratio"),
    ]


@exact_decimals
def _footer(rows: Sequence[dict[str, Any]], what: What) -> dict[str, Any] | None:
    """The sum of each column of several rows; None (not known) where one of its amounts is."""
    if len(rows) <= 1:
        return None
    cells: list[_WideCells] = [row[_CELLS] for row in rows]
    sums = {column: _add_cells([row[column] for row in cells]) for column in cells[0]}
    return _wide_row(_("Total"), sums, what)


def _add_cells(moneys: Sequence[Money | None]) -> Money | None:
    present = [money for money in moneys if money is not None]
    return add_money(present) if present else None
