"""Exchange rates of a client: from its currency and its orders' into the folder's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import ONE, minor_unit, quotient
from clientfile.records.settings import Settings
from clientfile.records.typed.periods import fiscal_year

if TYPE_CHECKING:
    from clientfile.records.exchange_rates import NamedRate


@dataclass(frozen=True)
class Rate:
    """The value of one unit of `currency` in the folder's, in a fiscal `year`.

    `taken_from` is the key of the folder's rates that it stands under: a year, a month or a day.
    `borrowed` is whether that is an earlier one than the day's or the year's own.
    """

    currency: str
    year: int
    value: Decimal
    taken_from: str
    borrowed: bool = False


@cache
def _own_rate(currency: str, year: int) -> Rate:
    """The rate of a currency into itself."""
    return Rate(currency, year, ONE, f"{year:04d}")


class ClientRates:
    """Finds the rates of one client, and collects those that are missing.

    `missing` holds (client, currency, fiscal year) for each. `strict` takes no earlier rate.
    """

    def __init__(self, client: str, settings: Settings, *, strict: bool) -> None:
        self._client, self._settings, self._strict = client, settings, strict
        self.missing: list[tuple[str, str, int]] = []

    def on(self, currency: str, day: date) -> Rate:
        """The rate of a day: one of 1 in the place of a missing one."""
        year = fiscal_year(day, self._settings.fiscal_year_start)
        if currency == self._settings.currency:
            return _own_rate(currency, year)
        return self._rate(currency, year, self._settings.exchange.of(currency).find_for_day(day))

    def convert(self, amount: Decimal, currency: str, own: str, day: date) -> Decimal:
        """An amount in one currency in another, at the rates of a day, rounded once."""
        if currency == own:
            return amount
        worth = amount * self.on(currency, day).value
        return quotient(worth, self.on(own, day).value, minor_unit(own))

    def in_year(self, currency: str, year: int) -> Rate:
        """The rate of a fiscal year: one of 1 in the place of a missing one."""
        if currency == self._settings.currency:
            return _own_rate(currency, year)
        return self._rate(currency, year, self._settings.exchange.of(currency).find_for_year(year))

    def _rate(self, currency: str, year: int, found: NamedRate | None) -> Rate:
        if found is None or (found.stands_in and self._strict):
            self.missing.append((self._client, currency, year))
            return _own_rate(currency, year)
        return Rate(currency, year, found.value, found.label, found.stands_in)

    def require(self) -> None:
        """Raise MissingRateError where a rate was missing."""
        if self.missing:
            raise MissingRateError(self.missing)
