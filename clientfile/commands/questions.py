"""`questions`: what was left to study."""

from __future__ import annotations

import typer

from clientfile.console.arguments import require_client
from clientfile.console.listing import load_ledger, print_table
from clientfile.console.options import (
    Everything,
    ListingOptions,
    OfClient,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.session import Session


@with_option_groups
def questions(
    ctx: typer.Context,
    client: OfClient = "",
    everything: Everything = False,
    *,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """List what was left to study.

    Examples:
        clientfile questions --where owner=claire
        clientfile questions --all -f csv > questions.csv
    """
    from clientfile.reports.activity import questions as build_questions

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    name = require_client(session, ledger, client) if client else ""
    table = build_questions(ledger, client=name, everything=everything)
    print_table(session, table, listing, ledger)
