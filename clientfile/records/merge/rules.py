"""Fields that are settled by a rule where both sides set them: days, and a status that goes on."""

from __future__ import annotations

from typing import Any

from clientfile.records.conflict import ABSENT
from clientfile.records.shape import Shape
from clientfile.records.statuses import PRECEDING


def settle(base: Any, ours: Any, theirs: Any, shape: Shape) -> Any:
    """The value that a rule of the schema chooses of two; ABSENT where none does."""
    if not shape.merging or not isinstance(ours, str) or not isinstance(theirs, str):
        return ABSENT
    if shape.merging == "earliest":
        return min(ours, theirs)
    if shape.merging == "latest":
        return max(ours, theirs)
    return _later_status(base, ours, theirs)


def _later_status(base: Any, ours: Any, theirs: Any) -> Any:
    """Of two statuses, neither of them before that of the base, the one that follows the other."""
    if base is not ABSENT and not all(_follows(each, base) for each in (ours, theirs)):
        return ABSENT
    if _follows(theirs, ours):
        return theirs
    return ours if _follows(ours, theirs) else ABSENT


def _follows(status: str, earlier: Any) -> bool:
    """Whether a status comes after an earlier one in a client's life, or is the same."""
    before: str | None = status
    while before is not None and before != earlier:
        before = PRECEDING.get(before)
    return before is not None
