"""`rank`: which clients bring the most, by revenue, margin, orders or for each visit.

The formulas of the measures stand in docs/reports.md. Amounts are in the folder's currency; a value
that is None is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import exact_decimals, ratio, relative_change
from clientfile.figures.classes import (
    assign_classes,
    assign_ranks,
    cumulate,
    positive_total,
    sort_by_value,
)
from clientfile.figures.covered_margin import CoveredMargin
from clientfile.figures.ledger import ClientInfo, Ledger
from clientfile.figures.summary import Summary, with_pro_rata
from clientfile.language import _
from clientfile.output.table import MARKS, Column, FigureMark, Kind, LazyRows, Table
from clientfile.records.typed.periods import Period, begins_with_year, previous
from clientfile.records.typed.words import resolve_word
from clientfile.reports.common import coverage, pro_rata, words
from clientfile.reports.common.notes import caveats, period_note, without_rate
from clientfile.reports.common.require import require_figures

if TYPE_CHECKING:
    from clientfile.reports.wallet import Wallet


COLUMNS = (
    Column("rank", _("Rank"), "integer"),
    Column("client", _("Client"), "text"),
    Column("name", _("Name"), "text"),
    Column("owner", _("Owner"), "text"),
    Column("value", _("Value"), "money"),
    Column("share", _("Share"), "ratio"),
    Column("cumulative", _("Cumulative share"), "ratio"),
    Column("class", _("Class"), "text", words=words.CLASSES),
    Column("previous_rank", _("Rank before"), "integer"),
    Column("change", _("Change"), "ratio"),
    Column("revenue", _("Revenue"), "money"),
    Column("margin", _("Margin"), "money"),
    Column("margin_rate", _("Margin rate"), "ratio"),
    Column("cost_coverage", _("Lines with a cost"), "ratio"),
    Column("visits", _("Visits"), "integer"),
    Column("orders", _("Orders"), "integer"),
    Column("currency", _("Currency"), "text"),
    Column("source", _("Source"), "text", words=words.SOURCES),
    *(column for column in coverage.COLUMNS if column.key != "cost_coverage"),
    pro_rata.COLUMN,
    Column("rank_basis", _("Basis of the ranks"), "text", words=(pro_rata.PRO_RATA,)),
)
"""`value` is what clients are ranked by, under its own heading and kind."""


@dataclass(frozen=True)
class _MeasureContext:
    """What some measures need beside the figures of the period, by client id."""

    before: Mapping[str, Summary]
    wallets: Mapping[str, Wallet]


@dataclass(frozen=True)
class _Measure:
    """What clients can be ranked by; only a measure that adds up has shares and classes.

    `part` is the known part of a value that is not known as a whole: it ranks without either.
    """

    kind: Kind
    heading: str
    adds_up: bool
    value: Callable[[Summary, _MeasureContext], Decimal | int | None]
    part: Callable[[Summary], Decimal | None] | None = None


def _growth(figures: Summary, context: _MeasureContext) -> Decimal | None:
    """The change of revenue against the same days of the period before."""
    earlier = context.before.get(figures.client)
    return relative_change(figures.revenue, earlier.revenue if earlier else None)


def _share_of_wallet(figures: Summary, context: _MeasureContext) -> Decimal | None:
    wallet = context.wallets.get(figures.client)
    return wallet.share if wallet else None


def _potential_gap(figures: Summary, context: _MeasureContext) -> Decimal | None:
    wallet = context.wallets.get(figures.client)
    return wallet.gap if wallet else None


_MEASURES = {
    "revenue": _Measure(
        "money", _("Revenue"), True, lambda each, _: each.revenue),
    "margin": _Measure(
        "money", _("Margin"), True, lambda each, _: each.margin,
        lambda each: each.ranking_margin,
    ),
    "margin-rate": _Measure(
        "ratio", _("Margin rate"), False, lambda each, _: each.margin_rate
    ),
    "growth": _Measure(
        "ratio", _("Growth"), False, _growth),
    "orders": _Measure(
        "integer", _("Orders"), True, lambda each, _: each.orders),
    "revenue-per-visit": _Measure(
        "money", _("Revenue per visit"), False,
        lambda each, _: each.revenue_per_visit,
    ),
    "margin-per-visit": _Measure(
        "money", _("Margin per visit"), False,
        lambda each, _: each.margin_per_visit,
    ),
    "share-of-wallet": _Measure(
        "ratio", _("Our share"), False, _share_of_wallet),
    "potential-gap": _Measure(
        "money", _("Potential gap"), True, _potential_gap
    ),
}  # fmt: skip
_WALLET_MEASURES = ("share-of-wallet", "potential-gap")
# These have no rank in the period before: growth would need a third period.
_WITHOUT_PREVIOUS = ("growth", *_WALLET_MEASURES)

BY = tuple(_MEASURES)
"""The words that `--by` takes, beside the measures' headings."""

