"""Logs the same visit, call or message at many clients, in one commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.listing import load_ledger, match_rows
from clientfile.console.many import (
    ManyOptions,
    refuse_two_targets,
    select_clients,
    write_to_many,
)
from clientfile.console.options import CommitOptions, FieldSourceOptions, RecordOptions
from clientfile.console.session import Session
from clientfile.console.visit.log import (
    Visit,
    complete_fields,
    fields_of_answers,
    note_unknown_salesperson,
)
from clientfile.errors import NoMatchError, UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data
from clientfile.records.interactions import MAILINGS
from clientfile.schema.shapes import interaction_shape

if TYPE_CHECKING:
    from clientfile.store.cache.cached_ledger import CachedLedger

_OF_ONE = {"with": "--with", "with_new": "--with-new", "order": "--order"}
"""The answers that are about one client alone, by the options that give them."""


@dataclass(frozen=True)
class ManyVisitsOptions(ManyOptions):
    """The clients at which a visit is logged, where it is not one that is named."""

    people_where: Annotated[
        str,
        typer.Option(
            metavar="EXPR", help=_("With the people who match, such as decision.role=decides.")
        ),
    ] = ""
    counts: Annotated[
        bool, typer.Option("--counts", help=_("An email or letter to many counts as a contact."))
    ] = False

    @property
    def chooses(self) -> bool:
        """Whether the options say which clients."""
        return bool(self.where or self.people_where or self.counts)


def log_at_many(
    session: Session,
    visit: Visit,
    many: ManyVisitsOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    """Log the visit at every client that matches, with those of its people who match.

    Raises UsageError for options that are about one client, NoMatchError where nobody matches.
    """
    _refuse_options_of_one(visit, many, source)
    shape = interaction_shape()
    fields = complete_fields(session, visit, fields_of_answers(session, visit, shape, source))
    if fields["kind"] in MAILINGS and not many.counts:
        fields.setdefault("mailing", True)
    note_unknown_salesperson(session, str(fields.get("salesperson", "")))
    day = date.fromisoformat(str(fields["date"]))
    ledger = load_ledger(session, RecordOptions())
    clients = select_clients(session, ledger, many.where)
    present: dict[str, dict[str, str]] = {}
    if many.people_where:
        present = _matching_people(session, ledger, many.people_where, day)
        clients = {
            client: _with_names(name, present[client])
            for client, name in clients.items()
            if client in present
        }
    ledger.close()
    if not clients:
        raise NoMatchError(_("nobody matches: {where}", where=many.people_where))

    def change_one(client: str, data: Data) -> Change:
        return _change(visit, client, data, fields, list(present.get(client, ())))

    write_to_many(session, clients, many, acting, change_one)


def _refuse_options_of_one(
    visit: Visit, many: ManyVisitsOptions, source: FieldSourceOptions
) -> None:
    if not (many.where or many.people_where):
        raise UsageError(_("--counts is about messages to many: write --where too"))
    refuse_two_targets(visit.target, many.where)
    refuse_two_targets(visit.target, many.people_where, "--people-where")
    options = [option for answer, option in _OF_ONE.items() if answer in visit.answers]
    options += ["--report"] if visit.report else []
    options += ["--template"] if visit.template else []
    options += ["--edit"] if source.edit else []
    if options:
        raise UsageError(
            _("{option} is about one client: leave it out, or --where", option=options[0])
        )


def _matching_people(
    session: Session, ledger: CachedLedger, where: str, day: date
) -> dict[str, dict[str, str]]:
    """The names of the people who match and were there on a day, by client and by their id."""
    from clientfile.records.ids import people
    from clientfile.records.posts import was_there
    from clientfile.reports.clients import list_people

    records = ledger.records()
    table = list_people(records, day)
    there = {
        (client, person.get("id"))
        for client, data in records.items()
        for person in people(data)
        if was_there(person, day)
    }
    rows = [row for row in table.rows if (row["client"], row["person"]) in there]
    present: dict[str, dict[str, str]] = {}
    for row in match_rows(session, ledger, replace(table, rows=rows), where):
        present.setdefault(row["client"], {})[row["person"]] = row["name"]
    return present


def _with_names(shown: str, people: dict[str, str]) -> str:
    return _("{client}: {what}", client=shown, what=", ".join(people.values()))


def _change(visit: Visit, client: str, data: Data, fields: Data, present: list[str]) -> Change:
    from clientfile.changes.interactions import add_interaction
    from clientfile.store.user import random_id

    own = {**fields, "with": present} if present else fields
    return add_interaction(client, data, own, command=visit.command, make_id=random_id)
