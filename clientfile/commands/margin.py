"""`margin`: margin by group and period, or the arithmetic of one client's."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.arguments import require_client, resolve_page_format, resolve_period
from clientfile.console.listing import load_ledger
from clientfile.console.options import (
    ListingOptions,
    Per,
    PeriodOptions,
    RecordOptions,
    with_option_groups,
)
from clientfile.console.pivots import Chart, Group, print_pivot
from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.language import _


@with_option_groups
def margin(
    ctx: typer.Context,
    group: Group = "",
    per: Per = "",
    explain: Annotated[
        str, typer.Option(metavar="CLIENT", help=_("Show the arithmetic of one client's margin."))
    ] = "",
    chart: Chart = False,
    *,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """Margin by group and period, or explained.

    With --explain the arithmetic of one client's, from the lines of its orders.

    Examples:
        clientfile margin --group category --per quarter --period 2026
        clientfile margin --explain kervelec --period 2026
    """
    if not explain:
        print_pivot(ctx.obj, "margin", group, per, chart, span, listing, records)
        return
    if group or per or chart:
        raise UsageError(_("--explain is a page of its own: leave --group, --per and --chart out"))
    _print_arithmetic(ctx.obj, explain, span, listing, records)


def _print_arithmetic(
    session: Session,
    typed: str,
    span: PeriodOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """The page of `--explain`: how one client's margin comes about."""
    from clientfile.figures.rebates import rebate_years_of
    from clientfile.figures.results import figures_of
    from clientfile.figures.summary import summary_of
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import one_line
    from clientfile.records.client import client_of
    from clientfile.reports.common.notes import caveats, period_note
    from clientfile.reports.explain import explain_figures, explanation_lines

    if listing.for_spreadsheet:
        raise UsageError(_("--explain is a page: leave --for-spreadsheet out"))
    ledger = load_ledger(session, records)
    period = resolve_period(session, ledger, span)
    name = require_client(session, ledger, typed)
    client = client_of(name, ledger.record(name))
    figures = figures_of(client, period, ledger.settings, ledger.today, strict=records.strict)
    page = explain_figures(figures, rebate_years_of(figures, client, ledger.settings, ledger.today))
    if resolve_page_format(listing.format) == "json":
        session.write(to_json(page, indent=2) + "\n")
    else:
        for line in explanation_lines(page, session.language):
            session.write(one_line(line) + "\n")
    session.flush()
    for note in [period_note(period, ledger.today), *caveats([summary_of(figures)])]:
        session.note(note)
