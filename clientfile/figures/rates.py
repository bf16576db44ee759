"""Exchange rates: from a client's currency into the folder's, by fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clientfile.errors import MissingRateError
from clientfile.figures.amounts import ONE
from clientfile.records.settings import Settings


@dataclass(frozen=True)
class Rate:
    """The value of one unit of `currency` in the folder's, for a fiscal `year`.

    `taken_from` is the year whose rate it is: an earlier one where `year` has none.
    """

    currency: str
    year: int
    value: Decimal
    taken_from: int

    @property
    def borrowed(self) -> bool:
        """Whether it is an earlier year's rate."""
        return self.taken_from != self.year


def rate_for(client: str, currency: str, year: int, settings: Settings, *, strict: bool) -> Rate:
    """The rate of `currency` in `year`, else the last earlier year's, which `strict` refuses.

    Raises MissingRateError for `client` where there is none.
    """
    if currency == settings.currency:
        return Rate(currency, year, ONE, year)
    years = [other for other, rates in settings.rates.items() if currency in rates]
    usable = [other for other in years if other == year or (other < year and not strict)]
    if not usable:
        raise MissingRateError([(client, currency, year)])
    return Rate(currency, year, settings.rates[max(usable)][currency], max(usable))
