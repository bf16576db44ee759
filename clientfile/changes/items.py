"""Adding items to a record's lists, and taking parts away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientfile.changes.fields import outermost_emptied, shown
from clientfile.errors import InvalidError, NothingThereError
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Drop, Path, at
from clientfile.records.ids import PEOPLE, MakeId, fresh_id, new_person_id, person_name, used_ids
from clientfile.records.paths import address_of, shape_at
from clientfile.records.shape import Shape

_WITH_IDS = ("interactions", "promises", "questions")


def add_items(
    client: str, data: Data, shape: Shape, path: Path, values: Sequence[Any], make_id: MakeId
) -> Change:
    """Append `values`, typed as in the record, to the list at a concrete path.

    People get an id made from the name, interactions, promises and questions a fresh one. A text
    that the list has is not added twice. Raises InvalidError for an item that it has already.
    """
    holder = shape_at(shape, path)
    used = used_ids(data)
    there = at(data, path) or []
    added = []
    for value in values:
        named = _with_id(value, path, used, make_id)
        if named in there and not isinstance(named, dict):
            continue
        _refuse_twin(client, named, there, holder, address_of(data, path, shape))
        added.append(named)
    names = [_name(value, holder) for value in added]
    told = f"{client}: {address_of(data, path, shape)}: {', '.join(names) or 'nothing'} added"
    ids = [str(value["id"]) for value in added if isinstance(value, dict) and "id" in value]
    edits = [Append(path, tuple(added))] if added else []
    return Change("add", told, {client: edits}, told, ids=ids)


def remove_part(client: str, data: Data, shape: Shape, path: Path) -> Change:
    """Take away what stands at a concrete path: an item of a list, or a field.

    Raises NothingThereError where there is nothing.
    """
    before = at(data, path)
    if before is None:
        raise NothingThereError(address_of(data, path, shape))
    told = f"{client}: {address_of(data, path, shape)} removed"
    if not isinstance(before, dict | list):
        within = path[:-1] if isinstance(path[-1], int) else path
        told = f"{client}: {address_of(data, within, shape)}: {shown(before)} removed"
    drop = Drop(outermost_emptied(data, path))
    return Change("remove", told, {client: [drop]}, told)


def _with_id(value: Any, path: Path, used: set[str], make_id: MakeId) -> Any:
    if not isinstance(value, dict) or "id" in value:
        return value
    if path == PEOPLE:
        return {"id": new_person_id(person_name(value), used), **value}
    return {"id": fresh_id(used, make_id), **value} if path[-1] in _WITH_IDS else value


def _refuse_twin(
    client: str, value: Any, there: Sequence[Any], holder: Shape, address: str
) -> None:
    if not isinstance(value, dict) or not holder.identity:
        return
    name = [value.get(key) for key in holder.identity]
    if None in name[:1] or not any(_named(item, holder) == name for item in there):
        return
    told = " ".join(str(part) for part in name if part is not None)
    raise InvalidError(
        f"{address} of {client} has {told!r} already: change it with: clientfile set "
        f"{client} {address}.{name[0]}.FIELD VALUE"
    )


def _named(item: Any, holder: Shape) -> list[Any]:
    return [item.get(key) for key in holder.identity] if isinstance(item, dict) else []


def _name(value: Any, holder: Shape) -> str:
    """What an added item is called in a commit's subject."""
    if isinstance(value, dict) and holder.identity and holder.identity[0] in value:
        return shown(value[holder.identity[0]])
    return shown(value)
