"""`list`: lists the clients, or the people in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.options import (
    ListingOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientfile.records.cards import Card
    from clientfile.records.edits import Data
    from clientfile.store.cache.cached_ledger import CachedLedger


@with_option_groups
def list_(
    ctx: typer.Context,
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT]...", help=_("Only those whom a name, number … names in part.")
        ),
    ] = None,
    persons: Annotated[bool, typer.Option("--people", help=_("The people, one a row."))] = False,
    *,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """List the clients, or with --people everybody in them.

    TEXT is part of a name or an id, without accents or case, a telephone number or an e-mail
    address. Of people it may be their function or department too, and their assistant's number.
    --columns and --sort take any path of a record too, of people their own: see the last example.

    Examples:
        clientfile list --where "status=prospect or city~lyon"
        # who answers to this number?
        clientfile list --people 02 61 91 33 05
        # a page to read before calling on each of claire's best
        clientfile list --where "owner=claire and class=A" -f ids |
            xargs -n1 clientfile brief
        # a mail merge
        clientfile list --people --columns title,last_name,address -f csv
    """
    from clientfile.console.listing import load_ledger, print_table
    from clientfile.reports import clients as reports

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    pattern = " ".join(text or ()).strip()
    country = ledger.settings.country
    table = (
        reports.list_people(_records(ledger, pattern), ledger.today, pattern, country)
        if persons
        else reports.list_clients(_matching_cards(ledger, pattern), ledger)
    )
    if listing.format == "ids" or listing.columns:
        # The notes are about the figures: without their columns they are left out.
        table = replace(table, notes=())
    print_table(session, table, listing, ledger)


def _matching_cards(ledger: CachedLedger, pattern: str) -> Mapping[str, Card]:
    """The cards of the clients whose name, id, number or address matches; all without a pattern."""
    if not pattern:
        return ledger.cards
    from clientfile.store.cache.lookup import match_in_part

    reached, country = ledger.clients_reached, ledger.settings.country
    return {
        name: ledger.cards[name] for name in match_in_part(pattern, ledger.cards, reached, country)
    }


def _records(ledger: CachedLedger, pattern: str) -> Mapping[str, Data]:
    """The records whose people may match: of a number or an address few, which the cache tells."""
    from clientfile.records.contact_match import may_reach_in_part

    return ledger.clients_reached(pattern) if may_reach_in_part(pattern) else ledger.records()
