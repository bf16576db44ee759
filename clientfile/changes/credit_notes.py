"""Credit notes: what takes back an order, whole or by line, and what pays a year's advantages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from clientfile.changes.orders import OrderRequest, add_order, complete_line, find_order
from clientfile.errors import InvalidError
from clientfile.figures.amounts import ZERO, exact_decimals, minor_unit, quotient
from clientfile.figures.lines import order_figures
from clientfile.figures.owed.account import Bill, account_of
from clientfile.figures.owed.open_items import open_of
from clientfile.figures.owed.vat import client_vat
from clientfile.figures.rebates import rebate_year
from clientfile.language import Message, _
from clientfile.language.quantities import Quantity
from clientfile.language.quantities import amount as as_amount
from clientfile.records.change import Change
from clientfile.records.client import Client, client_of
from clientfile.records.edits import Data, apply_edits
from clientfile.records.ids import MakeId
from clientfile.records.settings import Settings
from clientfile.records.typed.amounts import plain
from clientfile.records.typed.parse import currencies_of

# What a credit note has in common with the order that it credits; what pays a rebate has less.
_COPIED = ("currency", "vat_rate", "discount", "salesperson")
_COPIED_FOR_REBATE = _COPIED[:2]


@dataclass(frozen=True)
class CreditRequest:
    """A credit note to add: `fields` are named as in the record, `date` is required.

    `credit_of` names the order that it credits, by its ref or its invoice's number; empty for none.
    Amounts of `fields` and `lines` may be written without a minus. Without lines all of that order
    is credited, or, with the field `rebate`, what is left of that year's advantages, as a line of
    the product `rebate_name`.
    """

    fields: Data
    lines: Sequence[Data]
    credit_of: str = ""
    rebate_name: str = ""


@exact_decimals
def add_credit_note(
    client: str,
    data: Data,
    request: CreditRequest,
    settings: Settings,
    today: date,
    make_suffix: MakeId,
) -> Change:
    """Add a credit note. Raises as `add_order` does, and InvalidError for an order that can't be
    credited, and where nothing is left to credit.
    """
    known = client_of(client, data)
    model: Data = find_order(data, request.credit_of) if request.credit_of else {}
    if model:
        _refuse_no_invoice(client, _bill_of(known, data, settings, str(model["ref"])))
        _refuse_other_currency(data, model, request.fields, settings)
    lines = _lines(known, model, request, settings, today)
    fields = _fields(data, model, request, lines, settings)
    currencies = currencies_of(data, settings.currency)
    change = add_order(client, data, OrderRequest(fields, lines), currencies, make_suffix)
    edits = change.records[client]
    assert isinstance(edits, Sequence)
    details = _describe_open(client, apply_edits(data, edits), str(change.ids[0]), settings)
    return replace(change, details=[*change.details, *details])


def _bill_of(client: Client, data: Data, settings: Settings, ref: str) -> Bill:
    account = account_of(client, data, settings)
    return next(bill for bill in account.bills if bill.ref == ref)


def _refuse_no_invoice(client: str, bill: Bill) -> None:
    """Raise InvalidError for an order that is no invoice, or a credit note itself."""
    if bill.is_credit_note:
        raise InvalidError(
            _("order {ref} of {client} is a credit note itself", ref=bill.ref, client=client)
        )
    if not bill.is_invoice:
        raise InvalidError(
            _(
                "order {ref} of {client} is not invoiced: change it, or cancel it: "
                "clientfile cancel {client}/{ref}",
                ref=bill.ref,
                client=client,
            )
        )


def _refuse_other_currency(data: Data, model: Data, fields: Data, settings: Settings) -> None:
    theirs = model.get("currency") or currencies_of(data, settings.currency).own
    if fields.get("currency", theirs) != theirs:
        raise InvalidError(
            _(
                "{ref} is in {currency}: so is what credits it",
                ref=model["ref"],
                currency=theirs,
            )
        )


def _lines(
    client: Client, model: Data, request: CreditRequest, settings: Settings, today: date
) -> list[Data]:
    """The lines of a credit note, each below zero."""
    models = model.get("lines", [])
    if request.lines:
        return [_negate(complete_line(line, models)) for line in request.lines]
    year = request.fields.get("rebate")
    if year is not None:
        return [_rebate_line(client, int(year), request.rebate_name, settings, today)]
    return [{**line, "quantity": -line["quantity"]} for line in models]


def _negate(line: Data) -> Data:
    if line["quantity"] * line["unit_price"] > 0:
        return {**line, "quantity": -line["quantity"]}
    return line


def _rebate_line(client: Client, year: int, name: str, settings: Settings, today: date) -> Data:
    left = rebate_year(client, year, settings, today).left
    if not left or left < 0:
        raise InvalidError(
            _(
                "for {year} nothing is left to credit, or it is not known what accrued: give a "
                'line, --line "{name} ; 1 @ 100"',
                year=str(year),
                name=name,
            )
        )
    return {"product": name, "quantity": Decimal(-1), "unit_price": left}


def _fields(
    data: Data, model: Data, request: CreditRequest, lines: Sequence[Data], settings: Settings
) -> Data:
    """The fields of a credit note but for its lines; freight and tax are zero or less."""
    copied = _COPIED_FOR_REBATE if "rebate" in request.fields else _COPIED
    fields: Data = {key: model[key] for key in copied if key in model}
    fields |= request.fields
    if model:
        fields["credit_of"] = model["ref"]
    is_whole = not request.lines and "rebate" not in fields
    for key in ("freight", "tax"):
        if key in request.fields:
            fields[key] = -abs(request.fields[key])
        elif is_whole and key in model:
            fields[key] = -model[key]
    if "tax" in model and "tax" not in fields:
        fields["tax"] = _share_of_tax(data, model, fields, lines, settings)
    elif model and not {"tax", "vat_rate"} & fields.keys():
        fields |= _rate_of_invoice(data, model, fields, settings)
    return fields


def _rate_of_invoice(data: Data, model: Data, fields: Data, settings: Settings) -> Data:
    """The folder's rate of VAT on the invoice's day, where it is another one by now."""
    vat = client_vat(data, settings)
    then, now = (
        vat.folder_rate(date.fromisoformat(each.get("invoiced") or each["date"]))
        for each in (model, fields)
    )
    return {} if vat.own or then == now else {"vat_rate": f"{plain((then * 100).normalize())}%"}


def _share_of_tax(
    data: Data, model: Data, fields: Data, lines: Sequence[Data], settings: Settings
) -> Decimal:
    """The VAT of a part of an invoice whose VAT is written as an amount: in the same proportion."""
    currency = model.get("currency") or currencies_of(data, settings.currency).own
    whole = _net_of(model, currency)
    part = _net_of({**fields, "ref": "", "lines": list(lines)}, currency)
    unit = minor_unit(currency)
    return quotient(model["tax"] * part, whole, unit) if whole else ZERO


def _net_of(order: Data, currency: str) -> Decimal:
    """The nets and the freight of an order."""
    data = {"identity": {"name": "", "status": ""}, "business": {"orders": [order]}}
    figures = order_figures(client_of("", data).orders[0], currency, currency)
    freight: Decimal = order.get("freight", ZERO)
    return figures.net + freight


def _describe_open(client: str, data: Data, ref: str, settings: Settings) -> list[Message]:
    """What is open of the order that a credit note credits, and what is left of the note."""
    account = account_of(client_of(client, data), data, settings)
    note = next(bill for bill in account.bills if bill.ref == ref)
    details = []
    if note.to_pay != note.net:
        details.append(_("with freight and VAT: {amount}", amount=_money(note.to_pay, note)))
    if note.credit_of:
        left = open_of(account, note.credit_of, date.max)
        details.append(
            _("{amount} are open of order {ref}", amount=_money(left, note), ref=note.credit_of)
        )
        amounts = [
            bill.to_pay
            for bill in account.bills
            if note.credit_of in (bill.ref, bill.credit_of) and not bill.is_cancelled
        ]
        too_much = -sum(amounts, ZERO)
        if too_much > 0:
            details.append(
                _("that is {amount} more than was invoiced", amount=_money(too_much, note))
            )
    credit = -open_of(account, ref, date.max)
    if credit > 0:
        details.append(_("{amount} is to the client's credit", amount=_money(credit, note)))
    return details


def _money(amount: Decimal, bill: Bill) -> Quantity:
    return as_amount(amount, bill.currency, 0, is_grouped=False)
