"""Interactions of a file: which of them the record has, what those lack, and which are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientfile.errors.suggest import fold
from clientfile.exchange.tables.kinds import INTERACTIONS, PERSON_FIELDS, PROMISES, Home
from clientfile.exchange.tables.missing_edits import (
    MissingEdits,
    build_item,
    find_missing_edits,
    has_values,
)
from clientfile.exchange.tables.rows import ImportedRow, Values
from clientfile.language import Lines, Message, _
from clientfile.language.quantities import day as as_day
from clientfile.records.contact_match import has_address
from clientfile.records.edits import Append, Data, Path, at
from clientfile.records.ids import interactions, items, people, person_name
from clientfile.records.names import free_id, quoted, slug
from clientfile.records.paths import quote_segment
from clientfile.records.shape import Shape

_ID, _DATE, _KIND, _WITH = ("id",), ("date",), ("kind",), ("with",)


@dataclass
class _FileContact:
    """An interaction of the file with its promise, the people in them by their ids."""

    values: Values
    promise: Values = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)


@dataclass(frozen=True)
class InteractionTarget:
    """The record that interactions go into, and the ids that stand in it; new ids are added."""

    data: Data
    shape: Shape
    used: set[str]

    def merge(self, rows: Sequence[ImportedRow]) -> MissingEdits:
        """The edits for interactions of one day and kind.

        One with the id of the file, or with all its values, is the same; then the only one left on
        each side with a person in common, or without people: it gets what it lacks, and what it
        says otherwise is told. Others are added.
        """
        contacts = [self._resolve(row) for row in rows]
        listed = interactions(self.data)
        same = _match_same(listed, contacts)
        similar = _match_similar(listed, contacts, same)
        missing = MissingEdits()
        for place, contact in enumerate(contacts):
            if place in same:
                missing.add(self._fill(same[place], contact, _ID in contact.values))
            elif place in similar:
                missing.add(self._fill(similar[place], contact, is_same=False))
            else:
                missing.add(self._add(contact))
            missing.note = Lines(filter(None, (missing.note, *contact.notes)), "; ")
        return missing

    def _resolve(self, row: ImportedRow) -> _FileContact:
        """The interaction of a row, with the ids of the people whom the file names."""
        contact = _FileContact({})
        for home, target in ((INTERACTIONS, contact.values), (PROMISES, contact.promise)):
            for inner, value in row.items.get(home, {}).items():
                if (*home, *inner) in PERSON_FIELDS:
                    value = self._people(home, inner, value, contact.notes)
                if value:
                    target[inner] = value
        return contact

    def _people(self, home: Home, inner: tuple[str, ...], value: Any, notes: list[Message]) -> Any:
        names = value if isinstance(value, list) else [value]
        ids = {name: find_named_person(self.data, name) for name in names}
        field_ = ".".join((*home, *inner))
        notes += [
            _("{field}: {name} is nobody here: left out", field=field_, name=quoted(name))
            for name, person in ids.items()
            if not person
        ]
        found = list(dict.fromkeys(filter(None, ids.values())))
        return found if isinstance(value, list) else next(iter(found), "")

    def _fill(self, place: int, contact: _FileContact, is_same: bool) -> MissingEdits:
        """The edits that give a recorded interaction what it lacks.

        What differs is replaced in the same one, and else told.
        """
        recorded = interactions(self.data)[place]
        base: Path = (*INTERACTIONS, place)
        address = _address(str(recorded.get("id") or place))
        values = {
            inner: value
            for inner, value in contact.values.items()
            if is_same or isinstance(value, list) or at(recorded, inner) is None
        }
        differing = [
            inner
            for inner, value in contact.values.items()
            if inner not in values and at(recorded, inner) != value
        ]
        missing = find_missing_edits(recorded, values, base, address)
        missing.add(self._promise_edits(recorded, contact.promise, base, address))
        if differing:
            missing.note = _(
                "{kind} of {day}: kept as recorded: {fields}",
                kind=self._kind(contact),
                day=as_day(str(recorded["date"])),
                fields=", ".join(".".join(inner) for inner in differing),
            )
        return missing

    def _kind(self, contact: _FileContact) -> str:
        shape = self._item_shape(INTERACTIONS).child("kind")
        return shape.word(str(contact.values[_KIND]))

    def _promise_edits(
        self, recorded: Data, promise: Values, base: Path, address: str
    ) -> MissingEdits:
        what = promise.get(("what",))
        if not what or what in [each.get("what") for each in items(recorded, "promises")]:
            return MissingEdits()
        item = self._build_promise(promise)
        return MissingEdits(
            [Append((*base, "promises"), (item,))], [f"{address}.promises.{item['id']}"]
        )

    def _add(self, contact: _FileContact) -> MissingEdits:
        values = contact.values
        stem = f"{values[_KIND]}-{values[_DATE]}"
        name = str(values.get(_ID) or self._new_id(stem))
        item = build_item({**values, _ID: name}, self._item_shape(INTERACTIONS))
        if "next" in item:
            item["next"] = {"id": self._new_id(_stem(item["next"], "next")), **item["next"]}
        if contact.promise:
            item["promises"] = [self._build_promise(contact.promise)]
        return MissingEdits([Append(INTERACTIONS, (item,))], [_address(name)])

    def _build_promise(self, promise: Values) -> Data:
        item = build_item(promise, self._item_shape(PROMISES))
        return {"id": self._new_id(_stem(item, "promise")), **item}

    def _new_id(self, stem: str) -> str:
        name = free_id(stem, self.used)
        self.used.add(name)
        return name

    def _item_shape(self, home: Home) -> Shape:
        here = self.shape
        for key in home:
            here = (here.item or here).child(key)
        return here.item or here


def find_named_person(data: Data, name: str) -> str:
    """The id of the only person of a record with an id, a name or an e-mail address; else empty."""
    everyone = people(data)
    for fits in (
        lambda each: each.get("id") == name,
        lambda each: fold(person_name(each)) == fold(name),
        lambda each: "@" in name and has_address(str(each.get("email", "")), name),
    ):
        fitting = [str(each["id"]) for each in everyone if fits(each)]
        if len(fitting) == 1:
            return fitting[0]
    return ""


def _match_same(recorded: Sequence[Data], contacts: Sequence[_FileContact]) -> dict[int, int]:
    """The recorded interaction with the id of one of the file, or with all its values.

    Those that say most come first, and take the one that says the least beyond it: so the order of
    the rows does not matter.
    """
    same: dict[int, int] = {}
    free = set(range(len(recorded)))
    for place in sorted(range(len(contacts)), key=lambda each: -_size(contacts[each].values)):
        there = [each for each in sorted(free) if _is_same(recorded[each], contacts[place])]
        if there:
            same[place] = min(there, key=lambda each: _size(recorded[each]))
            free.remove(same[place])
    return same


def _size(values: Mapping[Any, Any]) -> int:
    return sum(len(value) if isinstance(value, list) else 1 for value in values.values())


def _is_same(recorded: Data, contact: _FileContact) -> bool:
    if _ID in contact.values:
        return bool(recorded.get("id") == contact.values[_ID])
    lists = {key: value for key, value in contact.values.items() if isinstance(value, list)}
    single = {key: value for key, value in contact.values.items() if key not in lists}
    return has_values(recorded, single) and all(
        set(value) <= set(at(recorded, key) or ()) for key, value in lists.items()
    )


def _match_similar(
    recorded: Sequence[Data], contacts: Sequence[_FileContact], same: dict[int, int]
) -> dict[int, int]:
    """The only recorded interaction that may be one of the file, and of none other."""
    free = [place for place in range(len(recorded)) if place not in same.values()]
    rivals = {
        place: [each for each in free if _is_similar(recorded[each], contact.values)]
        for place, contact in enumerate(contacts)
        if place not in same and _ID not in contact.values
    }
    claims = Counter(each for listed in rivals.values() for each in listed)
    return {
        place: listed[0]
        for place, listed in rivals.items()
        if len(listed) == 1 and claims[listed[0]] == 1
    }


def _is_similar(recorded: Data, values: Values) -> bool:
    if (recorded.get("date"), recorded.get("kind")) != (values[_DATE], values[_KIND]):
        return False
    present, named = set(recorded.get("with", ())), set(values.get(_WITH, ()))
    return not present or not named or bool(present & named)


def why_no_interaction(row: ImportedRow) -> str:
    """Why a row has no interaction to import; empty where it has one."""
    values = row.items.get(INTERACTIONS, {})
    for key in (_DATE, _KIND):
        if key not in values:
            return _("{field} is empty: fill it in", field=".".join((*INTERACTIONS, *key)))
    return ""


def group_interactions(rows: Sequence[ImportedRow]) -> Iterator[list[ImportedRow]]:
    """The rows of a client by day and kind, which are compared together."""
    groups: dict[tuple[Any, Any], list[ImportedRow]] = {}
    for row in rows:
        values = row.items[INTERACTIONS]
        groups.setdefault((values[_DATE], values[_KIND]), []).append(row)
    yield from groups.values()


def _stem(item: Data, fallback: str) -> str:
    return slug(str(item.get("what", "")), fallback=fallback)


def _address(name: str) -> str:
    return ".".join([*INTERACTIONS, quote_segment(name)])
