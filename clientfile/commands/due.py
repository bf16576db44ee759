"""`due`: whom to contact, and what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.arguments import note_unknown_salesperson, require_client
from clientfile.console.choices import format_choice
from clientfile.console.listing import (
    load_ledger,
    print_notes,
    print_table,
    resolve_format,
    select_rows,
)
from clientfile.console.options import ListingOptions, OfClient, RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import UsageError
from clientfile.language import _, ngettext
from clientfile.output.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from clientfile.output.table import Table
    from clientfile.store.cache.cached_ledger import CachedLedger


@dataclass(frozen=True)
class CalendarListing(ListingOptions):
    """A listing that may also be a calendar file, and counts reasons or shows each."""

    format: Annotated[str, format_choice((*FORMATS, "ics"))] = ""
    all_reasons: Annotated[
        bool,
        typer.Option("--all-reasons", help=_("Each reason in a row, not only the most urgent.")),
    ] = False


@dataclass(frozen=True)
class SpreadOptions:
    """The days over which what is due is laid, and whether they are written."""

    spread: Annotated[
        str,
        typer.Option(
            metavar="DAYS", help=_("Lay what is due, and who was never met, over so many days.")
        ),
    ] = ""
    apply: Annotated[
        bool, typer.Option("--apply", help=_("Write the days of --spread, in one commit."))
    ] = False


@with_option_groups
def due(
    ctx: typer.Context,
    client: OfClient = "",
    within: Annotated[
        str,
        typer.Option(metavar="DAYS", help=_("What falls due in so many days too, such as 14d.")),
    ] = "",
    owner: Annotated[
        str, typer.Option(metavar="NAME", help=_("Only this salesperson's clients."))
    ] = "",
    *,
    laying: SpreadOptions,
    listing: CalendarListing,
    records: RecordOptions,
) -> None:
    """List whom to contact, and what is due.

    The most neglected first, from the last interaction that reached somebody. On the screen a
    client, and a person, has one row, with the number of its other reasons (+2); formats for
    programs list each. A calendar file that is taken in again replaces what was there.

    `--spread 30d` shows a day for each client that is due for a contact or was never met: the best
    clients first, evenly over the working days of each salesperson. `--apply` writes them as
    snoozes, which one `undo` takes back.

    Examples:
        clientfile due --owner claire --within 14d
        # a page on each of them, for the week's round
        clientfile due --owner claire -f ids | head -3 | xargs -n1 clientfile brief
        # into your calendar
        clientfile due --within 30d -f ics > due.ics
        # after an import: whom to see on which day of the next month
        clientfile due --owner claire --spread 30d
    """
    session: Session = ctx.obj
    _refuse_together(within, laying, listing, records)
    days = _parse_days(*((laying.spread, "--spread") if laying.spread else (within, "--within")))
    ledger = load_ledger(session, records)
    name = require_client(session, ledger, client) if client else ""
    table = _build_table(ledger, name, owner, days, spread=bool(laying.spread))
    if owner and not table.rows:
        note_unknown_salesperson(session, owner, (card.owner for card in ledger.cards.values()))
    if laying.spread:
        _print_or_write_days(session, select_rows(session, table, listing, ledger), listing, laying)
    elif listing.format == "ics":
        _print_calendar(session, select_rows(session, table, listing, ledger))
    else:
        _print_rows(session, table, listing, ledger)
        if not records.as_of:
            _note_incoming(session, listing)


def _note_incoming(session: Session, listing: ListingOptions) -> None:
    """Say, to the eye, how many changes of colleagues were fetched and are not in yet."""
    if FORMATS[resolve_format(session, listing)].for_the_eye:
        from clientfile.store.git.incoming import count_incoming

        if count := count_incoming(session.folder.root):
            session.note(
                ngettext(
                    "{count} change of colleagues waits: clientfile sync",
                    "{count} changes of colleagues wait: clientfile sync",
                    count,
                )
            )


def _refuse_together(
    within: str, laying: SpreadOptions, listing: ListingOptions, records: RecordOptions
) -> None:
    """Raise UsageError for options that say nothing together."""
    if laying.apply and not laying.spread:
        raise UsageError(_("--apply writes the days of --spread: due --spread 30d --apply"))
    if laying.spread and (within or listing.format == "ics" or records.as_of):
        raise UsageError(_("--spread goes with neither --within, -f ics nor --as-of"))
    if listing.format == "ics" and listing.columns:
        raise UsageError(_("a calendar has no columns: leave --columns out"))
    if listing.format == "ics" and listing.for_spreadsheet:
        raise UsageError(_("--for-spreadsheet is of csv: leave -f {format} out", format="ics"))


def _build_table(
    ledger: CachedLedger, client: str, owner: str, days: int, *, spread: bool
) -> Table:
    if spread:
        from clientfile.reports.spread import spread as build_spread
        from clientfile.reports.spread import working_days

        if not working_days(ledger.today, days):
            raise UsageError(_("--spread has no working day from today on: write more days of it"))
        return build_spread(
            ledger, days=days, client=client, owner=owner, first_days=ledger.first_days
        )
    from clientfile.reports.due import due as build_due

    return build_due(ledger, within=days, client=client, owner=owner, first_days=ledger.first_days)


def _print_rows(
    session: Session, table: Table, listing: CalendarListing, ledger: CachedLedger
) -> None:
    """Print the rows of the options; for the eye, one a client and person, unless all are asked
    for.
    """
    from clientfile.reports.due import for_the_eye, one_row_each

    if FORMATS[resolve_format(session, listing)].for_the_eye:
        chosen = replace(listing, sort="", reverse=False, limit=None)
        table = select_rows(session, table, chosen, ledger)
        table = for_the_eye(table if listing.all_reasons else one_row_each(table))
        listing = replace(listing, where="")
    print_table(session, table, listing, ledger)


def _print_or_write_days(
    session: Session, table: Table, listing: ListingOptions, laying: SpreadOptions
) -> None:
    """Print the days of a spread, or write them."""
    if laying.apply:
        days = {row["client"]: row["day"] for row in table.rows}
        _write_days(session, days, listing.format)
        return
    print_table(session, table, replace(listing, where="", sort="", reverse=False, limit=None))
    if table.rows:
        session.note(_("nothing is written: --apply does, and undo takes it back"))


def _write_days(session: Session, days: Mapping[str, date], fmt: str) -> None:
    from clientfile.changes.lifecycle import spread_contacts
    from clientfile.console.options import CommitOptions
    from clientfile.console.writing import write_change

    if not days:
        session.note(_("nothing is due, and who was never met has a day"))
        return
    acting = CommitOptions(format="json" if fmt == "json" else "text")
    write_change(session, list(days), lambda _: spread_contacts(days), acting)


def _print_calendar(session: Session, table: Table) -> None:
    from clientfile.reports.agenda import calendar_entries
    from clientfile.reports.ical import calendar_text

    agenda = calendar_entries(table.rows, session.today, session.language)
    session.write(calendar_text(agenda, session.moment))
    print_notes(session, table)


def _parse_days(text: str, option: str) -> int:
    """The days of `14d`, `2w` or `14`; 0 of no text. Raises UsageError for anything else."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in ("d", "w") else (text, "d")
    if not text:
        return 0
    if not number.isascii() or not number.isdecimal() or len(number) > 5:
        raise UsageError(
            _(
                "{option} is {typed!r}: write days or weeks, such as 14d or 2w",
                option=option,
                typed=text,
            )
        )
    return int(number) * (7 if unit == "w" else 1)
