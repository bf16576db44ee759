"""`pay`: records a payment of an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.day_options import day_or_today
from clientfile.console.options import CommitOptions, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data


@with_option_groups
def pay(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="CLIENT/REF", help=_("The order that is paid, by its ref."))
    ],
    amount: Annotated[
        str, typer.Argument(metavar="[AMOUNT]", help=_("All that is left to pay if left out."))
    ] = "",
    on: On = "",
    *,
    acting: CommitOptions,
) -> None:
    """Record a payment of an order.

    Examples:
        clientfile orders --unpaid --columns client,ref,due,unpaid
        # all that is left of one
        clientfile pay vaudrenne/V26-131
        clientfile pay gerbe/V26-144 "1 250,50" --on yesterday
    """
    from clientfile.changes import orders
    from clientfile.records.typed.parse import currencies_of, parse_text
    from clientfile.schema.shapes import order_shape

    session: Session = ctx.obj
    client, ref = resolve_target(session, target)
    day = day_or_today(session, on)
    money = order_shape().fields["payments"].child(0).fields["amount"]

    def decide(records: Mapping[str, Data]) -> Change:
        currencies = currencies_of(records[client], session.folder.settings.currency)
        paid = parse_text(amount, money, session.today, currencies) if amount else None
        return orders.pay(client, records[client], ref, paid, day, currencies)

    write_change(session, [client], decide, acting)
