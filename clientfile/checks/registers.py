"""Checks of register numbers: SIREN, SIRET, VAT, APE. The only user of python-stdnum.

Each function takes a number as written, with spaces, and returns None where it can be correct, else
the message of a warning: a wrong checksum is a hint, never a reason to refuse a record.
"""

from __future__ import annotations

import re
from typing import Any

from clientfile.language import _
from clientfile.schema.files import naf_rev2
from clientfile.schema.messages import quote_value

_APE = re.compile(r"([0-9]{2})\.?([0-9]{2})([A-Z])")


def siren_fault(text: str) -> str | None:
    """What is wrong with a SIREN: 9 digits with a check digit."""
    from stdnum.fr import siren

    return _fault(siren, text, "SIREN", 9)


def siret_fault(text: str) -> str | None:
    """What is wrong with a SIRET: 14 digits with a check digit, or La Poste's own rule."""
    from stdnum.fr import siret

    return _fault(siret, text, "SIRET", 14)


def vat_fault(text: str) -> str | None:
    """What is wrong with a VAT number; None also for countries whose rule stdnum lacks."""
    prefix = normalize_number(text)[:2]
    if not re.fullmatch("[A-Z]{2}", prefix):
        return _(
            "{number} is no VAT number: it begins with the two letters of its country",
            number=quote_value(text),
        )
    module = _vat_module(prefix)
    if module is None or module.is_valid(text):
        return None
    return _(
        "{number} is no VAT number that {country} gives out: compare it with an invoice",
        number=quote_value(text),
        country=prefix,
    )


def ape_fault(text: str) -> str | None:
    """What is wrong with an APE code; one that is not in NAF rev. 2 may be a code of NAF 2025."""
    match = _APE.fullmatch(text)
    if match is None:
        return _(
            "{code} is no APE code: it has four digits and a letter, such as 46.71Z",
            code=quote_value(text),
        )
    code = f"{match[1]}.{match[2]}{match[3]}"
    if code in naf_rev2():
        return None
    return _("{code} is not in NAF rev. 2 (fine if it is a NAF 2025 code)", code=code)


def normalize_number(text: str) -> str:
    """A register number for comparison: its letters and digits, in capitals."""
    return re.sub(r"[\W_]", "", text).upper()


def _fault(module: Any, text: str, name: str, length: int) -> str | None:
    number = normalize_number(text)
    if not (number.isascii() and number.isdigit() and len(number) == length):
        return _(
            "{number} is no {name}: it has {length} digits",
            number=quote_value(text),
            name=name,
            length=length,
        )
    if module.is_valid(number):
        return None
    return _(
        "{number} is no {name}: its check digit does not fit, so a digit is wrong",
        number=quote_value(text),
        name=name,
    )


def _vat_module(prefix: str) -> Any:
    """The stdnum module for a VAT prefix: the Union's (EL, EU and IM too) or the British one."""
    from stdnum.eu import vat as union
    from stdnum.gb import vat as british

    if prefix == "GB":
        return british
    is_union = prefix.lower() in union.MEMBER_STATES or prefix in ("EL", "EU", "IM")
    return union if is_union else None
