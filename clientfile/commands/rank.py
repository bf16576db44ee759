"""`rank`: the clients by revenue, margin and more."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.arguments import resolve_period
from clientfile.console.choices import choice
from clientfile.console.listing import load_ledger, print_notes, print_table, select_rows
from clientfile.console.options import (
    ListingOptions,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.language import _

# Those of reports/rank.py, which takes longer to import than completion may last.
KEYS = (
    "revenue", "margin", "margin-rate", "growth", "orders", "revenue-per-visit",
    "margin-per-visit", "share-of-wallet", "potential-gap",
)  # fmt: skip


@with_option_groups
def rank(
    ctx: typer.Context,
    by: Annotated[str, choice(KEYS, metavar="KEY")] = "revenue",
    everyone: Annotated[
        bool, typer.Option("--all", help=_("Clients with neither revenue nor visits too."))
    ] = False,
    chart: Annotated[bool, typer.Option("--chart", help=_("Draw bars, in the terminal."))] = False,
    pareto: Annotated[
        bool, typer.Option("--pareto", help=_("Draw the curve of cumulative shares."))
    ] = False,
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """Rank the clients by revenue, margin and more.

    Examples:
        clientfile rank --by margin --period 2026 -n 10
        # who takes more of our time than they pay for
        clientfile rank --by margin-per-visit --reverse --columns client,value,visits
        # the three best, each on a page
        clientfile rank --by margin -f ids | head -3 | xargs -n1 clientfile show
    """
    from clientfile.reports.rank import rank as build_rank

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    table = build_rank(
        ledger,
        by=by,
        period=resolve_period(session, ledger, span),
        include_all=everyone,
        strict=records.strict,
    )
    if not (chart or pareto):
        print_table(session, table, listing, ledger)
        return
    from clientfile.console.charts import draw_bars, draw_pareto

    table = select_rows(session, table, listing, ledger)
    if pareto:
        draw_pareto(session, table, listing)
    else:
        draw_bars(session, table, listing, "value", lambda row: str(row["name"]))
    print_notes(session, table)
