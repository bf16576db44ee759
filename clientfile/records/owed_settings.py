"""The settings of what clients owe: `payments_since`, `[[vat]]`, `[terms]`, as typed data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from clientfile.language import _
from clientfile.records.setting_errors import did_you_mean, setting_error, unknown_key

DAYS_FROM = ("invoice", "month-end")
METHODS = (
    "transfer",
    "direct-debit",
    "cheque",
    "card",
    "bill-of-exchange",
    "letter-of-credit",
    "prepayment",
    "cash",
    "other",
)
"""The values of `business.payment.method`, which `[terms]` may set for all clients."""
_VAT_KEYS = ("from", "rate", "country")
_TERMS_KEYS = ("days", "end_of_month", "on_day", "days_from", "method")
_MOST_DAYS = 9999


@dataclass(frozen=True)
class VatRate:
    """A rate of VAT (0.2 for 20 %) from a day on, for clients of a country; None is any."""

    start: date
    rate: Decimal
    country: str | None = None


def parse_since(value: Any) -> date | None:
    """The value of `payments_since`. Raises InvalidError."""
    return None if value is None else _day(value, "payments_since")


def parse_vat(value: Any, *, is_newer: bool = False) -> tuple[VatRate, ...]:
    """The rates of `[[vat]]`. Raises InvalidError, for an unknown key too unless the folder
    `is_newer` than this program.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise setting_error("vat", value, _("write each rate below a line [[vat]]"))
    if not is_newer:
        for each in value:
            _check_keys(each, _VAT_KEYS, "vat")
    return tuple(_vat_rate(each) for each in value)


def _vat_rate(table: Mapping[str, Any]) -> VatRate:
    country = parse_country(table["country"], "vat.country") if "country" in table else None
    return VatRate(_day(table.get("from"), "vat.from"), _rate(table.get("rate")), country)


def parse_country(value: Any, key: str) -> str:
    """The code of a country that a setting names. Raises InvalidError."""
    if isinstance(value, str) and len(value) == 2 and value.isascii() and value.isupper():
        return value
    raise setting_error(key, value, _('write a code of two capital letters, such as "FR"'))


def _rate(value: Any) -> Decimal:
    """A rate written as "20%", or as the number 20."""
    # Only folders with rates need it, and every run reads settings.
    from clientfile.records.typed.amounts import percent_share

    try:
        text = value if isinstance(value, str) else f"{value}%"
        share = percent_share(text.replace(" ", "").replace(",", "."))
    except ValueError:
        share = Decimal(-1)
    written_as_share = not isinstance(value, str) and 0 < share < Decimal("0.01")
    if not 0 <= share <= 1 or written_as_share or isinstance(value, bool):
        raise setting_error("vat.rate", value, _('write a percentage, such as "20%"'))
    return share


def parse_terms(table: Mapping[str, Any], *, is_newer: bool = False) -> dict[str, Any]:
    """The terms of `[terms]`, named as in `business.payment`. Raises as `parse_vat` does."""
    if not is_newer:
        _check_keys(table, _TERMS_KEYS, "terms")
    for key, value in table.items():
        if hint := _fault(key, value):
            raise setting_error(f"terms.{key}", value, hint)
    if table.get("days_from") == "month-end" and table.get("end_of_month"):
        hint = _("days counted from the end of the month have no end_of_month beside them")
        raise setting_error("terms.days_from", "month-end", hint)
    return {key: value for key, value in table.items() if key in _TERMS_KEYS}


def _fault(key: str, value: Any) -> str:
    """What the key takes, where the value is none of it; else empty."""
    if key == "days" and not _is_whole(value, 0, _MOST_DAYS):
        return _("write a number of days, such as 30")
    if key == "on_day" and not _is_whole(value, 1, 31):
        return _("write a day of the month, from 1 to 31")
    if key == "end_of_month" and not isinstance(value, bool):
        return _("write true or false")
    if key == "days_from" and value not in DAYS_FROM:
        return did_you_mean(str(value), DAYS_FROM)
    if key == "method" and value not in METHODS:
        return did_you_mean(str(value), METHODS)
    return ""


def _is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _check_keys(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys and not key.startswith("x-"):
            raise unknown_key(f"{where}.{key}", key, keys)


def _day(value: Any, key: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise setting_error(key, value, _("write a day, such as 2026-01-01")) from None
