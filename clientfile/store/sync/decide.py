"""Decides conflicts: by their names, by the side that is preferred, the rest by asking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from clientfile.errors import StateError, UnknownWordError, UsageError
from clientfile.errors.suggest import list_some
from clientfile.language import _
from clientfile.records.conflict import Choice, Decision
from clientfile.store.sync.outcome import Ask, FolderConflict, NamedDecisions


def decide(
    find: Callable[[NamedDecisions], Sequence[FolderConflict]],
    prefer: Literal["mine", "theirs", ""],
    takes: Mapping[str, Choice],
    ask: Ask,
) -> NamedDecisions:
    """The decision of each conflict by its name. `ask` is called where options leave any open.

    `find` finds the conflicts that are left by decisions: one may bring up another. Raises
    UnknownWordError for a name in `takes` that no conflict has, StateError where what is decided
    can't stand, what `choose` and `ask` raise.
    """
    decisions, conflicts = dict[str, Decision](), list[FolderConflict]()
    while left := find(decisions):
        refuse_decided(left, decisions)
        conflicts += left
        takes = {spell_out(typed, conflicts): choice for typed, choice in takes.items()}
        choices = {each.name: choose(each, prefer, takes) for each in left}
        decisions |= {name: Decision(choice) for name, choice in choices.items() if choice}
        if rest := [each for each in left if not choices[each.name]]:
            refuse_unknown(takes, conflicts)
            decisions |= ask(rest)
    if conflicts:
        refuse_unknown(takes, conflicts)
    return decisions


def refuse_decided(left: Sequence[FolderConflict], decisions: NamedDecisions) -> None:
    """Raise StateError where all that is left is decided: no field is asked for twice."""
    names = [each.name for each in left]
    if all(name in decisions for name in names):
        raise StateError(
            _(
                "{names}: what was decided can't stand; nothing was changed: decide otherwise",
                names=list_some(names),
            )
        )


def spell_out(typed: str, conflicts: Sequence[FolderConflict]) -> str:
    """The name of the one conflict that `typed` names by a part of its client's id, or of its
    item's: `acme/dupont.phone`; `typed` itself where it is a name, or fits none or several.
    """
    if any(each.is_called(typed) for each in conflicts):
        return typed
    fitting = [each.name for each in conflicts if _fits(typed, each)]
    return fitting[0] if len(fitting) == 1 else typed


def _fits(typed: str, conflict: FolderConflict) -> bool:
    """Whether parts of ids name a conflict: fields are named in full."""
    client, __, item = typed.partition("/")
    part, *fields = item.split(".")
    own, *own_fields = conflict.item.split(".")
    is_item = part == own or (conflict.item != conflict.address and bool(part) and part in own)
    return bool(client) and client in conflict.client and is_item and fields == own_fields


def refuse_unknown(takes: Iterable[str], conflicts: Sequence[FolderConflict]) -> None:
    """Raise UnknownWordError for a name that none of the conflicts has."""
    for typed in takes:
        if not any(each.is_called(typed) for each in conflicts):
            raise UnknownWordError("--take", typed, [each.name for each in conflicts])


def choose(
    conflict: FolderConflict, prefer: Literal["mine", "theirs", ""], takes: Mapping[str, Choice]
) -> Choice | None:
    """How options decide a conflict: by its name, else by the side that is preferred, if any is.

    Raises UsageError for `both` of what can't stand twice.
    """
    chosen = [choice for typed, choice in takes.items() if conflict.is_called(typed)]
    if "both" in chosen and conflict.conflict.kind != "item":
        raise UsageError(_("{name} can't be both: write mine or theirs", name=conflict.name))
    return chosen[-1] if chosen else prefer or None
