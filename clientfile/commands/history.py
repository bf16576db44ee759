"""`history`: lists what changed, by whom and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.listing import load_ledger, print_table, resolve_format
from clientfile.console.options import Listing, Records, with_option_groups
from clientfile.console.session import Session
from clientfile.output.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientfile.records.history_event import Event
    from clientfile.store.cache.cached_ledger import CachedLedger


@with_option_groups
def history(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[CLIENT[/ITEM]]", help="The whole folder if left out.")
    ] = "",
    field: Annotated[
        str, typer.Argument(metavar="[FIELD]", help="Only this field, by its path as for set.")
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE", help="From this day on: -30d, monday, 01/12/2025.")
    ] = "",
    *,
    asked: Listing,
    records: Records,
) -> None:
    """Tell what changed, by whom and when.

    The newest first, one row for each field; a person, a visit, an order … that came or went is
    one row, and so is a record. A record keeps its past when its file is moved or its id changes;
    of a client that is no more it is told by the exact id.

    Exit: 5 the folder is not under git

    Examples:
        clientfile history kervelec/carpentreau
        clientfile history kervelec identity.phone
        # what was done since Monday, with the commits that undo takes
        clientfile history --since monday --columns commit,client,item,field,after
    """
    from clientfile.reports.history import history as report

    session: Session = ctx.obj
    format_name = resolve_format(session, asked.format)
    session.look_back(records.as_of)
    events = _events(session, target, field, since)
    book = _book(session, asked, records)
    if not (asked.where or asked.sort or asked.reverse) and asked.limit is not None:
        from itertools import islice

        events = islice(events, asked.limit)
    table = report(events, of_one=bool(target), for_the_eye=FORMATS[format_name].for_the_eye)
    print_table(session, table, asked, book)


def _events(session: Session, target: str, field: str, since: str) -> Iterator[Event]:
    from clientfile.records.typed.dates import parse_day
    from clientfile.store.cache.lookup import split_target
    from clientfile.store.timeline import open_timeline

    first = parse_day(since, session.today, toward="past") if since else None
    past = open_timeline(session.folder, session.progress())
    if not target:
        return past.of_all(first)
    named, item = split_target(target)
    return past.of_client(past.resolve_client(named), item, field, first)


def _book(session: Session, asked: Listing, records: Records) -> CachedLedger | None:
    """The records of now, where `--where` asks of them, or `--strict` of their errors."""
    from clientfile.output.filter import keys, parse_where
    from clientfile.reports.history import COLUMNS

    wanted = keys(parse_where(asked.where)) if asked.where else ()
    if records.strict or set(wanted) - {column.key for column in COLUMNS}:
        return load_ledger(session, Records(strict=records.strict))
    return None
