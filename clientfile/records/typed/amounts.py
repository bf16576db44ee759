"""Money, percentages and quantities as people type them, parsed into exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import cache

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.names import quoted
from clientfile.records.typed.currencies import CODES

MOST_DIGITS = 18
MOST_PERCENT_DECIMALS = 6

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP"}
_CURRENCY = r"(?:[€$£]|[A-Za-z]{3})"
_CURRENCY_FIRST = re.compile(rf"(-?) ?({_CURRENCY}) ?(.*)")
_CURRENCY_LAST = re.compile(rf"(.*[0-9]) ?({_CURRENCY})")
_NUMBER = re.compile(r"-? ?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?")
_AMBIGUOUS = re.compile(r",[0-9]{3}(?![0-9])")
_SMALL = re.compile(r"(-? ?0),([0-9]{3})")
_STORED_PERCENT = re.compile(r"[0-9]+(?:\.[0-9]+)?%")


def parse_money(text: str, *, is_price: bool = False) -> tuple[Decimal, str | None]:
    """An amount and its currency, None where none is typed: `1 250,50 €` → (1250.50, "EUR").

    A price of one may have more decimals than its currency: `0,045` is one, while `1,250` may be
    thousands there too. The currency is a sign or a code of ISO 4217, before or after the amount.
    The caller compares it with the client's. The decimals stay as typed. Raises InvalidValueError.
    """
    number, code = _spaced(text), None
    if match := _CURRENCY_FIRST.fullmatch(number):
        number, code = match[1] + match[3], match[2]
    elif match := _CURRENCY_LAST.fullmatch(number):
        number, code = match[1], match[2]
    if is_price:
        number = _SMALL.sub(r"\1.\2", number) if _SMALL.fullmatch(number) else number
    return _number(number, text, _("an amount")), _code(code) if code else None


def parse_number(text: str) -> Decimal:
    """A number with signs and separators as in `parse_money`. Raises InvalidValueError."""
    return _number(_spaced(text), text, _("a number"))


def parse_integer(text: str) -> int:
    """A whole number: `12`, `1 250`, `-3`. Raises InvalidValueError, also for `12.0`."""
    number = parse_number(text)
    if number.as_tuple().exponent != 0:
        raise InvalidValueError(
            _("{text} is not a whole number: write it without decimals.", text=quoted(text))
        )
    return int(number)


def parse_percent(text: str) -> str:
    """A percentage as a record stores it: `2,5 %` → `2.5%`, `10% + 5%` → `10%+5%`.

    Raises InvalidValueError without the sign, outside 0% to 100% and for more than 6 decimals.
    """
    return "+".join(_percent(part.strip(), text) for part in _spaced(text).split("+"))


@cache
def percent_factor(text: str) -> Decimal:
    """The factor that a stored discount leaves, exactly: `5%` → 0.95, `10%+5%` → 0.855.

    Each percentage applies to the remainder of the one before. Raises ValueError for a text that is
    no percentage, which a validated record does not contain.
    """
    with localcontext() as context:
        context.prec = 1000
        factor = Decimal(1)
        for part in text.split("+"):
            factor *= 1 - _points(part).scaleb(-2)
        return factor


def percent_share(text: str) -> Decimal:
    """The share that a stored percentage is, exactly: `5%` → 0.05. Raises ValueError."""
    return 1 - percent_factor(text)


def plain(number: Decimal | int) -> str:
    """A number in decimal notation with all its digits: no exponent, no separators, no `-0`."""
    unsigned_zero = abs(number) if number == 0 else number
    return format(unsigned_zero, "f" if isinstance(number, Decimal) else "d")


def _points(part: str) -> Decimal:
    if not _STORED_PERCENT.fullmatch(part):
        raise ValueError(f"no percentage: {part!r}")  # no message
    return Decimal(part[:-1])


def _percent(part: str, text: str) -> str:
    if not part.endswith("%"):
        example = f"{part}%" if _NUMBER.fullmatch(part) else _("5%, 2.5% or 10%+5%")
        raise InvalidValueError(
            _(
                "{text} is not a percentage: write {example}.",
                text=quoted(text),
                example=example,
            )
        )
    number = _number(part[:-1].rstrip(), text, _("a percentage"))
    if not 0 <= number <= 100:
        raise InvalidValueError(
            _("{text} is not a percentage from 0% to 100%: check the figure.", text=quoted(text))
        )
    if number != round(number, MOST_PERCENT_DECIMALS):
        raise InvalidValueError(
            _(
                "{text} has more than {most} decimals: round it.",
                text=quoted(text),
                most=MOST_PERCENT_DECIMALS,
            )
        )
    return plain(number.normalize()) + "%"


def _number(normalized: str, text: str, what: str) -> Decimal:
    if _AMBIGUOUS.search(normalized):
        raise InvalidValueError(_two_readings(text))
    if not _NUMBER.fullmatch(normalized):
        raise InvalidValueError(
            _(
                "{text} is not {what}: write 1250, 1250.50 or 1 250,50.",
                text=quoted(text),
                what=what,
            )
        )
    digits = normalized.replace(" ", "").replace(",", ".")
    if sum(c.isdigit() for c in digits) > MOST_DIGITS:
        raise InvalidValueError(
            _(
                "{text} has more than {most} digits: check the figure.",
                text=quoted(text),
                most=MOST_DIGITS,
            )
        )
    number = Decimal(digits)
    return abs(number) if number == 0 else number


def _two_readings(text: str) -> str:
    return _(
        "{text} is ambiguous, its comma may stand for thousands or for decimals: "
        "write thousands without it (1250), decimals with a point (1.250).",
        text=quoted(text.strip()),
    )


def _code(currency: str) -> str:
    code = _SYMBOLS.get(currency) or currency.upper()
    if code not in CODES:
        raise InvalidValueError(
            _("{text} is not a currency: write a code such as EUR.", text=quoted(currency))
        )
    return code


def _spaced(text: str) -> str:
    # str.split also splits at no-break and narrow no-break spaces.
    return " ".join(text.replace("−", "-").split())
