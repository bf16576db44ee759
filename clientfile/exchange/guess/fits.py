"""Whether the values of a column fit a field: a heading alone is never believed against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from clientfile.errors.suggest import fold
from clientfile.records.shape import Shape

_LEAST_SHARE = 0.9
"""The least share of the values that must fit."""
_MOST_VALUES = 1000

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_APART = re.compile(r"\s*(?:[,;/|\s]|:::)\s*")
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}(?:[T ,].*)?"
    r"|\d{8}|\d{1,2} [^\W\d]{3,10}\.?,? \d{4}|[^\W\d]{3,10}\.? \d{1,2},? \d{4}(?:[ ,].*)?"
)
_AMOUNT = re.compile(r"[-+(]?\s*(?:[€£$]|[A-Z]{3})?\s*[\d\s.,'’]*\d\s*(?:[€£$%]|[A-Z]{3})?\s*\)?")
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,9}", re.IGNORECASE)
_WEBSITE = re.compile(r"(?:https?://)?[^\s/@]+\.[^\s/@.]{2,}(?:/\S*)?", re.IGNORECASE)
_APE = re.compile(r"\d{2}\.?\d{2}\.?[A-Z]", re.IGNORECASE)
_VAT = re.compile(r"[A-Z]{2}[A-Z0-9 .-]{6,16}", re.IGNORECASE)
_COUNT = re.compile(r"[<>+~ ]*\d[\d\s.,]*(?:(?:-|–|à|to|\.\.)\s*\d[\d\s.,]*)?\+?(?:\s*\w+)?")
_TITLES = frozenset(
    {"m", "mm", "mme", "mmes", "mle", "mlle", "mr", "mrs", "ms", "miss", "mx", "dr", "docteur"}
    | {"pr", "prof", "professeur", "me", "mtre", "maitre", "monsieur", "madame", "mademoiselle"}
    | {"herr", "frau", "sir", "sr", "sra", "sig", "ing", "dhr", "mevr"}
)
_BOOLEAN = frozenset(
    {"0", "1", "true", "false", "yes", "no", "oui", "non", "vrai", "faux", "x", "y", "n", "o"}
)

Fits = Callable[[str], bool]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_email(text: str) -> bool:
    return all(_EMAIL.fullmatch(part.strip("<>")) for part in _APART.split(text) if part)


def _is_phone(text: str) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    digits = len(_digits(text))
    return digits >= 4 and letters <= digits and "@" not in text and not _looks_dated(text)


def _looks_dated(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}", text))


def _is_postcode(text: str) -> bool:
    plain = text.strip('="')
    return bool(_POSTCODE.fullmatch(plain)) and any(letter.isdigit() for letter in plain)


def _is_registration(*lengths: int) -> Fits:
    def fits(text: str) -> bool:
        return text.isascii() and len(_digits(text)) in lengths and not re.search(r"[A-Za-z]", text)

    return fits


def _is_country(text: str) -> bool:
    return not any(letter.isdigit() for letter in text) and "@" not in text


def _is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(text))


def _is_amount(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(text))


def _is_count(text: str) -> bool:
    return bool(_COUNT.fullmatch(text))


def is_title(text: str) -> bool:
    """Whether a text is how somebody is addressed, such as `Mme` or `Dr.`."""
    words = fold(text).replace(".", " ").split()
    return bool(words) and all(word in _TITLES for word in words)


def _is_boolean(text: str) -> bool:
    return fold(text) in _BOOLEAN


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and not _EMAIL.fullmatch(text)


def _matches(pattern: re.Pattern[str]) -> Fits:
    return lambda text: bool(pattern.fullmatch(text))


# By the last keys of a path.
_BY_KEY: dict[str, Fits] = {
    "email": _is_email,
    "phone": _is_phone,
    "mobile": _is_phone,
    "fax": _is_phone,
    "postcode": _is_postcode,
    "siren": _is_registration(9),
    "siret": _is_registration(14),
    "vat": _matches(_VAT),
    "ape": _matches(_APE),
    "website": _matches(_WEBSITE),
    "country": _is_country,
    "title": is_title,
    "first_name": _has_letters,
    "last_name": _has_letters,
    "name": _has_letters,
    "city": _has_letters,
    "street": lambda text: "@" not in text,
    "function": _has_letters,
    "owner": _has_letters,
    "salesperson": _has_letters,
    "legal_form": _has_letters,
    "department": _has_letters,
    "region": lambda text: "@" not in text,
    "linkedin": lambda text: "@" not in text,
}
_BY_FORMAT: dict[str, Fits] = {"date": _is_date, "range": _is_count, "percent": _is_amount}
_BY_KIND: dict[str, Fits] = {"number": _is_amount, "integer": _is_count, "boolean": _is_boolean}


def unfit_values(path: str, shape: Shape, values: Iterable[str]) -> Sequence[str]:
    """The values that do not fit the field at `path`, where too few of them do; else none.

    `values` are those of the first rows, empty ones left out.
    """
    fits = _check_for(path, shape)
    if fits is None:
        return ()
    filled = (value.strip() for value in values)
    values = list(islice((value for value in filled if value), _MOST_VALUES))
    unfit = [value for value in values if not fits(value)]
    return unfit if len(unfit) > (1 - _LEAST_SHARE) * len(values) else ()


def _check_for(path: str, shape: Shape) -> Fits | None:
    key = path.rpartition(".")[2]
    return _BY_FORMAT.get(shape.format) or _BY_KEY.get(key) or _BY_KIND.get(shape.kind)
