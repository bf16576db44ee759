"""Records that one side added to a folder that the other side moved: they go where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clientfile.store.sync.commit_state import CommitState
from clientfile.store.sync.track_merge import TrackMerge


def move_along(
    merges: Sequence[TrackMerge], base: CommitState, ours: CommitState, remote: CommitState
) -> None:
    """Change the names of the merged records that are not in the folder where records are then."""
    prefixes = {state.prefix for state in (base, ours, remote)}
    if len(prefixes) == 1:
        return
    prefix = remote.prefix if ours.prefix == base.prefix else ours.prefix
    for each in merges:
        file = each.final
        if not each.track.is_record or file is None or file.name.startswith(prefix):
            continue
        left = max((old for old in prefixes if file.name.startswith(old)), key=len, default="")
        each.final = replace(file, name=f"{prefix}{file.name.removeprefix(left)}")
