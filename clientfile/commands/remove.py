"""`remove`: removes an item or a field of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.options import ClientItem, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data, Path


@with_option_groups
def remove(
    ctx: typer.Context,
    target: ClientItem,
    path: Annotated[
        str, typer.Argument(metavar="PATH", help=_("What goes; left out, the item itself."))
    ] = "",
    *,
    acting: CommitOptions,
) -> None:
    """Take an item or a field of a record away.

    An item is named by its id or name, by its text in a list of texts, else by # and its place.

    Examples:
        clientfile remove kervelec business.competitors.Brasenfour
        clientfile remove kervelec tags.bretagne
        clientfile remove gerbe pricing.advantages.#2 --dry-run
    """
    from clientfile.changes.items import remove_part
    from clientfile.records.ids import find_item
    from clientfile.records.paths import resolve
    from clientfile.schema.shapes import record_shape

    session: Session = ctx.obj
    client, item = resolve_target(session, target, needed=False)
    if not item and not path:
        raise UsageError(
            _(
                "what of {client}? name a path, or take the whole record away with: "
                "clientfile remove-client {client}",
                client=client,
            )
        )

    def decide(records: Mapping[str, Data]) -> Change:
        data, shape = records[client], record_shape()
        base: Path = find_item(data, item) if item else ()
        return remove_part(client, data, shape, resolve(path, data, shape, base) if path else base)

    write_change(session, [client], decide, acting)
