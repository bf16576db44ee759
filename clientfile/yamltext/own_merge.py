"""Our version of a record merged into the others': every command finds the same conflicts so."""

from __future__ import annotations

from dataclasses import replace

from clientfile.records.conflict import Choice, Conflict, Decisions
from clientfile.records.shape import Shape
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import MergedText, merge_record_texts

_SWAPPED: dict[Choice | None, Choice] = {"mine": "theirs", "theirs": "mine"}


def merge_own(
    base: ParsedRecord | None,
    theirs: ParsedRecord,
    mine: ParsedRecord,
    shape: Shape,
    decisions: Decisions,
) -> MergedText:
    """Our changes since `base` merged into their version, which stands where nothing is decided.

    Conflicts and decisions are as we see them: what is ours is mine. Takes versions as
    `merge_record_texts` does.
    """
    swapped = {
        address: replace(each, choice=_SWAPPED.get(each.choice, each.choice))
        for address, each in decisions.items()
    }
    # What the merge calls ours is what is merged into.
    merged = merge_record_texts(base, theirs, mine, shape, swapped, upstream="ours")
    conflicts = [
        Conflict(each.address, each.kind, each.base, each.theirs, each.ours)
        for each in merged.conflicts
    ]
    return replace(merged, merge=replace(merged.merge, conflicts=conflicts))
