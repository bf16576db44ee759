"""due, meetings, promises, questions, orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.arguments import any_time, client_named, note_nobody
from clientfile.console.listing import arranged, show, told, usable
from clientfile.console.options import Listing, Records, Span, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import UsageError

if TYPE_CHECKING:
    from clientfile.output.table import Table

OfClient = Annotated[
    str, typer.Argument(metavar="[CLIENT]", help="One client; all where none is named.")
]


@dataclass(frozen=True)
class Calendared(Listing):
    """A listing that may also be a calendar file."""

    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="table, tsv, csv, json, jsonl, md, ids or ics."
        ),
    ] = ""


Everything = Annotated[bool, typer.Option("--all", help="Those that are done with, too.")]


@with_option_groups
def meetings(
    ctx: typer.Context,
    client: OfClient = "",
    salesperson: Annotated[str, typer.Option(metavar="NAME", help="Only this salesperson's.")] = "",
    *,
    span: Span,
    asked: Listing,
    records: Records,
) -> None:
    """List visits, calls and meetings.

    The newest first; without a period, all of them.

    Examples:
        clientfile meetings kervelec -n 3
        clientfile meetings --salesperson claire --period 2026-10 --where kind=visit
    """
    from clientfile.records.typed.periods import ALL
    from clientfile.reports.activity import meetings as report

    session: Session = ctx.obj
    book = usable(session, records)
    of = client_named(session, book, client) if client else ""
    period = any_time(session, book, span)
    table = report(book, client=of, salesperson=salesperson, period=period)
    if salesperson and not table.rows:
        everyone = report(book, period=ALL).rows
        note_nobody(session, salesperson, (row["salesperson"] for row in everyone))
    show(session, table, asked, book)


@with_option_groups
def promises(
    ctx: typer.Context,
    client: OfClient = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="Only what we promised.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Only what they promised.")] = False,
    everything: Everything = False,
    *,
    asked: Listing,
    records: Records,
) -> None:
    """List what was promised and is open.

    Examples:
        clientfile promises --overdue --ours
        # what claire's clients owe us, as a list to send
        clientfile promises --theirs --where owner=claire -f md
    """
    from clientfile.reports.activity import promises as report

    if ours and theirs:
        raise UsageError("--ours and --theirs together are all of them: leave both out")
    session: Session = ctx.obj
    book = usable(session, records)
    of = client_named(session, book, client) if client else ""
    whose = "ours" if ours else "theirs" if theirs else ""
    table = report(book, client=of, overdue=overdue, whose=whose, everything=everything)
    show(session, table, asked, book)


@with_option_groups
def questions(
    ctx: typer.Context,
    client: OfClient = "",
    everything: Everything = False,
    *,
    asked: Listing,
    records: Records,
) -> None:
    """List what was left to study.

    Examples:
        clientfile questions --where owner=claire
        clientfile questions --all -f csv > questions.csv
    """
    from clientfile.reports.activity import questions as report

    session: Session = ctx.obj
    book = usable(session, records)
    of = client_named(session, book, client) if client else ""
    show(session, report(book, client=of, everything=everything), asked, book)


@with_option_groups
def orders(
    ctx: typer.Context,
    client: OfClient = "",
    unpaid: Annotated[bool, typer.Option("--unpaid", help="Only what is left to pay.")] = False,
    *,
    span: Span,
    asked: Listing,
    records: Records,
) -> None:
    """List the orders.

    The newest first, in the client's currency; without a period, all of them.

    Examples:
        clientfile orders kervelec
        # whom to ring about money, the oldest debt first
        clientfile orders --unpaid --sort due
    """
    from clientfile.reports.orders import orders as report

    session: Session = ctx.obj
    book = usable(session, records)
    of = client_named(session, book, client) if client else ""
    period = any_time(session, book, span)
    show(session, report(book, client=of, unpaid=unpaid, period=period), asked, book)


@with_option_groups
def due(
    ctx: typer.Context,
    client: OfClient = "",
    within: Annotated[
        str, typer.Option(metavar="DAYS", help="What falls due in so many days too, such as 14d.")
    ] = "",
    owner: Annotated[
        str, typer.Option(metavar="NAME", help="Only this salesperson's clients.")
    ] = "",
    *,
    asked: Calendared,
    records: Records,
) -> None:
    """List whom to contact, and what is due.

    The most neglected first, from the last interaction that reached somebody. A calendar file that
    is taken in again replaces what was there.

    Examples:
        clientfile due --owner claire --within 14d
        # a page on each of them, for the week's round
        clientfile due --owner claire -f ids | head -3 | xargs -n1 clientfile brief
        # into your calendar
        clientfile due --within 30d -f ics > due.ics
    """
    from clientfile.reports.due import due as report

    session: Session = ctx.obj
    days = _days(within)
    if asked.format == "ics" and asked.columns:
        raise UsageError("a calendar has no columns: leave --columns out")
    book = usable(session, records)
    of = client_named(session, book, client) if client else ""
    table = report(book, client=of, within=days, owner=owner)
    if owner and not table.rows:
        note_nobody(session, owner, (card.owner for card in book.cards.values()))
    if asked.format == "ics":
        _calendar(session, arranged(session, table, asked, book))
    else:
        show(session, table, asked, book)


def _calendar(session: Session, table: Table) -> None:
    from clientfile.reports.agenda import calendar_entries
    from clientfile.reports.ical import calendar_text

    made = calendar_entries(table.rows, session.today, session.folder.settings.language)
    session.write(calendar_text(made, session.moment))
    told(session, table)


def _days(text: str) -> int:
    """The days of `14d`, `2w` or `14`. Raises UsageError for anything else."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in ("d", "w") else (text, "d")
    if not text:
        return 0
    if not number.isascii() or not number.isdecimal() or len(number) > 5:
        raise UsageError(f"--within is {text!r}: write days or weeks, such as 14d or 2w")
    return int(number) * (7 if unit == "w" else 1)
