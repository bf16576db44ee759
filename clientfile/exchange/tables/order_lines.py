"""The lines of an order: which line of the file is which line of the record, which are missing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.item_matches import ItemMatches
from clientfile.exchange.tables.missing_edits import build_item, find_missing_edits
from clientfile.exchange.tables.rows import Values
from clientfile.language import _, ngettext
from clientfile.records.edits import Data
from clientfile.records.names import quoted
from clientfile.records.shape import Shape


def tell_unmatched(ref: str, unmatched: int) -> str:
    """A note about lines that only the record has; empty where there are none."""
    if not unmatched:
        return ""
    return ngettext(
        "order {ref}: {count} line that the file has not stays in the record",
        "order {ref}: {count} lines that the file has not stay in the record",
        unmatched,
        ref=ref,
    )


def match_lines(
    recorded: Sequence[Data],
    lines: Sequence[Values],
    shape: Shape,
    constants: Collection[tuple[str, ...]],
) -> tuple[ItemMatches, int]:
    """The matches between the record's lines and the file's, and how many only the record has.

    Lines have no id: those alike in product, quantity and price match first, then those alike in
    product, in their order. Raises UnmappableError where both sides have lines left: adding the
    file's would count the same goods twice.
    """
    pairs: dict[int, int] = {}
    for keys in (("product", "quantity", "unit_price"), ("product",)):
        _pair(recorded, lines, keys, pairs)
    rest = [line for place, line in enumerate(lines) if place not in pairs]
    unmatched = len(recorded) - len(pairs)
    if lines and rest and unmatched:
        places = set(pairs.values())
        other = next(line for place, line in enumerate(recorded) if place not in places)
        raise UnmappableError(
            _(
                "its line of {product} is not in the record, whose line of {recorded} is not in "
                "the file: change the record by hand",
                product=quoted(str(rest[0][("product",)])),
                recorded=quoted(str(other.get("product"))),
            )
        )
    edits = [
        (there, find_missing_edits(recorded[there], lines[place], (), "", constants))
        for there, place in sorted((there, place) for place, there in pairs.items())
    ]
    added = [build_item(line, shape) for line in rest]
    return ItemMatches(edits, added, len(recorded)), unmatched if lines else 0


def _pair(
    recorded: Sequence[Data],
    lines: Sequence[Values],
    keys: tuple[str, ...],
    pairs: dict[int, int],
) -> None:
    """Add to `pairs` the lines alike in `keys`: place in the file → place in the record."""
    places = set(pairs.values())
    free: Mapping[tuple[Any, ...], deque[int]] = defaultdict(deque)
    for place, line in enumerate(recorded):
        if place not in places:
            free[tuple(line.get(key) for key in keys)].append(place)
    for place, values in enumerate(lines):
        name = tuple(values[(key,)] for key in keys)
        if place not in pairs and free[name]:
            pairs[place] = free[name].popleft()
