"""Lines that two sides inserted at one place of a record, as one: item by item, in their order.

Only the indentation is looked at: whoever joins lines reads the outcome again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Joined = Literal["by-date", "first", "second", "alone"]
"""What stands where both sides inserted lines: their items by date, those of the first or of the
second side before the others, or those of the first side alone."""

_DASH = re.compile(r" *(?=-\s)")
_DATE = re.compile(r"""\s*["']?date["']?\s*:\s*["']?(\d{4}-\d\d-\d\d)""")
_FLOW_PART = re.compile(r"[{,]")
_ID = re.compile(r"""\s*["']?(?:id|ref)["']?\s*:\s*["']?([^"'\s},]+)""")


@dataclass
class _SplitList:
    """The lines that one side inserted: what goes on with the item before, new items, and what
    stands after their list.
    """

    before: list[str] = field(default_factory=list)
    items: list[list[str]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def join_lines(first: Sequence[str], second: Sequence[str], joined: Joined) -> list[str]:
    """The inserted lines of both sides."""
    if joined == "second":
        first, second = second, first
    dashes = [match.end() for line in (*first, *second) if (match := _DASH.match(line))]
    column = min(dashes, default=-1)
    one, other = _split(first, column), _split(second, column)
    by_date = joined == "by-date"
    items = _merge_by_date(one.items, other.items) if by_date else [*one.items, *other.items]
    return [
        *_once(one.before, other.before),
        *(line for item in items for line in item),
        *_once(one.after, other.after),
    ]


def _once(one: list[str], other: list[str]) -> list[str]:
    return one if one == other else one + other


def _split(lines: Sequence[str], column: int) -> _SplitList:
    """Lines by the items of the list whose dashes stand in a column."""
    result = _SplitList()
    # Comments and blank lines belong to what comes after them, deeper comments to what is before.
    waiting: list[str] = []
    for line in lines:
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if not content.strip() or (content.startswith("#") and indent <= column):
            waiting.append(line)
            continue
        if indent == column and _DASH.match(line) and not result.after:
            result.items.append([*waiting, line])
        elif (indent < column and result.items) or result.after:
            result.after += [*waiting, line]
        else:
            (result.items[-1] if result.items else result.before).extend([*waiting, line])
        waiting = []
    (result.after or (result.items[-1] if result.items else result.before)).extend(waiting)
    return result


def _merge_by_date(one: list[list[str]], other: list[list[str]]) -> list[list[str]]:
    """The items of both sides, each side in its own order; where some have no date, one after the
    other.
    """
    left, right = [_sort_key(item) for item in one], [_sort_key(item) for item in other]
    if not all(date for date, __ in left + right):
        return one + other
    merged: list[list[str]] = []
    i = j = 0
    while i < len(one) and j < len(other):
        if right[j] < left[i]:
            merged.append(other[j])
            j += 1
        else:
            merged.append(one[i])
            i += 1
    return merged + one[i:] + other[j:]


def _sort_key(item: list[str]) -> tuple[str, str]:
    """The date and the id that an item's own lines say, "" where they say none."""
    head = next(line for line in item if _DASH.match(line))
    own = head.index("-") + 1
    content = head[own:].lstrip(" ")
    if content.startswith("{"):
        lines = _FLOW_PART.split("".join(item[item.index(head) :]))
    else:
        inner = len(head) - len(content)
        lines = [content, *(line for line in item if len(line) - len(line.lstrip(" ")) == inner)]
    date, name = (
        next((match[1] for line in lines if (match := pattern.match(line))), "")
        for pattern in (_DATE, _ID)
    )
    return date, name
