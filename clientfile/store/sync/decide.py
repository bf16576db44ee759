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
        choices = {each.name: choose(each, prefer, takes) for each in left}
        decisions |= {name: Decision(choice) for name, choice in choices.items() if choice}
        if rest := [each for each in left if not choices[each.name]]:
            _refuse_unknown(takes, conflicts)
            decisions |= ask(rest)
    if conflicts:
        _refuse_unknown(takes, conflicts)
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


def _refuse_unknown(takes: Iterable[str], conflicts: Sequence[FolderConflict]) -> None:
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
