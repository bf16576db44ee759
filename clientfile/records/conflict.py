"""What two versions of a record disagree about, and what is decided of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, TypeVar

from clientfile.language import Message


class Absent(Enum):
    """The value of a part that a version of a record lacks."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT

ConflictKind = Literal["value", "item", "whole"]
"""`value`: one field with two values. `item`: an item that each side replaced by another, or two
different items of one place. `whole`: the record's text as a whole."""


@dataclass(frozen=True)
class Conflict:
    """One part of a record that both sides changed differently.

    `address` is that of `records/paths.py`, the same for the same part in whatever versions.
    `base`, `ours` and `theirs` are values of the data, ABSENT where a version lacks the part.
    """

    address: str
    kind: ConflictKind
    base: Any
    ours: Any
    theirs: Any

    def is_part_of(self, other: Conflict) -> bool:
        """Whether the item here is one of the two that another conflict is about."""
        values = [each for each in (other.ours, other.theirs) if each is not ABSENT]
        is_of_one_list = self.address.rpartition(".")[0] == other.address.rpartition(".")[0]
        return is_of_one_list and (self.ours in values or self.theirs in values)


Choice = Literal["mine", "theirs", "both"]
"""`mine` is ours; `both` is a choice where two items can stand beside each other."""


@dataclass(frozen=True)
class Decision:
    """How a conflict is decided: one of the sides, or where `choice` is None `value`, which was
    typed.
    """

    choice: Choice | None
    value: Any = ABSENT


Decisions = Mapping[str, Decision]
"""Decisions by the address of their conflict."""


DecidedConflict = tuple[Conflict, Decision]
M = TypeVar("M")


def decide_conflicts(
    merge: Callable[[Decisions], M], decide: Callable[[M], Iterable[DecidedConflict]]
) -> tuple[M, list[DecidedConflict]]:
    """A merge with all that is decided of it; `decide` gives the decided ones of its conflicts.

    A decision may bring up a conflict that was none before: it is merged until none is decided.
    """
    decided: dict[str, DecidedConflict] = {}
    while True:
        merged = merge({address: decision for address, (__, decision) in decided.items()})
        new = {each[0].address: each for each in decide(merged) if each[0].address not in decided}
        if not new:
            return merged, list(decided.values())
        decided |= new


@dataclass(frozen=True)
class Settled:
    """A part that was settled by a rule, with a sentence that says how."""

    address: str
    what: Message
