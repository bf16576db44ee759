"""One file of three commits merged: its name, its mode, its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientfile.records.conflict import Conflict, Decisions, Settled
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.our_side import rename_file
from clientfile.store.sync.versions import Versions


@dataclass(frozen=True)
class MergedFile:
    """A merged file, None for none; at conflicts it has the remote's value.

    `lost` are comments of ours that are gone by a decision. `complete` is false where both sides
    changed what nobody can decide by parts: the file is the remote's. `stays` says that one side
    removed it, and the other changed it.
    """

    file: TreeFile | None
    conflicts: Sequence[Conflict] = ()
    settled: Sequence[Settled] = ()
    lost: Sequence[tuple[str, str]] = ()
    complete: bool = True
    stays: bool = False


def merge_files(
    versions: Versions,
    base: TreeFile | None,
    theirs: TreeFile | None,
    mine: TreeFile | None,
    *,
    record: bool,
    decisions: Decisions | None = None,
) -> MergedFile:
    """Our changes since `base` on their version. Of a removal and a change the change stays."""
    if mine in (base, theirs):
        return MergedFile(theirs)
    if theirs == base:
        return MergedFile(mine)
    if mine is None or theirs is None:
        return MergedFile(mine or theirs, stays=True)
    name = _merge_names(base, theirs, mine) if record else theirs.name
    kinds = {file.mode[:3] for file in (base, theirs, mine) if file}
    mode = mine.mode if base is None or mine.mode != base.mode else theirs.mode
    if kinds != {"100"}:
        return MergedFile(theirs, complete=False)
    if mode != theirs.mode and base is not None and theirs.mode != base.mode:
        return MergedFile(theirs, complete=False)
    old = base.blob if base else ""
    if mine.blob in (old, theirs.blob):
        return MergedFile(TreeFile(name, mode, theirs.blob))
    if theirs.blob == old:
        return MergedFile(TreeFile(name, mode, mine.blob))
    merged = (
        versions.merge_records(old, theirs.blob, mine.blob, decisions)
        if record
        else versions.merge_lines(old, theirs.blob, mine.blob)
    )
    file = TreeFile(name, mode, merged.blob)
    return MergedFile(file, merged.conflicts, merged.settled, merged.lost, merged.complete)


def _merge_names(base: TreeFile | None, theirs: TreeFile, mine: TreeFile) -> str:
    """The name of a record's file: our id where we renamed it, our folder where we moved it."""
    if base is None:
        return theirs.name
    folders = [file.name.rpartition("/")[:2] for file in (base, theirs, mine)]
    ids = [stem(file.name) for file in (base, theirs, mine)]
    folder = "".join(folders[1] if folders[2] == folders[0] else folders[2])
    return rename_file(folder, ids[1] if ids[2] == ids[0] else ids[2])
