"""`owners`: what each salesperson made and won."""

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
def owners(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """What each salesperson made, visited and won.

    Examples:
        clientfile owners --period 2026-Q3
        clientfile owners --where type=wholesaler --columns owner,revenue,margin
    """
    print_report(ctx.obj, "owners", span, listing, records)
