"""`meetings`: visits, calls and meetings, the newest first."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.arguments import (
    note_unknown_salesperson,
    require_client,
    resolve_period_or_all,
)
from clientfile.console.listing import load_ledger, print_table
from clientfile.console.options import (
    ListingOptions,
    OfClient,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.language import _


@with_option_groups
def meetings(
    ctx: typer.Context,
    client: OfClient = "",
    salesperson: Annotated[
        str, typer.Option(metavar="NAME", help=_("Only this salesperson's."))
    ] = "",
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """List visits, calls and meetings.

    The newest first; without a period, all of them.

    Examples:
        clientfile meetings kervelec -n 3
        clientfile meetings --salesperson claire --period 2026-10 --where kind=visit
    """
    from clientfile.records.typed.periods import ALL
    from clientfile.reports.activity import meetings as build_meetings

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    name = require_client(session, ledger, client) if client else ""
    period = resolve_period_or_all(session, ledger, span)
    table = build_meetings(ledger, client=name, salesperson=salesperson, period=period)
    if salesperson and not table.rows:
        everyone = build_meetings(ledger, period=ALL).rows
        note_unknown_salesperson(session, salesperson, (row["salesperson"] for row in everyone))
    print_table(session, table, listing, ledger)
