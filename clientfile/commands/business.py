"""add-order, pay, set-result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.options import Client, Committing, Fields, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import day_given, given, record_now, target_of, write
from clientfile.records.change import Change
from clientfile.records.edits import Data


@dataclass(frozen=True)
class OrderFields:
    """What is known of an order beside its lines."""

    discount: Annotated[str, typer.Option(metavar="PERCENT", help="On the whole order.")] = ""
    due: Annotated[str, typer.Option(metavar="DATE", help="When it is to be paid.")] = ""
    status: Annotated[str, typer.Option(help="ordered, delivered, invoiced.")] = ""
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
    from clientfile.changes.orders import Taken
    from clientfile.changes.orders import add_order as verb
    from clientfile.console.input_fields import gathered
    from clientfile.records.order_lines import parse_line
    from clientfile.records.typed.parse import currencies_of, typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.user import current_user

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = record_shape().fields["business"].fields["orders"].child(0)
    me = fields.salesperson or current_user(session.folder)
    told = given(**{**vars(fields), "ref": ref, "date": on})

    currencies = currencies_of(record_now(session, client), session.folder.settings.currency)
    typed = typed_fields(told, shape, session.today, currencies)
    lines = [parse_line(text, currencies) for text in line or []]
    order = gathered(session, typed | given(lines=lines), shape, source)
    lines = order.pop("lines", [])
    defaults = {"date": session.today.isoformat(), **given(salesperson=me)}
    taken = Taken({**defaults, **order}, lines, like)
    write(
        session,
        [client],
        lambda records: verb(client, records[client], taken, currencies),
        acting,
    )


@with_option_groups
def pay(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="CLIENT/REF", help="The order that is paid, by its ref.")
    ],
    amount: Annotated[
        str, typer.Argument(metavar="[AMOUNT]", help="All that is left to pay if left out.")
    ] = "",
    on: On = "",
    *,
    acting: Committing,
) -> None:
    """Record a payment of an order.

    Examples:
        clientfile orders --unpaid --columns client,ref,due,unpaid
        # all that is left of one
        clientfile pay vaudrenne/V26-131
        clientfile pay gerbe/V26-144 "1 250,50" --on yesterday
    """
    from clientfile.changes.orders import pay as verb
    from clientfile.records.typed.parse import currencies_of, typed_text
    from clientfile.schema.shapes import record_shape

    session: Session = ctx.obj
    client, ref = target_of(session, target)
    day = day_given(session, on)
    orders = record_shape().fields["business"].fields["orders"]
    money = orders.child(0).fields["payments"].child(0).fields["amount"]

    def decide(records: Mapping[str, Data]) -> Change:
        currencies = currencies_of(records[client], session.folder.settings.currency)
        paid = typed_text(amount, money, session.today, currencies) if amount else None
        return verb(client, records[client], ref, paid, day, currencies)

    write(session, [client], decide, acting)


@dataclass(frozen=True)
class Stated:
    """The figures of a year, in the folder's currency."""

    revenue: Annotated[str, typer.Option(metavar="AMOUNT", help="Without tax.")] = ""
    gross_margin: Annotated[
        str, typer.Option(metavar="AMOUNT", help="After the advantages granted.")
    ] = ""
    cost: Annotated[str, typer.Option(metavar="AMOUNT", help="What was sold cost us that.")] = ""
    advantages: Annotated[str, typer.Option(metavar="AMOUNT", help="All that was granted.")] = ""
    visits: Annotated[str, typer.Option(metavar="N", help="How many visits.")] = ""
    until: Annotated[
        str, typer.Option(metavar="DATE", help="The last day stated, of a year not closed yet.")
    ] = ""


@with_option_groups
def set_result(
    ctx: typer.Context,
    target: Client,
    year: Annotated[str, typer.Argument(metavar="YEAR", help="The fiscal year.")],
    *,
    stated: Stated,
    source: Fields,
    acting: Committing,
) -> None:
    """State a year's figures as accounting has them.

    Examples:
        clientfile set-result aubrenac 2024 --revenue "14 200,00" --gross-margin 4100
        # a year that is not closed yet
        clientfile set-result gerbe 2026 --revenue 21500 --until 30/06/2026 --dry-run
    """
    from clientfile.changes.results import set_result as verb
    from clientfile.console.input_fields import gathered
    from clientfile.records.typed.amounts import parse_integer
    from clientfile.records.typed.parse import currencies_of, typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = record_shape().fields["results"].fields["years"].child(0)
    number = parse_integer(year)
    currencies = currencies_of(record_now(session, client), session.folder.settings.currency)
    fields = typed_fields(given(**vars(stated)), shape, session.today, currencies)
    fields = gathered(session, fields, shape, source)
    fields.pop("year", None)
    write(session, [client], lambda records: verb(client, records[client], number, fields), acting)
