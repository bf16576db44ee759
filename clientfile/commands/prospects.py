"""`prospects`: how many there are, their conversion and age."""

from __future__ import annotations

import typer

from clientfile.console.options import (
    ListingOptions,
    Per,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.report_command import print_report


@with_option_groups
def prospects(
    ctx: typer.Context,
    per: Per = "",
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """How many prospects there are for a client, their conversion and their age.

    Examples:
        clientfile prospects --per quarter --period 2026
        clientfile prospects --where owner=karim
    """
    print_report(ctx.obj, "prospects", span, listing, records, per=per)
