"""Follows records through commits that move their files or change their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass

from clientfile.store.git.versions import FileVersion, LoggedCommit


@dataclass(frozen=True)
class RecordRevision:
    """One record that one commit changed: `client` is its newest id, `old` and `new` are its ids
    before and after the commit, `was` is the name of its file before.

    `before` has the blob id of each parent that has the record, `after` is that of the commit.
    """

    commit: LoggedCommit
    client: str
    old: str
    new: str
    was: str
    before: tuple[str, ...]
    after: str

    @property
    def blobs(self) -> Iterator[str]:
        """The blob ids before and after, without empty ones."""
        return (blob for blob in (*self.before, self.after) if blob)


def record_revisions(
    commits: Iterable[LoggedCommit], is_record: Callable[[str], bool]
) -> Iterator[RecordRevision]:
    """The records that commits changed, in the order of the commits: the newest first.

    `is_record` decides by the name of a file, from the top of the worktree.
    """
    names: dict[str, str] = {}
    for commit in commits:
        rows = _rows(commit, is_record)
        for old, new, was, before, after in rows:
            yield RecordRevision(commit, names.get(new, new), old, new, was, before, after)
        for old, new, *_ in rows:
            if old != new:
                names[old] = names.pop(new, new)


def ids_tied_by_renaming(commit: LoggedCommit, clients: Set[str]) -> set[str]:
    """The old and new ids of these clients in a commit that renames them."""
    pairs = _renames(commit.versions).items()
    return {name for pair in pairs if not clients.isdisjoint(pair) for name in pair}


def renamed_to(commit: LoggedCommit, client: str) -> str | None:
    """The new id of a client that a commit renamed, or None."""
    return _renames(commit.versions).get(client)


_Row = tuple[str, str, str, tuple[str, ...], str]


def _rows(commit: LoggedCommit, is_record: Callable[[str], bool]) -> list[_Row]:
    """Old and new id, the file before, the blobs before and after, of each record of a commit."""
    removed: dict[str, FileVersion] = {}
    added: dict[str, FileVersion] = {}
    for version in commit.versions:
        if any(version.before) and is_record(version.was):
            removed[_stem(version.was)] = version
        if version.after and is_record(version.name):
            added[_stem(version.name)] = version
    former = {
        new: old
        for old, new in _renames(commit.versions).items()
        if old in removed and old not in added and new in added and new not in removed
    }
    rows = [
        _row(former.get(new, new), new, removed.get(former.get(new, new)), version)
        for new, version in added.items()
    ]
    unpaired = removed.keys() - added.keys() - set(former.values())
    return rows + [_row(old, old, removed[old], None) for old in removed if old in unpaired]


def _row(old: str, new: str, before: FileVersion | None, after: FileVersion | None) -> _Row:
    if before is None:
        return old, new, "", (), after.after if after else ""
    blobs = tuple(blob for blob in before.before if blob)
    return old, new, before.was, blobs, after.after if after else ""


def _renames(versions: Iterable[FileVersion]) -> dict[str, str]:
    """Old id → new id of the files that git detects as renamed."""
    pairs = ((_stem(version.was), _stem(version.name)) for version in versions)
    return {old: new for old, new in pairs if old != new}


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yaml")
