"""Matching an e-mail address or a telephone number with the client or person it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.records.typed.phones import LEAST_DIGITS, parse_phone, same_line

LINES = ("phone", "mobile", "fax")
"""The fields that contain a telephone number."""


def may_reach(query: str) -> bool:
    """Whether a query may be an e-mail address or a telephone number."""
    return "@" in query or bool(parse_phone(query))


def reaches(query: str, holder: Any) -> bool:
    """Whether an e-mail address or a telephone number reaches a company or a person: at their own,
    at their assistant's, or at the one that they have had since they left.
    """
    if "@" in query:
        return fold(query) in {fold(text) for text in _values(holder, ("email",))}
    digits = re.sub(r"\D", "", query)
    numbers = (re.sub(r"\D", "", text) for text in _values(holder, LINES))
    return any(len(number) >= LEAST_DIGITS and same_line(number, digits) for number in numbers)


def _values(holder: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(holder, dict):
        for part in (holder, holder.get("assistant"), holder.get("left")):
            if isinstance(part, dict):
                yield from (str(part[key]) for key in keys if key in part)
