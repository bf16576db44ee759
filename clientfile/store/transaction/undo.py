"""`undo`: reverts one commit's changes of records and settings; later changes stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from clientfile.errors import ClientfileError, StateError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import Folder, RecordFile, files_named, resolve_links
from clientfile.store.git.graph import ChangedFile, CommitGraph
from clientfile.store.git.log import Commit
from clientfile.store.git.revisions import read_blobs
from clientfile.store.layout import CommitTree, is_record, prefix_today
from clientfile.store.load import LoadedRecord, load_record, read_text
from clientfile.store.transaction.later_changes import LaterChanges
from clientfile.store.transaction.plan import SettingsWrite, Write, encode_record
from clientfile.store.transaction.settings_write import refuse_edited_settings
from clientfile.store.transaction.transact import (
    LockedFolder,
    Outcome,
    WriteOptions,
    apply,
    locked_folder,
    require_files,
)
from clientfile.store.transaction.uncommitted import (
    UncommittedEdits,
    removed_by_hand,
    uncommitted_edits,
)
from clientfile.store.transaction.undo_choice import (
    choose_commit,
    own_changes,
    require_revertible,
)
from clientfile.store.transaction.undo_errors import conflict_error, other_way, undone_error
from clientfile.store.transaction.undo_files import added_files, plan_file_reversals
from clientfile.store.transaction.undo_settings import changed_settings, plan_settings_reversal
from clientfile.store.transaction.undo_subject import undo_change
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import merge_record_texts

_MOST_OFFERS = 20
"""How many of the user's own changes are tried for one that can be taken back."""


@dataclass(frozen=True)
class _Reversal:
    """The reversal of one record: `before` and `after` are its texts before and after the commit,
    None where it did not exist; `place` is the file to restore.

    `record` is the record of now, None where it does not exist; `names` are the paths, from the top
    of the worktree, that the commit changed.
    """

    place: RecordFile
    before: bytes | None
    after: bytes | None
    record: LoadedRecord | None
    names: Sequence[str]

    @property
    def now(self) -> bytes | None:
        """The record's text of now."""
        return encode_record(self.record.parsed) if self.record else None

    @property
    def client(self) -> str:
        """The client's id."""
        return self.place.id


@dataclass(frozen=True)
class _PlannedUndo:
    """What taking a commit back would write."""

    change: Change
    writes: Sequence[Write]
    loaded: Mapping[str, LoadedRecord]
    edits: UncommittedEdits
    settings: SettingsWrite | None
    notes: Sequence[str]

    @property
    def writes_nothing(self) -> bool:
        """Whether all is already as before the commit."""
        return not (self.writes or self.settings or self.change.files)

    def apply(self, locked: LockedFolder, options: WriteOptions) -> Outcome:
        """Check and commit it. Raises as `transact`."""
        return apply(
            replace(locked, notes=[*locked.notes, *self.notes]),
            self.change,
            self.writes,
            self.loaded,
            options,
            edits=self.edits,
            settings=self.settings,
        )


def undo(folder: Folder, revision: str, options: WriteOptions) -> Outcome:
    """Revert the commit `revision`, or else the user's last commit by clientfile, in a new commit.

    Undoing an undo restores. Raises NoMatchError where there is no such commit, StateError where
    later changes touch the same parts, InvalidRecordsError where a record would be invalid without
    the change, and as `transact`.
    """
    with locked_folder(folder) as locked:
        commit = choose_commit(locked, revision)
        planned = _plan_undo(locked, commit, options)
        if planned.writes_nothing and not revision:
            raise _refuse_undone(locked, commit, options)
        return planned.apply(locked, options)


def _plan_undo(locked: LockedFolder, commit: Commit, options: WriteOptions) -> _PlannedUndo:
    changed = _graph(locked).changed_files(commit)
    of_settings = changed_settings(locked.folder, locked.repo, changed)
    added = added_files(locked.folder, locked.repo, changed)
    others = [each for each in changed if each != of_settings and each not in added]
    reversals = _find_reversals(locked, commit, others)
    edits = _refuse_hand_edits(locked, reversals, options, of_settings)
    writes = [write for each in reversals for write in _plan_reversal(locked, commit, each)]
    settings = _plan_settings(locked, commit, of_settings)
    files, notes = plan_file_reversals(locked.folder, locked.repo, added)
    return _PlannedUndo(
        replace(undo_change(commit, [each.client for each in reversals]), files=files),
        writes,
        {each.client: each.record for each in reversals if each.record is not None},
        edits,
        settings,
        notes,
    )


