"""Texts to merge in which people whose id a side changed have one id, as all that names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.errors import EditRefusedError
from clientfile.records.conflict import Conflict, Decisions
from clientfile.records.merge.renamed_people import RenamedPerson, find_renamed_people
from clientfile.records.shape import Shape
from clientfile.yamltext.parsed import ParsedRecord


@dataclass(frozen=True)
class SameIds:
    """Versions in which the renamed people have one id each."""

    people: Sequence[RenamedPerson]
    base: ParsedRecord
    ours: ParsedRecord
    theirs: ParsedRecord

    def conflicts(self, decisions: Decisions) -> list[Conflict]:
        """The undecided conflicts of ids that both sides changed."""
        conflicts = (each.conflict for each in self.people)
        return [each for each in conflicts if each and each.address not in decisions]

    def decide(self, merged: ParsedRecord, decisions: Decisions, shape: Shape) -> ParsedRecord:
        """The merged record with the ids that the decisions choose. Raises EditRefusedError."""
        ids = {
            each.common: each.decided(decisions.get(each.conflict.address))
            for each in self.people
            if each.conflict
        }
        return _rename(merged, ids, shape)


def give_one_id(
    base: ParsedRecord | None, ours: ParsedRecord, theirs: ParsedRecord, shape: Shape
) -> SameIds | None:
    """The versions with one id for each person that a side renamed; None where there is nobody, or
    where a text can't be edited in place.
    """
    if base is None:
        return None
    people = find_renamed_people(base.data or {}, ours.data or {}, theirs.data or {})
    if not people:
        return None
    try:
        return SameIds(
            people,
            _rename(base, {each.base: each.common for each in people}, shape),
            _rename(ours, {each.ours: each.common for each in people}, shape),
            _rename(theirs, {each.theirs: each.common for each in people}, shape),
        )
    except EditRefusedError:
        return None


def _rename(record: ParsedRecord, ids: Mapping[str, str], shape: Shape) -> ParsedRecord:
    # Few merges rename anybody: git starts a process for each record.
    from clientfile.records.merge.collisions import rename_items
    from clientfile.yamltext.editor import edit_record

    new = {old: name for old, name in ids.items() if old != name}
    edits = rename_items(record.data or {}, new) if new else []
    return edit_record(record, edits, shape) if edits else record
