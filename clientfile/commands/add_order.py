"""`add-order`: takes an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.options import (
    Client,
    CommitOptions,
    FieldSourceOptions,
    On,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, non_empty, write_change
from clientfile.language import _
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.typed.parse import RecordCurrencies

# Those of the record's schema that an order may begin with.
_STATUSES = ("ordered", "delivered", "invoiced")


@dataclass(frozen=True)
class OrderFields:
    """The options that are fields of an order, beside its ref, day and lines."""

    currency: Annotated[
        str, typer.Option(metavar="CODE", help=_("That of its amounts, if not the client's."))
    ] = ""
    discount: Annotated[str, typer.Option(metavar="PERCENT", help=_("On the whole order."))] = ""
    due: Annotated[str, typer.Option(metavar="DATE", help=_("When it is to be paid."))] = ""
    status: Annotated[str, choice(_STATUSES)] = ""
    delivered: Annotated[str, typer.Option(metavar="DATE", help=_("When it was delivered."))] = ""
    invoiced: Annotated[str, typer.Option(metavar="DATE", help=_("When it was invoiced."))] = ""
    invoice: Annotated[str, typer.Option(metavar="NUMBER", help=_("The invoice's number."))] = ""
    freight: Annotated[
        str, typer.Option(metavar="AMOUNT", help=_("No revenue, but to be paid."))
    ] = ""
    tax: Annotated[str, typer.Option(metavar="AMOUNT", help=_("No revenue, but to be paid."))] = ""
    salesperson: Annotated[
        str, typer.Option(metavar="NAME", help=_("Who took it; you by default."))
    ] = ""
    notes: Annotated[str, typer.Option(metavar="TEXT", help=_("Anything else."))] = ""


@with_option_groups
def add_order(
    ctx: typer.Context,
    target: Client,
    ref: Annotated[str, typer.Option(metavar="REF", help=_("Else made of the day."))] = "",
    on: On = "",
    line: Annotated[
        list[str] | None,
        typer.Option(
            metavar='"PRODUCT ; 10 kg @ 12.50"', help=_("A line; may be given several times.")
        ),
    ] = None,
    like: Annotated[
        str, typer.Option(metavar="REF", help=_("An earlier order that it is like."))
    ] = "",
    *,
    fields: OrderFields,
    source: FieldSourceOptions,
    acting: CommitOptions,
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
    from clientfile.records.typed.parse import currencies_of
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    currencies = currencies_of(load_record_data(session, client), session.folder.settings.currency)
    texts = non_empty(**{**vars(fields), "ref": ref, "date": on})
    if fields.currency:
        currencies = replace(currencies, own=fields.currency)
    order = _parse_order(session, texts, line or [], currencies, source)
    request = orders.OrderRequest(order, order.pop("lines", []), like)
    write_change(
        session,
        [client],
        lambda records: orders.add_order(client, records[client], request, currencies),
        acting,
    )


def _parse_order(
    session: Session,
    texts: Data,
    lines: Sequence[str],
    currencies: RecordCurrencies,
    source: FieldSourceOptions,
) -> Data:
    """The order of the options and of `source`, its lines included.

    It is of today and of the user, unless they say otherwise.
    """
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.records.order_lines import parse_line
    from clientfile.schema.shapes import order_shape
    from clientfile.store.user import current_user

    shape = order_shape()
    salesperson = texts.get("salesperson") or current_user(session.folder)
    typed = parse_options(session, texts, shape, currencies)
    typed |= non_empty(lines=[parse_line(text, currencies) for text in lines])
    order = gather_fields(session, typed, shape, source)
    return {
        "date": session.today.isoformat(),
        **non_empty(salesperson=salesperson),
        **order,
    }
