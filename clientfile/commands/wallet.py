"""`wallet`: our share of what clients buy."""

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
def wallet(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """Our share of what clients buy, and the gap to their potential.

    Examples:
        clientfile wallet --sort gap --reverse -n 5
        clientfile wallet --where "share<0.5 and owner=claire"
    """
    print_report(ctx.obj, "wallet", span, listing, records)
