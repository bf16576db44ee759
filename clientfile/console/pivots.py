"""The table of revenue or margin by group and period: what `revenue` and `margin` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientfile.console.arguments import resolve_period
from clientfile.console.choices import choice
from clientfile.console.listing import (
    filter_clients,
    load_ledger,
    print_notes,
    print_table,
    resolve_format,
    select_rows,
)
from clientfile.console.options import ListingOptions, PeriodOptions, RecordOptions
from clientfile.console.session import Session
from clientfile.language import _
from clientfile.output.formats import FORMATS

if TYPE_CHECKING:
    from clientfile.figures.ledger import Ledger
    from clientfile.reports.pivot import What

# Those of reports/common/groups.py, which takes longer to import than completion may last.
GROUPS = (
    "client", "owner", "type", "sector", "product", "category", "group", "city", "region",
    "country", "tag",
)  # fmt: skip
Group = Annotated[str, choice(GROUPS, metavar="GROUP", either=True)]
Chart = Annotated[bool, typer.Option("--chart", help=_("Draw it, in the terminal."))]


def print_pivot(
    session: Session, what: What, group: str, per: str, chart: bool,
    span: PeriodOptions, listing: ListingOptions, records: RecordOptions,
) -> None:  # fmt: skip
    """Print revenue or margin by `group` and in parts of the period: a column for each part in a
    format for the eye, a row for each in the others; or as bars under `chart`.
    """
    from clientfile.reports.common.groups import resolve_group
    from clientfile.reports.common.period_parts import resolve_part
    from clientfile.reports.pivot import COLUMNS, MARGIN_COLUMNS, pivot

    group, per = resolve_group(group), resolve_part(per)
    ledger = load_ledger(session, records)
    period = resolve_period(session, ledger, span)
    clients: Ledger = ledger
    if group != "client":
        columns = MARGIN_COLUMNS if what == "margin" else COLUMNS
        clients, listing = filter_clients(session, ledger, listing, columns)
    report = pivot(clients, what, period=period, per=per, group=group, strict=records.strict)
    # Only a client's row has a record that `--where` can read.
    of_rows = ledger if group == "client" else None
    if chart:
        from clientfile.console.charts import draw_bars

        table = select_rows(session, report.long, listing, of_rows)
        draw_bars(session, table, listing, "value", lambda row: _label(session, row, group, per))
        print_notes(session, table)
        return
    wide = FORMATS[resolve_format(session, listing)].for_the_eye
    print_table(session, report.wide if wide else report.long, listing, of_rows)


def _label(session: Session, row: dict[str, Any], group: str, per: str) -> str:
    """The name of a bar: its group, its part of the period, or both."""
    words = [session.say(row["group"])] if group or not per else []
    return " ".join([*words, *([session.say(row["period"])] if per else [])])
