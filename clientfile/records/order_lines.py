"""Order lines as people type them: `Oven ; 2 pcs @ 1 250,50 ; -5% ; cost 800`."""

from __future__ import annotations

import re
from typing import Any

from clientfile.errors import InvalidValueError
from clientfile.language import _, pgettext
from clientfile.records.edits import Data
from clientfile.records.names import quoted
from clientfile.records.typed.amounts import parse_money, parse_number, parse_percent
from clientfile.records.typed.parse import RecordCurrencies
from clientfile.records.typed.words import matching

_FORM = _('write "PRODUCT ; 10 kg @ 12.50 ; -5% ; cost 8.20 ; category NAME ; vat 5.5%"')
# A unit begins with a letter. Directly after the number it is letters alone (and ² ³ or a dot).
_QUANTITY = re.compile(
    r"(?P<number>[-−]?\s*[0-9](?:[0-9\s.,]*[0-9])?)"
    r"(?:(?P<close>[^\W\d_]+[²³.]?)|\s+(?P<unit>[^\W\d_][^@]*))?\s*(?:@(?P<price>.*))?"
)
_NAMED = re.compile(r"([^\W\d_]+)\s*:?\s+(.+)")
_LABELS = {
    "cost": pgettext("label of a part of an order's line", "cost"),
    "category": pgettext("label of a part of an order's line", "category"),
    "vat": pgettext("label of a part of an order's line", "vat"),
}


def parse_line(text: str, currencies: RecordCurrencies) -> Data:
    """The fields of an order's line, named as in the record; fields that were not typed are absent.

    After the product, in any order: the quantity with its unit, and `@` the price of one; a
    discount; the unit cost (`cost`); the category; the rate of VAT (`vat`). A negative quantity is
    a return. Raises InvalidValueError for a part that is none of these, for a part typed twice, and
    for an amount in another currency than the client's (for a cost, the folder's).
    """
    product, *parts = (part.strip() for part in text.split(";"))
    if not product:
        raise InvalidValueError(_("{line} names no product: {form}", line=quoted(text), form=_FORM))
    line: Data = {"product": product}
    for part in filter(None, parts):
        fields = _part(part, text, currencies)
        if twice := next((key for key in fields if key in line), None):
            raise InvalidValueError(
                _("{line} tells its {key} twice: {form}", line=quoted(text), key=twice, form=_FORM)
            )
        line |= fields
    return line


def _part(part: str, text: str, currencies: RecordCurrencies) -> Data:
    if (match := _NAMED.fullmatch(part)) and (labels := matching(match[1], _LABELS)):
        return _labelled(labels[0], match[2].strip(), currencies)
    if part.endswith("%"):
        return {"discount": parse_percent(part.lstrip("-−").replace("+-", "+"))}
    if part.startswith("@"):
        return {"unit_price": _money(part[1:], currencies.own)}
    match = _QUANTITY.fullmatch(part)
    if match is None or not (match["close"] or match["unit"] or "a")[0].isalpha():
        raise InvalidValueError(
            _(
                "{part} in {line} is not understood: {form}",
                part=quoted(part),
                line=quoted(text),
                form=_FORM,
            )
        )
    fields: Data = {"quantity": parse_number(match["number"])}
    if unit := (match["close"] or match["unit"] or "").strip():
        fields["unit"] = unit
    if match["price"] is not None:
        fields["unit_price"] = _money(match["price"], currencies.own)
    return fields


def _labelled(label: str, text: str, currencies: RecordCurrencies) -> Data:
    if label == "cost":
        return {"unit_cost": _money(text, currencies.folder)}
    if label == "vat":
        return {"vat_rate": parse_percent(text)}
    return {"category": text}


def _money(text: str, currency: str) -> Any:
    amount, named = parse_money(text, is_price=True)
    if named and currency and named != currency:
        raise InvalidValueError(
            _(
                "{amount} is in {typed}, but is to be in {currency}: convert it",
                amount=quoted(text),
                typed=named,
                currency=currency,
            )
        )
    return amount
