"""Numbers, percentages, amounts and days as translatable texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from clientfile.language.message import Translatable, Wording, pgettext

MONTHS = (
    pgettext("a month", "January"),
    pgettext("a month", "February"),
    pgettext("a month", "March"),
    pgettext("a month", "April"),
    pgettext("a month", "May"),
    pgettext("a month", "June"),
    pgettext("a month", "July"),
    pgettext("a month", "August"),
    pgettext("a month", "September"),
    pgettext("a month", "October"),
    pgettext("a month", "November"),
    pgettext("a month", "December"),
)
"""The names of the months, January first."""

WEEKDAYS = (
    pgettext("before a date", "Monday"),
    pgettext("before a date", "Tuesday"),
    pgettext("before a date", "Wednesday"),
    pgettext("before a date", "Thursday"),
    pgettext("before a date", "Friday"),
    pgettext("before a date", "Saturday"),
    pgettext("before a date", "Sunday"),
)
"""The names of the weekdays, Monday first."""


class Quantity(Translatable):
    """A number with its thousands grouped: in English `1,250.50`, with ` %` or a currency.

    One that is not `is_grouped` is `1250.50` in English, and grouped in the other languages.
    """

    __slots__ = ("currency", "is_grouped", "is_percentage", "number")

    number: str
    currency: str
    is_percentage: bool
    is_grouped: bool

    def say(self, wording: Wording) -> str:
        """The quantity with the marks, the sign and the order of a language."""
        number = wording.mark(self.number)
        if self.is_percentage:
            return wording.format_percentage(number)
        return wording.format_amount(number, self.currency) if self.currency else number

    def __reduce__(self) -> tuple[object, ...]:
        return build_quantity, (self.number, self.currency, self.is_percentage, self.is_grouped)


class Day(Translatable):
    """A day: in English `2026-11-28`."""

    __slots__ = ()

    def say(self, wording: Wording) -> str:
        """The day in figures, in the order of a language."""
        return wording.format_date(date.fromisoformat(self))


class Rates(Translatable):
    """Percentages as a record writes them: in English `5%`, and `10%+5%` for several in a row."""

    __slots__ = ()

    def say(self, wording: Wording) -> str:
        """Each of them with the marks and the sign of a language."""
        numbers = (each.strip().removesuffix("%").strip() for each in self.split("+"))
        return " + ".join(wording.format_percentage(wording.mark(each)) for each in numbers)


def number(value: int | Decimal, places: int = 0) -> Quantity:
    """A number with at least `places` decimals."""
    return build_quantity(_group(value, places))


def percentage(points: Decimal) -> Quantity:
    """A percentage of so many points: 25.3 is `25.3 %`."""
    return build_quantity(_group(points, 0), is_percentage=True)


def amount(
    value: int | Decimal, currency: str, places: int, *, is_grouped: bool = True
) -> Quantity:
    """An amount of money with at least `places` decimals, and its currency's code."""
    return build_quantity(_group(value, places), currency, is_grouped=is_grouped)


def unknown_amount(currency: str) -> Quantity:
    """A dash in the place of an amount of money that is not known, and its currency's code."""
    return build_quantity("-", currency)


def day(value: date | str) -> str:
    """A day as a translatable text; a text that is no whole day, such as `2026-03`, as it is."""
    try:
        return Day(date.fromisoformat(value) if isinstance(value, str) else value)
    except ValueError:
        return str(value)


def build_quantity(
    number: str, currency: str = "", is_percentage: bool = False, is_grouped: bool = True
) -> Quantity:
    """The quantity of a number in English notation, with its thousands grouped."""
    ending = " %" if is_percentage else f" {currency}" if currency else ""
    quantity = Quantity((number if is_grouped else number.replace(",", "")) + ending)
    quantity.number, quantity.currency = number, currency
    quantity.is_percentage, quantity.is_grouped = is_percentage, is_grouped
    return quantity


def _group(value: int | Decimal, places: int) -> str:
    """A number in English notation, with all its digits and at least `places` decimals."""
    digits = format(abs(value), "f" if isinstance(value, Decimal) else "d")
    whole, point, decimals = digits.partition(".")
    if len(decimals) < places:
        point, decimals = ".", decimals.ljust(places, "0")
    return f"{'-' if value < 0 else ''}{int(whole):,}{point}{decimals}"
