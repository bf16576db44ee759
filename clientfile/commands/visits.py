"""`visits`: what each visit brought."""

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
def visits(
    ctx: typer.Context, *, span: PeriodOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """What each visit brought.

    Advice is `more` or `less` where a client's visits are far from what its share of the margin
    would give it.

    Examples:
        clientfile visits --period last-12-months --sort margin_per_visit
        # too much of our time for what they buy
        clientfile visits --where "advice=less" --columns client,visits
    """
    print_report(ctx.obj, "visits", span, listing, records)
