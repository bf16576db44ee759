"""Merges records of both sides ahead, in as many processes as there are cores, if there are many.

What comes of it is what would be worked out one by one where it is needed: only merges that leave
nothing to decide, to number and to tell are taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from clientfile.checks.fast import has_no_errors
from clientfile.store.cache.parallel import MANY, chunked, map_parallel
from clientfile.store.sync.collisions import number_items
from clientfile.store.sync.tracks import Track
from clientfile.store.sync.versions import Blobs, Versions


@dataclass
class MergedAhead:
    """The records that were merged ahead, by the blobs of base, remote and ours, and the blobs of
    those merged that have no errors.
    """

    merged: set[Blobs] = field(default_factory=set)
    valid: set[str] = field(default_factory=set)

    def has(self, track: Track) -> bool:
        """Whether a track was merged ahead: none of our items has another one's id."""
        return _blobs(track) in self.merged


def merge_ahead(versions: Versions, tracks: Sequence[Track], currency: str) -> MergedAhead:
    """Merge the records that both sides changed, in a folder of this currency."""
    ahead = MergedAhead()
    several = [track for track in tracks if _blobs(track)]
    if len(several) < MANY:
        return ahead
    work = partial(_merge_all, versions, currency)
    for results in map_parallel(work, chunked(several), len(several)):
        for blobs, content, is_valid in results:
            blob = versions.take_merged(blobs, content)
            ahead.merged.add(blobs)
            if is_valid:
                ahead.valid.add(blob)
    return ahead


def _blobs(track: Track) -> Blobs | None:
    """The blobs of a record that both sides changed differently; None for any other."""
    base, theirs, mine = track.states
    if not track.is_record or base is None or theirs is None or mine is None:
        return None
    blobs = base.blob, theirs.blob, mine.blob
    is_regular = base.is_regular and theirs.is_regular and mine.is_regular
    return blobs if is_regular and len(set(blobs)) == len(blobs) else None


def _merge_all(
    versions: Versions, currency: str, tracks: Sequence[Track]
) -> list[tuple[Blobs, bytes, bool]]:
    """What another process works out: the merged texts, and whether each has no errors."""
    return list(_merge(versions, currency, tracks))


def _merge(
    versions: Versions, currency: str, tracks: Sequence[Track]
) -> Iterator[tuple[Blobs, bytes, bool]]:
    for track in tracks:
        blobs = _blobs(track)
        if blobs is None or number_items(track, versions).item_ids:
            continue
        merged = versions.merge_records(*blobs)
        if merged.is_plain:
            data = versions.record(merged.blob).data
            is_valid = data is not None and has_no_errors(data, currency)
            yield blobs, versions.content(merged.blob), is_valid
