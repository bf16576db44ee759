"""Setting fields of a record to what a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientfile.errors import NothingThereError
from clientfile.records.change import Change
from clientfile.records.edits import Data, Drop, Edit, Path, Put, at
from clientfile.records.ids import MakeId, fresh_id, used_ids
from clientfile.records.paths import address_of, short_address
from clientfile.records.shape import Shape


def set_fields(
    client: str, data: Data, shape: Shape, wanted: Mapping[Path, Any], make_id: MakeId
) -> Change:
    """Put values (typed as in the record) at their concrete paths, in one change.

    A next action that comes into being so gets an id.
    """
    told = "; ".join(
        f"{short_address(data, path, shape)} {shown(at(data, path))} → {shown(value)}"
        for path, value in wanted.items()
    )
    return Change(
        command="set",
        subject=f"{client}: {told or 'nothing set'}",
        records={client: [*_new_ids(data, wanted, make_id), *_puts(wanted)]},
        done=f"{client}: {told}",
    )


def _puts(wanted: Mapping[Path, Any]) -> list[Edit]:
    return [Put(path, value) for path, value in wanted.items()]


def _new_ids(data: Data, wanted: Mapping[Path, Any], make_id: MakeId) -> list[Edit]:
    used = used_ids(data)
    parents = {path[: path.index("next") + 1] for path in wanted if "next" in path[:-1]}
    given = {path[:-1] for path in wanted if path[-1] == "id"}
    return [
        Put((*path, "id"), fresh_id(used, make_id))
        for path in sorted(parents - given, key=str)
        if at(data, path) is None
    ]


def unset_field(client: str, data: Data, shape: Shape, path: Path) -> Change:
    """Take the value at a concrete path away. Raises NothingThereError where there is none."""
    before = at(data, path)
    if before is None:
        raise NothingThereError(address_of(data, path, shape))
    told = f"{short_address(data, path, shape)} {shown(before)} → {shown(None)}"
    drop = Drop(outermost_emptied(data, path))
    return Change("unset", f"{client}: {told}", {client: [drop]}, f"{client}: {told}")


def outermost_emptied(data: Data, path: Path) -> Path:
    """The part to take away with a value: what would be left empty goes too, an item stays."""
    while len(path) > 1 and isinstance(path[-2], str) and len(at(data, path[:-1])) == 1:
        path = path[:-1]
    return path


def shown(value: object, most: int = 40) -> str:
    """A value in a few words, for a commit's subject."""
    text = " ".join(_words(value).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _words(value: object) -> str:
    if value is None:
        return "(nothing)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "(" + ", ".join(f"{key} {_words(inner)}" for key, inner in value.items()) + ")"
    return ", ".join(map(_words, value)) if isinstance(value, list) else str(value)
