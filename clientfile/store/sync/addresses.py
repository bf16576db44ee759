"""Addresses of conflicts: the value at one, and the short one from the innermost item on."""

from __future__ import annotations

from typing import Any

from clientfile.errors import NoSuchItemError, UsageError
from clientfile.records.conflict import ABSENT
from clientfile.records.edits import Data, Path, at
from clientfile.records.paths import quote_segment, resolve, split_address
from clientfile.schema.shapes import record_shape

WHOLE = "record"
"""What a whole record is called where its parts have addresses."""

_IDS = (("id",), ("ref",))


def path_at(data: Data, address: str) -> Path | None:
    """The concrete path of an address; None where the data lack an item of it."""
    try:
        return resolve(address, data, record_shape())
    except (NoSuchItemError, UsageError):
        return None


def value_at(data: Data, address: str) -> Any:
    """The value at an address of a record; ABSENT where there is none."""
    if not address:
        return data or ABSENT
    path = path_at(data, address)
    value = None if path is None else at(data, path)
    return ABSENT if value is None else value


def short_address(address: str) -> str:
    """`jean-dupont.phone` of an address in an item with an id or a ref; else the address, and
    `record` for the whole.
    """
    if not address:
        return WHOLE
    segments = split_address(address)
    shape, start = record_shape(), 0
    for place, segment in enumerate(segments):
        if shape.kind == "list":
            if shape.identity in _IDS and not segment.startswith("#"):
                start = place
            shape = shape.child(0)
        else:
            shape = shape.child(segment)
    return ".".join(
        each if each.startswith("#") else quote_segment(each) for each in segments[start:]
    )
