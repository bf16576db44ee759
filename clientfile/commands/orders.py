"""`orders`: the orders, the newest first."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.arguments import require_client, resolve_period_or_all
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
def orders(
    ctx: typer.Context,
    client: OfClient = "",
    unpaid: Annotated[bool, typer.Option("--unpaid", help=_("Only what is left to pay."))] = False,
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """List the orders.

    The newest first, each in its currency; without a period, all of them.

    Examples:
        clientfile orders kervelec
        # whom to ring about money, the oldest debt first
        clientfile orders --unpaid --sort due
    """
    from clientfile.reports.orders import orders as build_orders

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    buyer = require_client(session, ledger, client) if client else ""
    period = resolve_period_or_all(session, ledger, span)
    table = build_orders(ledger, client=buyer, unpaid=unpaid, period=period)
    print_table(session, table, listing, ledger)
