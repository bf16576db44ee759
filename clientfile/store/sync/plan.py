"""What a sync does, worked out before anything is touched: conflicts, or our commits anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientfile.store.folder import Folder
from clientfile.store.git.commit_line import LineCommit, TreeChange, TreeFile, read_lines
from clientfile.store.git.new_commits import NewCommit
from clientfile.store.git.repository import Repository
from clientfile.store.sync.broken_references import ReferenceKeeper
from clientfile.store.sync.collisions import number_items, part_tracks
from clientfile.store.sync.commit_state import CommitState, Key, key_of, read_states
from clientfile.store.sync.id_conflicts import decide_ids, lost_ids
from clientfile.store.sync.lines import SideLine, follow_line
from clientfile.store.sync.merge_ahead import MergedAhead, merge_ahead
from clientfile.store.sync.merged_clients import MergedClient, follow_merged_clients
from clientfile.store.sync.moved_folder import move_along
from clientfile.store.sync.new_ids import describe_renumbered, renumbered_by_commit
from clientfile.store.sync.new_line import NewLine, build_line
from clientfile.store.sync.other_files import refuse_broken, refuse_filtered
from clientfile.store.sync.our_side import OurIds, OurSide, assign_ids
from clientfile.store.sync.outcome import (
    FolderConflict,
    LostValue,
    NamedDecisions,
    SettledLine,
)
from clientfile.store.sync.own_merges import own_changes
from clientfile.store.sync.replay import Replay
from clientfile.store.sync.track_merge import TrackMerge, TrackMerger
from clientfile.store.sync.tracks import Track, match_tracks
from clientfile.store.sync.validity import ValidityKeeper
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
    """Both sides since the base, and what each did to every file; `base`, `ours` and `remote` are
    the files of the base and of their last commits, `ahead` what of it is merged already. `merged`
    are the clients that a side made part of another one.
    """

    mine: SideLine
    theirs: SideLine
    tracks: Sequence[Track]
    base: CommitState
    ours: CommitState
    remote: CommitState
    ahead: MergedAhead
    merged: Sequence[MergedClient]


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
    sides = _read_sides(folder, repo, versions, (base, ours, theirs))
    ids, conflicts = _decide_ids(versions, sides, decisions)
    our_side = OurSide(versions, ids.ids, sides.tracks)
    team = {address.casefold(): name for name, address in folder.settings.team.items()}
    merger = TrackMerger(versions, our_side, ids, sides.mine, sides.theirs, decisions, team)
    merges = [merger.merge(track) for track in sides.tracks]
    ReferenceKeeper(versions, our_side, ids.forward).bring_back(merges)
    validity = ValidityKeeper(versions, merger, folder.settings, sides.ahead.valid)
    for each in merges:
        validity.check(each)
    move_along(merges, sides.base, sides.ours, sides.remote)
    conflicts += [conflict for each in merges for conflict in each.conflicts]
    refused = [
        *refuse_filtered(repo, merges),
        *(each.refused for each in merges if each.refused),
        *refuse_broken(versions, merges),
    ]
    settled = [
        *describe_renumbered(versions, ids, merges),
        *(SettledLine(each.kept, each.message()) for each in sides.merged),
        *(line for each in merges for line in each.settled),
    ]
    if conflicts or refused:
        return SyncPlan(conflicts, refused, settled=settled)
    line = _replay(Replay(versions, our_side, ids.renamings), versions, ids, sides, merges)
    return SyncPlan((), (), line.commits, line.left_out, settled, line.lost)


def _read_sides(
    folder: Folder, repo: Repository, versions: Versions, commits: tuple[str, str, str]
) -> _Sides:
    base, ours, remote = read_states(folder, repo, commits[0], commits[1:])
    __, our_end, their_end = commits
    our_line, their_line = read_lines(repo, [(our_end, their_end), (their_end, our_end)])
    mine = _follow(repo, versions, our_line, base, ours)
    theirs = _follow(repo, None, their_line, base, remote)
    tracks = match_tracks(base, mine, theirs)
    tracks, merged = follow_merged_clients(tracks, versions, folder.settings)
    versions.prefetch(_blobs(each for each in tracks if each.of_both))
    parted = list(part_tracks(tracks, versions))
    ahead = merge_ahead(versions, parted, folder.settings.currency)
    numbered = [each if ahead.has(each) else number_items(each, versions) for each in parted]
    return _Sides(mine, theirs, numbered, base, ours, remote, ahead, merged)


def _follow(
    repo: Repository,
    versions: Versions | None,
    commits: Sequence[LineCommit],
    base: CommitState,
    end: CommitState,
) -> SideLine:
    """The line of a side; merges of the remote are kept as they are, and have no changes."""

    def key(file: TreeFile) -> Key:
        return key_of(file, end.prefix)

    changes: list[Sequence[TreeChange]] = (
        [() if len(each.parents) > 1 else each.changes for each in commits]
        if versions is None
        else own_changes(repo, versions, commits, key)
    )
    return follow_line(commits, changes, base, end, key)


def _decide_ids(
    versions: Versions, sides: _Sides, decisions: NamedDecisions
) -> tuple[OurIds, list[FolderConflict]]:
    """The ids of our clients on the remote's line, and those that nothing decides."""
    taken = sides.ours.clients | sides.remote.clients
    ids = assign_ids(sides.tracks, taken, {})
    decided = decide_ids(ids.twice, sides.mine, sides.theirs, decisions)
    if decided.ids:
        ids = assign_ids(sides.tracks, taken, decided.ids)
    ids.follow_merged(sides.merged)
    if ids.ids or ids.renamings:
        versions.prefetch(_blobs(each for each in sides.tracks if each.is_record))
    return ids, list(decided.conflicts)


def _blobs(tracks: Iterable[Track]) -> Iterable[str]:
    """The blobs of what tracks were merged from."""
    for track in tracks:
        for file in (*track.our_files, track.remote):
            if file is not None and file.is_regular:
                yield file.blob


def _replay(
    replay: Replay, versions: Versions, ids: OurIds, sides: _Sides, merges: Sequence[TrackMerge]
) -> NewLine:
    last = len(sides.mine.commits) - 1
    replays = []
    for each in merges:
        number = last if each.otherwise is None else each.otherwise
        of_file = replay.replay(each, number)
        of_file.overruled |= _overruled_removals(each)
        of_file.renumbered = renumbered_by_commit(versions, ids, each)
        if each.track in ids.twice:
            of_file.losses += lost_ids(each.track, each.client)
        replays.append((each.client, of_file))
    return build_line(versions, sides.mine.commits, replays)


def _overruled_removals(merge: TrackMerge) -> set[int]:
    """The numbers of our commits that remove what stays, since the other side changed it."""
    track = merge.track
    if merge.final is None or track.base is None or track.ours is not None:
        return set()
    return {step.number for step in track.mine if step.after is None}
