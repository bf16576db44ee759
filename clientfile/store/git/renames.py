"""Follows records along the parents of commits that move their files or change their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from clientfile.records.lost_values import LostTrailer, parse_lost
from clientfile.store.git.log import Commit, DroppedFile, FileVersion

IsRecord = Callable[[str, str], bool]
"""Whether in a commit, by its id, the file of a name from the top of the worktree is a record."""


class Identity:
    """A record under all its ids; `name` is the newest one.

    Two branches may each lead to an identity, of which a common commit shows that they are one.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._same: Identity | None = None

    @property
    def name(self) -> str:
        """The newest id that the record is known to have."""
        return self._end()._name

    def join(self, other: Identity, exists: Callable[[str], bool]) -> None:
        """Make the two one, under the id that still exists, or else this one's. Two clients that
        both exist stay apart.
        """
        one, two = self._end(), other._end()
        if one is two:
            return
        if one.name != two.name and exists(two.name):
            if exists(one.name):
                return
            one._name = two.name
        two._same = one

    def _end(self) -> Identity:
        return self if self._same is None else self._same._end()


@dataclass(frozen=True)
class RecordRevision:
    """One record that one commit changed: `old` and `new` are its ids before and after the commit,
    `was` is the name of its file before.

    `before` has the blob id of each parent that has the record, `after` is that of the commit. If
    `dropped` is not None, the commit is a merge, and `before` is what one side of it had changed.
    `lost` are values that a sync could leave in no record: the commit may have no file then.
    """

    commit: Commit
    identity: Identity
    old: str
    new: str
    was: str
    before: tuple[str, ...]
    after: str
    dropped: DroppedFile | None = None
    lost: Sequence[LostTrailer] = ()

    @property
    def client(self) -> str:
        """The record's newest id, as far as the commits are read."""
        return self.identity.name

    @property
    def blobs(self) -> Iterator[str]:
        """The blob ids before and after, without empty ones."""
        more = [*self.dropped.told] if self.dropped else []
        more += [blob for _, blob in self.dropped.bases] if self.dropped else []
        return (blob for blob in (*self.before, self.after, *more) if blob)


def record_revisions(
    commits: Iterable[Commit], is_record: IsRecord, exists: Callable[[str], bool]
) -> Iterator[RecordRevision]:
    """The records that commits changed, in the order of the commits: children before parents.

    Each commit hands on to its parents which record each id is. `exists` tells whether a client of
    that id exists at the end.
    """
    pending: dict[str, dict[str, Identity]] = {}
    for commit in commits:
        names = pending.pop(commit.id, {})
        rows = _rows(commit, is_record)
        for row in rows:
            if not row.after or row.new not in names:
                names[row.new] = Identity(row.new)
            before = tuple(blob for blob in row.before if blob)
            yield RecordRevision(
                commit, names[row.new], row.old, row.new, row.was, before, row.after
            )
        yield from _lost(commit, names)
        for place, parent in enumerate(commit.parents):
            handed = names if len(commit.parents) == 1 else dict(names)
            _go_back(handed, rows, place)
            yield from _dropped(commit, place, names, handed, is_record)
            if parent in pending:
                _merge(pending[parent], handed, exists)
            else:
                pending[parent] = handed


def _lost(commit: Commit, names: dict[str, Identity]) -> Iterator[RecordRevision]:
    """The records of which a commit tells values that it lost."""
    of_client: dict[str, list[LostTrailer]] = {}
    for text in commit.lost:
        if trailer := parse_lost(text):
            of_client.setdefault(trailer.client, []).append(trailer)
    for client, lost in of_client.items():
        identity = names.setdefault(client, Identity(client))
        yield RecordRevision(commit, identity, client, client, "", (), "", lost=lost)


def _dropped(
    commit: Commit,
    place: int,
    names: dict[str, Identity],
    handed: dict[str, Identity],
    is_record: IsRecord,
) -> Iterator[RecordRevision]:
    """The records that a merge dropped of the side of one parent, to which ids are `handed`."""
    parent = commit.parents[place]
    for file in commit.dropped:
        before = file.blob if file.blob and is_record(parent, file.name) else ""
        after = file.blob_after if file.blob_after and is_record(commit.id, file.after) else ""
        if file.place == place and (before or after):
            new = stem(file.after) if after else stem(file.name)
            old = stem(file.name) if before else new
            identity = names.get(new) or handed.get(old) or Identity(new)
            handed.setdefault(old, identity)
            blobs = (before,) if before else ()
            yield RecordRevision(commit, identity, old, new, file.name, blobs, after, file)


