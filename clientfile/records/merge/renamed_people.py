"""People whose id a side changed: the one id that all three versions of a merge call them by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from clientfile.errors.suggest import fold
from clientfile.records.conflict import Conflict, Decision
from clientfile.records.edits import Data
from clientfile.records.ids import PEOPLE, people, person_name, used_ids
from clientfile.records.paths import quote_segment


@dataclass(frozen=True)
class RenamedPerson:
    """A person of the base whose id a side changed; `ours` and `theirs` are the ids there."""

    base: str
    ours: str
    theirs: str

    @property
    def common(self) -> str:
        """The id for all versions: the new one, ours where both sides changed it."""
        return self.theirs if self.ours == self.base else self.ours

    @property
    def conflict(self) -> Conflict | None:
        """The conflict of two different new ids; None without it."""
        if self.base == self.ours or self.theirs in (self.base, self.ours):
            return None
        address = ".".join((*map(str, PEOPLE), quote_segment(self.base), "id"))
        return Conflict(address, "value", self.base, self.ours, self.theirs)

    def decided(self, decision: Decision | None) -> str:
        """The id that a decision of the conflict chooses; ours without one."""
        if decision is None or decision.choice == "mine":
            return self.ours
        return self.theirs if decision.choice == "theirs" else str(decision.value)


def find_renamed_people(base: Data, ours: Data, theirs: Data) -> list[RenamedPerson]:
    """The people of the base that a side has under a new id, and the other side has, too.

    Somebody is the same by the folded name, where nobody else has it in a version.
    """
    mine, other = (find_new_ids(base, side) for side in (ours, theirs))
    return list(_renamed(mine, other, used_ids(ours), used_ids(theirs))) if mine or other else []


def _renamed(
    mine: Mapping[str, str],
    other: Mapping[str, str],
    ours: Collection[str],
    theirs: Collection[str],
) -> Iterator[RenamedPerson]:
    for old in dict.fromkeys((*mine, *other)):
        person = RenamedPerson(old, mine.get(old, old), other.get(old, old))
        is_of_both = person.ours in ours and person.theirs in theirs
        # The id may be another item's on the other side.
        is_free = (person.theirs == person.common or person.common not in theirs) and (
            person.ours == person.common or person.common not in ours
        )
        if is_of_both and is_free:
            yield person


def find_new_ids(base: Data, data: Data) -> dict[str, str]:
    """The new ids of people of the base whose own is gone, by it."""
    names, new_names = _names(base), _names(data)
    gone, new = names.keys() - new_names.keys(), new_names.keys() - names.keys()
    if not gone or not new:
        return {}
    old_counts, counts = Counter(names.values()), Counter(new_names.values())
    single = {new_names[each]: each for each in new if counts[new_names[each]] == 1}
    return {
        each: single[name]
        for each, name in names.items()
        if each in gone and name in single and old_counts[name] == 1
    }


def _names(data: Data) -> dict[str, str]:
    """The folded names of people by their ids."""
    return {str(each.get("id", "")): fold(person_name(each)) for each in people(data)}
