"""Different items that two versions of a record have under one id: one version gets other ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from clientfile.errors import EditRefusedError
from clientfile.records.merge.collisions import colliding_ids, numbered_elsewhere, rename_items
from clientfile.records.shape import Shape
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.parsed import ParsedRecord


class PartedVersions(NamedTuple):
    """The base and the version that was numbered, with the new ids by the old ones of items that
    are new there.
    """

    base: ParsedRecord | None
    numbered: ParsedRecord
    new_ids: Mapping[str, str]


def part_items(
    base: ParsedRecord | None, numbered: ParsedRecord, other: ParsedRecord, shape: Shape
) -> PartedVersions:
    """`numbered` with free ids for its new items whose id is another new item's in `other`.

    An item that `other` has already under such an id, as after the first of several commits that a
    rebase applies, is followed there, in the base too. A text that can't be changed in place stays
    as it is.
    """
    data = [(each and each.data) or {} for each in (base, numbered, other)]
    new_ids = colliding_ids(data[0], [data[1]], data[2])
    ids = {**numbered_elsewhere(*data), **new_ids}
    try:
        return PartedVersions(
            base and _with_ids(base, ids, shape), _with_ids(numbered, ids, shape), new_ids
        )
    except EditRefusedError:
        return PartedVersions(base, numbered, {})


def _with_ids(parsed: ParsedRecord, ids: Mapping[str, str], shape: Shape) -> ParsedRecord:
    edits = rename_items(parsed.data or {}, ids) if ids else []
    return edit_record(parsed, edits, shape) if edits else parsed
