"""`set`: sets fields of a record, or of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.many import (
    ManyOptions,
    matching_clients,
    write_to_many,
)
from clientfile.console.options import (
    ClientItem,
    CommitOptions,
    FieldSourceOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.console.visit.all_records import write_at_all_clients
from clientfile.console.writing import load_record_data, resolve_target
from clientfile.errors import StateError, UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data

Pairs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FIELD VALUE]...",
        help=_("A path, such as identity.phone, or phone of a person; what it becomes."),
    ),
]
OrdersIn = Annotated[
    str, typer.Option(metavar="CODE", help=_("Write it into its orders that name no currency."))
]


@with_option_groups
def set_(
    ctx: typer.Context,
    target: ClientItem = "",
    words: Pairs = None,
    orders_in: OrdersIn = "",
    *,
    many: ManyOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    """Set fields of a record, in one commit.

    With --json they are {"path": value, …}: mappings are merged, null takes a value away. With
    --edit they are edited as YAML. With --where every client that matches is changed. A client's
    currency is changed only where no amount would then be read as of another one: --orders-in says
    which one its orders so far are in. A new status takes its day along: today, where it has none.

    Examples:
        clientfile set kervelec/carpentreau mobile "06 39 98 51 28" title Mme
        echo '{"address": {"region": "Bretagne", "street": null}}' |
            clientfile set kervelec --json -
        # claire's clients in Nantes are karim's now
        clientfile set --where "owner=claire and city=Nantes" owner karim --yes
    """
    session: Session = ctx.obj
    if many.where:
        typed = _TypedFields([word for word in (target, *(words or ())) if word], orders_in, source)
        _set_many(session, typed, many, acting)
        return
    if not target:
        raise UsageError(_("which client? write: clientfile set CLIENT FIELD VALUE"))
    client, item = resolve_target(session, target, needed=False)
    _set_one(session, client, item, _TypedFields(words or (), orders_in, source), acting)


@dataclass(frozen=True)
class _TypedFields:
    """What is to be set: fields and values by turns, or those of a source, and the currency of the
    orders so far.
    """

    words: Sequence[str]
    orders_in: str
    source: FieldSourceOptions


def _set_one(
    session: Session, client: str, item: str, typed: _TypedFields, acting: CommitOptions
) -> None:
    from clientfile.changes.fields import set_fields, with_status_day
    from clientfile.console.assignments import parse_assignments, read_assignments
    from clientfile.schema.shapes import record_shape
    from clientfile.store.user import random_id

    assignments = read_assignments(typed.words, typed.source)
    # The editor is open without the folder's lock, so that other writers need not wait.
    before = load_record_data(session, client) if assignments.edit else None
    edited = None
    if before is not None:
        edited = parse_assignments(session, before, item, assignments)

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        if edited is not None and data != before:
            raise StateError(
                _("{target} was changed while you edited it: edit it again", target=client)
            )
        values = edited
        if values is None:
            values = parse_assignments(session, data, item, assignments)
        values = with_status_day(data, values, session.today)
        return set_fields(client, data, record_shape(), values, random_id, typed.orders_in)

    write_at_all_clients(session, client, decide, acting)


def _set_many(
    session: Session, typed: _TypedFields, many: ManyOptions, acting: CommitOptions
) -> None:
    from clientfile.changes.fields import set_fields, with_status_day
    from clientfile.console.assignments import parse_assignments, read_assignments
    from clientfile.schema.shapes import record_shape
    from clientfile.store.user import random_id

    if typed.source.edit:
        raise UsageError(_("--edit opens one record: leave --where out"))
    assignments = read_assignments(typed.words, typed.source)
    clients = matching_clients(session, many.where)

    def change_one(client: str, data: Data) -> Change:
        values = parse_assignments(session, data, "", assignments)
        values = with_status_day(data, values, session.today)
        return set_fields(client, data, record_shape(), values, random_id, typed.orders_in)

    write_to_many(session, clients, many, acting, change_one)
