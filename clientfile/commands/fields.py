"""set, save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.changes import Change
from clientfile.commands import options as opt
from clientfile.commands.writing import Answer, refuse_format, tell, write
from clientfile.records.edits import Data
from clientfile.session import Session


def set_field(
    ctx: typer.Context,
    target: opt.ClientItem,
    field: Annotated[
        str, typer.Argument(metavar="FIELD", help="Its path: identity.phone, or phone of a person.")
    ] = "",
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it becomes.")] = "",
    json_source: opt.Json = "",
    edit: opt.Edit = False,
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    include_edits: opt.IncludeEdits = False,
    answer: opt.Answer = "text",
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
        wanted = assignments(session, data, item, field, value, json_source, edit)
        return set_fields(client, data, record_shape(), wanted)

    write(session, [client], decide, Answer(message, dry_run, include_edits, answer))


def save(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[CLIENT]", help="All where none is named.")
    ] = "",
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    answer: opt.Answer = "text",
) -> None:
    """Commit what was edited by hand, once it is valid: `clientfile save acme`."""
    from clientfile.lookup import find_client
    from clientfile.transaction import WriteOptions
    from clientfile.transaction import save as commit_edits

    session: Session = ctx.obj
    refuse_format(answer)
    clients = [find_client(session.folder, target)] if target else []
    outcome = commit_edits(
        session.folder, clients, WriteOptions(session.today, dry_run, message, True)
    )
    tell(session, outcome, Answer(message, dry_run, True, answer))
