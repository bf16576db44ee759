"""Says that an item has another id, since the other side gave its own to another item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from clientfile.language import Message, _
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import ORDERS, PEOPLE, all_items
from clientfile.records.item_label import item_label
from clientfile.records.shape import Shape

_LONGEST = 50


def describe_new_ids(data: Data, ids: Mapping[str, str], shape: Shape) -> Iterator[Message]:
    """A sentence for each item that `ids` has; `data` are those with the old ids."""
    for old, path in all_items(data):
        if old in ids:
            yield _describe(
                item_label(at(data, path), reduce(Shape.child, path, shape), _LONGEST),
                path,
                old,
                ids[old],
            )


def _describe(item: str, path: Path, old: str, new: str) -> Message:
    if path[: len(PEOPLE)] == PEOPLE:
        return _(
            "{old} is somebody else on the other side: {item} is {new} now",
            old=old,
            item=item,
            new=new,
        )
    if path[: len(ORDERS)] == ORDERS:
        return _(
            "{old} is another order on the other side: ours ({item}) is {new} now",
            old=old,
            item=item,
            new=new,
        )
    return _(
        "{old} is something else on the other side: ours ({item}) is {new} now",
        old=old,
        item=item,
        new=new,
    )
