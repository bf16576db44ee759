"""Orders: adds an order, and finds one by its ref or the number of its invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.errors import AmbiguousItemError, InvalidError, NoSuchItemError
from clientfile.errors.suggest import fold
from clientfile.figures.lines import order_figures
from clientfile.language import Message, _, ngettext
from clientfile.language.quantities import amount as as_amount
from clientfile.language.quantities import day as as_day
from clientfile.records.change import Change
from clientfile.records.client import client_of
from clientfile.records.edits import Append, Data, Edit, Put, apply_edits, at
from clientfile.records.ids import ORDERS, MakeId, fresh_id, orders, used_ids
from clientfile.records.statuses import begun_days, status_on
from clientfile.records.typed.parse import RecordCurrencies
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape

# Fields that a line copies from the same product's line of the order that it is like.
_COPIED = ("category", "unit", "unit_price", "discount", "vat_rate", "unit_cost")


@dataclass(frozen=True)
class OrderRequest:
    """An order to add: `fields` are named as in the record, `date` is required.

    `like` is the ref of an earlier order, empty for none: `lines` may leave out what its lines
    have.
    """

    fields: Data
    lines: Sequence[Data]
    like: str = ""


def add_order(
    client: str,
    data: Data,
    request: OrderRequest,
    currencies: RecordCurrencies,
    make_suffix: MakeId,
) -> Change:
    """Add an order; it makes a prospect a client, from the order's day on.

    Without a ref, one is made of the day and of what `make_suffix` gives. Raises NoSuchItemError
    for an unknown `like`, InvalidError for a ref that the record has, for no line, and for a line
    without a price.
    """
    model = find_order(data, request.like) if request.like else {}
    _refuse_other_currency(data, model, request, currencies)
    lines = _complete_lines(request.lines, model.get("lines", []))
    if not lines:
        raise InvalidError(_('an order needs a line: --line "PRODUCT ; 10 kg @ 12.50"'))
    copied: Data = {key: model[key] for key in ("currency", "discount") if key in model}
    fields = request.fields
    order = {"ref": _free_ref(data, fields, make_suffix), **copied, **fields, "lines": lines}
    edits: list[Edit] = [Append(ORDERS, (order,))]
    details: list[str] = []
    if _is_purchase(order, currencies):
        status_edits, details = _win_prospect(client, data, str(order["date"]))
        edits = [*status_edits, *edits]
    summary = _describe_order(client, apply_edits(data, edits), order, currencies)
    return Change(
        "add-order", summary, {client: edits}, summary, ids=[order["ref"]], details=details
    )


def _is_purchase(order: Data, currencies: RecordCurrencies) -> bool:
    """Whether the client buys by an order: by a credit note it does not."""
    data = {"identity": {"name": "Acme", "status": "client"}, "business": {"orders": [order]}}
    if "rebate" in order:
        return False
    if not accepts(data):
        return True
    item = client_of("", data).orders[0]
    return order_figures(item, currencies.own, currencies.folder).is_purchase


def _refuse_other_currency(
    data: Data, model: Data, request: OrderRequest, currencies: RecordCurrencies
) -> None:
    """Raise InvalidError where the order is in another currency than the one that it is like, whose
    prices it would copy.
    """
    usual = at(data, ("business", "currency")) or currencies.folder
    theirs = model.get("currency", usual)
    if model and request.fields.get("currency", theirs) != theirs:
        raise InvalidError(
            _("{ref} is in {currency}: give the lines with their prices", ref=model["ref"],
              currency=theirs)
        )  # fmt: skip


def find_order(data: Data, typed: str) -> Data:
    """The order with this ref, else with this number of an invoice; last, either of these without
    regard to case and accents.

    Raises NoSuchItemError, AmbiguousItemError for a number that several invoices have.
    """
    everyone = orders(data)
    for spell in (str, fold):
        for key in ("ref", "invoice"):
            matches = [each for each in everyone if spell(str(each.get(key, ""))) == spell(typed)]
            if len(matches) == 1:
                return matches[0]
            if matches:
                refs = [str(each.get("ref")) for each in matches]
                raise AmbiguousItemError(typed, _("the orders"), refs)
    refs = [str(order.get("ref")) for order in everyone]
    raise NoSuchItemError(typed, "business.orders", refs)


def _complete_lines(lines: Sequence[Data], models: Sequence[Data]) -> list[Data]:
    """The lines of an order, completed by those of the order that it is like; all of that order's
    lines where there are none.
    """
    if not lines:
        return [dict(line) for line in models]
    return [complete_line(line, models) for line in lines]


def complete_line(line: Data, models: Sequence[Data]) -> Data:
    """A line with what it lacks taken from the last one of the same product.

    Raises InvalidError where the quantity or the price is told by neither.
    """
    product = str(line.get("product", ""))
    same = [each for each in models if fold(str(each["product"])) == fold(product)]
    other = same[-1] if same else {}
    complete = {key: other[key] for key in _COPIED if key in other} | line
    if "quantity" not in complete:
        raise InvalidError(
            _(
                'the line of {product!r} tells no quantity: write "{product} ; 10 @ 12.50"',
                product=product,
            )
        )
    if "unit_price" not in complete:
        raise InvalidError(
            _(
                'the line of {product!r} tells no price: write "{product} ; 10 @ 12.50"',
                product=product,
            )
        )
    return {"product": product, **complete}


def _free_ref(data: Data, fields: Data, make_suffix: MakeId) -> str:
    """The order's ref, else one of the day and a suffix. Raises InvalidError for one in use."""
    used = used_ids(data)
    if ref := fields.get("ref"):
        if ref in used:
            raise InvalidError(
                _("{ref!r} is already in this record: give the order another --ref", ref=ref)
            )
        return str(ref)
    day = str(fields["date"]).replace("-", "")
    return fresh_id(used, lambda: f"{day}-{make_suffix()}")


def _win_prospect(client: str, data: Data, day: str) -> tuple[list[Edit], list[str]]:
    """The edits that make a prospect who orders a client, and notes about the client's status."""
    identity: Any = data["identity"]
    status = identity["status"]
    if status == "prospect":
        edits: list[Edit] = [Put(("identity", "status"), "client")]
        if "client_since" not in identity:
            edits.append(Put(("identity", "client_since"), day))
        won = _(
            "{client} was a prospect, and is a client from {day} on",
            client=client,
            day=as_day(day),
        )
        return edits, [won]
    on_day = status_on(status, begun_days(identity), date.fromisoformat(day))
    if on_day in ("lost", "former"):
        recorded = _(
            "{client} is recorded as {status}: if it is a client again: "
            "clientfile set {client} status client",
            client=client,
            status=record_shape().child("identity").child("status").word(on_day),
        )
        return [], [recorded]
    return [], []


def _describe_order(client: str, data: Data, order: Data, currencies: RecordCurrencies) -> Message:
    """The order with the number of its lines and its net total; without these for a record with
    errors.
    """
    ref, day = order["ref"], as_day(str(order["date"]))
    if not accepts(data):
        return _("{client}: order {ref} of {day}", client=client, ref=ref, day=day)
    item = next(each for each in client_of(client, data).orders if each.ref == ref)
    figures = order_figures(item, currencies.own, currencies.folder)
    return ngettext(
        "{client}: order {ref} of {day}, {count} line, {total}",
        "{client}: order {ref} of {day}, {count} lines, {total}",
        len(item.lines),
        client=client,
        ref=ref,
        day=day,
        total=as_amount(figures.net, figures.currency, 0, is_grouped=False),
    )
