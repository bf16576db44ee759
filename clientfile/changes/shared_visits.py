"""A visit with people of several clients: logs it at each, and changes all its records at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from clientfile.changes.fields import outermost_empty
from clientfile.changes.interactions import add_interaction
from clientfile.errors import NoMatchError, NoSuchItemError
from clientfile.errors.suggest import enumeration
from clientfile.language import _
from clientfile.records.change import Change, RecordChange
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, apply_edits, at
from clientfile.records.ids import MakeId, interactions, present_person
from clientfile.records.references import SHARED
from clientfile.records.shared_visits import COMMON, records_of_visit, visit_name


def with_salesperson(fields: Data, data: Data) -> Data:
    """The fields of a visit with a salesperson: without one it is that of the first client's owner,
    whereas at another client it would count for the owner of that one. `data` is the first's.
    """
    owner = at(data, ("identity", "owner"))
    return {"salesperson": owner, **fields} if owner else fields


def log_at_others(
    visit: Change,
    client: str,
    records: Mapping[str, Data],
    guests: Mapping[str, Sequence[str]],
    make_id: MakeId,
) -> Change:
    """The change that logs a visit at a client, logged at the clients of its guests too.

    `guests` are the people of other clients who were there, by client, named as in `with`.
    Promises, questions, orders and the next action stay with the first client alone. Raises as
    `add_interaction`.
    """
    interaction = _logged(visit.records[client])
    fields = {key: interaction[key] for key in COMMON if key in interaction}
    changes: dict[str, RecordChange] = {}
    ids: list[str] = []
    names: list[str] = []
    for other, present in guests.items():
        day = date.fromisoformat(str(interaction["date"]))
        own_people = [_guest_id(other, records[other], name, day) for name in present]
        own = {**fields, "with": own_people, SHARED: f"{client}/{interaction['id']}"}
        added = add_interaction(other, records[other], own, command=visit.command, make_id=make_id)
        changes[other] = added.records[other]
        ids += added.ids
        names += [f"{other}/{each}" for each in _logged(added.records[other])["with"]]
    people = enumeration(names)
    return replace(
        visit,
        records={**visit.records, **changes},
        ids=[*visit.ids, *ids],
        subject=_("{visit}, together with {people}", visit=visit.subject, people=people),
        done=_("{visit}, together with {people}", visit=visit.done, people=people),
    )


def _guest_id(client: str, data: Data, name: str, day: date) -> str:
    """The id of a person of another client. Raises NoMatchError, and as `present_person`."""
    try:
        return str(present_person(data, name, day)["id"])
    except NoSuchItemError as error:
        raise NoMatchError(_("{client}: {what}", client=client, what=str(error))) from None


def _logged(edits: RecordChange) -> Data:
    """The interaction that edits add."""
    assert isinstance(edits, Sequence)
    last = edits[-1]
    assert isinstance(last, Append)
    interaction: Data = last.values[0]
    return interaction


def changed_visits(change: Change, client: str, data: Data) -> list[str]:
    """The names of the visits of a client of which a change removes or changes what all their
    records have alike.
    """
    return [name for name, __ in _changed_fields(change, client, data)]


def at_all_clients(change: Change, client: str, records: Mapping[str, Data]) -> Change:
    """The change of a client's record, with the same done to the other records of its visits."""
    edits: dict[str, list[Edit]] = {}
    for name, fields in _changed_fields(change, client, records[client]):
        for other, path in records_of_visit(name, records):
            if other != client:
                edits.setdefault(other, []).extend(_edits(records[other], path, fields))
    others = {other: _last_items_first(each) for other, each in edits.items() if each}
    if not others:
        return change
    clients = enumeration(sorted(others))
    return replace(
        change,
        records={**change.records, **others},
        subject=_("{change}, at {clients} too", change=change.subject, clients=clients),
        done=_("{change}, at {clients} too", change=change.done, clients=clients),
    )


def _last_items_first(edits: Sequence[Edit]) -> list[Edit]:
    """The edits of a record in an order in which none moves what a later one is about."""
    return sorted(edits, key=lambda edit: edit.path[2:3], reverse=True)


def _changed_fields(
    change: Change, client: str, data: Data
) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """The name of each visit that a change is about, and what becomes of the fields that all its
    records have alike, or by which the others refer to it: None for a visit that goes, and for a
    field that is taken away.
    """
    edits = change.records.get(client, ())
    if not isinstance(edits, Sequence):
        return
    before, left = interactions(data), interactions(apply_edits(data, edits))
    after = {each["id"]: each for each in left if "id" in each}
    for place, each in enumerate(before):
        now = after.get(each.get("id"))
        if "id" not in each or now == each:
            continue
        if now is None and len(left) < len(before):
            yield visit_name(client, each), None
        elif now is None:
            # One that has another id now is not gone: the others refer to it.
            if SHARED not in each and "id" in left[place]:
                yield visit_name(client, each), {SHARED: f"{client}/{left[place]['id']}"}
        elif now.get(SHARED) == each.get(SHARED):
            fields = {key: now.get(key) for key in COMMON if now.get(key) != each.get(key)}
            if fields:
                yield visit_name(client, each), fields


def _edits(data: Data, path: Path, fields: Mapping[str, Any] | None) -> Iterator[Edit]:
    """The edits that make of an interaction what a change makes of another one of its visit."""
    if fields is None:
        yield Drop(outermost_empty(data, path))
        return
    for key, value in fields.items():
        if value == at(data, (*path, key)):
            continue
        yield Drop((*path, key)) if value is None else Put((*path, key), value)
