"""rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.commands import options as opt
from clientfile.commands.listing import Shape, show, usable
from clientfile.errors import UsageError
from clientfile.session import Session

if TYPE_CHECKING:
    from clientfile.records.client import Client
    from clientfile.records.periods import Period as Days

Period = Annotated[
    str,
    typer.Option(
        metavar="PERIOD",
        help="2026, 2026-Q3, 2026-03, 2026-W47, last-12-months, this-year, last-month … or all.",
    ),
]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The first day, included.")]
To = Annotated[str, typer.Option("--to", metavar="DATE", help="The last day, included.")]


def rank(
    ctx: typer.Context,
    by: Annotated[
        str,
        typer.Option(
            metavar="KEY",
            help="revenue, margin, margin-rate, orders, revenue-per-visit, margin-per-visit.",
        ),
    ] = "revenue",
    period: Period = "",
    from_: From = "",
    to: To = "",
    everyone: Annotated[
        bool, typer.Option("--all", help="Clients with neither revenue nor visits too.")
    ] = False,
    where: opt.Where = "",
    fmt: opt.Format = "",
    header: opt.Header = False,
    columns: opt.Columns = "",
    sort: opt.Sort = "",
    reverse: opt.Reverse = False,
    limit: opt.Limit = None,
    as_of: opt.AsOf = "",
    strict: opt.Strict = False,
) -> None:
    """Rank the clients: `clientfile rank --by margin --period 2026 -n 10`."""
    from clientfile.records.client import client_of
    from clientfile.reports.rank import rank as report

    session: Session = ctx.obj
    session.look_back(as_of)
    portfolio = usable(session, strict)
    clients = [client_of(name, data) for name, data in portfolio.records.items()]
    table = report(
        clients,
        session.folder.settings,
        by=by,
        period=asked_period(session, clients, period, from_, to),
        today=session.today,
        include_all=everyone,
        strict=strict,
    )
    show(session, table, Shape(fmt, header, columns, where, sort, reverse, limit), portfolio)


def asked_period(
    session: Session, clients: Sequence[Client], period: str, from_: str, to: str
) -> Days:
    """The period of the options; without any, the newest fiscal year that has figures."""
    from clientfile.figures.results import default_period
    from clientfile.records.days import parse_day
    from clientfile.records.periods import custom_period, parse_period

    if period and (from_ or to):
        raise UsageError("--period and --from or --to say the same thing: give one of them")
    if period:
        return parse_period(period, session.today, session.folder.settings.fiscal_year_start)
    if from_ or to:
        start = parse_day(from_, session.today, toward="past") if from_ else None
        end = parse_day(to, session.today, toward="past") if to else None
        return custom_period(start, end, session.today)
    return default_period(clients, session.folder.settings, session.today)
