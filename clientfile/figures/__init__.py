"""The engine that makes every figure a report, a brief or a page shows. Pure, and exact.

`results.figures_of` is the way in: a client and a period in, figures with their parts out.
"""

from __future__ import annotations

from clientfile.figures.advantages import Accrual, Accrued
from clientfile.figures.classes import class_of_each, rank_of_each, standing
from clientfile.figures.lines import LineFigures, OrderFigures
from clientfile.figures.parts import Part
from clientfile.figures.rates import Rate
from clientfile.figures.results import Figures, default_period, figures_of, years_with_figures
from clientfile.figures.sums import Sums

__all__ = [
    "Accrual",
    "Accrued",
    "Figures",
    "LineFigures",
    "OrderFigures",
    "Part",
    "Rate",
    "Sums",
    "class_of_each",
    "default_period",
    "figures_of",
    "rank_of_each",
    "standing",
    "years_with_figures",
]
