"""Items of a record's lists: adds them, and removes items or fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientfile.changes.fields import outermost_empty, shorten_value
from clientfile.errors import InvalidError, NothingThereError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Drop, Path, at
from clientfile.records.ids import PEOPLE, MakeId, fresh_id, new_person_id, person_name, used_ids
from clientfile.records.paths import address_of, shape_at
from clientfile.records.shape import Shape

_WITH_IDS = ("interactions", "promises", "questions", "reminders", "on_account")


def add_items(
    client: str, data: Data, shape: Shape, path: Path, values: Sequence[Any], make_id: MakeId
) -> Change:
    """Append `values`, typed as in the record, to the list at a concrete path.

    People get an id made from the name; interactions, promises, questions and the like a new one.
    A text that the list has is not added again. Raises InvalidError for an item that the list has.
    """
    holder = shape_at(shape, path)
    used = used_ids(data)
    present = at(data, path) or []
    address = address_of(data, path, shape)
    added = []
    for value in values:
        item = _with_id(value, path, used, make_id)
        if item in present and not isinstance(item, dict):
            continue
        _refuse_duplicate(client, item, present, holder, address)
        added.append(item)
    names = ", ".join(_name(value, holder) for value in added)
    summary = (
        _("{client}: {list}: {items} added", client=client, list=address, items=names)
        if names
        else _("{client}: {list}: nothing added", client=client, list=address)
    )
    ids = [str(value["id"]) for value in added if isinstance(value, dict) and "id" in value]
    edits = [Append(path, tuple(added))] if added else []
    what = _("{list}: {items} added", list=address, items=names)
    return Change("add", summary, {client: edits}, summary, ids=ids, what=what)


def remove_part(client: str, data: Data, shape: Shape, path: Path) -> Change:
    """Remove the item of a list, or the field, at a concrete path.

    Raises NothingThereError where there is nothing.
    """
    before = at(data, path)
    if before is None:
        raise NothingThereError(address_of(data, path, shape))
    summary = _describe_removal(client, data, shape, path, before)
    drop = Drop(outermost_empty(data, path))
    return Change("remove", summary, {client: [drop]}, summary)


def _describe_removal(client: str, data: Data, shape: Shape, path: Path, before: Any) -> str:
    if isinstance(before, dict | list):
        return _("{client}: {item} removed", client=client, item=address_of(data, path, shape))
    within = path[:-1] if isinstance(path[-1], int) else path
    return _(
        "{client}: {field}: {value} removed",
        client=client,
        field=address_of(data, within, shape),
        value=shorten_value(before),
    )


def _with_id(value: Any, path: Path, used: set[str], make_id: MakeId) -> Any:
    if not isinstance(value, dict) or "id" in value:
        return value
    if path == PEOPLE:
        return {"id": new_person_id(person_name(value), used), **value}
    return {"id": fresh_id(used, make_id), **value} if path[-1] in _WITH_IDS else value


def _refuse_duplicate(
    client: str, value: Any, present: Sequence[Any], holder: Shape, address: str
) -> None:
    """Raise InvalidError where the list has an item with the same identifying fields."""
    if not isinstance(value, dict) or not holder.identity:
        return
    name = [value.get(key) for key in holder.identity]
    if None in name[:1] or not any(_identity(item, holder) == name for item in present):
        return
    text = " ".join(str(part) for part in name if part is not None)
    raise InvalidError(
        _(
            "{list} of {client} has {item!r} already: change it with: clientfile set "
            "{client} {list}.{name}.FIELD VALUE",
            list=address,
            client=client,
            item=text,
            name=name[0],
        )
    )


def _identity(item: Any, holder: Shape) -> list[Any]:
    return [item.get(key) for key in holder.identity] if isinstance(item, dict) else []


def _name(value: Any, holder: Shape) -> str:
    """The name of an added item in a commit's subject."""
    if isinstance(value, dict) and holder.identity and holder.identity[0] in value:
        return shorten_value(value[holder.identity[0]])
    return shorten_value(value)
