"""`revenue`: revenue by group and period."""

from __future__ import annotations

import typer

from clientfile.console.options import (
    ListingOptions,
    Per,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.pivots import Chart, Group, print_pivot


@with_option_groups
def revenue(
    ctx: typer.Context,
    group: Group = "",
    per: Per = "",
    chart: Chart = False,
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """Revenue by group and period.

    Groups add up to the folder, parts to the period.

    Examples:
        clientfile revenue --group owner --per quarter --period 2026
        clientfile revenue --per month --period last-12-months --chart
        clientfile revenue --group product --where owner=claire -f csv > products.csv
    """
    print_pivot(ctx.obj, "revenue", group, per, chart, span, listing, records)
