"""set, unset, save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.options import ClientItem, Committing, Fields, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import record_now, refuse_format, target_of, tell, write
from clientfile.errors import NotFoundError, StateError
from clientfile.records.change import Change
from clientfile.records.edits import Data


@with_option_groups
def set_field(
    ctx: typer.Context,
    target: ClientItem,
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="Its path: identity.phone, or phone of a person.")
    ] = "",
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="What it becomes.")] = None,
    *,
    source: Fields,
    acting: Committing,
) -> None:
    """Set one field of a record.

    With --json the fields are {"path": value, …}; with --edit they are edited as YAML.

    Examples:
        clientfile set kervelec/carpentreau mobile "06 39 98 51 28"
        clientfile set gerbe size.headcount 20-49
        # several at once
        echo '{"website": "kervelec.example", "size.points_of_sale": 15}' |
            clientfile set kervelec --json -
    """
    from clientfile.changes.fields import set_fields
    from clientfile.console.assignments import assignments
    from clientfile.schema.shapes import record_shape
    from clientfile.store.user import random_id

    session: Session = ctx.obj
    client, item = target_of(session, target, needed=False)
    # Nobody else waits while somebody types.
    seen = record_now(session, client) if source.edit else None
    typed = assignments(session, seen, item, field, value, source) if seen is not None else None

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        if typed is not None and data != seen:
            raise StateError(f"{client} was changed while you edited it: edit it again")
        wanted = typed or assignments(session, data, item, field, value, source)
        return set_fields(client, data, record_shape(), wanted, random_id)

    write(session, [client], decide, acting)


@with_option_groups
def unset_field(
    ctx: typer.Context,
    target: ClientItem,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Its path, as for set.")],
    *,
    acting: Committing,
) -> None:
    """Take one field of a record away.

    Examples:
        clientfile unset kervelec/carpentreau cadence
        clientfile unset kervelec/V26-127 due --dry-run
    """
    from clientfile.changes.fields import unset_field as verb
    from clientfile.records.ids import find_item
    from clientfile.records.paths import resolve
    from clientfile.schema.shapes import record_shape

    session: Session = ctx.obj
    client, item = target_of(session, target, needed=False)

    def decide(records: Mapping[str, Data]) -> Change:
        data, shape = records[client], record_shape()
        base = find_item(data, item) if item else ()
        return verb(client, data, shape, resolve(field, data, shape, base))

    write(session, [client], decide, acting)


@with_option_groups
def save(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[CLIENT]", help="All where none is named.")
    ] = "",
    *,
    acting: Committing,
) -> None:
    """Commit what was edited by hand, once it is valid.

    Examples:
        echo "# seen at the fair" >> records/lumelle.yaml
        clientfile save lumelle -m "met at the fair"
    """
    from clientfile.store.transaction.save import save as commit_edits
    from clientfile.store.transaction.transact import WriteOptions

    session: Session = ctx.obj
    refuse_format(acting.format)
    clients = [_saved(session, target)] if target else []
    options = WriteOptions(session.today, acting.dry_run, acting.message, True)
    tell(session, commit_edits(session.folder, clients, options), acting)


def _saved(session: Session, target: str) -> str:
    """The client to save: one of the folder, else the id of one whose file was removed."""
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import is_client_id

    try:
        return find_client(session.folder, target)
    except NotFoundError:
        if not is_client_id(target):
            raise
        return target
