"""Who is reached by an e-mail address or a telephone number, however the number is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.records.typed.phones import LEAST_DIGITS, parse_phone, same_line

LINES = ("phone", "mobile", "fax")
"""The fields that hold a telephone number."""


def may_reach(typed: str) -> bool:
    """Whether what was typed may be an address or a number."""
    return "@" in typed or bool(parse_phone(typed))


def reaches(typed: str, holder: Any) -> bool:
    """Whether an address or a number is that of a company or a person: their own, their
    assistant's, or the one since they left.
    """
    if "@" in typed:
        return fold(typed) in {fold(text) for text in _values(holder, ("email",))}
    digits = re.sub(r"\D", "", typed)
    numbers = (re.sub(r"\D", "", text) for text in _values(holder, LINES))
    return any(len(number) >= LEAST_DIGITS and same_line(number, digits) for number in numbers)


def _values(holder: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(holder, dict):
        for part in (holder, holder.get("assistant"), holder.get("left")):
            if isinstance(part, dict):
                yield from (str(part[key]) for key in keys if key in part)
