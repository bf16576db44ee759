"""What is no record, or passes a filter of git's on its way: what sync leaves to git."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.language import _
from clientfile.store.git.attributes import filters_of
from clientfile.store.git.repository import Repository
from clientfile.store.sync.track_merge import TrackMerge


def refuse_filtered(repo: Repository, merges: Sequence[TrackMerge]) -> list[str]:
    """A sentence for each record that git stores otherwise than it is on the disk."""
    names = [each.final.name for each in merges if each.track.is_record and each.final]
    return [
        _(
            "{file}: git stores it through the filter {filter}, and only git can merge it",
            file=name,
            filter=filter_,
        )
        for name, filter_ in filters_of(repo, names).items()
    ]
