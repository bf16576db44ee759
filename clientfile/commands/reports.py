"""visits, products, payments, competitors, wallet, prospects, owners, loyalty, targets, summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.commands.money import Per
from clientfile.console.arguments import any_time, asked_period, client_named, page_format
from clientfile.console.listing import narrowed, show, usable
from clientfile.console.options import Listing, Records, Span, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import UsageError

if TYPE_CHECKING:
    from clientfile.records.typed.periods import Period
    from clientfile.store.cache.cached_ledger import CachedLedger


def _begun(
    ctx: typer.Context, span: Span, records: Records
) -> tuple[Session, CachedLedger, Period]:
    session: Session = ctx.obj
    book = usable(session, records)
    return session, book, asked_period(session, book, span)


@with_option_groups
def visits(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """What each visit brought.

    Advice is `more` or `less` where a client's visits are far from what its share of the margin
    would give it.

    Examples:
        clientfile visits --period last-12-months --sort margin_per_visit
        # too much of our time for what they buy
        clientfile visits --where "advice=less" --columns client,visits
    """
    from clientfile.reports.visits import visits as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period, strict=records.strict), asked, book)


@with_option_groups
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
    """What is sold, to how many, at which last price.

    By client with --prices; what a client might buy too with --not-bought.

    Examples:
        clientfile products --period 2026 --sort margin --reverse
        # at which price did they have it last?
        clientfile products --client vaudrenne --period all
        # what to talk about: what clients like this one buy, and it does not
        clientfile products --not-bought kervelec
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


@with_option_groups
def payments(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """How soon clients pay, and what they have not.

    Examples:
        clientfile payments --period last-12-months --sort days_late --reverse
        clientfile payments --where "overdue>0" --columns client,unpaid,overdue
    """
    from clientfile.reports.payments import payments as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period), asked, book)


@with_option_groups
def competitors(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """Who else sells what to whom.

    Without a period, all that is known.

    Examples:
        clientfile competitors --where "competitor~lamardelle"
        clientfile competitors --where "price=cheaper" --period 2026
    """
    from clientfile.reports.competitors import competitors as report

    session: Session = ctx.obj
    book = usable(session, records)
    show(session, report(book, period=any_time(session, book, span)), asked, book)


@with_option_groups
def wallet(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """Our share of what clients buy, and the gap to their potential.

    Examples:
        clientfile wallet --sort gap --reverse -n 5
        clientfile wallet --where "share<0.5 and owner=claire"
    """
    from clientfile.reports.wallet import wallet as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period, strict=records.strict), asked, book)


@with_option_groups
def prospects(
    ctx: typer.Context, per: Per = "", *, span: Span, asked: Listing, records: Records
) -> None:
    """How many prospects there are for a client, their conversion and their age.

    Examples:
        clientfile prospects --per quarter --period 2026
        clientfile prospects --where owner=karim
    """
    from clientfile.reports.prospects import COLUMNS
    from clientfile.reports.prospects import prospects as report

    session, book, period = _begun(ctx, span, records)
    ledger, asked = narrowed(session, book, asked, COLUMNS)
    show(session, report(ledger, period=period, per=per), asked)


@with_option_groups
def owners(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """What each salesperson made, visited and won.

    Examples:
        clientfile owners --period 2026-Q3
        clientfile owners --where type=wholesaler --columns owner,revenue,margin
    """
    from clientfile.reports.owners import COLUMNS
    from clientfile.reports.owners import owners as report

    session, book, period = _begun(ctx, span, records)
    ledger, asked = narrowed(session, book, asked, COLUMNS)
    show(session, report(ledger, period=period, strict=records.strict), asked)


@with_option_groups
def loyalty(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """Who stayed, left or is silent for long.

    Examples:
        clientfile loyalty --period 2026 --where "state=new"
        # late by their own rhythm: ring them
        clientfile loyalty --where "state=late" --columns client,silent_days
    """
    from clientfile.reports.loyalty import loyalty as report

    session, book, period = _begun(ctx, span, records)
    show(session, report(book, period=period, strict=records.strict), asked, book)


@with_option_groups
def targets(ctx: typer.Context, *, span: Span, asked: Listing, records: Records) -> None:
    """How far everyone is towards their target.

    Examples:
        clientfile targets --period 2026
        # the clients that lag most
        clientfile targets --where "kind=client and reached<0.9" --sort reached
    """
    from clientfile.reports.targets import COLUMNS
    from clientfile.reports.targets import targets as report

    session, book, period = _begun(ctx, span, records)
    ledger, asked = narrowed(session, book, asked, COLUMNS)
    show(session, report(ledger, period=period, strict=records.strict), asked)


@with_option_groups
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
    """One page of it all.

    Examples:
        clientfile summary --period 2026
        clientfile summary --where owner=claire
    """
    from clientfile.output.json_text import to_json
    from clientfile.output.terminal import one_line
    from clientfile.reports.summary import summary as report
    from clientfile.reports.summary import summary_lines

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
