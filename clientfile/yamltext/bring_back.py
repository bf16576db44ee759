"""People and orders that one side of a merge removed and the other one names: they come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from clientfile.language import _
from clientfile.records.conflict import Settled
from clientfile.records.edits import Append, Data, Path
from clientfile.records.ids import ORDERS, PEOPLE, items
from clientfile.records.references import TO_A_PERSON, TO_AN_ORDER, own_references
from clientfile.records.shape import Shape
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import MergedText

_LISTS = ((PEOPLE, "id", TO_A_PERSON), (ORDERS, "ref", TO_AN_ORDER))


def bring_back_named(merged: MergedText, sides: Sequence[ParsedRecord], shape: Shape) -> MergedText:
    """The merge with the items that its record names and lacks, as the first of the sides that has
    them has them; what came back is settled. Raises EditRefusedError.
    """
    while back := list(_named_items(merged.parsed.data or {}, [side.data or {} for side in sides])):
        edits = [Append(path, (item,)) for path, _name, item in back]
        settled = [
            Settled(
                ".".join((*map(str, path), name)),
                _("{item} was removed on one side, and is named on the other: it stays", item=name),
            )
            for path, name, _item in back
        ]
        merged = replace(
            merged,
            parsed=edit_record(merged.parsed, edits, shape),
            merge=replace(merged.merge, settled=[*merged.merge.settled, *settled]),
        )
    return merged


def _named_items(data: Data, sides: Sequence[Data]) -> Iterator[tuple[Path, str, Data]]:
    """The list, the name and the item of each that `data` names and lacks, and a side has."""
    for path, key, fields in _LISTS:
        present = {item.get(key) for item in items(data, *path)}
        for name in sorted({name for _path, name in own_references(data, fields)} - present):
            having = (item for side in sides for item in items(side, *path))
            item = next((item for item in having if item.get(key) == name), None)
            if item is not None:
                yield path, name, item
