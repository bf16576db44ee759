"""Two clients, or two people, that look alike and are not one."""

from __future__ import annotations

from collections.abc import Mapping

from clientfile.changes.people import person_path
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Append, Data, Edit, Path, at
from clientfile.records.ids import find_person
from clientfile.records.references import DISTINCT

Named = tuple[str, str]
"""A client's id, and a person of it as typed; "" for the client itself."""


def tell_apart(one: Named, other: Named, records: Mapping[str, Data]) -> Change:
    """Record that two are not one, in the record of the first. Raises UsageError where they are
    one, or one of them is a client and the other a person; as `find_person` does.
    """
    if bool(one[1]) != bool(other[1]):
        raise UsageError(_("name two clients, or two people: CLIENT/PERSON"))
    path, names = _holder(one, records), (_name(one, records), _name(other, records))
    if names[0] == names[1]:
        raise UsageError(_("{name} is one already: name two", name=names[0]))
    back = at(records[other[0]], (*_holder(other, records), DISTINCT)) or ()
    is_told = names[1] in (at(records[one[0]], (*path, DISTINCT)) or ()) or names[0] in back
    edits: list[Edit] = [] if is_told else [Append((*path, DISTINCT), (names[1],))]
    summary = _("{name} is not {other}, however alike", name=names[0], other=names[1])
    return Change("not-duplicates", summary, {one[0]: edits}, summary)


def _holder(named: Named, records: Mapping[str, Data]) -> Path:
    client, person = named
    if not person:
        return ("identity",)
    return person_path(records[client], find_person(records[client], person))


def _name(named: Named, records: Mapping[str, Data]) -> str:
    client, person = named
    return f"{client}/{find_person(records[client], person)['id']}" if person else client