def _can_take_back(locked: LockedFolder, commit: Commit, options: WriteOptions) -> bool:
    """Whether `undo` of the commit would change something, and be allowed."""
    try:
        require_revertible(locked, commit)
        planned = _plan_undo(locked, commit, options)
        planned.apply(locked, replace(options, dry_run=True))
    except ClientfileError:
        return False
    return not planned.writes_nothing


def _plan_settings(
    locked: LockedFolder, commit: Commit, file: ChangedFile | None
) -> SettingsWrite | None:
    """The reversal of the settings, if the commit changed them. Raises StateError, InvalidError."""
    if file is None:
        return None
    later = _graph(locked).newest_of([file.name], since=commit)
    return plan_settings_reversal(locked.folder, locked.repo, commit, file, later)


def _refuse_undone(locked: LockedFolder, commit: Commit, options: WriteOptions) -> StateError:
    """The error for a last change of which nothing stands: it offers what can be taken back."""
    changed = _graph(locked).changed_files(commit)
    later = _later_changes(locked).last_of_files(commit, changed) if changed else None
    restores = [later] if later and _can_take_back(locked, later, options) else []
    earlier = (each for each in islice(own_changes(locked), _MOST_OFFERS) if each.id != commit.id)
    possible = (each for each in earlier if _can_take_back(locked, each, options))
    return undone_error(commit, changed, later, restores, list(islice(possible, 1)))


def _refuse_changed(
    locked: LockedFolder,
    commit: Commit,
    reversal: _Reversal,
    addresses: Sequence[str] = (),
    fields: Sequence[str] = (),
) -> StateError:
    """The error for parts that were changed since the commit, by their addresses; none where the
    record is compared as a whole. `fields` are what the parts are called, if not by the addresses.
    """
    names = [*reversal.names]
    if reversal.record is not None:
        # Where the record is today: a move alone changed no part of it.
        names.append(locked.repo.name(resolve_links(reversal.record.file.path)))
    later = _later_changes(locked).last(commit, dict.fromkeys(names, addresses))
    return conflict_error(commit, reversal.client, fields or addresses, later)


def _graph(locked: LockedFolder) -> CommitGraph:
    return CommitGraph(locked.repo, locked.folder.root)


def _later_changes(locked: LockedFolder) -> LaterChanges:
    return LaterChanges(locked.folder, locked.repo, _graph(locked))


def _find_reversals(
    locked: LockedFolder, commit: Commit, changed: Sequence[ChangedFile]
) -> list[_Reversal]:
    """The reversals of all records that a commit changed. Raises StateError for other files."""
    places = _record_places(locked, commit, changed)
    if others := [each.name for each in changed if each.name not in places]:
        raise StateError(
            _(
                "{commit} changed {file}, which is no record: {advice}",
                commit=commit.short,
                file=others[0],
                advice=other_way(commit),
            )
        )
    blobs = sorted({blob for each in changed for blob in (each.before, each.after) if blob})
    contents = read_blobs(locked.repo, blobs)
    by_client: dict[str, list[ChangedFile]] = {}
    for each in changed:
        by_client.setdefault(Path(each.name).stem, []).append(each)
    existing = {file.id for file in files_named(locked.folder, by_client.keys())}
    loaded = {
        client: load_record(locked.folder, file)
        for client, file in require_files(
            locked.folder, [c for c in by_client if c in existing]
        ).items()
    }
    return [
        _find_reversal(commit, files, places, contents, loaded.get(client))
        for client, files in by_client.items()
    ]


def _record_places(
    locked: LockedFolder, commit: Commit, changed: Sequence[ChangedFile]
) -> dict[str, RecordFile]:
    """The names of records that a commit changed → their files, as the records folder is today."""
    prefixes = _record_prefixes(locked, commit, changed)
    return {
        each.name: RecordFile(
            Path(each.name).stem, locked.folder.records / each.name.removeprefix(prefix)
        )
        for each in changed
        for prefix in prefixes
        if is_record(each.name, prefix)
    }


def _record_prefixes(
    locked: LockedFolder, commit: Commit, changed: Sequence[ChangedFile]
) -> list[str]:
    """What the names of records begin with: as today, or else before and after the commit.

    The commit is asked where its records may have been elsewhere than today's.
    """
    folder, repo = locked.folder, locked.repo
    today = prefix_today(folder, repo)
    if folder.records != folder.root and all(is_record(each.name, today) for each in changed):
        return [today]
    commits = [*commit.parents, commit.id]
    return [CommitTree(repo, id_, folder.root).records_prefix() for id_ in commits]


