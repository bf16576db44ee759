"""`add-order`: takes an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.options import Client, Committing, Fields, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, non_empty, write_change

# Those of the record's schema that an order may begin with.
_STATUSES = ("ordered", "delivered", "invoiced")


@dataclass(frozen=True)
class OrderFields:
    """The options that are fields of an order, beside its ref, day and lines."""

    discount: Annotated[str, typer.Option(metavar="PERCENT", help="On the whole order.")] = ""
    due: Annotated[str, typer.Option(metavar="DATE", help="When it is to be paid.")] = ""
    status: Annotated[str, choice(_STATUSES)] = ""
    delivered: Annotated[str, typer.Option(metavar="DATE", help="When it was delivered.")] = ""
    invoiced: Annotated[str, typer.Option(metavar="DATE", help="When it was invoiced.")] = ""
    invoice: Annotated[str, typer.Option(metavar="NUMBER", help="The invoice's number.")] = ""
    freight: Annotated[str, typer.Option(metavar="AMOUNT", help="No revenue, but to be paid.")] = ""
    tax: Annotated[str, typer.Option(metavar="AMOUNT", help="No revenue, but to be paid.")] = ""
    salesperson: Annotated[
        str, typer.Option(metavar="NAME", help="Who took it; you by default.")
    ] = ""
    notes: Annotated[str, typer.Option(metavar="TEXT", help="Anything else.")] = ""


@with_option_groups
def add_order(
    ctx: typer.Context,
    target: Client,
    ref: Annotated[str, typer.Option(metavar="REF", help="Else made of the day.")] = "",
    on: On = "",
    line: Annotated[
        list[str] | None,
        typer.Option(
            metavar='"PRODUCT ; 10 kg @ 12.50"', help="A line; may be given several times."
        ),
    ] = None,
    like: Annotated[
        str, typer.Option(metavar="REF", help="An earlier order that it is like.")
    ] = "",
    *,
    fields: OrderFields,
    source: Fields,
    acting: Committing,
) -> None:
    r"""Take an order.

    A line is the product, then in any order, apart by ;, `10 kg @ 12.50`, `-5%`, `cost 8.20`,
    `category NAME`. With --like, lines need not tell what that order's lines of the same products
    say; without any line all of its lines are ordered again. A prospect becomes a client from that
    day on.

    Examples:
        clientfile add-order kervelec --on yesterday --due 20/12 \
            --line "Sac kraft ; 40 carton @ 38,50 ; -5% ; cost 24"
        # the same goods again, at the same prices
        clientfile add-order vaudrenne --like V26-047
    """
    from clientfile.changes import orders
    from clientfile.console.input_fields import gather_fields
    from clientfile.records.order_lines import parse_line
    from clientfile.records.typed.parse import currencies_of, parse_fields
    from clientfile.schema.shapes import order_shape
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.user import current_user

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = order_shape()
    salesperson = fields.salesperson or current_user(session.folder)
    texts = non_empty(**{**vars(fields), "ref": ref, "date": on})
    currencies = currencies_of(load_record_data(session, client), session.folder.settings.currency)
    typed = parse_fields(texts, shape, session.today, currencies)
    lines = [parse_line(text, currencies) for text in line or []]
    order = gather_fields(session, typed | non_empty(lines=lines), shape, source)
    lines = order.pop("lines", [])
    defaults = {"date": session.today.isoformat(), **non_empty(salesperson=salesperson)}
    new_order = orders.OrderRequest({**defaults, **order}, lines, like)
    write_change(
        session,
        [client],
        lambda records: orders.add_order(client, records[client], new_order, currencies),
        acting,
    )
