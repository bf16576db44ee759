"""`loyalty`: who stayed, left or is silent for long."""

from __future__ import annotations

import typer

from clientfile.console.options import (
    ListingOptions,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.report_command import print_report


@with_option_groups
def loyalty(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """Who stayed, left or is silent for long.

    Examples:
        clientfile loyalty --period 2026 --where "state=new"
        # late by their own rhythm: ring them
        clientfile loyalty --where "state=late" --columns client,silent_days
    """
    print_report(ctx.obj, "loyalty", span, listing, records)
