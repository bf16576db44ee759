"""Decides conflicts: by their names, by the side that is preferred, the rest by asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from clientfile.errors import UnknownWordError, UsageError
from clientfile.language import _
from clientfile.records.conflict import Choice, Decision
from clientfile.store.sync.outcome import Ask, FolderConflict, NamedDecisions


def decide(
    conflicts: Sequence[FolderConflict],
    prefer: Literal["mine", "theirs", ""],
    takes: Mapping[str, Choice],
    ask: Ask,
) -> NamedDecisions:
    """The decision of each conflict by its name. `ask` is called where options leave any open.

    Raises UnknownWordError for a name in `takes` that no conflict has, what `choose` and `ask`
    raise.
    """
    if not conflicts:
        return {}
    for typed in takes:
        if not any(each.is_called(typed) for each in conflicts):
            raise UnknownWordError("--take", typed, [each.name for each in conflicts])
    choices = {each.name: choose(each, prefer, takes) for each in conflicts}
    chosen = {name: Decision(choice) for name, choice in choices.items() if choice}
    rest = [each for each in conflicts if each.name not in chosen]
    return {**chosen, **ask(rest)} if rest else chosen


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