_SHORT = ("rank", "client", "name", "value", "share", "class", "previous_rank")


@exact_decimals
def rank(
    ledger: Ledger,
    *,
    by: str,
    period: Period,
    include_all: bool = False,
    strict: bool = False,
) -> Table:
    """The clients by descending `by` in `period` up to today, the unknown last.

    Ranks, shares and classes are those among the clients of the whole folder.
    Clients with neither revenue nor visits are left out unless `include_all`. Raises
    UnknownWordError for an unknown `by`, and MissingRateError where a currency has no rate
    (`strict`: no rate of the year itself).
    """
    by = resolve_word("--by", by, {word: each.heading for word, each in _MEASURES.items()})
    measure = _MEASURES[by]
    whole, clients = ledger.whole, ledger.clients()
    figures = _figures(whole, period, include_all, strict)
    earlier, shares, unrated = _figures_before(whole, period, strict)
    # A wallet of today says nothing of the period before.
    wallets = _wallets(whole, period, strict) if by in _WALLET_MEASURES else {}
    values = _values(figures, measure, _MeasureContext(earlier, wallets))
    if by == "growth":
        values = values.with_shares(shares)
    had_rank = {} if by in _WITHOUT_PREVIOUS else earlier
    before = _values(had_rank, measure, _MeasureContext({}, {})).with_shares(shares)
    # The figures of a hundred thousand clients take much memory beside the rows.
    del earlier, had_rank
    rows = _rows(clients, figures, values, before, measure)
    chosen = (each for client, each in figures.items() if client in clients)
    compared = pro_rata.pro_rata_note({**values.shares, **before.shares}.items())
    notes = [period_note(period, ledger.today), *caveats(chosen), *unrated, *compared]
    return Table(_columns(measure), rows, _SHORT, ledger.settings.currency, notes=notes,
                 spare=("previous_rank", "share"))  # fmt: skip


def _figures(ledger: Ledger, period: Period, include_all: bool, strict: bool) -> dict[str, Summary]:
    """The figures of the clients to be ranked. Raises MissingRateError."""
    figures = require_figures(ledger, period, strict)
    return {client: each for client, each in figures.items() if include_all or each.active}


def _wallets(ledger: Ledger, period: Period, strict: bool) -> Mapping[str, Wallet]:
    from clientfile.reports.wallet import wallets

    return wallets(ledger, period, strict)


def _figures_before(
    ledger: Ledger, period: Period, strict: bool
) -> tuple[Mapping[str, Summary], Mapping[str, str], list[str]]:
    """The figures of the clients active in the period before; the label of that period by each
    client of whom it is a stated year's share; a note where a rate is missing.

    A rate that only the comparison needs stops the report under `strict` alone.
    """
    start = ledger.settings.fiscal_year_start
    earlier = previous(period, ledger.today, start)
    if earlier is None:
        return {}, {}, []
    try:
        figures = _figures(ledger, earlier, False, strict)
    except MissingRateError as error:
        if strict:
            raise
        return {}, {}, [without_rate(earlier, error)]
    if strict or not begins_with_year(period, start):
        return figures, {}, []
    shares = {client: earlier.label for client, each in figures.items() if each.gaps.pro_rata}
    return figures | {client: with_pro_rata(figures[client]) for client in shares}, shares, []


