"""`competitors`: who else sells what to whom."""

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
def competitors(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """Who else sells what to whom.

    Without a period, all that is known.

    Examples:
        clientfile competitors --where "competitor~lamardelle"
        clientfile competitors --where "price=cheaper" --period 2026
    """
    print_report(ctx.obj, "competitors", span, listing, records)