def _find_reversal(
    commit: Commit,
    files: Sequence[ChangedFile],
    places: Mapping[str, RecordFile],
    contents: Mapping[str, bytes],
    record: LoadedRecord | None,
) -> _Reversal:
    """The reversal of one record: a commit changes one file of it, or moves it (one file removed,
    another added).
    """
    old_files = [each for each in files if each.before]
    new_files = [each for each in files if each.after]
    if len(old_files) > 1 or len(new_files) > 1:
        raise StateError(
            _(
                "{commit} changed {client} in several files: {advice}",
                commit=commit.short,
                client=places[files[0].name].id,
                advice=other_way(commit),
            )
        )
    now = encode_record(record.parsed) if record else None
    before = _restore_line_ends(contents[old_files[0].before], now) if old_files else None
    after = _restore_line_ends(contents[new_files[0].after], now) if new_files else None
    place = places[(old_files or new_files)[0].name]
    moved = bool(old_files and new_files) and old_files[0].name != new_files[0].name
    if record is not None and not moved:
        # A record that was moved to another sub-folder since the commit is still the same record.
        place = record.file
    return _Reversal(place, before, after, record, [each.name for each in files])


def _refuse_hand_edits(
    locked: LockedFolder,
    reversals: Sequence[_Reversal],
    options: WriteOptions,
    settings: ChangedFile | None,
) -> UncommittedEdits:
    """Raise StateError for edits that are not committed, before anything is planned. Returns the
    uncommitted edits of the folder, none of which is in the way.
    """
    paths = [each.place.path for each in reversals]
    paths += [each.record.file.path for each in reversals if each.record is not None]
    if settings is not None:
        paths.append(locked.repo.toplevel / settings.name)
    edits = uncommitted_edits(
        locked.folder, locked.repo, paths, whole=True, writes=not options.dry_run
    )
    if settings is not None:
        refuse_edited_settings(locked.folder, edits)
    gone = {path.stem: path for path in edits.gone}
    for each in reversals:
        if each.record is None and each.client in gone:
            raise removed_by_hand(locked.repo.name(gone[each.client]), each.client)
        if each.record is not None:
            write = Write(each.record.file, each.now, each.now, each.record.parsed)
            edits.refuse(locked.folder, [write], include_edits=options.include_edits)
    return edits


def _restore_line_ends(text: bytes, now: bytes | None) -> bytes:
    """The text as in the worktree: git may store CRLF line ends as LF (core.autocrlf)."""
    if now is not None and b"\r\n" in now and b"\r\n" not in text:
        return text.replace(b"\n", b"\r\n")
    return text


def _plan_reversal(locked: LockedFolder, commit: Commit, reversal: _Reversal) -> list[Write]:
    """The writes that revert one record; none where it is already as before the commit.

    Raises StateError where later changes touch the same parts.
    """
    record, before, now = reversal.record, reversal.before, reversal.now
    moved = record is not None and record.file.path != reversal.place.path
    if now == before and not moved:
        return []
    if now == reversal.after:
        parsed = read_text(locked.folder, reversal.place, before) if before is not None else None
        return _write_text(reversal, before, parsed)
    if record is None or before is None or reversal.after is None:
        raise _refuse_changed(locked, commit, reversal)
    parsed = _merge_reversal(locked, commit, reversal, record.parsed)
    if parsed.text == record.parsed.text:
        raise _refuse_changed(locked, commit, reversal, fields=[_("the text")])
    return _write_text(reversal, encode_record(parsed), parsed)


def _write_text(
    reversal: _Reversal, after: bytes | None, parsed: ParsedRecord | None
) -> list[Write]:
    """The writes of a record's text to the file to restore; a moved record is moved back."""
    if reversal.record is None or reversal.record.file.path == reversal.place.path:
        return [Write(reversal.place, reversal.now, after, parsed)]
    removal = Write(reversal.record.file, reversal.now, None, None)
    if after is None:
        return [removal]
    return [removal, Write(reversal.place, None, after, parsed)]


def _merge_reversal(
    locked: LockedFolder, commit: Commit, reversal: _Reversal, now: ParsedRecord
) -> ParsedRecord:
    """The record of now without the commit's changes.

    Raises StateError where later changes touch the same parts.
    """
    before, after = (
        read_text(locked.folder, reversal.place, text or b"")
        for text in (reversal.before, reversal.after)
    )
    if not (before.sound and after.sound and now.sound):
        raise _refuse_changed(locked, commit, reversal)
    merged = merge_record_texts(after, now, before, record_shape(), upstream="ours", strict=True)
    if merged.refusal:
        raise StateError(
            _(
                "{commit} ({subject}) can't be taken back: {reason}",
                commit=commit.short,
                subject=commit.subject,
                reason=merged.refusal,
            )
        )
    if conflicts := merged.merge.conflicts:
        raise _refuse_changed(locked, commit, reversal, [each.address for each in conflicts])
    return merged.parsed
