"""rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.commands.listing import show, usable
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
            help="revenue, margin, margin-rate, orders, revenue-per-visit, margin-per-visit.",
        ),
    ] = "revenue",
    everyone: Annotated[
        bool, typer.Option("--all", help="Clients with neither revenue nor visits too.")
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
    show(session, table, asked, book)


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
