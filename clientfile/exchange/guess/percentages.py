"""How a column writes percentages: with a sign, as hundredths, or as fractions of one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,15})?")


def percentage_unit(values: Iterable[str]) -> str:
    """What a map has to say of the numbers of a column: `percent` (15 is 15%), `fraction` (0.15 is
    15%), or nothing where they have signs, or where both may be meant.
    """
    numbers = [
        abs(Decimal(value.replace(",", ".")))
        for value in values
        if _NUMBER.fullmatch(value.replace("\u202f", "").strip())
    ]
    if any(number > 1 for number in numbers):
        return "percent"
    return "fraction" if any(number % 1 for number in numbers) else ""
