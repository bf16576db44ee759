"""visits, products, payments, competitors, wallet, prospects, owners, loyalty, targets, summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.commands.asked import any_time, asked_period, client_named, page_format
from clientfile.commands.listing import narrowed, show, usable
from clientfile.commands.money import Per
from clientfile.commands.options import Listing, Records, Span, taking
from clientfile.errors import UsageError
from clientfile.session import Session

if TYPE_CHECKING:
    from clientfile.index.book import Book
    from clientfile.records.periods import Period


def _begun(ctx: typer.Context, span: Span, records: Records) -> tuple[Session, Book, Period]:
    session: Session = ctx.obj
    book = usable(session, records)
    return session, book, asked_period(session, book, span)


@taking
def visits(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """What each visit brought: `clientfile visits --period 2026 --where "advice=more"`.

    Advice is `more` or `less` where a client's visits are far from what its share of the margin
    would give it.
    """
    from clientfile.reports.visits import visits as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period, strict=records.strict), asked, book)


@taking
def products(
    ctx: typer.Context,
    prices: Annotated[
        bool, typer.Option("--prices", help="Each client's quantities and last price.")
    ] = False,
    client: Annotated[
        str, typer.Option(metavar="CLIENT", help="What this client bought, at which last price.")
    ] = "",
    not_bought: Annotated[
        str,
        typer.Option(
            "--not-bought", metavar="CLIENT", help="What clients like this one buy and it does not."
        ),
    ] = "",
    *,
    span: Span,
    asked: Listing,
    records: Records,
) -> None:
    """What is sold, to how many, at which last price: `clientfile products --period 2026`.

    By client: `clientfile products --prices`, `clientfile products --client kervelec`; what a
    client might buy too: `clientfile products --not-bought kervelec`.
    """
    from clientfile.reports import products as reports

    session, book, period = _begun(ctx, span, records)
    if sum((prices or bool(client), bool(not_bought))) > 1:
        raise UsageError("--not-bought is a table of its own: leave --prices and --client out")
    if not_bought:
        like = client_named(session, book, not_bought)
        table = reports.not_bought(book, period=period, client=like, strict=records.strict)
        show(session, table, asked)
        return
    if prices or client:
        of = client_named(session, book, client) if client else ""
        table = reports.prices(book, period=period, client=of, strict=records.strict)
        show(session, table, asked, book)
        return
    ledger, asked = narrowed(session, book, asked, reports.COLUMNS)
    show(session, reports.products(ledger, period=period, strict=records.strict), asked)


@taking
def payments(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """How soon clients pay, and what they have not: `clientfile payments --where "overdue>0"`."""
    from clientfile.reports.payments import payments as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period), asked, book)


@taking
def competitors(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """Who else sells what to whom: `clientfile competitors --where "price=cheaper"`.

    Without a period, all that is known.
    """
    from clientfile.reports.competitors import competitors as report

    session: Session = ctx.obj
    book = usable(session, records)
    show(session, report(book, period=any_time(session, book, span)), asked, book)


@taking
def wallet(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """Our share of what clients buy, and the gap to their potential: `clientfile wallet -n 10`."""
    from clientfile.reports.wallet import wallet as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period, strict=records.strict), asked, book)


@taking
def prospects(
    ctx: typer.Context, per: Per = "", *, span: Span, asked: Listing, records: Records
) -> None:
    """Prospects a client, conversion, age: `clientfile prospects --per quarter --period 2026`."""
    from clientfile.reports.prospects import COLUMNS
    from clientfile.reports.prospects import prospects as report

    session, book, period = _begun(ctx, span, records)
    ledger, asked = narrowed(session, book, asked, COLUMNS)
    show(session, report(ledger, period=period, per=per), asked)


@taking
def owners(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """What each salesperson made, visited and won: `clientfile owners --period 2026`."""
    from clientfile.reports.owners import COLUMNS
    from clientfile.reports.owners import owners as report

    session, book, period = _begun(ctx, span, records)
    ledger, asked = narrowed(session, book, asked, COLUMNS)
    show(session, report(ledger, period=period, strict=records.strict), asked)


@taking
def loyalty(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """Who stayed, left or is silent for long: `clientfile loyalty --where "state=late" -f ids`."""
    from clientfile.reports.loyalty import loyalty as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period, strict=records.strict), asked, book)


@taking
def targets(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """How far everyone is towards their target: `clientfile targets --period 2026`."""
    from clientfile.reports.targets import COLUMNS
    from clientfile.reports.targets import targets as report

    session, book, period = _begun(ctx, span, records)
    ledger, asked = narrowed(session, book, asked, COLUMNS)
    show(session, report(ledger, period=period, strict=records.strict), asked)


@taking
def summary(
    ctx: typer.Context,
    fmt: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="table or json.")
    ] = "",
    where: Annotated[
        str, typer.Option(metavar="EXPR", help="Only clients that match, such as owner=claire.")
    ] = "",
    *,
    span: Span,
    records: Records,
) -> None:
    """One page of it all: `clientfile summary --period 2026`."""
    from clientfile.jsontext import to_json
    from clientfile.reports.summary import summary as report
    from clientfile.reports.summary import summary_lines
    from clientfile.screen import one_line

    session, book, period = _begun(ctx, span, records)
    ledger, _ = narrowed(session, book, Listing(where=where), ())
    told, notes = report(ledger, period=period, strict=records.strict)
    if page_format(fmt) == "json":
        session.write(to_json(told, indent=2) + "\n")
    else:
        for line in summary_lines(told, book.settings.language):
            session.write(one_line(line) + "\n")
    session.flush()
    for note in notes:
        session.note(note)