def ids_tied_by_renaming(commits: Iterable[Commit], client: str) -> set[str]:
    """All ids that a client may have had: those to which renames lead, from one to the next."""
    tied: dict[str, set[str]] = {}
    for commit in commits:
        for old, new in _renames(commit.versions):
            tied.setdefault(old, set()).add(new)
            tied.setdefault(new, set()).add(old)
    ids, pending = {client}, [client]
    while pending:
        others = tied.get(pending.pop(), set()) - ids
        ids |= others
        pending += others
    return ids


def with_files_of(commit: Commit, clients: Set[str]) -> Commit:
    """The commit with those files alone that are called, or were, as records of these clients."""
    versions = [
        each
        for each in commit.versions
        if stem(each.name) in clients or any(stem(name) in clients for name in each.names)
    ]
    return commit if len(versions) == len(commit.versions) else replace(commit, versions=versions)


@dataclass(frozen=True)
class _Row:
    """A record of a commit: `olds` and `before` have its id and blob in each parent, "" where it
    does not exist; `old` is the id before, the same as `new` where one parent has that.
    """

    new: str
    olds: Sequence[str]
    was: str
    before: Sequence[str]
    after: str

    @property
    def old(self) -> str:
        if self.new in self.olds:
            return self.new
        return next(filter(None, self.olds), self.new)


def _go_back(names: dict[str, Identity], rows: Iterable[_Row], place: int) -> None:
    """Turn the records' ids after a commit into those in one of its parents."""
    changed = [
        (row.olds[min(place, len(row.olds) - 1)], row.new, names.get(row.new)) for row in rows
    ]
    for _, new, _ in changed:
        names.pop(new, None)
    names.update({old: identity for old, _, identity in changed if old and identity})


def _merge(
    names: dict[str, Identity], others: dict[str, Identity], exists: Callable[[str], bool]
) -> None:
    """Add the ids that another child of the same commit hands on."""
    for id_, identity in others.items():
        names.setdefault(id_, identity).join(identity, exists)


def _rows(commit: Commit, is_record: IsRecord) -> list[_Row]:
    """The records of a commit, with their ids in it and in its parents."""
    # Where git has left parents out, their files are those of the ones that are left.
    parents = commit.parents or [commit.id]
    removed: dict[str, tuple[FileVersion, Sequence[str]]] = {}
    added: dict[str, FileVersion] = {}
    for version in commit.versions:
        olds = [
            stem(name) if blob and is_record(parents[min(place, len(parents) - 1)], name) else ""
            for place, (name, blob) in enumerate(zip(version.names, version.before, strict=True))
        ]
        if any(olds):
            removed[next(filter(None, olds))] = version, olds
        if version.after and is_record(commit.id, version.name):
            added[stem(version.name)] = version
    former = {
        new: old
        for old, new in _renames(commit.versions)
        if old in removed and old not in added and new in added and new not in removed
    }
    rows = [
        _row(new, removed.get(former.get(new, new)), version.after)
        for new, version in added.items()
    ]
    unpaired = removed.keys() - added.keys() - set(former.values())
    return rows + [_row(old, removed[old], "") for old in removed if old in unpaired]


def _row(new: str, before: tuple[FileVersion, Sequence[str]] | None, after: str) -> _Row:
    if before is None:
        return _Row(new, [""], "", [], after)
    version, olds = before
    return _Row(new, olds, version.was, version.before, after)


def _renames(versions: Iterable[FileVersion]) -> set[tuple[str, str]]:
    """Old and new id of the files that git detects as renamed."""
    pairs = ((stem(was), stem(v.name)) for v in versions for was in v.names)
    return {(old, new) for old, new in pairs if old != new}


def stem(name: str) -> str:
    """The id of the record that a file of this name holds."""
    return name.rpartition("/")[2].removesuffix(".yaml")
