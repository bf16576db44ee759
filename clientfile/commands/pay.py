"""`pay`: records a payment of an order, or of a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.day_options import day_or_today
from clientfile.console.options import CommitOptions, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, resolve_target, write_change
from clientfile.errors import InvalidError, UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.changes.shared_payment import SharedPayment

# Those of the record's schema.
_REASONS = ("early-payment", "difference", "loss")


@dataclass(frozen=True)
class PayOptions:
    """What becomes of a payment that is not exactly what is open."""

    close: Annotated[
        str,
        choice(
            _REASONS,
            help=_(
                "Close what is open, or what the payment leaves, and why: early-payment, "
                "difference or loss."
            ),
        ),
    ] = ""
    credit: Annotated[
        bool, typer.Option("--credit", help=_("Keep what is more than open on account."))
    ] = False
    from_credit: Annotated[
        bool, typer.Option("--from-credit", help=_("Pay by the client's money on account."))
    ] = False
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Share the payment out without a question."))
    ] = False


@with_option_groups
def pay(
    ctx: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="CLIENT[/REF]",
            help=_("By the ref or the invoice's number; of CLIENT alone the oldest."),
        ),
    ],
    amount: Annotated[
        str, typer.Argument(metavar="[AMOUNT]", help=_("All that is open if left out."))
    ] = "",
    on: On = "",
    *,
    options: PayOptions,
    acting: CommitOptions,
) -> None:
    """Record a payment of an order, or of a client.

    More than is open is refused: --credit keeps the rest on account, and --from-credit pays by what
    is kept there. --close records what will not come in. A payment of an order that is not invoiced
    yet is a deposit. Without an order, the amount is shared out over what is open, the oldest due
    first, after a question (in a script: --yes), and the rest is kept on account.

    Examples:
        # all that is left of one
        clientfile pay vaudrenne/V26-131
        clientfile pay kervelec/V26-127 "6 030,06" --close early-payment
        clientfile pay thornwick "12 000" --on yesterday --yes
    """
    session: Session = ctx.obj
    client, order = resolve_target(session, target, needed=False)
    _refuse_contradictions(order, amount, on, options)
    if not order:
        _pay_client(session, client, amount, day_or_today(session, on), options, acting)
    elif options.from_credit:
        _pay_from_credit(session, client, order, amount, acting)
    else:
        _pay_order(session, client, order, amount, day_or_today(session, on), options, acting)


def _refuse_contradictions(order: str, amount: str, on: str, options: PayOptions) -> None:
    """Raise UsageError for options that exclude one another, and for a payment of nothing."""
    chosen = [
        name
        for name, is_chosen in (
            ("--close", options.close),
            ("--credit", options.credit),
            ("--from-credit", options.from_credit),
        )
        if is_chosen
    ]
    if len(chosen) > 1:
        raise UsageError(
            _("{first} and {second} exclude one another", first=chosen[0], second=chosen[1])
        )
    if options.from_credit and on:
        raise UsageError(_("money on account keeps the day on which it came in: leave --on out"))
    if not order and (options.close or options.from_credit):
        raise UsageError(_("{option} is about one order: write CLIENT/REF", option=chosen[0]))
    if not order and not amount:
        raise UsageError(_("name the order, CLIENT/REF, or the amount that the client paid"))


def _pay_order(
    session: Session,
    client: str,
    order: str,
    amount: str,
    day: date,
    options: PayOptions,
    acting: CommitOptions,
) -> None:
    from clientfile.changes import payments
    from clientfile.records.typed.parse import parse_text
    from clientfile.schema.shapes import order_shape
    from clientfile.store.user import random_id

    settings = session.folder.settings
    reasons = order_shape().fields["settled"].child(0).fields["reason"]
    close = parse_text(options.close, reasons, session.today, key="close") if options.close else ""

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        paid = _parse_amount(session, data, order, amount)
        request = payments.PaymentRequest(order, paid, day, close, options.credit)
        return payments.pay(client, data, request, settings, random_id)

    write_change(session, [client], decide, acting)


def _pay_from_credit(
    session: Session, client: str, order: str, amount: str, acting: CommitOptions
) -> None:
    from clientfile.changes import payments

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        moved = _parse_amount(session, data, order, amount)
        return payments.pay_from_credit(client, data, order, moved, session.folder.settings)

    write_change(session, [client], decide, acting)


def _parse_amount(session: Session, data: Data, order: str, text: str) -> Decimal | None:
    """The amount typed, in the currency of the order; None where none is typed."""
    from clientfile.changes.payments import currency_of
    from clientfile.records.typed.parse import RecordCurrencies, currencies_of, parse_text
    from clientfile.schema.shapes import order_shape

    if not text:
        return None
    known = currencies_of(data, session.folder.settings.currency)
    currencies = RecordCurrencies(currency_of(data, order, known.own), known.folder)
    money = order_shape().fields["payments"].child(0).fields["amount"]
    amount: Decimal = parse_text(text, money, session.today, currencies)
    return amount


def _pay_client(
    session: Session,
    client: str,
    text: str,
    day: date,
    options: PayOptions,
    acting: CommitOptions,
) -> None:
    """Share a payment out over the client's orders, once the user agrees."""
    from clientfile.changes.shared_payment import pay_shares, share_out
    from clientfile.figures.owed.since import payments_since
    from clientfile.records.typed.amounts import parse_money
    from clientfile.records.typed.parse import currencies_of
    from clientfile.store.user import random_id

    settings, since = session.folder.settings, payments_since(session.open_ledger())
    amount, named = parse_money(text)

    def plan(data: Data) -> SharedPayment:
        currency = named or currencies_of(data, settings.currency).own
        return share_out(client, data, amount, currency, settings, since, session.today)

    payment = plan(load_record_data(session, client))
    is_asked = not (options.yes or acting.dry_run)
    if is_asked or acting.format != "json":
        for line in payment.describe():
            session.note(line)
    if is_asked:
        _ask(session, payment)

    def decide(records: Mapping[str, Data]) -> Change:
        data = records[client]
        if plan(data) != payment:
            raise InvalidError(
                _("{client} was changed in the meantime: look at it again", client=client)
            )
        own = currencies_of(data, settings.currency).own
        return pay_shares(data, payment, day, own, random_id)

    write_change(session, [client], decide, acting)


def _ask(session: Session, payment: SharedPayment) -> None:
    """Ask whether to record a payment. Raises UsageError where nobody can be asked, typer.Abort for
    a no.
    """
    if not session.can_ask:
        raise UsageError(
            _(
                "it would be shared out like that: say --yes, or name the order: "
                "pay {client}/REF AMOUNT",
                client=payment.client,
            )
        )
    # It takes long to import, and few runs ask.
    from clientfile.console.prompt import confirm

    if not confirm(_("Record this? [Y/n]"), session.say, by_default=True):
        raise typer.Abort
