"""`find`: searches the texts of all records."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.listing import load_ledger, print_table
from clientfile.console.options import ListingOptions, RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.language import _


@with_option_groups
def find(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT...", help=_('Words, all of them in one field; "a phrase".')),
    ],
    *,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """Find a text in all records, and tell its places.

    Case and accents make no difference; the last word may be the beginning of one. Phone numbers
    are found in any form. Each field that fits is a row, by client, then by its place in the
    record; of a person who has left it ends with ` (left 2025-03-01)`.

    Examples:
        clientfile find carpentreau
        # who rang?
        clientfile find "+33 2 61 91 33 05" --columns client,path
        # these words side by side
        clientfile find '"bande de cuisson"' -f ids
    """
    from clientfile.reports import find as report
    from clientfile.schema.shapes import record_shape

    session: Session = ctx.obj
    search = report.parse_search(" ".join(text))
    ledger = load_ledger(session, records)
    matches = ledger.records_with(search, session.progress())
    table = report.find(matches, search, record_shape(), ledger.today)
    print_table(session, table, listing, ledger)
