"""Two entries of one person become one: the joined entry, and what names the other one."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clientfile.changes.merge_fields import FieldJoin, canonical_addresses, refuse_idle
from clientfile.changes.people import person_path
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change, RecordChange
from clientfile.records.edits import Data, Edit, Path, Put, apply_edits, at
from clientfile.records.ids import PEOPLE, find_person, people, person_name
from clientfile.records.merge.collisions import rename_item_references
from clientfile.records.merge.target import edits_between
from clientfile.records.paths import address_of
from clientfile.records.references import SAME_AS, TO_A_PERSON, own_references
from clientfile.schema.shapes import person_shape, record_shape

FORMER = "former_ids"
"""The field of a person that lists the ids of entries that were merged into this one."""
_OF_A_POST = ("function", "department", "assistant", "responsibility", "decision", "cadence")


def merge_people(
    client: str, records: Mapping[str, Data], typed: tuple[str, str], take: Collection[str]
) -> Change:
    """Make the second of two people of a client, as `typed`, part of the entry of the first one.

    `records` are all usable ones of the folder. Raises UsageError for one person twice and for a
    choice that decides nothing, and as `find_person` does.
    """
    data = records[client]
    person, namesake = (find_person(data, each) for each in typed)
    kept, gone = str(person["id"]), str(namesake["id"])
    if kept == gone:
        raise UsageError(_("{person} is one person already: name two", person=f"{client}/{kept}"))
    join = FieldJoin(_addresses(take, data, kept, gone))
    place, shape = person_path(data, person), record_shape()
    address = address_of(data, place, shape)
    joined = join.people(person, _without_id(namesake), person_shape(), address)
    refuse_idle(join.take, join.decided)
    joined = with_former_ids(joined, namesake)
    after = _with_one_entry(data, place, joined, gone)
    changes: dict[str, RecordChange] = {client: edits_between(data, after, shape)}
    for name, each in records.items():
        edits = rename_item_references(each, client, {gone: kept}) if name != client else []
        if edits:
            changes[name] = edits_between(each, _with_links_once(each, edits), shape)
    names = {"client": client, "kept": kept, "gone": gone}
    return Change(
        "merge",
        _("{client}: {kept} joined by {gone}", **names),
        changes,
        _(
            "{client}: {gone} is part of {kept} now ({name})",
            name=person_name(joined),
            **names,
        ),
        ids=[kept],
        details=[each.message() for each in join.left_out],
    )


def _addresses(take: Collection[str], data: Data, kept: str, gone: str) -> dict[str, str]:
    """The addresses to take, as the join calls them: those of the first person's fields."""
    above = [".".join((*map(str, PEOPLE), each)) for each in (kept, gone)]
    addresses = {}
    for typed in take:
        full = typed
        if not typed.startswith(("contacts.", "people.")):
            full = f"{above[1]}.{typed}"
        address = canonical_addresses([full], [data], record_shape())[full]
        addresses[typed] = address.replace(above[1], above[0], 1)
    return addresses


def _without_id(person: Data) -> Data:
    return {key: value for key, value in person.items() if key not in ("id", FORMER)}


def with_former_ids(person: Data, gone: Data) -> Data:
    """A person with the ids that an entry had which is part of this one now."""
    ids = [*person.get(FORMER, ()), gone.get("id"), *gone.get(FORMER, ())]
    former = [each for each in dict.fromkeys(ids) if each and each != person.get("id")]
    return {**person, FORMER: former} if former else person


def _with_one_entry(data: Data, place: Path, joined: Data, gone: str) -> Data:
    """The record with the joined entry at `place`, without the one of the id `gone`."""
    kept = str(joined["id"])
    edits: list[Edit] = [Put(place, joined)]
    after = apply_edits(data, edits)
    edits = [Put(path, kept) for path, name in own_references(after, TO_A_PERSON) if name == gone]
    after = copy.deepcopy(apply_edits(after, edits))
    entries = people(after)
    after["contacts"]["people"] = [each for each in entries if each["id"] != gone]
    _drop_references_to_self(next(each for each in entries if each["id"] == kept))
    for interaction in at(after, ("contacts", "interactions")) or ():
        if "with" in interaction:
            interaction["with"] = list(dict.fromkeys(interaction["with"]))
    return after


def _drop_references_to_self(person: Data) -> None:
    """Take out of an entry what names itself: whom it replaces, its successors, its assistant."""
    for holder, key in tuple(_references(person)):
        if holder.get(key) == person["id"]:
            del holder[key]


def _references(person: Data) -> Iterator[tuple[dict[str, Any], str]]:
    yield person, "replaces"
    for holder in (person, *person.get("past_posts", ())):
        yield holder, "successor"
        yield holder.get("assistant") or {}, "person"
    yield person.get("left") or {}, "successor"


def _with_links_once(data: Data, edits: list[Edit]) -> Data:
    """A record after edits of its references, without links that it would have twice."""
    after = copy.deepcopy(apply_edits(data, edits))
    for person in people(after):
        if SAME_AS in person:
            person[SAME_AS] = list(dict.fromkeys(person[SAME_AS]))
    return after


def present_first(
    client: str, data: Data, other: str, added: Data, pairs: Mapping[str, str]
) -> tuple[Data, Data]:
    """Both records to be joined; of a person who went from one to the other, `data` has the entry
    of where they are, and what they were before is a past post.

    `pairs` are the ids of people of `added`, under their ids there, that are people of `data`.
    """
    data, added = copy.deepcopy(data), copy.deepcopy(added)
    here = {str(each["id"]): each for each in people(data)}
    there = {str(each["id"]): each for each in people(added)}
    for old, kept in pairs.items():
        person, namesake = here[kept], there[kept]
        if at(person, ("left", "to_client")) == other and "left" not in namesake:
            person, namesake = namesake, person
        if at(namesake, ("left", "to_client")) in (client, other) and "left" not in person:
            person, namesake = _arrived(person, namesake), {"id": kept, "last_name": "…"}
            namesake["last_name"] = person["last_name"]
        if old != kept:
            person = with_former_ids(person, {"id": old})
        _replace(data, kept, person)
        _replace(added, kept, namesake)
    return data, added


def _replace(data: Data, identifier: str, person: Data) -> None:
    entries = data["contacts"]["people"]
    place = next(i for i, each in enumerate(entries) if each.get("id") == identifier)
    entries[place] = person


def _arrived(person: Data, former: Data) -> Data:
    """The entry of somebody who is there, with what they were before as a past post."""
    left = former["left"]
    post = {key: former[key] for key in _OF_A_POST if key in former}
    post |= {
        key: value
        for key, value in (
            ("from", former.get("since")),
            ("until", left.get("date")),
            ("successor", left.get("successor")),
        )
        if value
    }
    posts = [*former.get("past_posts", ()), *([post] if post else ())]
    own = {
        key: value
        for key, value in former.items()
        if key not in (*_OF_A_POST, "left", "since", "past_posts", "came_from", *person)
    }
    whole = {**own, **person}
    if posts:
        whole["past_posts"] = [*posts, *person.get("past_posts", ())]
    return whole
