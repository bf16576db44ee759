"""Later advantages of a year, for `brief` and `margin --explain`: accrued, credited, left."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from clientfile.figures.rebates import RebateYear
from clientfile.language import _
from clientfile.reports.common.values import Values


def rebate_values(rebate: RebateYear) -> dict[str, Any]:
    """The later advantages of a year as data; keys as in json."""
    keys = ("year", "accrued", "credited", "left")
    return {key: getattr(rebate, key) for key in keys}


def rebate_text(rebate: Values, format_amount: Callable[[Decimal | None], str]) -> str:
    """The data of `rebate_values` as a line of a page."""
    amounts = {key: format_amount(rebate[key]) for key in ("accrued", "credited", "left")}
    if rebate["accrued"] is None:
        return _(
            "granted later for {year}: {credited} credited, what accrued is not known",
            year=str(rebate["year"]),
            credited=amounts["credited"],
        )
    return _(
        "granted later for {year}: {accrued} accrued, {credited} credited, {left} left",
        year=str(rebate["year"]),
        **amounts,
    )
