"""Reads the figures and extracts of all clients; a missing exchange rate is an error."""

from __future__ import annotations

from collections.abc import Mapping

from clientfile.errors import MissingRateError
from clientfile.figures.extracts import Extract, T
from clientfile.figures.ledger import Ledger
from clientfile.figures.summary import Summary
from clientfile.records.typed.periods import Period


def require_figures(ledger: Ledger, period: Period, strict: bool) -> Mapping[str, Summary]:
    """Every client's figures. Raises MissingRateError naming all rates that are missing."""
    figures, missing = ledger.figures(period, strict=strict)
    if missing:
        raise MissingRateError(missing)
    return figures


def require_extracts(
    ledger: Ledger, extract: Extract[T], period: Period, *, strict: bool
) -> Mapping[str, T]:
    """The extract of every client's record. Raises MissingRateError naming all missing rates."""
    extracts, missing = ledger.extracts(extract, period, strict=strict)
    if missing:
        raise MissingRateError(missing)
    return extracts
