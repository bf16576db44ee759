"""set, save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.changes import Change
from clientfile.commands.options import ClientItem, Committing, Fields, taking
from clientfile.commands.writing import refuse_format, tell, write
from clientfile.records.edits import Data
from clientfile.session import Session


@taking
def set_field(
    ctx: typer.Context,
    target: ClientItem,
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="Its path: identity.phone, or phone of a person.")
    ] = "",
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it becomes.")] = "",
    *,
    source: Fields,
    acting: Committing,
) -> None:
    """Set one field: `clientfile set acme/dupont phone "04 65 71 00 12"`.

    With --json the fields are {"path": value, …}; with --edit they are edited as YAML.
    """
    from clientfile.commands.set_input import assignments
    from clientfile.lookup import find_client, split_target
    from clientfile.schema.shapes import record_shape
    from clientfile.verbs.fields import set_fields

    session: Session = ctx.obj
    named, item = split_target(target)
    client = find_client(session.folder, named)

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        wanted = assignments(session, data, item, field, value, source)
        return set_fields(client, data, record_shape(), wanted)

    write(session, [client], decide, acting)


@taking
def save(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[CLIENT]", help="All where none is named.")
    ] = "",
    *,
    acting: Committing,
) -> None:
    """Commit what was edited by hand, once it is valid: `clientfile save acme`."""
    from clientfile.lookup import find_client
    from clientfile.transaction import WriteOptions
    from clientfile.transaction import save as commit_edits

    session: Session = ctx.obj
    refuse_format(acting.format)
    clients = [find_client(session.folder, target)] if target else []
    options = WriteOptions(session.today, acting.dry_run, acting.message, True)
    tell(session, commit_edits(session.folder, clients, options), acting)
