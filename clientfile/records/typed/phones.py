"""Telephone numbers, however they are typed; they are compared by their last nine digits."""

from __future__ import annotations

import re

# Numbers are compared by their ends: +33 4 72 … and 04 72 … are the same line.
TELLING_DIGITS = 9
LEAST_DIGITS = 6


def parse_phone(text: str) -> str:
    """The digits of a text that can be a telephone number, "" for any other."""
    digits = re.sub(r"\D", "", text)
    may_be = len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s().+/-]", text)
    return digits if may_be else ""


def same_line(one: str, other: str) -> bool:
    """Whether two numbers, given as digits, are the same line."""
    return one == other or (
        min(len(one), len(other)) >= TELLING_DIGITS
        and one[-TELLING_DIGITS:] == other[-TELLING_DIGITS:]
    )
