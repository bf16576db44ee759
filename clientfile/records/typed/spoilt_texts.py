"""Texts that a spreadsheet made of a code or a number: told, and unwrapped where that is sure."""

from __future__ import annotations

import re

# Compiled at their first use: few runs meet such a text.
# `="01000"`: the formula by which a file keeps a spreadsheet from taking a code for a number.
_FORMULA = r'="((?:[^"]|"")*)"'
# `'01000` or `'=1+1`: the apostrophe that makes a text of what follows; an export writes one more
# before a text that has one. `'s-Gravenhage` is a town.
_APOSTROPHE = r"'('*(?:[=@\t\r].*|[+-].*|[0-9(][0-9 \u00a0\u202f.,/()+-]*))"
# `3.36123E+10`: the figures that a column shows of a number with more digits.
_CUT = r"[+-]?[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{1,3}"
# What stands in a cell whose formula fails, in the languages of Excel and in LibreOffice.
_ERROR = (
    r"#(?:N/A|NV|DIV/0|REF|BEZUG|VALUE|VALEUR|WERT|NAME|NOM|NUM|NOMBRE|ZAHL|NULL|NUL)[!?]?|Err:\d+"
)
_FOUR_DIGITS = r"[1-9][0-9]{3}"
_FIVE_DIGITS = r"(?:[A-Z]{1,2}-)?([0-9]{5})"
_FIVE_DIGIT_COUNTRIES = ("DE", "ES", "FI", "FR", "IT")


def is_guarded(text: str) -> bool:
    """Whether a text is written in the way that keeps a spreadsheet from changing it."""
    return text.startswith(("=", "'")) and without_guard(text) != text


def without_guard(text: str) -> str:
    """The text that a guarded one stands for: `="01000"` and `'01000` are 01000; others stay."""
    if match := re.fullmatch(_FORMULA, text):
        return match[1].replace('""', '"').strip()
    if match := re.fullmatch(_APOSTROPHE, text, re.DOTALL):
        return match[1].strip()
    return text


def is_cut_number(text: str) -> bool:
    """Whether a text is a number that lost digits: a power of ten, as in `3.36123E+10`."""
    return "e+" in text.lower() and bool(re.fullmatch(_CUT, text))


def is_formula_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows of a formula that fails, such as `#N/A`."""
    return text.startswith(("#", "E")) and bool(re.fullmatch(_ERROR, text))


def has_five_digits(country: str) -> bool:
    """Whether the postcodes of a country are five digits, of which the first may be a zero."""
    return country in _FIVE_DIGIT_COUNTRIES


def first_zero_added(text: str) -> str:
    """A postcode of five digits that lost its first zero, with it; others stay as they are."""
    return f"0{text}" if re.fullmatch(_FOUR_DIGITS, text) else text


def is_postcode(text: str, country: str) -> bool:
    """Whether a text may be a postcode of a country; True where its rule is not known here.

    Blanks among the digits, and the letters of a country in front, are no fault.
    """
    if not has_five_digits(country):
        return True
    match = re.fullmatch(_FIVE_DIGITS, "".join(text.split()))
    return match is not None and not (country == "FR" and match[1].startswith("99"))
