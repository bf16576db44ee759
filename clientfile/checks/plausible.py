"""Warnings about one record: implausible values, unfinished entries, wrong register numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from clientfile.checks import registers
from clientfile.checks.days import day_findings, parse_iso_day
from clientfile.checks.presence import presence_findings
from clientfile.language import _
from clientfile.records.contact_match import addresses_in
from clientfile.records.edits import Data, Path, at
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.interactions import MAILINGS
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import fiscal_year
from clientfile.records.typed.spoilt_texts import is_cut_number, is_postcode
from clientfile.schema.messages import quote_value
from clientfile.schema.walk import Place

_REGISTRATION: Path = ("identity", "registration")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_FEWEST_DIGITS = 3

_REGISTERS: dict[Path, Callable[[str], str | None]] = {
    (*_REGISTRATION, "siren"): registers.siren_fault,
    (*_REGISTRATION, "siret"): registers.siret_fault,
    (*_REGISTRATION, "vat"): registers.vat_fault,
    ("identity", "sector", "ape"): registers.ape_fault,
}


def plausible_findings(
    data: Data, places: Sequence[Place], settings: Settings, today: date
) -> list[Finding]:
    """Every warning of one record."""
    fiscal_year_start = settings.fiscal_year_start
    return [
        *_register_findings(data),
        *_contact_findings(places),
        *_postcode_findings(data, settings.country),
        *_mailing_findings(places),
        *_unfinished_entries(places),
        *presence_findings(data),
        *_years_without_revenue(data, fiscal_year_start, today),
        *day_findings(data, places, fiscal_year_start, today),
    ]


def _warning(path: Path, code: str, message: str) -> Finding:
    return Finding(path, code, message, "warning")


def _register_findings(data: Data) -> Iterator[Finding]:
    for path, fault in _REGISTERS.items():
        value = at(data, path)
        if isinstance(value, str) and (message := fault(value)):
            yield _warning(path, "unknown-ape" if path[-1] == "ape" else "checksum", message)
    yield from _mismatched_numbers(data)


def _mismatched_numbers(data: Data) -> Iterator[Finding]:
    """Warnings for valid numbers that belong to different companies."""
    siren, siret, vat = (_valid_number(data, key) for key in ("siren", "siret", "vat"))
    if siren and siret and not siret.startswith(siren):
        message = _(
            "it does not begin with the company's SIREN, {siren}: one of the two is wrong",
            siren=siren,
        )
        yield _warning((*_REGISTRATION, "siret"), "checksum", message)
    if siren and vat.startswith("FR") and not vat.endswith(siren):
        message = _(
            "it does not end with the company's SIREN, {siren}: one of the two is wrong",
            siren=siren,
        )
        yield _warning((*_REGISTRATION, "vat"), "checksum", message)


def _valid_number(data: Data, key: str) -> str:
    path = (*_REGISTRATION, key)
    value = at(data, path)
    valid = isinstance(value, str) and not _REGISTERS[path](value)
    return registers.normalize_number(value) if valid else ""


def _contact_findings(places: Sequence[Place]) -> Iterator[Finding]:
    for path, _kind, value, _shape in places:
        key = path[-1] if path else ""
        if not isinstance(value, str):
            continue
        if key == "email" and not _is_email(value):
            message = _(
                "{value} looks like no e-mail address: write one such as a@b.example",
                value=quote_value(value),
            )
            yield _warning(path, "implausible", message)
        if key in ("phone", "mobile", "fax") and (fault := _phone_fault(value)):
            yield _warning(path, "implausible", fault)


def _phone_fault(text: str) -> str:
    """Why a text looks like no telephone number; empty where it may be one."""
    if is_cut_number(text):
        return _(
            "{value} is no telephone number, but what a spreadsheet left of one: write it anew",
            value=quote_value(text),
        )
    if _digits(text) < _FEWEST_DIGITS:
        return _(
            "{value} looks like no telephone number: it has too few digits",
            value=quote_value(text),
        )
    return ""


def _postcode_findings(data: Data, settings_country: str) -> Iterator[Finding]:
    """Warnings for postcodes that have not the five digits of their country's."""
    people = at(data, ("contacts", "people"))
    paths: list[Path] = [("identity", "address")]
    paths += [
        ("contacts", "people", place, "address")
        for place in range(len(people) if isinstance(people, list) else 0)
    ]
    of_client = at(data, ("identity", "address", "country")) or settings_country
    for path in paths:
        postcode = at(data, (*path, "postcode"))
        country = str(at(data, (*path, "country")) or of_client)
        if isinstance(postcode, str) and not is_postcode(postcode, country):
            message = _(
                "{value} is no postcode of {country}: it has five digits",
                value=quote_value(postcode),
                country=country,
            )
            yield _warning((*path, "postcode"), "implausible", message)


