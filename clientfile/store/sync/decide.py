"""Decides conflicts: by their names, by the side that is preferred, the rest by asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

    Raises UsageError for a name in `takes` that no conflict has, or for `both` where two can't
    stand; what `ask` raises.
    """
    if not conflicts:
        return {}
    chosen = dict(_taken(conflicts, takes))
    if prefer:
        chosen = {each.name: Decision(prefer) for each in conflicts} | chosen
    rest = [each for each in conflicts if each.name not in chosen]
    return {**chosen, **ask(rest)} if rest else chosen


def _taken(
    conflicts: Sequence[FolderConflict], takes: Mapping[str, Choice]
) -> Iterator[tuple[str, Decision]]:
    for typed, choice in takes.items():
        named = [each for each in conflicts if each.is_called(typed)]
        if not named:
            raise UnknownWordError("--take", typed, [each.name for each in conflicts])
        if choice == "both" and named[0].conflict.kind != "item":
            raise UsageError(_("{name} holds one value: take mine or theirs", name=named[0].name))
        yield named[0].name, Decision(choice)
