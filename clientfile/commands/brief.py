"""`brief`: prints one page to read before a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientfile.console.arguments import require_client
from clientfile.console.choices import format_choice
from clientfile.console.listing import load_ledger
from clientfile.console.options import ClientPerson, RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import StateError, UnknownWordError
from clientfile.language import _
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.reports.common.single_client import SingleClientLedger
    from clientfile.store.cache.cached_ledger import CachedLedger

_FORMATS = ("table", "md", "json")


@with_option_groups
def brief(
    ctx: typer.Context,
    client: ClientPerson,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="PERSON", help=_("Whom you meet; may be given several times.")
        ),
    ] = None,
    fmt: Annotated[str, format_choice(_FORMATS)] = "",
    *,
    records: RecordOptions,
) -> None:
    """Read one page before a visit.

    Who is there, what was promised, ordered and paid, and what the record does not know.

    Examples:
        clientfile brief vaudrenne --with dufresnoy
        # to print
        clientfile brief vaudrenne -f md > vaudrenne.md
    """
    from clientfile.console.other_clients import people_elsewhere
    from clientfile.records.ids import present_person
    from clientfile.reports.brief import brief as report
    from clientfile.reports.common.standings import standings
    from clientfile.store.cache.lookup import split_target

    if fmt not in ("", *_FORMATS):
        raise UnknownWordError("--format", fmt, _FORMATS)
    session: Session = ctx.obj
    ledger = load_ledger(session, records)
    name, person = split_target(client)
    id_ = require_client(session, ledger, name)
    single = _ledger_of(id_, ledger)
    people = [*([person] if person else []), *(with_ or ())]
    attendees = [str(present_person(single.data, typed, ledger.today)["id"]) for typed in people]
    changes = _changes_since(session, id_, report.last_visit(single.data, ledger.today))
    page = report.brief(
        single,
        standings(ledger)[id_].class_,
        attendees=attendees,
        changes=changes,
        others=people_elsewhere(id_, single.data, ledger),
    )
    for line in _format_page(session, page, fmt):
        session.write(line + "\n")


def _ledger_of(client: str, ledger: CachedLedger) -> SingleClientLedger:
    """The ledger of one client, with its record as it is today."""
    from clientfile.figures.owed.since import payments_since
    from clientfile.records.dated_ahead import record_on
    from clientfile.reports.common.single_client import SingleClientLedger

    record = record_on(ledger.record(client), ledger.today)
    # From which day on payments are known is a matter of the whole folder.
    settings = replace(ledger.settings, payments_since=payments_since(ledger))
    return SingleClientLedger(client, record, settings, ledger.today)


def _changes_since(session: Session, client: str, visit: Data | None) -> list[dict[str, Any]]:
    """The changes of the record since its last visit, as rows of `history`; what was taken back is
    one of them.

    Empty without a visit, or where the folder is not under git.
    """
    from clientfile.reports.brief.undone import merge_undone
    from clientfile.reports.history import event_row
    from clientfile.store.timeline import open_timeline

    if visit is None:
        return []
    try:
        timeline = open_timeline(session.folder, session.progress())
        since = date.fromisoformat(visit["date"])
        events = list(timeline.of_client(client, "", "", since))
        if absence := timeline.absence(since):
            session.note(absence)
    except StateError:
        return []
    visit_id = visit.get("id")
    return merge_undone(
        event_row(event)
        for event in events
        if event.day <= session.today and not (visit_id and event.changed.item == visit_id)
    )


def _format_page(session: Session, page: dict[str, object], fmt: str) -> list[str]:
    if fmt == "json":
        from clientfile.output.json_text import to_json

        return [to_json(page, indent=2)]
    from clientfile.reports.brief.document import markdown_lines, terminal_lines
    from clientfile.reports.brief.sections import brief_sections, brief_title
    from clientfile.schema.shapes import record_shape

    language = session.language
    title, sections = brief_title(page, language), brief_sections(page, record_shape(), language)
    if fmt == "md":
        return list(markdown_lines(title, sections, language))
    return list(terminal_lines(title, sections, session.page_width))
