"""What a sync does, worked out before anything is touched: conflicts, or our commits anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clientfile.language import _
from clientfile.store.folder import Folder
from clientfile.store.git.commit_line import LineCommit, read_line
from clientfile.store.git.new_commits import NewCommit
from clientfile.store.git.repository import Repository
from clientfile.store.sync.collisions import part_tracks
from clientfile.store.sync.commit_state import CommitState, key_of, read_state
from clientfile.store.sync.lines import SideLine, follow_line
from clientfile.store.sync.new_line import NewLine, build_line
from clientfile.store.sync.our_side import OurIds, OurSide, assign_ids
from clientfile.store.sync.outcome import (
    FolderConflict,
    LostValue,
    NamedDecisions,
    SettledLine,
)
from clientfile.store.sync.replay import Replay
from clientfile.store.sync.track_merge import TrackMerge, TrackMerger
from clientfile.store.sync.tracks import Track, match_tracks
from clientfile.store.sync.versions import Versions


@dataclass(frozen=True)
class SyncPlan:
    """The commits that replay ours on the remote's line, if nothing is left to decide.

    `conflicts` are those that no decision was given for, `refused` sentences about what git alone
    can merge; where there are any, there are no `commits`. `left_out` are commits of ours all of
    whose values the remote has.
    """

    conflicts: Sequence[FolderConflict] = ()
    refused: Sequence[str] = ()
    commits: Sequence[NewCommit] = ()
    left_out: Sequence[LineCommit] = ()
    settled: Sequence[SettledLine] = ()
    lost: Sequence[LostValue] = ()


@dataclass(frozen=True)
class _Sides:
    """Both sides since the base, and what each did to every file."""

    mine: SideLine
    theirs: SideLine
    tracks: Sequence[Track]
    clients: frozenset[str]


def plan_sync(
    folder: Folder,
    repo: Repository,
    base: str,
    ours: str,
    theirs: str,
    decisions: NamedDecisions,
) -> SyncPlan:
    """Our commits since `base` on the commit `theirs`, and what is to be decided of them.

    The commits are ids; `base` is the last one that both sides have, `ours` our last one. Nothing
    is written. Raises StateError where git can't read what it needs.
    """
    versions = Versions(repo, folder.settings.max_bytes)
    sides = _read_sides(folder, repo, (base, ours, theirs))
    versions.prefetch(_blobs(each for each in sides.tracks if each.of_both))
    sides = replace(sides, tracks=list(part_tracks(sides.tracks, versions)))
    ids = assign_ids(sides.tracks, sides.clients, {})
    if ids.ids or ids.renamings:
        versions.prefetch(_blobs(each for each in sides.tracks if each.is_record))
    our_side = OurSide(versions, ids.ids)
    merger = TrackMerger(versions, our_side, ids, sides.mine, sides.theirs, decisions)
    merges = [merger.merge(track) for track in sides.tracks]
    conflicts = [conflict for each in merges for conflict in each.conflicts]
    refused = [each.refused for each in merges if each.refused]
    settled = [*_renumbered(ids), *(line for each in merges for line in each.settled)]
    if conflicts or refused:
        return SyncPlan(conflicts, refused, settled=settled)
    line = _replay(versions, our_side, ids, sides, merges)
    return SyncPlan((), (), line.commits, line.left_out, settled, line.lost)


def _read_sides(folder: Folder, repo: Repository, commits: tuple[str, str, str]) -> _Sides:
    __, ours, theirs = commits
    states = [read_state(folder, repo, each) for each in commits]
    mine = _follow(repo, ours, theirs, states[0], states[1])
    others = _follow(repo, theirs, ours, states[0], states[2])
    tracks = match_tracks(states[0], mine, others)
    return _Sides(mine, others, tracks, states[1].clients | states[2].clients)


def _follow(
    repo: Repository, tip: str, without: str, base: CommitState, end: CommitState
) -> SideLine:
    commits = read_line(repo, tip, [without] if without else [])
    changes = [each.changes for each in commits]
    return follow_line(commits, changes, base, end, lambda file: key_of(file, end.prefix))


def _blobs(tracks: Iterable[Track]) -> Iterable[str]:
    """The blobs of what tracks were merged from."""
    for track in tracks:
        steps = (file for step in track.mine for file in (step.before, step.after))
        for file in (*track.states, *steps):
            if file is not None and file.is_regular:
                yield file.blob


def _replay(
    versions: Versions,
    our_side: OurSide,
    ids: OurIds,
    sides: _Sides,
    merges: Sequence[TrackMerge],
) -> NewLine:
    replay = Replay(versions, our_side, ids.renamings)
    last = len(sides.mine.commits) - 1
    return build_line(
        versions,
        sides.mine.commits,
        [
            (each.client, replay.replay(each.track, each.final, each.decisions, last))
            for each in merges
        ],
    )


def _renumbered(ids: OurIds) -> list[SettledLine]:
    return [
        SettledLine(
            new,
            _("another client has the id {old} on the other side: ours is {new}", old=old, new=new),
        )
        for old, new in ids.renumbered.items()
    ]
