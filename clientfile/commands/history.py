"""`history`: lists what changed, by whom and when."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.day_options import parse_option_day
from clientfile.console.listing import load_ledger, print_table, resolve_format
from clientfile.console.options import ListingOptions, RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import NoMatchError, UsageError
from clientfile.language import _
from clientfile.output.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from clientfile.records.history_event import Event
    from clientfile.store.cache.cached_ledger import CachedLedger
    from clientfile.store.timeline import Timeline


@dataclass(frozen=True)
class SpanOptions:
    """The changes that are told: since a day, or those that wait to come in."""

    since: Annotated[
        str, typer.Option(metavar="DATE", help=_("From this day on: -30d, monday, 01/12/2025."))
    ] = ""
    incoming: Annotated[
        bool, typer.Option("--incoming", help=_("What the others sent, before it comes in."))
    ] = False


@with_option_groups
def history(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[CLIENT[/ITEM]]", help=_("The whole folder if left out."))
    ] = "",
    field: Annotated[
        str, typer.Argument(metavar="[FIELD]", help=_("Only this field, by its path as for set."))
    ] = "",
    *,
    span: SpanOptions,
    listing: ListingOptions,
    records: RecordOptions,
) -> None:
    """Tell what changed, by whom and when.

    The newest first, one row for each field; a person, a visit, an order … that came or went is
    one row, and so is a record. A record keeps its past when its file is moved or its id changes;
    of a client that is no more it is told by the exact id. clientfile.toml as CLIENT tells of the
    settings, FIELD is one of them then. A value that a sync decided against is a row too: from that
    value to the one that stands. --incoming tells of the changes that were fetched last and that
    `sync` has not brought in yet.

    Exit: 5 the folder is not under git

    Examples:
        clientfile history kervelec/carpentreau
        clientfile history kervelec identity.phone
        # what was done since Monday, with the commits that undo takes
        clientfile history --since monday --columns commit,client,item,field,after
    """
    from itertools import islice

    from clientfile.reports.history import history as report

    session: Session = ctx.obj
    format_name = resolve_format(session, listing)
    timeline = _timeline(session, records.as_of, incoming=span.incoming)
    first = _parse_since(session, span.since)
    with _absence_on_failure(session, timeline):
        events = _events(timeline, target, field, first)
        ledger = _ledger(session, listing, records)
        if not (listing.where or listing.sort or listing.reverse) and listing.limit is not None:
            events = islice(events, listing.limit)
        table = report(events, of_one=bool(target), for_the_eye=FORMATS[format_name].for_the_eye)
    print_table(session, table, listing, ledger)
    if message := timeline.absence(first):
        session.note(message)


def _timeline(session: Session, as_of: str, *, incoming: bool) -> Timeline:
    """The timeline of the folder as of a day, or of what waits to come in."""
    from clientfile.store.timeline import open_incoming, open_timeline

    if not incoming:
        session.look_back(as_of)
        return open_timeline(session.folder, session.progress())
    if as_of:
        raise UsageError(_("--incoming is of now: leave --as-of out"))
    return open_incoming(session.folder, session.progress())


def _parse_since(session: Session, since: str) -> date | None:
    return parse_option_day(session, "--since", since, "history") if since else None


@contextmanager
def _absence_on_failure(session: Session, timeline: Timeline) -> Iterator[None]:
    """What isn't found may be in the part of the history that a shallow clone lacks: say so."""
    try:
        yield
    except NoMatchError:
        if message := timeline.absence_anywhere():
            session.note(message)
        raise


def _events(timeline: Timeline, target: str, field: str, since: date | None) -> Iterator[Event]:
    from clientfile.records.settings_changes import SETTINGS_ITEM
    from clientfile.store.cache.lookup import split_target

    if not target:
        return timeline.of_all(since)
    if target == SETTINGS_ITEM:
        return timeline.of_settings(field, since)
    named, item = split_target(target)
    return timeline.of_client(timeline.resolve_client(named), item, field, since)


def _ledger(
    session: Session, listing: ListingOptions, records: RecordOptions
) -> CachedLedger | None:
    """The ledger of the current records, where `--where` or `--strict` needs it."""
    if records.strict or (listing.where and _asks_records(listing.where)):
        return load_ledger(session, RecordOptions(strict=records.strict))
    return None


def _asks_records(where: str) -> bool:
    """Whether an expression names what records hold, beside columns."""
    from clientfile.output.filter_names import is_of_rows
    from clientfile.output.filter_syntax import keys, parse_where
    from clientfile.reports.history import COLUMNS
    from clientfile.schema.shapes import record_shape

    names = keys(parse_where(where))
    return not all(is_of_rows(name, COLUMNS, record_shape()) for name in names)
