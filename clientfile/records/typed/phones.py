"""Telephone numbers, however they are typed: the same line is told by its last digits."""

from __future__ import annotations

import re

# A number is compared by its end: +33 4 72 … and 04 72 … are the same line.
TELLING_DIGITS = 9
LEAST_DIGITS = 6


def parse_phone(text: str) -> str:
    """The digits of what was typed, where it can be a number; else ""."""
    digits = re.sub(r"\D", "", text)
    may_be = len(digits) >= LEAST_DIGITS and not re.search(r"[^\d\s().+/-]", text)
    return digits if may_be else ""


def same_line(one: str, other: str) -> bool:
    """Whether two numbers, as digits, are the same line."""
    return one == other or (
        min(len(one), len(other)) >= TELLING_DIGITS
        and one[-TELLING_DIGITS:] == other[-TELLING_DIGITS:]
    )
