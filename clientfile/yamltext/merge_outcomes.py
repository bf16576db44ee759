"""A merge of git's: the text that each side would have, and the versions that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.errors import EditRefusedError
from clientfile.records.conflict import Choice, Conflict, Decision, Decisions, decide_conflicts
from clientfile.records.shape import Shape
from clientfile.yamltext.bring_back import bring_back_named
from clientfile.yamltext.item_collisions import part_items
from clientfile.yamltext.own_merge import merge_own
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import MergedText


@dataclass(frozen=True)
class MergeOutcomes:
    """The outcome for our side and for theirs, one where there are no `conflicts`.

    `base`, `ours` and `theirs` are what was merged: of two different items of one id, one has
    another id there; `ids` are those by the old ones.
    """

    base: ParsedRecord | None
    ours: ParsedRecord
    theirs: ParsedRecord
    ids: Mapping[str, str]
    conflicts: Sequence[Conflict]
    for_ours: ParsedRecord
    for_theirs: ParsedRecord


def merge_for_git(
    base: ParsedRecord | None,
    ours: ParsedRecord,
    theirs: ParsedRecord,
    shape: Shape,
    *,
    numbers_ours: bool,
) -> MergeOutcomes:
    """The merge of three sound versions. With `numbers_ours`, ours is merged into theirs, and our
    items get another id where it is one of theirs too; else theirs is merged into ours.

    Raises EditRefusedError.
    """
    own, others = (ours, theirs) if numbers_ours else (theirs, ours)
    base, own, ids = part_items(base, own, others, shape)
    first = merge_own(base, others, own, shape, {})

    def merge(decisions: Decisions) -> MergedText:
        return merge_own(base, others, own, shape, decisions) if decisions else first

    def outcome(choice: Choice) -> ParsedRecord:
        merged, __ = decide_conflicts(
            merge, lambda each: [(conflict, Decision(choice)) for conflict in each.conflicts]
        )
        return bring_back_named(merged, (own, others), shape).parsed

    for_own = outcome("mine")
    for_others = outcome("theirs") if first.conflicts else for_own
    sides, outcomes = ((own, others), (for_own, for_others))
    if not numbers_ours:
        sides, outcomes = sides[::-1], outcomes[::-1]
    return MergeOutcomes(base, *sides, ids, first.conflicts, *outcomes)


def sides_left(
    versions: Sequence[ParsedRecord | None],
    marked: tuple[ParsedRecord, ParsedRecord],
    shape: Shape,
) -> tuple[ParsedRecord | None, ParsedRecord, ParsedRecord] | None:
    """The base and both sides, where their merge gave the texts that are `marked` as ours and as
    theirs; None where somebody has edited those since. `versions` are None where there is none.
    """
    base, ours, theirs = versions
    if not (ours and theirs and all(each.sound for each in versions if each)):
        return None
    texts = [(each.text, each.bom) for each in marked]
    try:
        for numbers_ours in (True, False):
            merge = merge_for_git(base, ours, theirs, shape, numbers_ours=numbers_ours)
            if texts == [(each.text, each.bom) for each in (merge.for_ours, merge.for_theirs)]:
                return merge.base, merge.ours, merge.theirs
    except EditRefusedError:
        # git has merged it line by line.
        pass
    return None