@dataclass(frozen=True)
class _Values:
    """The values that clients are ranked by, by id; None is not known.

    `partial` have the known part of a value that is not known as a whole, which ranks all the same.
    `shares` are the clients in whose value a stated year's share is, with its period's label.
    """

    whole: Mapping[str, Decimal | None]
    partial: Mapping[str, Decimal | None]
    shares: Mapping[str, str] = field(default_factory=dict)

    def with_shares(self, shares: Mapping[str, str]) -> _Values:
        """The values with those of `shares` that have a value."""
        here = {
            client: label
            for client, label in shares.items()
            if self.partial.get(client) is not None
        }
        return replace(self, shares=here)


def _values(figures: Mapping[str, Summary], measure: _Measure, context: _MeasureContext) -> _Values:
    whole = {client: _decimal(measure.value(each, context)) for client, each in figures.items()}
    if measure.part is None:
        return _Values(whole, whole)
    partial = {
        client: measure.part(figures[client]) if value is None else value
        for client, value in whole.items()
    }
    return _Values(whole, partial)


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _rows(
    clients: Mapping[str, ClientInfo],
    figures: Mapping[str, Summary],
    values: _Values,
    before: _Values,
    measure: _Measure,
) -> LazyRows:
    ranks, ranks_before = assign_ranks(values.partial), assign_ranks(before.partial)
    adding = values.whole if measure.adds_up else {}
    classes, cumulative = assign_classes(adding), cumulate(adding)
    total = positive_total(adding)

    has_shares = bool(values.shares or before.shares)

    def row(client: str) -> dict[str, Any]:
        who, covered = clients[client], figures[client].covered
        is_marked = has_shares or covered.whole is None
        return {
            "rank": ranks[client],
            "client": client,
            "name": who.name,
            "owner": who.owner,
            "value": _as_integer(values.whole[client], measure),
            "share": ratio(adding.get(client), total),
            "cumulative": ratio(cumulative.get(client), total),
            "class": classes.get(client),
            "previous_rank": ranks_before.get(client),
            "change": relative_change(values.whole[client], before.whole.get(client)),
            **_context_columns(figures[client], covered),
            **_basis(client, values, before, ranks[client], ranks_before.get(client)),
            MARKS: _marks(client, covered, measure, values, before) if is_marked else {},
        }

    chosen = [client for client in sort_by_value(values.partial) if client in clients]
    return LazyRows(chosen, row)


def _marks(
    client: str, covered: CoveredMargin, measure: _Measure, values: _Values, before: _Values
) -> dict[str, FigureMark]:
    """The marks of a margin that is not known as a whole, and of what a stated year's share is in:
    where it is in one value, it is in all the ranks.
    """
    ranks_by_it = measure.part is not None and covered.revenue is not None
    columns = ("margin", "value") if ranks_by_it else ("margin",)
    marks = coverage.coverage_marks(covered, *columns, rate="margin_rate")
    shares = {
        "value": client in values.shares,
        "rank": bool(values.shares),
        "change": client in before.shares,
        "previous_rank": bool(before.shares),
    }
    return pro_rata.mark_pro_rata(marks, *(column for column, is_in in shares.items() if is_in))


def _basis(
    client: str, values: _Values, before: _Values, rank: int | None, previous_rank: int | None
) -> dict[str, Any]:
    """Whether a stated year's share is in what is compared, and in the ranks."""
    is_compared = client in values.shares or client in before.shares
    in_ranks = (values.shares and rank) or (before.shares and previous_rank)
    return {
        "basis": pro_rata.PRO_RATA if is_compared else None,
        "rank_basis": pro_rata.PRO_RATA if in_ranks else None,
    }


def _context_columns(figures: Summary, covered: CoveredMargin) -> dict[str, Any]:
    known = coverage.coverage_values(covered, figures.revenue)
    return {
        "revenue": figures.revenue,
        "margin": figures.margin,
        # The rate of a whole margin, which is divided once.
        "margin_rate": None if covered.whole is None else known["margin_rate_known"],
        "visits": figures.visits,
        "orders": figures.orders,
        "currency": figures.currency,
        "source": figures.source,
        **known,
    }


def _as_integer(value: Decimal | None, measure: _Measure) -> Decimal | int | None:
    return int(value) if value is not None and measure.kind == "integer" else value


def _columns(measure: _Measure) -> list[Column]:
    """COLUMNS, where `value` is the measure's."""
    value = Column("value", measure.heading, measure.kind)
    return [value if column.key == "value" else column for column in COLUMNS]
