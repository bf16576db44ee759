"""`products`: what is sold, to whom, at which price."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.arguments import require_client, resolve_period
from clientfile.console.listing import filter_clients, load_ledger, print_table
from clientfile.console.options import (
    ListingOptions,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.language import _


@with_option_groups
def products(
    ctx: typer.Context,
    prices: Annotated[
        bool, typer.Option("--prices", help=_("Each client's quantities and last price."))
    ] = False,
    client: Annotated[
        str, typer.Option(metavar="CLIENT", help=_("What this client bought, at which last price."))
    ] = "",
    not_bought: Annotated[
        str,
        typer.Option(
            "--not-bought",
            metavar="CLIENT",
            help=_("What clients like this one buy and it does not."),
        ),
    ] = "",
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """What is sold, to how many, at which last price.

    By client with --prices; what a client might buy too with --not-bought.

    Examples:
        clientfile products --period 2026 --sort margin --reverse
        # at which price did they have it last?
        clientfile products --client vaudrenne --period all
        # what to talk about: what clients like this one buy, and it does not
        clientfile products --not-bought kervelec
    """
    from clientfile.reports import products as reports

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    period, strict = resolve_period(session, ledger, span), records.strict
    if sum((prices or bool(client), bool(not_bought))) > 1:
        raise UsageError(_("--not-bought is a table of its own: leave --prices and --client out"))
    if not_bought:
        like = require_client(session, ledger, not_bought)
        table = reports.not_bought(ledger, period=period, client=like, strict=strict)
        print_table(session, table, listing)
    elif prices or client:
        buyer = require_client(session, ledger, client) if client else ""
        table = reports.prices(ledger, period=period, client=buyer, strict=strict)
        print_table(session, table, listing, ledger)
    else:
        clients, rest = filter_clients(session, ledger, listing, reports.COLUMNS)
        print_table(session, reports.products(clients, period=period, strict=strict), rest)
