"""Whose record a commit changed: a record keeps its past when its file gets another place or id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass

from clientfile.store.git.versions import FileVersion, LoggedCommit


@dataclass(frozen=True)
class RecordRevision:
    """One record that a commit changed: `client` is the id that it has now, or had last, `old` and
    `new` what it was called before and after; `was` is its file before. Blob ids as in Version.
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
        """The contents before and after, as far as there are any."""
        return (blob for blob in (*self.before, self.after) if blob)


def record_revisions(
    commits: Iterable[LoggedCommit], is_record: Callable[[str], bool]
) -> Iterator[RecordRevision]:
    """What commits, the newest first, did to records; `is_record` is asked with a file's name."""
    names: dict[str, str] = {}
    for commit in commits:
        found = _rows(commit, is_record)
        for old, new, was, before, after in found:
            yield RecordRevision(commit, names.get(new, new), old, new, was, before, after)
        for old, new, *_ in found:
            if old != new:
                names[old] = names.pop(new, new)


def ids_tied_by_renaming(commit: LoggedCommit, clients: Set[str]) -> set[str]:
    """The ids that a commit gave to these clients, or took from them."""
    pairs = _renames(commit.versions).items()
    return {name for pair in pairs if not clients.isdisjoint(pair) for name in pair}


def renamed_to(commit: LoggedCommit, client: str) -> str | None:
    """The id that a commit gave to a client, or None."""
    return _renames(commit.versions).get(client)


_Row = tuple[str, str, str, tuple[str, ...], str]


def _rows(commit: LoggedCommit, is_record: Callable[[str], bool]) -> list[_Row]:
    """Old and new id, the file before, the blobs before and after, of each record."""
    gone: dict[str, FileVersion] = {}
    come: dict[str, FileVersion] = {}
    for version in commit.versions:
        if any(version.before) and is_record(version.was):
            gone[_stem(version.was)] = version
        if version.after and is_record(version.name):
            come[_stem(version.name)] = version
    former = {
        new: old
        for old, new in _renames(commit.versions).items()
        if old in gone and old not in come and new in come and new not in gone
    }
    found = [
        _row(former.get(new, new), new, gone.get(former.get(new, new)), version)
        for new, version in come.items()
    ]
    left = gone.keys() - come.keys() - set(former.values())
    return found + [_row(old, old, gone[old], None) for old in gone if old in left]


def _row(old: str, new: str, before: FileVersion | None, after: FileVersion | None) -> _Row:
    if before is None:
        return old, new, "", (), after.after if after else ""
    blobs = tuple(blob for blob in before.before if blob)
    return old, new, before.was, blobs, after.after if after else ""


def _renames(versions: Iterable[FileVersion]) -> dict[str, str]:
    """Old id → new id of the files that git takes for renamed."""
    pairs = ((_stem(version.was), _stem(version.name)) for version in versions)
    return {old: new for old, new in pairs if old != new}


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".yaml")
