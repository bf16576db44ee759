"""What changed in the records, told from git: commits → versions of records → fields and items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path

from clientfile.errors import ItemNotFoundError
from clientfile.records.diff import FieldChange, RecordPart, field_changes
from clientfile.records.edits import Data, at
from clientfile.records.history_event import Event
from clientfile.records.ids import all_items, find_item, used_ids
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.cached_ledger import cache_path
from clientfile.store.cache.cached_versions import RecordVersions, UnreadableVersion
from clientfile.store.cache.database import Database
from clientfile.store.cache.lookup import find_client
from clientfile.store.cache.refresh import ProgressCallback
from clientfile.store.folder import Folder, files_named, is_client_id, resolve_links
from clientfile.store.git.renames import (
    RecordRevision,
    ids_tied_by_renaming,
    record_revisions,
    renamed_to,
)
from clientfile.store.git.repository import Repository, require_repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.git.versions import (
    LoggedCommit,
    commits_below,
    commits_by_id,
    commits_of_files,
    earlier_blobs,
    newest_commit,
    short_length,
)

# The first ones come at once; then so many that several processes are worth while.
_FIRST, _NEXT = 40, 500


@dataclass(frozen=True)
class Timeline:
    """The past of a folder's records up to a commit; none where there is no commit yet."""

    folder: Folder
    repo: Repository
    start: str | None
    progress: ProgressCallback

    def of_all(self, since: date | None) -> Iterator[Event]:
        """What changed in all records, the newest first."""
        if self.start is not None:
            below = commits_below(self.repo, self.start, resolve_links(self.folder.records))
            yield from self._events(self._steps(below, since), RecordPart())

    def of_client(self, client: str, item: str, field: str, since: date | None) -> Iterator[Event]:
        """What changed in one record, or in the part of it that is asked for, the newest first.

        Raises ItemNotFoundError where no version of it has such an item, UsageError for a field
        that no record has.
        """
        commits = self._commits_of(client)
        known = [each for each in self._steps(commits, None) if each.client == client]
        part = RecordPart(self._resolve_item(known, item) if item else "", field)
        self._check(known, part)
        yield from self._events((s for s in known if _is_since(s.commit, since)), part)

    def resolve_client(self, typed: str) -> str:
        """The client that was typed: also one that is no more, by its exact id, and one that was
        renamed, by an id that it had. Raises as `find_client` does.
        """
        if files_named(self.folder, [typed]) or not is_client_id(typed):
            return find_client(self.folder, typed)
        last = next(iter(self._commits_touching([typed])), None)
        if last is None:
            return find_client(self.folder, typed)
        for commit in commits_by_id(self.repo, [last.id], self._records):
            if later := renamed_to(commit, typed):
                return self.resolve_client(later) if later != typed else typed
        return typed

    @property
    def _records(self) -> Path:
        return resolve_links(self.folder.records)

    @cached_property
    def _versions(self) -> RecordVersions:
        return RecordVersions(
            Database(cache_path(self.folder)),
            self.folder.settings,
            lambda blobs: read_blobs(self.repo, blobs),
            self.progress,
        )

    def _commits_touching(self, clients: Iterable[str]) -> Iterator[LoggedCommit]:
        if self.start is None:
            return iter(())
        names = [f"{client}.yaml" for client in sorted(clients)]
        return commits_of_files(self.repo, self.start, self._records, names)

    def _commits_of(self, client: str) -> list[LoggedCommit]:
        """The commits that changed a record, under every id that it had; and those of the records
        that had an id of its before or since, without which they could not be told apart.
        """
        ids, looked = {client}, set[str]()
        while True:
            commits = list(self._commits_touching(ids))
            ends = [c.id for c in commits if c.id not in looked and _opens_or_closes(c)]
            looked.update(ends)
            whole = commits_by_id(self.repo, ends, self._records)
            others = {
                other for commit in whole for other in ids_tied_by_renaming(commit, ids)
            } - ids
            if not others:
                return commits
            ids |= others

    def _steps(
        self, commits: Iterable[LoggedCommit], since: date | None
    ) -> Iterator[RecordRevision]:
        return (s for s in record_revisions(commits, self._is_record) if _is_since(s.commit, since))

    @cached_property
    def _above(self) -> str:
        """What the names of records begin with, as git tells them."""
        above = self._records.relative_to(self.repo.toplevel.resolve())
        return "" if above == Path() else f"{above.as_posix()}/"

    def _is_record(self, name: str) -> bool:
        *folders, last = name.removeprefix(self._above).split("/")
        return (
            name.startswith(self._above)
            and last.endswith(".yaml")
            and is_client_id(last.removesuffix(".yaml"))
            and not any(folder.startswith((".", "_")) for folder in folders)
        )

    def _resolve_item(self, known: Sequence[RecordRevision], typed: str) -> str:
        """The id of the item: one that any version has, else whom the newest means by it."""
        newest: Data = {}
        for data in self._readable(known):
            newest = newest or data
            if typed in used_ids(data):
                return typed
        path = find_item(newest, typed)
        name = next((name for name, place in all_items(newest) if place == path), "")
        if not name:
            raise ItemNotFoundError(typed, "the record", [])
        return name

    def _check(self, known: Sequence[RecordRevision], part: RecordPart) -> None:
        if part.field:
            for data in self._readable(known):
                if part.check(data, record_shape()):
                    return

    def _readable(self, known: Sequence[RecordRevision]) -> Iterator[Data]:
        """The versions of a record that data could be made of, the newest first."""
        self._versions.prefetch(blob for step in known for blob in step.blobs)
        for step in known:
            for blob in (step.after, *step.before):
                if blob and isinstance(data := self._versions.load(blob), dict):
                    yield data

    def _events(self, known: Iterator[RecordRevision], part: RecordPart) -> Iterator[Event]:
        size, told = _FIRST, short_length(self.repo, self.start or "HEAD")
        while some := list(islice(known, size)):
            self._versions.prefetch(blob for step in some for blob in step.blobs)
            for step in some:
                commit = step.commit
                for changed in self._changes(step, part):
                    yield Event(commit.id[:told], commit.day, commit.author, step.client, changed,
                                commit.command)  # fmt: skip
            size = _NEXT

    def _changes(self, step: RecordRevision, part: RecordPart) -> Iterator[FieldChange]:
        if step.old != step.new and part == RecordPart():
            yield FieldChange("", "id", step.old, step.new)
        after = self._versions.load(step.after) if step.after else None
        if isinstance(after, UnreadableVersion):
            yield FieldChange("", "", None, f"(could not be read: {after.why})")
            return
        before = self._before(step)
        if part == RecordPart() and (before is None or after is None):
            yield FieldChange("", "", _title(before), _title(after))
            return
        for changed in field_changes(before or {}, after or {}, record_shape(), part):
            if all(changed in other for other in self._of_other_parents(step, after, part)):
                yield changed

    def _before(self, step: RecordRevision) -> Data | None:
        """The record before a commit, or the last that could be read of it."""
        if not step.before:
            return None
        before = self._versions.load(step.before[0])
        if not isinstance(before, UnreadableVersion):
            return before
        for blob in earlier_blobs(self.repo, step.commit.id, step.was):
            if isinstance(earlier := self._versions.load(blob), dict):
                return earlier
        return None

    def _of_other_parents(
        self, step: RecordRevision, after: Data | None, part: RecordPart
    ) -> list[_Fields]:
        """Of a merge: the fields in which the record differs from what each other parent has. What
        is as one of them has it is told by the commits that it came with.
        """
        others = (self._versions.load(blob) for blob in step.before[1:])
        return [
            _Fields(field_changes(other, after or {}, record_shape(), part))
            for other in others
            if isinstance(other, dict)
        ]


class _Fields:
    """Which fields and items changed, whatever they were before."""

    def __init__(self, changed: Iterable[FieldChange]) -> None:
        self._known = {(each.item, each.field) for each in changed}

    def __contains__(self, changed: FieldChange) -> bool:
        return (changed.item, changed.field) in self._known


def open_timeline(folder: Folder, progress: ProgressCallback) -> Timeline:
    """The past of a folder's records, up to the commit that it is seen at. Raises StateError
    without git.
    """
    repo = require_repository(folder.root)
    start = folder.past.commit if folder.past is not None else newest_commit(repo)
    return Timeline(folder, repo, start, progress)


def _opens_or_closes(commit: LoggedCommit) -> bool:
    return any(bool(each.after) != any(each.before) for each in commit.versions)


def _is_since(commit: LoggedCommit, since: date | None) -> bool:
    return since is None or commit.day >= since


def _title(data: Data | None) -> str | None:
    if data is None:
        return None
    return str(at(data, ("identity", "name")) or "(no name)")
