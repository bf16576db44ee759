"""Two different clients, or items of one, under one id: tells them apart, and numbers ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from clientfile.checks.registers import normalize_number
from clientfile.errors.suggest import fold
from clientfile.records.edits import Data, at
from clientfile.records.merge.collisions import colliding_ids
from clientfile.records.names import free_id
from clientfile.store.sync.lines import Step
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
    """The tracks, of which those with different clients of one id are several."""
    for track in (part for each in tracks for part in _part_replaced(each, versions)):
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


def _part_replaced(track: Track, versions: Versions) -> Iterator[Track]:
    """A track, or several where a side removed the client and gave its id to another one."""
    mine, theirs = (_replaced_at(track, steps, versions) for steps in (track.mine, track.theirs))
    if mine is None and theirs is None:
        yield track
        return
    ours = track.ours if mine is None else None
    remote = track.remote if theirs is None else None
    yield replace(
        track, ours=ours, remote=remote, mine=track.mine[:mine], theirs=track.theirs[:theirs]
    )
    own = [] if mine is None else track.mine[mine:]
    others = [] if theirs is None else track.theirs[theirs:]
    yield Track(
        track.key,
        None,
        None if mine is None else track.ours,
        None if theirs is None else track.remote,
        own,
        others,
    )


def _replaced_at(track: Track, steps: Sequence[Step], versions: Versions) -> int | None:
    """The place of the step by which another client has the id of one that was removed."""
    if track.base is None or not track.is_record:
        return None
    for place, step in enumerate(steps):
        if place and step.before is None and step.after is not None:
            data = (versions.data(each.blob) for each in (track.base, step.after))
            if are_different_clients(*data):
                return place
    return None


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
