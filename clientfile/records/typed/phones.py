"""Telephone numbers, however they are written: several in a text, extensions, national forms.

A number is compared by what it is in its country's plan (the `phonenumbers` library). One that
names no country is of the region that is given, else of whichever country fits the other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LEAST_DIGITS = 6
"""Digits of the shortest telephone number."""
LEAST_IN_PART = 4
"""Digits of the shortest part of a number that is looked for."""

# Of two numbers on one line each has as many digits: `0711/12345` is one number.
_LEAST_OF_SEVERAL = 7
# Digits of a number with its country's code; no national one is as long without a zero in front.
_LEAST_WITH_CODE = 11
_TAIL = 6
_APART = r"[ \t\u00a0\u2009\u202f.\-/()\u2010-\u2013]{0,3}"
_RUN = re.compile(rf"\+?\(?\+?[0-9](?:{_APART}[0-9]){{5,}}")
_EXTENSION = re.compile(
    r"[\s,;]*(?:poste?|p\.|interne|int\.|extension|ext\.?|;ext=|x|#)\s*:?\s*([0-9]{1,6})(?![0-9])",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(r"[^0-9\s().+/\-\u2010-\u2013]")


@dataclass(frozen=True)
class WrittenNumber:
    """A number as a text has it: its digits, with `+` where it begins so, and its extension."""

    digits: str
    extension: str = ""

    @property
    def tail(self) -> str:
        """The last six digits, or all of fewer, which every form of the number has."""
        return self.digits.lstrip("+")[-_TAIL:]


@dataclass(frozen=True)
class PhoneLine:
    """A telephone line.

    international -- `+33474000001`, "" where the country is not known
    digits        -- those of its other forms: `0474000001`, `474000001`, and as it is written
    is_certain    -- whether the country is said, by the number or by the region
    """

    international: str
    digits: frozenset[str]
    is_certain: bool
    extension: str = ""


def find_numbers(text: str) -> Iterator[tuple[WrittenNumber, int, int]]:
    """Every number of at least six digits in a text, with where it begins and ends."""
    for match in _RUN.finditer(text):
        extension = _EXTENSION.match(text, match.end())
        parts, start = _split(match.group()), match.start()
        for place, part in enumerate(parts, 1):
            own = extension[1] if extension and place == len(parts) else ""
            yield WrittenNumber(_digits(part), own), start, start + len(part)
            start += len(part) + 1


def written_numbers(text: str) -> Iterator[WrittenNumber]:
    """Every number of at least six digits in a text."""
    return (number for number, _start, _end in find_numbers(text))


def _split(run: str) -> list[str]:
    """The numbers of a run of digits: those on either side of a `/` that has enough on both."""
    parts = run.split("/")
    is_several = all(len(_plain(part)) >= _LEAST_OF_SEVERAL for part in parts)
    return parts if is_several else [run]


def _plain(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _digits(text: str) -> str:
    is_international = text.lstrip(" (").startswith("+")
    if is_international:
        # The zero in brackets is left out after the country's code: +33 (0)4.
        text = re.sub(r"\(\s*0\s*\)", "", text)
    digits = _plain(text)
    if digits.startswith("00") and not digits.startswith("000"):
        return f"+{digits[2:]}"
    return f"+{digits}" if is_international else digits


def parse_phone(text: str) -> WrittenNumber | None:
    """The number that a whole text is, with its extension; None for any other text."""
    text = text.strip()
    match = _EXTENSION.search(text)
    extension = match if match and match.end() == len(text) else None
    number = text[: extension.start()] if extension else text
    if _NO_NUMBER.search(number) or len(_plain(number)) < LEAST_DIGITS:
        return None
    return WrittenNumber(_digits(number), extension[1] if extension else "")


@lru_cache(maxsize=4096)
def line_of(number: WrittenNumber, region: str = "") -> PhoneLine:
    """The line of a number; `region` is the country (`FR`) of one that names none, or ""."""
    digits = number.digits.lstrip("+")
    forms = {digits, digits.lstrip("0") or digits}
    is_international = number.digits.startswith("+")
    readings = [(number.digits, region or None, True)] if is_international or region else []
    if not is_international and len(digits) >= _LEAST_WITH_CODE and digits[0] != "0":
        # A caller's number is often shown without its plus.
        readings.append((f"+{digits}", None, False))
    for text, default, is_certain in readings:
        if reading := _parse(text, default, must_be_valid=not is_international):
            international, national = reading
            return PhoneLine(
                international, frozenset(forms | national), is_certain, number.extension
            )
    return PhoneLine("", frozenset(forms), False, number.extension)


def _parse(text: str, region: str | None, *, must_be_valid: bool) -> tuple[str, set[str]] | None:
    """A number's international form and the digits of its national ones; None if it has none."""
    # Imported where there is a number to compare: it takes 25 ms.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if must_be_valid and not phonenumbers.is_valid_number(parsed):
        return None
    significant = phonenumbers.national_significant_number(parsed)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return f"+{parsed.country_code}{significant}", {significant, _plain(national)}


def is_same_line(one: PhoneLine, other: PhoneLine) -> bool:
    """Whether two lines are the same; an extension counts where both have one."""
    if one.extension and other.extension and one.extension != other.extension:
        return False
    if one.international and one.international == other.international:
        return True
    if one.is_certain and other.is_certain:
        return False
    return not one.digits.isdisjoint(other.digits)


def has_number(text: str, query: WrittenNumber, region: str = "") -> bool:
    """Whether one of the numbers of a text is the one that is looked for."""
    return any(is_same_number(number, query, region) for number in written_numbers(text))


def is_same_number(written: WrittenNumber, query: WrittenNumber, region: str = "") -> bool:
    """Whether a number as a record has it is the one that is looked for."""
    return written.tail == query.tail and is_same_line(line_of(written, region), line_of(query))


def forms_of(number: WrittenNumber, region: str = "") -> tuple[str, ...]:
    """The digits of each form of a number, for a search by a part of them."""
    line = line_of(number, region)
    return tuple(sorted({line.international.lstrip("+"), *line.digits} - {""}))


def parse_part(text: str, least: int = LEAST_IN_PART) -> str:
    """The digits of a text that can be a part of a number; "" for one with fewer than `least`."""
    digits = _digits(text).lstrip("+")
    return "" if _NO_NUMBER.search(text) or len(digits) < least else digits


def has_part(text: str, part: str, region: str = "") -> bool:
    """Whether one of the numbers of a text has these digits side by side, in one of its forms."""
    return any(
        part in form for number in written_numbers(text) for form in forms_of(number, region)
    )
