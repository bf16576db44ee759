"""`set`: sets fields of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.options import (
    ClientItem,
    CommitOptions,
    FieldSourceOptions,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, resolve_target, write_change
from clientfile.errors import StateError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data

Field = Annotated[
    str, typer.Argument(metavar="FIELD", help=_("Its path: identity.phone, or phone of a person."))
]
Value = Annotated[str | None, typer.Argument(metavar="VALUE", help=_("What it becomes."))]
OrdersIn = Annotated[
    str, typer.Option(metavar="CODE", help=_("Write it into its orders that name no currency."))
]


@with_option_groups
def set_(
    ctx: typer.Context,
    target: ClientItem,
    field: Field = "",
    value: Value = None,
    orders_in: OrdersIn = "",
    *,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    """Set one field of a record.

    With --json the fields are {"path": value, …}; with --edit they are edited as YAML. A client's
    currency is changed only where no amount would then be read as of another one: --orders-in says
    which one its orders so far are in.

    Examples:
        clientfile set kervelec/carpentreau mobile "06 39 98 51 28"
        clientfile set gerbe size.headcount 20-49
        # several at once
        echo '{"website": "kervelec.example", "size.points_of_sale": 15}' |
            clientfile set kervelec --json -
        clientfile set zellweg business.currency EUR --orders-in CHF --dry-run
    """
    from clientfile.changes.fields import set_fields
    from clientfile.console.assignments import parse_assignments
    from clientfile.schema.shapes import record_shape
    from clientfile.store.user import random_id

    session: Session = ctx.obj
    client, item = resolve_target(session, target, needed=False)
    # The editor is open without the folder's lock, so that other writers need not wait.
    before = load_record_data(session, client) if source.edit else None
    edited = None
    if before is not None:
        edited = parse_assignments(session, before, item, field, value, source)

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        if edited is not None and data != before:
            raise StateError(
                _("{target} was changed while you edited it: edit it again", target=client)
            )
        values = edited or parse_assignments(session, data, item, field, value, source)
        return set_fields(client, data, record_shape(), values, random_id, orders_in)

    write_change(session, [client], decide, acting)
