"""`remove`: removes an item or a field of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.options import ClientItem, CommitOptions, with_option_groups
from clientfile.console.removals import linked_clients, resolve_place
from clientfile.console.session import Session
from clientfile.console.visit.all_records import write_at_all_clients
from clientfile.console.writing import resolve_target
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data


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
        # two people after all: both records say so
        clientfile remove sarvagne/vidalou same_as
    """
    from clientfile.changes.items import remove_part
    from clientfile.changes.links import severed_links, with_other_sides
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
        data = records[client]
        place = resolve_place(data, item, path)
        removal = remove_part(client, data, record_shape(), place)
        return with_other_sides(removal, records, list(severed_links(client, data, place)))

    linked = linked_clients(session, client, item, path)
    write_at_all_clients(session, client, decide, acting, linked)