def _is_email(text: str) -> bool:
    """Whether a text is an e-mail address, or several."""
    addresses = addresses_in(text)
    return bool(addresses) and all(map(_EMAIL.fullmatch, addresses))


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _mailing_findings(places: Sequence[Place]) -> Iterator[Finding]:
    """Warnings for a mailing that is no message: it would count as no contact by mistake."""
    for path, kind, value, __ in places:
        if kind != ("contacts", "interactions") or not isinstance(value, dict):
            continue
        if value.get("mailing") is True and value.get("kind") not in MAILINGS:
            message = _("only an email or a letter is a mailing: take mailing away, or mend kind")
            yield _warning((*path, "mailing"), "implausible", message)


# Fields without which an entry is useless, though the schema does not require them.
_REQUIRED_IN_PRACTICE: dict[tuple[str, ...], dict[str, str]] = {
    ("business", "orders", "payments"): {
        "date": _("a payment without a date counts for no delay: add date:"),
        "amount": _("a payment without an amount counts for nothing: add amount:"),
    },
    ("business", "orders", "settled"): {
        "date": _("a closing without a date closes nothing: add date:"),
        "amount": _("a closing without an amount closes nothing: add amount:"),
        "reason": _("a closing without a reason is told as a difference: add reason:"),
    },
    ("business", "on_account"): {
        "date": _("money on account without a date counts nowhere: add date:"),
        "amount": _("money on account without an amount counts for nothing: add amount:"),
    },
    ("business", "purchases"): {"year": _("purchases of no year count nowhere: add year:")},
    ("results", "targets"): {"year": _("a target of no year counts nowhere: add year:")},
}


def _unfinished_entries(places: Sequence[Place]) -> Iterator[Finding]:
    for path, kind, value, __ in places:
        if not isinstance(value, dict):
            continue
        for key, message in _REQUIRED_IN_PRACTICE.get(kind, {}).items():
            if key not in value:
                yield _warning(path, "unfinished", message)
        if kind == ("business", "orders") and _invoiced_without_date(value):
            message = _("the order is invoiced but its invoice has no date: add invoiced:")
            yield _warning(path, "unfinished", message)
        if kind == ("business", "pricing", "advantages") and _once_without_date(value):
            message = _("an amount granted once falls on no day: add date:")
            yield _warning(path, "unfinished", message)


def _invoiced_without_date(order: dict[str, Any]) -> bool:
    return order.get("status") == "invoiced" and "invoiced" not in order


def _once_without_date(advantage: dict[str, Any]) -> bool:
    return advantage.get("per") == "once" and "date" not in advantage


_MONEY_BUT_REVENUE = {"gross_margin", "cost", "advantages"}


def _years_without_revenue(
    data: Data, year_start: FiscalYearStart, today: date
) -> Iterator[Finding]:
    """Warnings for stated years without revenue and without orders to compute it from."""
    orders, stated = at(data, ("business", "orders")), at(data, ("results", "years"))
    ordered = {
        fiscal_year(day, year_start)
        for day in map(_day_counted, orders if isinstance(orders, list) else ())
        if day and day <= today
    }
    for place, entry in enumerate(stated if isinstance(stated, list) else ()):
        if not isinstance(entry, dict) or not _MONEY_BUT_REVENUE & set(entry):
            continue
        year = entry.get("year")
        if "revenue" not in entry and isinstance(year, int) and year not in ordered:
            message = _("it states no revenue and the year has no orders: add revenue:")
            yield _warning(("results", "years", place), "no-revenue", message)


def _day_counted(order: Any) -> date | None:
    """The day that an order's revenue counts on; None where the order counts nowhere."""
    if not isinstance(order, dict) or order.get("status") == "cancelled":
        return None
    return parse_iso_day(order.get("invoiced")) or parse_iso_day(order.get("date"))
