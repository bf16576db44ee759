"""`add-order`: takes an order."""

from __future__ import annotations

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
from clientfile.errors import UsageError
from clientfile.language import _, translate
from clientfile.records.edits import Data, at

if TYPE_CHECKING:
    from clientfile.records.typed.parse import RecordCurrencies

TypedRef = Annotated[
    str, typer.Option(metavar="REF", help=_("Else made of its day: 20261120-k3f9."))
]
TypedLines = Annotated[
    list[str] | None,
    typer.Option(
        metavar='"PRODUCT ; 10 kg @ 12.50"', help=_("A line; may be given several times.")
    ),
]
TypedInstalments = Annotated[
    list[str] | None,
    typer.Option(
        metavar='"DATE ; 30%"', help=_("A part to pay by a day; may be given several times.")
    ),
]
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
    tax: Annotated[
        str, typer.Option(metavar="AMOUNT", help=_("VAT, instead of what the rates make."))
    ] = ""
    vat_rate: Annotated[
        str, typer.Option(metavar="PERCENT", help=_("Its rate of VAT, if not the usual one."))
    ] = ""
    rebate: Annotated[
        str,
        typer.Option(
            metavar="YEAR", help=_("A credit note that pays the advantages of that fiscal year.")
        ),
    ] = ""
    salesperson: Annotated[
        str, typer.Option(metavar="NAME", help=_("Who took it; the client's owner by default."))
    ] = ""
    notes: Annotated[str, typer.Option(metavar="TEXT", help=_("Anything else."))] = ""


@dataclass(frozen=True)
class ModelOptions:
    """The order that this one repeats, or takes back."""

    like: Annotated[
        str, typer.Option(metavar="REF", help=_("An earlier order that it is like."))
    ] = ""
    credit_of: Annotated[
        str, typer.Option(metavar="REF", help=_("A credit note for that order or invoice."))
    ] = ""


@with_option_groups
def add_order(
    ctx: typer.Context,
    target: Client,
    ref: TypedRef = "",
    on: On = "",
    line: TypedLines = None,
    instalment: TypedInstalments = None,
    *,
    model: ModelOptions,
    fields: OrderFields,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    r"""Take an order.

    A line is the product, then in any order, apart by ;, `10 kg @ 12.50`, `-5%`, `cost 8.20`,
    `category NAME`, `vat 5.5%`. With --like, lines need not tell what that order's lines of the
    same products say; without any line all of its lines are ordered again. A prospect becomes a
    client from that day on.

    With --credit-of it is a credit note: of the lines that are named, at the prices of that order,
    or of all of it with its freight and VAT. With --rebate alone it credits what is left of the
    advantages that were granted later for that year. Amounts need no minus.

    Examples:
        clientfile add-order kervelec --on yesterday --due 20/12 \
            --line "Sac kraft ; 40 carton @ 38,50 ; -5% ; cost 24"
        # the same goods again, at the same prices
        clientfile add-order vaudrenne --like V26-047
        # what came back of an invoice
        clientfile add-order kervelec --credit-of V26-127 \
            --line "Papier cuisson 40×60 ; 12"
    """
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    if model.like and model.credit_of:
        raise UsageError(_("--like and --credit-of exclude one another: leave one out"))
    client = find_client(session.folder, target)
    currencies = _currencies_of(session, client, fields, model)
    texts = non_empty(**{**vars(fields), "ref": ref, "date": on})
    is_credit = bool(model.credit_of or fields.rebate)
    texts |= non_empty(lines=line, instalments=instalment)
    order = _parse_order(session, texts, currencies, source)
    if is_credit or "rebate" in order:
        _add_credit_note(session, client, order, model.credit_of, acting)
    else:
        defaults = non_empty(date=order["date"], salesperson=_salesperson(session, client))
        _add_order(session, client, {**defaults, **order}, model.like, currencies, acting)


def _currencies_of(
    session: Session, client: str, fields: OrderFields, model: ModelOptions
) -> RecordCurrencies:
    """The currencies of the order's amounts: a credit note is in that of what it credits."""
    from clientfile.changes.orders import find_order
    from clientfile.records.typed.parse import currencies_of

    data = load_record_data(session, client)
    currencies = currencies_of(data, session.folder.settings.currency)
    currency = fields.currency
    if model.credit_of and not currency:
        currency = str(find_order(data, model.credit_of).get("currency", ""))
    return replace(currencies, own=currency) if currency else currencies


def _add_order(
    session: Session,
    client: str,
    order: Data,
    like: str,
    currencies: RecordCurrencies,
    acting: CommitOptions,
) -> None:
    from clientfile.changes import orders
    from clientfile.store.user import random_suffix

    request = orders.OrderRequest(order, order.pop("lines", []), like)
    write_change(
        session,
        [client],
        lambda records: orders.add_order(
            client, records[client], request, currencies, random_suffix
        ),
        acting,
    )


def _add_credit_note(
    session: Session, client: str, order: Data, credit_of: str, acting: CommitOptions
) -> None:
    from clientfile.changes.credit_notes import CreditRequest, add_credit_note
    from clientfile.store.user import random_suffix

    settings = session.folder.settings
    # What stands in a record is in the language of the folder, which all read.
    name = _("Year-end rebate {year}", year=str(order.get("rebate", "")))
    request = CreditRequest(
        order, order.pop("lines", []), credit_of, translate(name, settings.language)
    )
    write_change(
        session,
        [client],
        lambda records: add_credit_note(
            client, records[client], request, settings, session.today, random_suffix
        ),
        acting,
    )


def _salesperson(session: Session, client: str) -> str:
    """Whose an order is, whoever types it: the owner of its client, else the user."""
    from clientfile.store.user import current_user

    owner = at(load_record_data(session, client), ("identity", "owner"))
    return str(owner or current_user(session.folder))


def _parse_order(
    session: Session,
    texts: Data,
    currencies: RecordCurrencies,
    source: FieldSourceOptions,
) -> Data:
    """The order of the options and of `source`, its lines and instalments included.

    It is of today unless they say otherwise.
    """
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.records.order_lines import parse_line
    from clientfile.records.typed.instalments import parse_instalment
    from clientfile.schema.shapes import order_shape

    shape = order_shape()
    lines, instalments = texts.pop("lines", []), texts.pop("instalments", [])
    part = shape.fields["instalments"].child(0)
    typed = parse_options(session, texts, shape, currencies)
    typed |= non_empty(
        lines=[parse_line(text, currencies) for text in lines],
        instalments=[
            parse_instalment(text, part, session.today, currencies) for text in instalments
        ],
    )
    return {"date": session.today.isoformat(), **gather_fields(session, typed, shape, source)}
