"""`promises`: what was promised, by us and by clients."""

from __future__ import annotations

from typing import Annotated

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
from clientfile.errors import UsageError
from clientfile.language import _


@with_option_groups
def promises(
    ctx: typer.Context,
    client: OfClient = "",
    overdue: Annotated[bool, typer.Option("--overdue", help=_("Only what is late."))] = False,
    ours: Annotated[bool, typer.Option("--ours", help=_("Only what we promised."))] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help=_("Only what they promised."))] = False,
    everything: Everything = False,
    *,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """List what was promised and is open.

    Examples:
        clientfile promises --overdue --ours
        # what claire's clients owe us, as a list to send
        clientfile promises --theirs --where owner=claire -f md
    """
    from clientfile.reports.activity import promises as build_promises

    if ours and theirs:
        raise UsageError(_("--ours and --theirs together are all of them: leave both out"))
    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    name = require_client(session, ledger, client) if client else ""
    whose = "ours" if ours else "theirs" if theirs else ""
    table = build_promises(ledger, client=name, overdue=overdue, whose=whose, everything=everything)
    print_table(session, table, listing, ledger)
