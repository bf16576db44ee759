"""rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.commands.listing import arranged, show, told, usable
from clientfile.commands.options import Listing, Records, Span, taking
from clientfile.errors import UsageError
from clientfile.session import Session

if TYPE_CHECKING:
    from clientfile.records.periods import Period
    from clientfile.reports.ledger import Ledger


@taking
def rank(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help="revenue, margin, margin-rate, growth, orders, revenue-per-visit, "
            "margin-per-visit, share-of-wallet, potential-gap.",
        ),
    ] = "revenue",
    everyone: Annotated[
        bool, typer.Option("--all", help="Clients with neither revenue nor visits too.")
    ] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw bars, in the terminal.")] = False,
    pareto: Annotated[
        bool, typer.Option("--pareto", help="Draw the curve of cumulative shares.")
    ] = False,
    *,
    span: Span,
    asked: Listing,
    records: Records,
) -> None:
    """Rank the clients: `clientfile rank --by margin --period 2026 -n 10`."""
    from clientfile.reports.rank import rank as report

    session: Session = ctx.obj
    book = usable(session, records)
    table = report(
        book,
        by=by,
        period=asked_period(session, book, span),
        include_all=everyone,
        strict=records.strict,
    )
    if not (chart or pareto):
        show(session, table, asked, book)
        return
    from clientfile.commands.charting import draw_bars, draw_pareto

    table = arranged(session, table, asked, book)
    if pareto:
        draw_pareto(session, table, asked)
    else:
        draw_bars(session, table, asked, "value", lambda row: str(row["name"]))
    told(session, table)


def asked_period(session: Session, ledger: Ledger, span: Span) -> Period:
    """The period of the options; without any, the newest fiscal year that has figures."""
    from clientfile.records.days import parse_day
    from clientfile.records.periods import custom_period, newest_year, parse_period

    if span.period and (span.from_ or span.to):
        raise UsageError("--period and --from or --to say the same thing: give one of them")
    if span.period:
        return parse_period(span.period, session.today, session.folder.settings.fiscal_year_start)
    if span.from_ or span.to:
        start = parse_day(span.from_, session.today, toward="past") if span.from_ else None
        end = parse_day(span.to, session.today, toward="past") if span.to else None
        return custom_period(start, end, session.today)
    month = session.folder.settings.fiscal_year_start
    return newest_year(ledger.years(), session.today, month)
