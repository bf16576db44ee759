"""Two different clients, or items of one, under one id: tells them apart, and numbers ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from clientfile.checks.registers import normalize_number
from clientfile.errors.suggest import fold
from clientfile.records.edits import Data, at
from clientfile.records.merge.collisions import colliding_ids
from clientfile.records.names import free_id
from clientfile.store.sync.tracks import Track
from clientfile.store.sync.versions import Versions

_NUMBERS = ("siren", "siret", "vat")


def are_different_clients(data: Data, other: Data) -> bool:
    """Whether two records of one id are of two companies: another name, folded, or another number
    in a register. The clock never decides.
    """
    names = [at(each, ("identity", "name")) for each in (data, other)]
    if all(isinstance(name, str) for name in names) and fold(names[0]) != fold(names[1]):
        return True
    return any(_differ(data, other, key) for key in _NUMBERS)


def part_tracks(tracks: Sequence[Track], versions: Versions) -> Iterator[Track]:
    """The tracks, of which those with two different clients of one new id are two."""
    for track in tracks:
        new = track.is_record and track.base is None
        if not (new and track.ours and track.remote) or track.ours.blob == track.remote.blob:
            yield track
        elif are_different_clients(
            versions.data(track.ours.blob), versions.data(track.remote.blob)
        ):
            yield replace(track, ours=None, mine=[])
            yield replace(track, remote=None, theirs=[])
        else:
            yield track


def number_items(track: Track, versions: Versions) -> Track:
    """The track, with other ids for those of our items whose id is another item's on the remote."""
    if not (track.is_record and track.of_both and track.remote):
        return track
    base, remote = track.base.blob if track.base else "", track.remote.blob
    if base and not versions.record(base).sound:
        return track
    ours = (versions.data(file.blob, (base, remote)) for file in track.our_files)
    ids = colliding_ids(versions.data(base), ours, versions.data(remote, (base,)))
    return replace(track, item_ids=ids) if ids else track


def another_id(client: str, taken: Collection[str]) -> str:
    """The next free id for a client whose id is another's on the remote."""
    return free_id(client, taken)


def _differ(data: Data, other: Data, key: str) -> bool:
    numbers = [at(each, ("identity", "registration", key)) for each in (data, other)]
    return all(isinstance(number, str) for number in numbers) and normalize_number(
        numbers[0]
    ) != normalize_number(numbers[1])
