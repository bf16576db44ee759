"""What changed in records and settings, from git's commits: by record, by field, by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, islice

from clientfile.errors import NoSuchItemError
from clientfile.language import _
from clientfile.records.diff import FieldChange, RecordPart, field_changes
from clientfile.records.edits import Data, at
from clientfile.records.history_event import Event
from clientfile.records.ids import all_items, find_item, used_ids
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.cached_versions import RecordVersions, UnreadableVersion
from clientfile.store.cache.database import Database
from clientfile.store.cache.lookup import find_client
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.cache.refresh import ProgressCallback
from clientfile.store.folder import (
    Folder,
    files_named,
    is_client_id,
    record_files,
    resolve_links,
)
from clientfile.store.git.graph import CommitGraph
from clientfile.store.git.incoming import upstream_tip
from clientfile.store.git.log import Commit, DroppedFile
from clientfile.store.git.merges import CommitsAhead, with_dropped_files
from clientfile.store.git.renames import (
    RecordRevision,
    ids_tied_by_renaming,
    record_revisions,
    stem,
    with_files_of,
)
from clientfile.store.git.repository import Repository, require_repository
from clientfile.store.git.revisions import blobs_at, read_blobs
from clientfile.store.git.shallow import absence
from clientfile.store.layout import PastLayouts, is_record, settings_file
from clientfile.store.lost_changes import lost_changes
from clientfile.store.settings_history import SettingsRevision, settings_revisions

# Revisions handled at a time: few first, so that output begins at once, then enough for several
# processes.
_FIRST, _NEXT = 40, 500


@dataclass(frozen=True)
class Timeline:
    """The history of a folder's records up to the commit `start`; empty where that is None.

    The commits up to `without` are left out. `progress` is called with the numbers of versions read
    and to be read. `reached` are the commits at which a shallow clone begins, as far as they were
    read.
    """

    folder: Folder
    repo: Repository
    graph: CommitGraph
    start: str | None
    progress: ProgressCallback
    reached: list[Commit] = field(default_factory=list)
    without: str = ""

    def of_all(self, since: date | None) -> Iterator[Event]:
        """The changes of all records and of the settings since a day, the newest first."""
        yield from self._events(self._with_settings(since), RecordPart())

    def of_settings(self, field: str, since: date | None) -> Iterator[Event]:
        """The changes of the settings, or of one of them, since a day, the newest first."""
        revisions = settings_revisions(self._commits(), self._settings_name)
        recent = (each for each in revisions if _is_since(each.commit, since))
        yield from self._events(recent, RecordPart(field=field))

    def of_client(self, client: str, item: str, field: str, since: date | None) -> Iterator[Event]:
        """The changes of one record, or of one item or field of it, the newest first.

        Raises NoSuchItemError where no version of the record has such an item, UsageError for a
        field that no record can have.
        """
        # All are read before the ids are compared: an old commit may show that two are one record.
        whole = list(self._revisions(self._commits_of(client), None))
        revisions = [each for each in whole if each.client == client]
        part = RecordPart(self._resolve_item(revisions, item) if item else "", field)
        self._check(revisions, part)
        yield from self._events((r for r in revisions if _is_since(r.commit, since)), part)

    def resolve_client(self, typed: str) -> str:
        """The id of the client that `typed` names: also of a removed one, by its exact id, and of a
        renamed one, by a former id. Raises as `find_client`.
        """
        if files_named(self.folder, [typed]) or not is_client_id(typed):
            return find_client(self.folder, typed)
        revisions = list(self._revisions(self._commits_of(typed), None))
        of_typed = (each.client for each in revisions if typed in (each.new, each.old))
        return next(of_typed, None) or find_client(self.folder, typed)

    @cached_property
    def _versions(self) -> RecordVersions:
        return RecordVersions(
            Database(cache_path(self.folder)),
            self.folder.settings,
            lambda blobs: read_blobs(self.repo, blobs),
            self.progress,
        )

    def absence(self, since: date | None = None) -> str:
        """The sentence about commits since a day that this clone lacks, if any were reached; else
        "".
        """
        cut = [commit.id for commit in self.reached if _is_since(commit, since)]
        return absence(cut) if cut else ""

    def absence_anywhere(self) -> str:
        """The sentence about all commits that this clone lacks; "" where it has all."""
        return absence(self.graph.cut) if self.graph.cut else ""

    def _commits(self) -> Iterator[Commit]:
        """The commits; those at which a shallow clone begins are added to `reached`."""
        start = self.start
        for commit in self.graph.with_files(start, self.without) if start is not None else ():
            if commit.id in self.graph.cut:
                self.reached.append(commit)
            yield commit

    @cached_property
    def _all_commits(self) -> list[Commit]:
        return list(self._commits())

    def _commits_of(self, client: str) -> Iterator[Commit]:
        """The commits with the files of a record under every id that it has had.

        The files of other records that have had one of these ids come too: without them the records
        could not be distinguished.
        """
        ids = ids_tied_by_renaming(self._all_commits, client)
        return (with_files_of(commit, ids) for commit in self._all_commits)

    def _revisions(self, commits: Iterable[Commit], since: date | None) -> Iterator[RecordRevision]:
        revisions = record_revisions(self._with_layouts(commits), self._is_record, self._exists)
        return (each for each in revisions if _is_since(each.commit, since))

    def _with_settings(self, since: date | None) -> Iterator[RecordRevision | SettingsRevision]:
        """The revisions of all records and of the settings, those of a commit's settings first."""
        passed: list[SettingsRevision] = []

        def noting() -> Iterator[Commit]:
            for commit in self._with_layouts(self._commits()):
                passed.extend(settings_revisions([commit], self._settings_name))
                yield commit

        revisions = record_revisions(noting(), self._is_record, self._exists)
        for revision in chain(revisions, [None]):
            yield from (each for each in passed if _is_since(each.commit, since))
            passed.clear()
            if revision is not None and _is_since(revision.commit, since):
                yield revision

    @cached_property
    def _settings_name(self) -> str:
        """What git calls the settings; "" where they are not in the folder."""
        path = settings_file(self.folder)
        return self.repo.name(path) if path is not None else ""

    def _with_layouts(self, commits: Iterable[Commit]) -> Iterator[Commit]:
        """The commits, once it is known where they and their parents have the records."""
        ahead, size = CommitsAhead(commits), _FIRST
        while chunk := with_dropped_files(self.repo, ahead.take(size), ahead):
            changing = [each for each in chunk if each.versions or each.dropped]
            self._layouts.prefetch(id_ for each in changing for id_ in (each.id, *each.parents))
            yield from chunk
            size = _NEXT

    @cached_property
    def _layouts(self) -> PastLayouts:
        return PastLayouts(self.folder, self.repo)

    def _is_record(self, commit_id: str, name: str) -> bool:
        return is_record(name, self._layouts.prefix(commit_id))

    @cached_property
    def _ids(self) -> set[str]:
        return {file.id for file in record_files(self.folder)}

    def _exists(self, client: str) -> bool:
        return client in self._ids

    def _resolve_item(self, revisions: Sequence[RecordRevision], typed: str) -> str:
        """The id of the item that `typed` names: an id in any version, else as the newest version
        resolves it.
        """
        newest: Data = {}
        for data in self._readable(revisions):
            newest = newest or data
            if typed in used_ids(data):
                return typed
        path = find_item(newest, typed)
        name = next((name for name, place in all_items(newest) if place == path), "")
        if not name:
            raise NoSuchItemError(typed, _("the record"), [])
        return name

    def _check(self, revisions: Sequence[RecordRevision], part: RecordPart) -> None:
        if part.field:
            for data in self._readable(revisions):
                if part.check(data, record_shape()):
                    return

    def _readable(self, revisions: Sequence[RecordRevision]) -> Iterator[Data]:
        """The data of the versions of a record that can be read, the newest first."""
        self._versions.prefetch(blob for revision in revisions for blob in revision.blobs)
        for revision in revisions:
            for blob in (revision.after, *revision.before):
                if blob and isinstance(data := self._versions.load(blob), dict):
                    yield data

    def _events(
        self, revisions: Iterator[RecordRevision | SettingsRevision], part: RecordPart
    ) -> Iterator[Event]:
        size = _FIRST
        while chunk := list(islice(revisions, size)):
            self._versions.prefetch(blob for revision in chunk for blob in revision.blobs)
            for revision in chunk:
                for changed in self._changes(revision, part):
                    yield _event(revision, changed)
            size = _NEXT

    def _changes(
        self, revision: RecordRevision | SettingsRevision, part: RecordPart
    ) -> Iterator[FieldChange]:
        if isinstance(revision, SettingsRevision):
            yield from revision.changes(self.repo, self.graph, part.field)
            return
        if revision.lost:
            data = self._record_at(revision.commit.id, revision.new)
            yield from lost_changes(revision.lost, data, part)
            return
        if revision.dropped is not None:
            yield from self._dropped(revision, revision.dropped, part)
            return
        if revision.old != revision.new and part == RecordPart():
            yield FieldChange("", "id", revision.old, revision.new)
        after = self._versions.load(revision.after) if revision.after else None
        if isinstance(after, UnreadableVersion):
            yield FieldChange("", "", None, _("(could not be read: {reason})", reason=after.why))
            return
        before = self._before(revision)
        if part == RecordPart() and (before is None or after is None):
            yield FieldChange("", "", _title(before), _title(after))
            return
        for changed in field_changes(before or {}, after or {}, record_shape(), part):
            if all(changed in other for other in self._of_other_parents(revision, after, part)):
                yield changed

    def _record_at(self, commit_id: str, client: str) -> Data:
        """The data of a record in a commit; empty where it has none, or none that can be read."""
        for name, blob in blobs_at(self.repo, commit_id, []).items():
            if stem(name) == client and self._is_record(commit_id, name):
                data = self._versions.load(blob)
                return data if isinstance(data, dict) else {}
        return {}

    def _dropped(
        self, revision: RecordRevision, file: DroppedFile, part: RecordPart
    ) -> Iterator[FieldChange]:
        """What one side of a merge had changed, and the merge does not have: from what that side
        had to what the merge has. What no side has is told from its first parent's value already.
        """
        blobs = ["".join(revision.before), revision.after, *(blob for _, blob in file.bases)]
        versions = [self._versions.load(blob) if blob else {} for blob in blobs]
        data = [each for each in versions if isinstance(each, dict)]
        if len(data) < len(versions):
            return
        side, after, *bases = data
        if part == RecordPart():
            if all(revision.old not in (revision.new, stem(name)) for name, _ in file.bases):
                yield FieldChange("", "id", revision.old, revision.new)
            if not side or not after:
                yield FieldChange("", "", _title(side or None), _title(after or None))
                return
        changed = [_Fields(field_changes(base, side, record_shape(), part)) for base in bases]
        own = self._own_changes(file.told, after, part)
        for each in field_changes(side, after, record_shape(), part):
            if all(other.touch(each) for other in changed) and each not in own:
                yield each

    def _own_changes(
        self, parents: Sequence[str], after: Data, part: RecordPart
    ) -> Sequence[FieldChange]:
        """What a version changed of its first parent's that it has of no other parent, by blobs."""
        if not parents:
            return ()
        first = self._versions.load(parents[0])
        before = first if isinstance(first, dict) else {}
        others = self._differing(parents[1:], after, part)
        changes = field_changes(before, after, record_shape(), part)
        return [each for each in changes if all(each in other for other in others)]

    def _before(self, revision: RecordRevision) -> Data | None:
        """The record's data before a commit; if that can't be read, the last that can. None where
        the record did not exist.
        """
        if not revision.before:
            return None
        before = self._versions.load(revision.before[0])
        if not isinstance(before, UnreadableVersion):
            return before
        for blob in self.graph.earlier_blobs(revision.commit, revision.was):
            if isinstance(earlier := self._versions.load(blob), dict):
                return earlier
        return None

    def _of_other_parents(
        self, revision: RecordRevision, after: Data | None, part: RecordPart
    ) -> list[_Fields]:
        """For a merge: the fields in which the record differs from each parent but the first.

        A field that equals that of another parent was changed by a commit of that branch.
        """
        return self._differing(revision.before[1:], after, part)

    def _differing(
        self, blobs: Iterable[str], after: Data | None, part: RecordPart
    ) -> list[_Fields]:
        """The fields in which a version differs from each of these, as far as they can be read."""
        others = (self._versions.load(blob) for blob in blobs)
        return [
            _Fields(field_changes(other, after or {}, record_shape(), part))
            for other in others
            if isinstance(other, dict)
        ]


