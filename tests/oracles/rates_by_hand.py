"""A second computation of which exchange rate a day or a year has, day by day, in fractions."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)


class Rates:
    """`values`: {currency: {label: amount}}, a label being a year, a month or a day.

    `first_day` and `year_of` tell the fiscal years; the folder's currency is EUR.
    """

    def __init__(self, values, first_day, year_of):
        self.values, self.first_day, self.year_of = values, first_day, year_of
        self.told = {}

    def days_of(self, label):
        """The first and the last day that a label names."""
        numbers = [int(part) for part in label.split("-")]
        if len(numbers) == 1:
            return self.first_day(numbers[0]), self.first_day(numbers[0] + 1) - DAY
        if len(numbers) == 2:
            return date(*numbers, 1), date(*numbers, monthrange(*numbers)[1])
        return date(*numbers), date(*numbers)

    def of(self, currency, first, last):
        """The rate for these days: of the shortest label that holds them all, else the newest that
        was over by then.
        """
        if currency == "EUR":
            return Fraction(1)
        key = currency, first, last
        if key not in self.told:
            spans = [
                (*self.days_of(label), value) for label, value in self.values[currency].items()
            ]
            around = [(b - a, value) for a, b, value in spans if a <= first and last <= b]
            over = [(b, a, value) for a, b, value in spans if b <= last]
            self.told[key] = Fraction(min(around)[-1] if around else max(over)[-1])
        return self.told[key]

    def on(self, currency, day):
        return self.of(currency, day, day)

    def in_year(self, currency, year):
        return self.of(currency, self.first_day(year), self.first_day(year + 1) - DAY)

    def stretches(self, currency, first, last):
        """(first, last, rate) of days on end with one rate."""
        if currency == "EUR":
            yield first, last, Fraction(1)
            return
        begun, day = first, first
        while day <= last:
            if day == last or self.on(currency, day + DAY) != self.on(currency, day):
                yield begun, day, self.on(currency, day)
                begun = day + DAY
            day += DAY
