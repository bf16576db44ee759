"""Merges among our own commits: what each itself decided, which is one commit of the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientfile.store.git.commit_line import (
    LineCommit,
    TreeChange,
    TreeFile,
    read_changes,
)
from clientfile.store.git.ranges import merge_bases
from clientfile.store.git.repository import Repository
from clientfile.store.sync.commit_state import RECORD, KeyOf
from clientfile.store.sync.file_merge import merge_files
from clientfile.store.sync.versions import Versions

_Sides = dict[str, tuple[TreeFile | None, TreeFile | None]]
"""Files by name: in the older commit, and in the other."""


def own_changes(
    repo: Repository, versions: Versions, commits: Sequence[LineCommit], key_of: KeyOf
) -> list[Sequence[TreeChange]]:
    """What each commit itself changed: a merge, where it differs from its parents put together."""
    places = {each.id: place for place, each in enumerate(commits)}
    return [
        each.changes
        if len(each.parents) < 2
        else _changes_of_merge(repo, versions, each, key_of, places)
        for each in commits
    ]


def _changes_of_merge(
    repo: Repository,
    versions: Versions,
    commit: LineCommit,
    key_of: KeyOf,
    places: Mapping[str, int],
) -> list[TreeChange]:
    """What a merge decided; of one with more than two parents, all that the first one lacks.

    `places` are those of our commits. In the replay the line has what the parent that comes first
    set, and the remote's before ours.
    """
    first, other = commit.parents[:2]
    bases = merge_bases(repo.root, first, other)
    if not bases or len(commit.parents) > 2:
        return list(commit.changes)
    pairs = [(first, bases[0]), (other, bases[0])]
    ours, theirs = map(_by_name, read_changes(repo, pairs))
    merged = _by_name(commit.changes)
    twice = ours.keys() & theirs.keys()
    sides = [ours[name] for name in twice] + [theirs[name] for name in twice]
    ours_first = places.get(first, -1) < places.get(other, -1)
    versions.prefetch(file.blob for side in sides for file in side if file and file.is_regular)
    decided = []
    for name in sorted({*ours, *theirs, *merged}):
        base = _find(name, 0, ours, theirs, merged)
        parent = ours[name][1] if name in ours else base
        brought = theirs[name][1] if name in theirs else base
        after = merged[name][1] if name in merged else parent
        pair = (parent, brought) if ours_first else (brought, parent)
        before = _put_together(versions, base, *pair, key_of)
        if not _are_equal(versions, before, after):
            decided.append(TreeChange(before, after))
    return decided


def _put_together(
    versions: Versions,
    base: TreeFile | None,
    one: TreeFile | None,
    other: TreeFile | None,
    key_of: KeyOf,
) -> TreeFile | None:
    file = one or other or base
    record = file is not None and key_of(file)[0] == RECORD
    return merge_files(versions, base, one, other, record=record).file


def _are_equal(versions: Versions, before: TreeFile | None, after: TreeFile | None) -> bool:
    if before is None or after is None or before == after:
        return before == after
    if before.mode != after.mode or not after.is_regular:
        return False
    data = versions.data(before.blob)
    return bool(data) and data == versions.data(after.blob)


def _by_name(changes: Sequence[TreeChange]) -> _Sides:
    """The files before and after, without renames."""
    sides: _Sides = {}
    for each in changes:
        if each.before:
            sides[each.before.name] = each.before, None
        if each.after:
            same = each.before if each.before and each.before.name == each.after.name else None
            sides[each.after.name] = same, each.after
    return sides


def _find(name: str, place: int, *all_sides: _Sides) -> TreeFile | None:
    return next((sides[name][place] for sides in all_sides if name in sides), None)
