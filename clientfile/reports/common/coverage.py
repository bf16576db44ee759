"""What reports show of a margin where costs are missing: the known part, and how much it covers.

The figures stand in columns of their own; for the eye a margin that is not known as a whole is the
known part with its coverage, `5,422.07 on 8 of 9 lines`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.figures.covered_margin import NOTHING, CoveredMargin
from clientfile.language import _, ngettext
from clientfile.output.table import Column, FigureMark
from clientfile.reports.common.values import Values

COLUMNS = (
    Column("margin_known", _("Known margin"), "money"),
    Column("cost_coverage", _("Lines with a cost"), "ratio"),
    Column("revenue_coverage", _("Revenue with a cost"), "ratio"),
    Column("margin_rate_known", _("Known margin rate"), "ratio"),
)
KEYS = tuple(column.key for column in COLUMNS)


def coverage_values(covered: CoveredMargin, revenue: Decimal | None) -> dict[str, Any]:
    """The values of COLUMNS for a margin of so much revenue."""
    return {
        "margin_known": covered.amount,
        "cost_coverage": covered.cost_coverage,
        "revenue_coverage": covered.coverage_of(revenue),
        "margin_rate_known": covered.rate,
    }


def coverage_counts(covered: CoveredMargin) -> dict[str, int]:
    """What a margin covers, in numbers, as pages have it in json."""
    return {
        "lines": covered.lines,
        "lines_without_cost": covered.uncovered_lines,
        "years_without_margin": covered.uncovered_years,
    }


@dataclass(frozen=True)
class _PartMark(FigureMark):
    """The mark of what is known of a margin or a margin rate."""

    covered: CoveredMargin = NOTHING

    def say(self, figure: str) -> str:
        """The figure with what it covers."""
        return with_coverage(figure, coverage_counts(self.covered))


def coverage_marks(covered: CoveredMargin, *columns: str, rate: str = "") -> dict[str, FigureMark]:
    """Marks for the columns of a margin, and for that of its `rate`, where the margin is not known
    as a whole: the known part stands there, with its coverage.
    """
    if covered.whole is not None:
        return {}
    marks: dict[str, FigureMark] = {
        column: _PartMark(covered.amount, covered) for column in columns
    }
    if rate:
        marks[rate] = _PartMark(covered.rate, covered)
    return marks


def with_coverage(figure: str, counts: Values) -> str:
    """A known figure with what it covers: `5,422.07 on 8 of 9 lines`. `counts` has what
    `coverage_counts` returns.
    """
    lines, years = counts["lines"], counts["years_without_margin"]
    if counts["lines_without_cost"]:
        # What several tags count twice is taken off again: there all counts are below zero.
        figure = ngettext(
            "{figure} on {covered} of {count} line",
            "{figure} on {covered} of {count} lines",
            abs(lines),
            figure=figure,
            covered=abs(lines - counts["lines_without_cost"]),
        )
    if not years:
        return figure
    return ngettext(
        "{figure}, without {count} stated year",
        "{figure}, without {count} stated years",
        abs(years),
        figure=figure,
    )
