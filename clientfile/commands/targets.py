"""`targets`: how far everyone is towards their target."""

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
def targets(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """How far everyone is towards their target.

    Examples:
        clientfile targets --period 2026
        # the clients that lag most
        clientfile targets --where "kind=client and reached<0.9" --sort reached
    """
    print_report(ctx.obj, "targets", span, listing, records)
