"""The type of a page's values, and the sum of counts that may be unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Values = Mapping[str, Any]
"""Values by the keys that json has them under."""


def sum_counts(counts: Iterable[int | None]) -> int | None:
    """The counts added up; None (not known) where one of them is."""
    total = 0
    for count in counts:
        if count is None:
            return None
        total += count
    return total
