"""revenue, margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientfile.console.arguments import asked_period, client_named, page_format
from clientfile.console.listing import arranged, chosen_format, narrowed, show, told, usable
from clientfile.console.options import Listing, Records, Span, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import UsageError

if TYPE_CHECKING:
    from clientfile.figures.ledger import Ledger
    from clientfile.reports.pivot import What

_FOR_THE_EYE = ("table", "md")

Group = Annotated[
    str,
    typer.Option(
        metavar="GROUP",
        help="client, owner, type, sector, product, category, city, country or tag.",
    ),
]
Per = Annotated[str, typer.Option(metavar="PART", help="month, quarter or year.")]
Chart = Annotated[bool, typer.Option("--chart", help="Draw it, in the terminal.")]


@with_option_groups
def revenue(
    ctx: typer.Context,
    group: Group = "",
    per: Per = "",
    chart: Chart = False,
    *,
    span: Span,
    asked: Listing,
    records: Records,
) -> None:
    """Revenue by group and period.

    Groups add up to the folder, parts to the period.

    Examples:
        clientfile revenue --group owner --per quarter --period 2026
        clientfile revenue --per month --period last-12-months --chart
        clientfile revenue --group product --where owner=claire -f csv > products.csv
    """
    _pivot(ctx.obj, "revenue", group, per, chart, span, asked, records)


@with_option_groups
def margin(
    ctx: typer.Context,
    group: Group = "",
    per: Per = "",
    explain: Annotated[
        str, typer.Option(metavar="CLIENT", help="Show the arithmetic of one client's margin.")
    ] = "",
    chart: Chart = False,
    *,
    span: Span,
    asked: Listing,
    records: Records,
) -> None:
    """Margin by group and period, or explained.

    With --explain the arithmetic of one client's, from the lines of its orders.

    Examples:
        clientfile margin --group category --per quarter --period 2026
        clientfile margin --explain kervelec --period 2026
    """
    if explain:
        if group or per or chart:
            raise UsageError("--explain is a page of its own: leave --group, --per and --chart out")
        _explain(ctx.obj, explain, span, asked, records)
        return
    _pivot(ctx.obj, "margin", group, per, chart, span, asked, records)


def _pivot(
    session: Session, what: What, group: str, per: str, chart: bool, span: Span, asked: Listing,
    records: Records,
) -> None:  # fmt: skip
    from clientfile.reports.pivot import COLUMNS, pivot

    book = usable(session, records)
    period = asked_period(session, book, span)
    ledger: Ledger = book
    if group != "client":
        ledger, asked = narrowed(session, book, asked, COLUMNS)
    report = pivot(ledger, what, period=period, per=per, group=group, strict=records.strict)
    if chart:
        from clientfile.console.charts import draw_bars

        table = arranged(session, report.long, asked, book if group == "client" else None)
        draw_bars(session, table, asked, "value", lambda row: _named(row, group, per))
        told(session, table)
        return
    eye = chosen_format(session, asked.format) in _FOR_THE_EYE
    show(session, report.wide if eye else report.long, asked, book if group == "client" else None)


def _named(row: dict[str, Any], group: str, per: str) -> str:
    words = [str(row["group"])] if group or not per else []
    return " ".join([*words, *([str(row["period"])] if per else [])])


def _explain(session: Session, typed: str, span: Span, asked: Listing, records: Records) -> None:
    from clientfile.figures.results import figures_of
    from clientfile.figures.summary import summary_of
    from clientfile.output.json_text import to_json
    from clientfile.records.client import client_of
    from clientfile.reports.common.notes import caveats, period_note
    from clientfile.reports.explain import explain_figures, explanation_lines

    book = usable(session, records)
    period = asked_period(session, book, span)
    client = client_named(session, book, typed)
    one = client_of(client, book.record(client))
    figures = figures_of(one, period, book.settings, book.today, strict=records.strict)
    page = explain_figures(figures)
    if page_format(asked.format) == "json":
        session.write(to_json(page, indent=2) + "\n")
    else:
        from clientfile.output.terminal import one_line

        for line in explanation_lines(page, book.settings.language):
            session.write(one_line(line) + "\n")
    session.flush()
    for note in [period_note(period, book.today), *caveats([summary_of(figures)])]:
        session.note(note)
