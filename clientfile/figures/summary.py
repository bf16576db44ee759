"""Summary: a client's figures in a period without their parts, as reports use and cache them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from clientfile.figures.covered_margin import CoveredMargin, decode_covered, encode_covered
from clientfile.figures.pro_rata import ProRata, decode_pro_rata, encode_pro_rata
from clientfile.figures.rates import Rate
from clientfile.figures.ratios import Ratios, RevenueSource

if TYPE_CHECKING:
    from clientfile.figures.results import Figures

# The same string objects for all decoded summaries.
_SOURCES: dict[str, RevenueSource | None] = {
    "": None, "orders": "orders", "stated": "stated", "both": "both"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gaps:
    """Why figures may not be what one expects: years that the period cuts or that state too little,
    and rates of another year. The fields are those of `results.Figures`.

    `covered` is what is known of a margin that is not known as a whole; None where it is.
    `pro_rata` is the money for comparison where only a year is stated. `shared_visits` are the
    visits that were at another client too, and count once with it.
    """

    unknown_years: tuple[int, ...] = ()
    left_out_years: tuple[int, ...] = ()
    years_without_revenue: tuple[int, ...] = ()
    cut_visit_years: tuple[int, ...] = ()
    margin_not_stated: bool = False
    borrowed_rates: tuple[Rate, ...] = ()
    covered: CoveredMargin | None = None
    pro_rata: ProRata | None = None
    shared_visits: tuple[str, ...] = ()


NO_GAPS = Gaps()


@dataclass(frozen=True, slots=True)
class Summary(Ratios):
    """The figures of `client` in a period, in the folder's `currency`; None is unknown."""

    client: str
    currency: str
    revenue: Decimal | None
    margin: Decimal | None
    orders: int | None
    visits: int | None
    lines: int
    lines_without_cost: int
    source: RevenueSource | None
    gaps: Gaps = NO_GAPS

    @property
    def covered(self) -> CoveredMargin:
        """What is known of the margin, and how much of the sales that covers."""
        return self.gaps.covered or CoveredMargin(self.margin, self.revenue, self.lines)


def with_pro_rata(summary: Summary) -> Summary:
    """The summary with the money for comparison in the place of what is not known; itself where
    there is none.
    """
    share = summary.gaps.pro_rata
    if share is None:
        return summary
    margin = share.covered.whole
    gaps = replace(summary.gaps, covered=share.covered if margin is None else None)
    return replace(summary, revenue=share.revenue, margin=margin, gaps=gaps)


def summary_of(figures: Figures) -> Summary:
    """The figures without their parts."""
    gaps = Gaps(
        figures.unknown_years,
        figures.left_out_years,
        figures.years_without_revenue,
        figures.cut_visit_years,
        figures.margin_not_stated,
        figures.borrowed_rates,
        figures.covered if figures.margin is None else None,
        figures.pro_rata,
        figures.shared_visits,
    )
    return Summary(
        figures.client,
        figures.currency,
        figures.revenue,
        figures.margin,
        figures.orders,
        figures.visits,
        figures.lines,
        figures.lines_without_cost,
        figures.source,
        NO_GAPS if gaps == NO_GAPS else gaps,
    )


def encode_summary(summary: Summary) -> str:
    """A summary as a line of text for `decode_summary`, without the client and the currency."""
    gaps = "" if summary.gaps is NO_GAPS else _encode_gaps(summary.gaps)
    cells = (
        summary.revenue,
        summary.margin,
        summary.orders,
        summary.visits,
        summary.lines,
        summary.lines_without_cost,
        summary.source,
    )
    return "|".join([*("" if cell is None else str(cell) for cell in cells), gaps])


def decode_summary(text: str, client: str, currency: str) -> Summary:
    """The summary in a line of text of `encode_summary`."""
    revenue, margin, orders, visits, lines, without, source, gaps = text.split("|", 7)
    return Summary(
        client,
        currency,
        Decimal(revenue) if revenue else None,
        Decimal(margin) if margin else None,
        int(orders) if orders else None,
        int(visits) if visits else None,
        int(lines),
        int(without),
        _SOURCES[source],
        _decode_gaps(gaps) if gaps else NO_GAPS,
    )


def _encode_gaps(gaps: Gaps) -> str:
    rates = [[r.currency, r.year, str(r.value), r.taken_from] for r in gaps.borrowed_rates]
    years = (gaps.unknown_years, gaps.left_out_years, gaps.years_without_revenue)
    covered = encode_covered(gaps.covered) if gaps.covered else None
    money = (covered, encode_pro_rata(gaps.pro_rata))
    return json.dumps(
        [*years, gaps.cut_visit_years, gaps.margin_not_stated, rates, *money, gaps.shared_visits],
        default=str,
    )


def _decode_gaps(text: str) -> Gaps:
    *years, margin, rates, covered, pro_rata, shared = json.loads(text)
    unknown, left_out, without, visits = (tuple(each) for each in years)
    borrowed = tuple(
        Rate(code, year, Decimal(value), of, borrowed=True) for code, year, value, of in rates
    )
    return Gaps(
        unknown, left_out, without, visits, margin, borrowed,
        decode_covered(covered) if covered else None, decode_pro_rata(pro_rata), tuple(shared),
    )  # fmt: skip
