"""`duplicates`: which clients, or people, may be there twice."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import ListingOptions, RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.language import _


@with_option_groups
def duplicates(
    ctx: typer.Context,
    client: Annotated[
        str, typer.Argument(metavar="[CLIENT]", help=_("Only what may be this one too."))
    ] = "",
    persons: Annotated[
        bool, typer.Option("--people", help=_("The people, not the clients."))
    ] = False,
    least: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=1, help=_("From 0 to 1; 0.9 if left out.")),
    ] = None,
    *,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """Which clients, or people, may be there twice, and why.

    Certain is what has the same SIREN, SIRET or VAT number (sites of one company, each with a SIRET
    of its own, are not). Else names without their legal form, telephone numbers, addresses, e-mail
    and the company's own domain are compared, with misprints in them. `merge` makes one of two,
    `link` says that people at two clients are one person, `not-duplicates` that they are not.

    Examples:
        clientfile duplicates
        clientfile duplicates --people --least 0.5
    """
    from clientfile.console.listing import load_ledger, print_table
    from clientfile.reports.duplicates import duplicates as report
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    found = find_client(session.folder, client, ledger) if client else ""
    table = report(ledger, client=found, people=persons, least=least)
    print_table(session, table, listing, ledger)
