"""Fiscal years: the day of the year on which they begin, and which calendar year names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

MONTHS_A_YEAR = 12
# January of the year 1, the calendar's first month, counted from January of the year 0.
FIRST_MONTH = 12
# The days that each month has in every year.
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class FiscalYearStart:
    """The `day` of the `month` on which each fiscal year begins, one that every year has.

    A fiscal year is named by the calendar year it ends in, or, `named_by_first`, the one it begins
    in. `name_offset` is what its name is ahead of the calendar year it begins in, 0 or 1.
    """

    month: int = 1
    day: int = 1
    named_by_first: bool = False
    name_offset: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        same_name = self.named_by_first or (self.month, self.day) == (1, 1)
        object.__setattr__(self, "name_offset", 0 if same_name else 1)

    def year_of(self, day: date) -> int:
        """The name of the fiscal year that includes `day`."""
        month = day.month
        if month > self.month or (month == self.month and day.day >= self.day):
            return day.year + self.name_offset
        return day.year + self.name_offset - 1

    def first_month(self, year: int) -> int:
        """The month in which the fiscal year `year` begins, counted from January of the year 0."""
        return (year - self.name_offset) * MONTHS_A_YEAR + self.month - 1

    def day_in(self, month: int) -> date | None:
        """The day of a month, counted from January of the year 0, on which a part of a fiscal year
        begins: at most the last that the month has in every year. None outside of the calendar.
        """
        year, place = divmod(month, MONTHS_A_YEAR)
        if not 1 <= year <= date.max.year:
            return None
        return date(year, place + 1, min(self.day, MONTH_DAYS[place]))


CALENDAR_YEAR = FiscalYearStart()
