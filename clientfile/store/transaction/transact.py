"""Runs one transaction: lock, read, decide, plan, check, commit; all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.errors import InvalidRecordsError, NoSuchClientError
from clientfile.language import _, translate
from clientfile.records.change import Change, commit_message
from clientfile.records.edits import Data
from clientfile.records.problems import Problem
from clientfile.store.atomic import FileChange
from clientfile.store.folder import Folder, RecordFile, files_named
from clientfile.store.git.repository import (
    Repository,
    Status,
    refuse_unfinished,
    require_identity,
    require_repository,
)
from clientfile.store.load import LoadedRecord, load_record
from clientfile.store.transaction.check_writes import check_writes
from clientfile.store.transaction.commit import changed_meanwhile, commit_change
from clientfile.store.transaction.journal import new_journal
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.plan import (
    SettingsWrite,
    Write,
    format_diff,
    format_file_diff,
    format_settings_diff,
    plan_writes,
)
from clientfile.store.transaction.recovery import end_interrupted
from clientfile.store.transaction.same_data import has_same_data
from clientfile.store.transaction.uncommitted import UncommittedEdits, uncommitted_edits

if TYPE_CHECKING:
    from clientfile.store.transaction.all_records import AllRecords

Decide = Callable[[Mapping[str, Data]], Change]


@dataclass(frozen=True)
class WriteOptions:
    """The options of every writing command: `message` is the user's note for the commit's body,
    `include_edits` commits edits by hand of the same records too.
    """

    today: date
    dry_run: bool = False
    message: str = ""
    include_edits: bool = False


@dataclass(frozen=True)
class Outcome:
    """The result of a transaction: the short id of the new commit (None on a dry run, and if there
    was nothing to change), the diff where there is none, warnings about the new texts, notes for
    the user.
    """

    change: Change
    commit: str | None
    diff: str
    warnings: Sequence[Problem] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class LockedFolder:
    """A folder of which this process has the write lock: `lock` is its descriptor, `notes` are
    messages about an interrupted change that was ended.
    """

    folder: Folder
    repo: Repository
    lock: int
    notes: Sequence[str]


@dataclass(frozen=True)
class StagedChange:
    """A checked change, ready to be committed: `new` are the paths that git does not know yet."""

    change: Change
    files: Sequence[FileChange]
    new: Sequence[Path]
    warnings: Sequence[Problem]


@contextmanager
def locked_folder(folder: Folder, repo: Repository | None = None) -> Iterator[LockedFolder]:
    """Take the folder's write lock, and end an interrupted change.

    `repo` is its repository, where the caller has it. Raises StateError where the state of git or
    of the disk prevents writing, LockedError.
    """
    repo = repo or require_repository(folder.root)
    with exclusive_lock(repo.own_dir) as lock:
        notes = end_interrupted(repo)
        refuse_unfinished(repo)
        yield LockedFolder(folder, repo, lock, notes)


def transact(
    folder: Folder,
    clients: Sequence[str] | None,
    decide: Decide,
    options: WriteOptions,
    needed: Sequence[str] = (),
) -> Outcome:
    """Commit what `decide` returns for the data of `clients`, which are read under the lock.

    With None for `clients`, `decide` gets the data of all records without an error; `needed` are
    those of them that must have none. Raises StateError (git or the disk), InvalidRecordsError (a
    record is or would become invalid), LockedError, or what `decide` raises; the folder is then
    unchanged.
    """
    with locked_folder(folder) as locked:
        loaded = load_records(folder, needed if clients is None else clients)
        if clients is None:
            return _transact_on_all(locked, loaded, decide, options)
        change = decide({client: record.parsed.data or {} for client, record in loaded.items()})
        writes = plan_writes(folder, change, loaded, options.today)
        return apply(locked, change, writes, loaded, options)


def _transact_on_all(
    locked: LockedFolder,
    required: Mapping[str, LoadedRecord],
    decide: Decide,
    options: WriteOptions,
) -> Outcome:
    """`transact` on all records without an error: `decide` has their data from the cache, and the
    text is read only of those that change.
    """
    # The cache is imported only where every record is looked at.
    from clientfile.store.transaction.all_records import open_all_records

    folder = locked.folder
    with open_all_records(folder) as all_records:
        change = decide(all_records)
        edited = [each for each in change.records if each in all_records and each not in required]
        files = require_files(folder, edited)
        loaded = {**required, **{each: load_record(folder, files[each]) for each in edited}}
        for client, record in loaded.items():
            if not record.usable or record.parsed.data != all_records.get(client):
                # An edit by hand, in the instant since the data of all records were read.
                raise changed_meanwhile(record.file.path)
        writes = plan_writes(folder, change, loaded, options.today)
        return apply(locked, change, writes, loaded, options, all_records=all_records)


def apply(
    locked: LockedFolder,
    change: Change,
    writes: Sequence[Write],
    loaded: Mapping[str, LoadedRecord],
    options: WriteOptions,
    *,
    edits: UncommittedEdits | None = None,
    all_records: AllRecords | None = None,
    settings: SettingsWrite | None = None,
) -> Outcome:
    """Check the writes of a change and, except on a dry run, commit them, with new `settings` if
    there are any, which are checked before.

    `edits` are those of the whole folder, and `all_records` the folder's, if they are at hand.
    Raises as `transact`.
    """
    folder = locked.folder
    if edits is None:
        # Only with edits by hand may records have been moved, so that the whole folder matters.
        paths = [write.file.path for write in writes]
        edits = uncommitted_edits(
            folder,
            locked.repo,
            paths,
            whole=options.include_edits,
            writes=not options.dry_run,
        )
    edits.refuse(folder, writes, include_edits=options.include_edits)
    warnings = check_writes(folder, writes, loaded, options.today, all_records)
    change = _mention_hand_edits(change, [w.file.id for w in writes if edits.edited(w.file.path)])
    change = with_folders_subject(change, folder)
    if options.dry_run or not (writes or settings or change.files):
        diff = format_settings_diff(settings) + _format_files(change) + format_diff(folder, writes)
        return Outcome(change, None, diff, warnings, locked.notes)
    moved = [FileChange(path, None, None) for path in _former_paths(writes, edits)]
    files, new = _files_and_new(writes, edits)
    if settings is not None:
        files.append(FileChange(settings.path, settings.before, settings.after))
        new += [settings.path] if settings.before is None else []
    for name, texts in change.files.items():
        files.append(FileChange(folder.root / name, texts.before, texts.after))
        new += [folder.root / name] if texts.before is None else []
    staged = StagedChange(change, [*files, *moved], new, warnings)
    return commit_staged(locked, staged, edits.status, options)


def _format_files(change: Change) -> str:
    files = change.files.items()
    return "".join(format_file_diff(name, each.before, each.after) for name, each in files)


def _mention_hand_edits(change: Change, clients: Sequence[str]) -> Change:
    """The change with the edits by hand of `clients` mentioned, so that whoever undoes it knows."""
    if not clients:
        return change
    whose = "" if len(change.clients) == 1 else ", ".join(clients)
    return replace(
        change,
        subject=_with_hand_edits(change.subject, whose),
        done=_with_hand_edits(change.done, whose),
    )


def _with_hand_edits(sentence: str, whose: str) -> str:
    if not whose:
        return _("{change}, with edits by hand", change=sentence)
    return _("{change}, with edits by hand of {clients}", change=sentence, clients=whose)


def with_folders_subject(change: Change, folder: Folder) -> Change:
    """The change with its commit's subject in the folder's language, which colleagues read."""
    return replace(change, subject=translate(change.subject, folder.settings.language))


def _files_and_new(
    writes: Sequence[Write], edits: UncommittedEdits
) -> tuple[list[FileChange], list[Path]]:
    """The changes of files to commit, and the paths of those that git does not know yet."""
    files, new = [], []
    for write in writes:
        change, untracked = write.on_disk(), edits.untracked(write.file.path)
        files.append(change)
        if write.after is not None and (write.before is None or untracked):
            new.append(change.path)
    return files, new


def commit_staged(
    locked: LockedFolder, staged: StagedChange, status: Status, options: WriteOptions
) -> Outcome:
    """Commit a checked change. Raises StateError."""
    require_identity(locked.repo.root)
    change = staged.change
    journal = new_journal(change.command, change.subject, status, staged.files, locked.repo.own_dir)
    message = commit_message(change, options.message)
    result = commit_change(
        locked.repo, journal, status, staged.new, message, locked.lock, has_same_data
    )
    notes = [*locked.notes, *result.notes]
    return Outcome(change, result.commit, "", staged.warnings, notes)


def _former_paths(writes: Sequence[Write], edits: UncommittedEdits) -> list[Path]:
    """The paths at which HEAD has records that were moved by hand: the commit removes them."""
    if not any(edits.edited(write.file.path) for write in writes if write.before is not None):
        return []
    ids = {write.file.id for write in writes}
    return [path for path in edits.gone if path.stem in ids]


def load_records(folder: Folder, clients: Sequence[str]) -> dict[str, LoadedRecord]:
    """Load these records. Raises InvalidRecordsError where one has an error, NoSuchClientError."""
    files = require_files(folder, clients)
    return {client: require_valid(load_record(folder, file)) for client, file in files.items()}


def require_valid(loaded: LoadedRecord) -> LoadedRecord:
    """The record itself. Raises InvalidRecordsError where it has an error."""
    if not loaded.usable:
        errors = [problem for problem in loaded.problems if problem.severity == "error"]
        raise InvalidRecordsError(
            errors,
            _(
                "{file} is invalid as it stands; nothing was changed: mend it",
                file=loaded.parsed.file,
            ),
        )
    return loaded


def require_files(folder: Folder, clients: Sequence[str]) -> dict[str, RecordFile]:
    """The files of these records, by id, in the order of `clients`.

    Raises NoSuchClientError, InvalidRecordsError for an id that two files have.
    """
    files: dict[str, RecordFile] = {}
    for file in files_named(folder, clients):
        if file.id in files:
            raise InvalidRecordsError(
                [folder.relative(files[file.id].path), folder.relative(file.path)],
                _("the id {id!r} stands twice: rename one of the files", id=file.id),
            )
        files[file.id] = file
    for client in clients:
        if client not in files:
            raise NoSuchClientError(client, {})
    return {client: files[client] for client in clients}
