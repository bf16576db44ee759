"""`unset`: removes a field of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.options import ClientItem, CommitOptions, with_option_groups
from clientfile.console.removals import linked_clients, resolve_place
from clientfile.console.session import Session
from clientfile.console.visit.all_records import write_at_all_clients
from clientfile.console.writing import resolve_target
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data


@with_option_groups
def unset(
    ctx: typer.Context,
    target: ClientItem,
    field: Annotated[str, typer.Argument(metavar="FIELD", help=_("Its path, as for set."))],
    *,
    acting: CommitOptions,
) -> None:
    """Take one field of a record away.

    Examples:
        clientfile unset kervelec/carpentreau cadence
        clientfile unset kervelec/V26-127 due --dry-run
    """
    from clientfile.changes import fields
    from clientfile.changes.links import severed_links, with_other_sides
    from clientfile.schema.shapes import record_shape

    session: Session = ctx.obj
    client, item = resolve_target(session, target, needed=False)

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        place = resolve_place(data, item, field)
        change = fields.unset_field(client, data, record_shape(), place)
        return with_other_sides(change, records, list(severed_links(client, data, place)))

    linked = linked_clients(session, client, item, field)
    write_at_all_clients(session, client, decide, acting, linked)
