"""A cell of a workbook as a text: numbers to their last digit, days as a record writes them."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from clientfile.exchange.tables.source_table import TypedText
from clientfile.exchange.workbook.bounds import ERROR

# A spreadsheet keeps this many digits of a number: further ones are noise of its arithmetic.
_DIGITS = 15
_MOST = 10**_DIGITS
_MIDNIGHT = time()


def text_of(value: Any) -> str:
    """The text of a cell's value.

    What a spreadsheet knows to be a number, a day or a yes is a TypedText: no decimal sign and no
    order of day and month have to be found out. A number with more digits than a spreadsheet keeps
    is written with its exponent, as a cut one.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return TypedText("true" if value else "false")
    if isinstance(value, int | float):
        return TypedText(_number(value))
    if isinstance(value, datetime):
        is_day = value.time() == _MIDNIGHT
        return TypedText(value.date().isoformat() if is_day else value.isoformat(" ", "seconds"))
    if isinstance(value, date | time):
        return TypedText(value.isoformat())
    return TypedText(str(value) if isinstance(value, timedelta) else "")


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ERROR
    exact = Decimal(repr(value))
    if abs(exact) >= _MOST:
        return f"{exact:.{_DIGITS - 1}E}"
    if len(exact.as_tuple().digits) > _DIGITS:
        exact = Decimal(f"{exact:.{_DIGITS - 1}E}")
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
