"""`summary`: one page of all the reports."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.arguments import resolve_page_format, resolve_period
from clientfile.console.choices import PAGE_FORMATS, format_choice
from clientfile.console.listing import filter_clients, load_ledger
from clientfile.console.options import (
    ListingOptions,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.language import _


@with_option_groups
def summary(
    ctx: typer.Context,
    fmt: Annotated[str, format_choice(PAGE_FORMATS)] = "",
    where: Annotated[
        str, typer.Option(metavar="EXPR", help=_("Only clients that match, such as owner=claire."))
    ] = "",
    *,
    span: PeriodOptions,
    records: RecordOptions,
) -> None:
    """One page of it all.

    Examples:
        clientfile summary --period 2026
        clientfile summary --where owner=claire
    """
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import one_line
    from clientfile.reports.summary import summary as build_summary
    from clientfile.reports.summary import summary_lines

    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    period = resolve_period(session, ledger, span)
    clients, __ = filter_clients(session, ledger, ListingOptions(where=where), ())
    page, notes = build_summary(clients, period=period, strict=records.strict)
    if resolve_page_format(fmt) == "json":
        session.write(to_json(page, indent=2) + "\n")
    else:
        for line in summary_lines(page, session.language):
            session.write(one_line(line) + "\n")
    session.flush()
    for note in notes:
        session.note(note)
