"""`receivables`: what clients owe, by how long it is overdue."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.day_options import parse_option_day
from clientfile.console.listing import filter_clients, load_ledger, print_table
from clientfile.console.options import ListingOptions, RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.language import _
from clientfile.reports.registry import TABLES

_GROUPS = ("client", "owner")


@with_option_groups
def receivables(
    ctx: typer.Context,
    group: Annotated[str, choice(_GROUPS, metavar="GROUP", either=True, default="client")] = "",
    on: Annotated[
        str, typer.Option(metavar="DATE", help=_("What was open that day; today by default."))
    ] = "",
    *,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """What clients owe, and for how long.

    What is not due, overdue by so many days, without a due date, and to their credit: open items
    alone, in their own currency.

    Examples:
        clientfile receivables --where "owner=claire" --sort days_overdue --reverse
        # what was open at the end of October, by today's records
        clientfile receivables --on 2026-10-31
        clientfile receivables --group owner
    """
    from clientfile.records.typed.words import resolve_word

    session: Session = ctx.obj
    titles = {"client": _("Client"), "owner": _("Owner")}
    by_owner = bool(group) and resolve_word("--group", group, titles) == "owner"
    name = "receivables --group owner" if by_owner else "receivables"  # no message
    report = TABLES[name]
    ledger = load_ledger(session, records)
    day = parse_option_day(session, "--on", on) if on else ledger.today
    if by_owner:
        clients, rest = filter_clients(session, ledger, listing, report.load_columns())
        print_table(session, report.build(clients, day=day), rest)
    else:
        print_table(session, report.build(ledger, day=day), listing, ledger)
