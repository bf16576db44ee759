"""Values that a sync could leave in no record, as changes of the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from clientfile.errors import ClientfileError
from clientfile.records.diff import FieldChange, RecordPart, changes_from
from clientfile.records.edits import Data, Path
from clientfile.records.ids import all_items
from clientfile.records.item_label import item_label
from clientfile.records.lost_values import LostTrailer
from clientfile.records.paths import quote_segment, resolve, split_address
from clientfile.schema.shapes import record_shape


def lost_changes(
    lost: Sequence[LostTrailer], data: Data, part: RecordPart
) -> Iterator[FieldChange]:
    """The rows of the history for values that a commit lost: from each of them to the one that
    stands in `data`, the record as the commit has it.

    Those outside of `part` are passed over.
    """
    shape = record_shape()
    within = part.path_in(data, shape)
    for each in lost:
        item, path = _locate(each.place, data)
        if path is None:
            # The item is gone from the record since.
            if part in (RecordPart(), RecordPart(item=item)):
                field = each.place.removeprefix(item).removeprefix(".")
                value = each.value if not isinstance(each.value, dict) else item_label(each.value)
                yield FieldChange(item, field, value, None)
        elif within is not None and path[: len(within)] == within:
            yield from changes_from(each.value, data, path, shape)


def _locate(place: str, data: Data) -> tuple[str, Path | None]:
    """The item of a place, "" for none, and its concrete path, None where the record has none."""
    shape = record_shape()
    item = ""
    with suppress(ClientfileError):
        first, *rest = split_address(place)
        if first in shape.fields or first.startswith("x-"):
            return "", resolve(place, data, shape)
        item = first
        base = next((path for name, path in all_items(data) if name == first), None)
        if base is not None:
            inner = ".".join(quote_segment(segment) for segment in rest)
            return item, resolve(inner, data, shape, base) if inner else base
    return item, None
