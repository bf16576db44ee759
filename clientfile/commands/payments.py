"""`payments`: how soon clients pay, and what is unpaid."""

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
def payments(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """How soon clients pay, and what they have not.

    Examples:
        clientfile payments --period last-12-months --sort days_late --reverse
        clientfile payments --where "overdue>0" --columns client,unpaid,overdue
    """
    print_report(ctx.obj, "payments", span, listing, records)