class _Fields:
    """The fields and items that changed, whatever their values were."""

    def __init__(self, changed: Iterable[FieldChange]) -> None:
        self._places = {(each.item, each.field) for each in changed}

    def __contains__(self, changed: FieldChange) -> bool:
        return (changed.item, changed.field) in self._places

    def touch(self, changed: FieldChange) -> bool:
        """Whether a field is among them, or one of an item that came or went as a whole."""
        whole = bool(changed.item) and not changed.field
        return changed in self or (whole and any(item == changed.item for item, _ in self._places))


def open_timeline(folder: Folder, progress: ProgressCallback) -> Timeline:
    """The timeline of a folder's records, up to HEAD or to the commit of the folder's snapshot.

    Raises StateError for a folder without git.
    """
    repo = require_repository(folder.root)
    graph = CommitGraph(repo, resolve_links(folder.root))
    start = folder.past.commit if folder.past is not None else graph.newest
    return Timeline(folder, repo, graph, start, progress)


def open_incoming(folder: Folder, progress: ProgressCallback) -> Timeline:
    """The timeline of what the others sent and was fetched, and is not in the branch yet.

    Raises StateError for a folder without git, and for a branch without an upstream.
    """
    repo = require_repository(folder.root)
    graph = CommitGraph(repo, resolve_links(folder.root))
    tip = upstream_tip(repo)
    return Timeline(folder, repo, graph, tip, progress, without=graph.newest or "")


def _event(revision: RecordRevision | SettingsRevision, change: FieldChange) -> Event:
    """One change as an event."""
    commit = revision.commit
    is_dropped = revision.dropped is not None or bool(revision.lost)
    return Event(
        commit.short, commit.day, commit.author, revision.client, change, commit.command, is_dropped
    )


def _is_since(commit: Commit, since: date | None) -> bool:
    return since is None or commit.day >= since


def _title(data: Data | None) -> str | None:
    if data is None:
        return None
    name = at(data, ("identity", "name"))
    return str(name) if name else _("(no name)")
