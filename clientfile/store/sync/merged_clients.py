"""Clients that one side merged: what the other did to either of two is of the one left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clientfile.errors import InvalidError
from clientfile.language import Message, _
from clientfile.records.edits import at
from clientfile.records.ids import FORMER_IDS
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.lines import Step
from clientfile.store.sync.tracks import Track
from clientfile.store.sync.versions import Versions


@dataclass(frozen=True)
class MergedClient:
    """A client that one side merged into another one: both by their ids. `number` is that of our
    commit which did it, None where the remote did.
    """

    gone: str
    kept: str
    number: int | None

    def message(self) -> Message:
        """The sentence about it."""
        return _(
            "{gone} was merged into it on one side: what the other side changed of it is here",
            gone=self.gone,
        )


class CannotJoinError(Exception):
    """A version can't be read, or not be edited in place."""


@dataclass(frozen=True)
class _Pair:
    """What both sides did to a client that one of them merged into another one."""

    kept: Track
    gone: Track
    merged: MergedClient


def follow_merged_clients(
    tracks: Sequence[Track], versions: Versions, settings: Settings
) -> tuple[list[Track], list[MergedClient]]:
    """The tracks, with both records joined in all versions of the side that has not merged them;
    and the clients that were merged.

    A pair whose records can't be joined there is left as it is.
    """
    pairs = list(_pairs(tracks, versions))
    used = [id(track) for pair in pairs for track in (pair.kept, pair.gone)]
    joined: dict[int, Track | None] = {}
    merged: list[MergedClient] = []
    for pair in pairs:
        if used.count(id(pair.kept)) + used.count(id(pair.gone)) > 1 + 1:
            continue
        try:
            kept, gone = _JoinedTracks(pair, versions, settings).tracks()
        except (InvalidError, CannotJoinError):
            continue
        joined |= {id(pair.kept): kept, id(pair.gone): gone}
        merged.append(pair.merged)
    followed = (joined.get(id(track), track) for track in tracks)
    return [track for track in followed if track is not None], merged


def _pairs(tracks: Sequence[Track], versions: Versions) -> Iterator[_Pair]:
    removed = [each for each in tracks if each.is_record and each.base and _is_of_one(each)]
    if not removed:
        return
    of_both = [
        each for each in tracks if each.is_record and each.base and each.ours and each.remote
    ]
    for gone in removed:
        assert gone.base is not None
        name, is_ours = stem(gone.base.name), gone.ours is None
        for kept in of_both:
            file = kept.ours if is_ours else kept.remote
            if file and file != kept.base and _has_former(file, name, versions):
                steps = [step.number for step in gone.mine if step.after is None]
                number = steps[-1] if is_ours and steps else None
                if number is not None or not is_ours:
                    yield _Pair(kept, gone, MergedClient(name, stem(file.name), number))
                break


def _is_of_one(track: Track) -> bool:
    """Whether exactly one side has no such record any more."""
    return (track.ours is None) != (track.remote is None)


def _has_former(file: TreeFile, name: str, versions: Versions) -> bool:
    content = versions.content(file.blob)
    if b"former_ids" not in content or name.encode() not in content:
        return False
    return name in (at(versions.data(file.blob), FORMER_IDS) or ())


@dataclass(frozen=True)
class _JoinedTracks:
    """Joins the versions of the side that has not merged a pair, the base's among them."""

    pair: _Pair
    versions: Versions
    settings: Settings

    def tracks(self) -> tuple[Track, Track | None]:
        """The tracks of the client that stays and of the one that is gone; that is none where the
        remote has it no more.
        """
        kept, gone = self.pair.kept, self.pair.gone
        is_ours = self.pair.merged.number is not None
        steps = list(self._steps())
        base = self._joined(kept.base, gone.base)
        if is_ours:
            assert self.pair.merged.number is not None
            removal = Step(self.pair.merged.number, gone.remote, None)
            remote = self._joined(kept.remote, gone.remote)
            return (
                replace(kept, base=base, remote=remote, mine=steps),
                replace(gone, base=gone.remote, ours=None, mine=[removal]),
            )
        ours = self._joined(kept.ours, gone.ours)
        return replace(kept, base=base, ours=ours, mine=steps), None

    def _steps(self) -> Iterator[Step]:
        """What our commits did to both, as steps of the joined record."""
        kept, gone = self.pair.kept, self.pair.gone
        of_kept = {step.number: step for step in kept.mine}
        of_gone = {step.number: step for step in gone.mine}
        here, there = kept.base, gone.base
        for number in sorted({*of_kept, *of_gone}):
            before = self._joined(here, there)
            here = of_kept[number].after if number in of_kept else here
            there = of_gone[number].after if number in of_gone else there
            yield Step(number, before, self._joined(here, there))

    def _joined(self, kept: TreeFile | None, gone: TreeFile | None) -> TreeFile | None:
        """The record of both; the id of the one that is gone is noted where the remote has it."""
        if kept is None or gone is None:
            return kept
        # In few syncs is a client that was merged on one side.
        from clientfile.changes.merge_clients import join_clients
        from clientfile.changes.merge_fields import Choice
        from clientfile.records.merge.target import edits_between

        data, other = (self.versions.data(each.blob) for each in (kept, gone))
        if not data or not other:
            raise CannotJoinError
        names = stem(kept.name), stem(gone.name)
        whole = join_clients(names[0], data, names[1], other, Choice(), self.settings).data
        edits = edits_between(data, whole, record_shape())
        if self.pair.merged.number is not None:
            edits = [each for each in edits if each.path[: len(FORMER_IDS)] != FORMER_IDS]
        blob = self.versions.edit(kept.blob, edits)
        if blob == kept.blob and edits:
            raise CannotJoinError
        return replace(kept, blob=blob)
