"""Applies a Change: lock, read, edit, compare, validate, write, commit; all or nothing."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clientfile import checks, history
from clientfile.changes import Change, NewRecord
from clientfile.errors import InvalidRecords, NoSuchClient, StateError
from clientfile.folder import (
    Folder,
    RecordFile,
    read_bytes,
    record_files,
    remove,
    replace,
    resolved,
)
from clientfile.lock import held
from clientfile.portfolio import (
    Loaded,
    across_problems,
    load_all,
    load_record,
    own_problems,
    placed,
    read_text,
)
from clientfile.records.edits import Data, Edit
from clientfile.records.problems import Problem
from clientfile.records.references import clients_named
from clientfile.schema.shapes import record_shape
from clientfile.verbs.saved import saved
from clientfile.yamltext.editor import edited
from clientfile.yamltext.emitter import emit
from clientfile.yamltext.reading import Reading
from clientfile.yamltext.source import encode

# git commit slows down with the entries of one directory; sub-folders keep it quick.
_SHARD_ABOVE = 5000

Decide = Callable[[Mapping[str, Data]], Change]


@dataclass(frozen=True)
class WriteOptions:
    """What every writing command takes: the user's note for the commit's body, and how to act."""

    today: date
    dry_run: bool = False
    message: str = ""
    include_edits: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of a change: the new commit (None on a dry run or with nothing to change), and
    warnings about what it wrote.
    """

    change: Change
    commit: str | None
    diff: str
    warnings: Sequence[Problem] = ()


@dataclass(frozen=True)
class _Write:
    """One file's replacement: `before` is None for a record that comes into being."""

    file: RecordFile
    before: bytes | None
    after: bytes
    reading: Reading


def transact(
    folder: Folder, clients: Sequence[str] | None, decide: Decide, options: WriteOptions
) -> Outcome:
    """Read `clients` (None: all that are valid) under the lock, ask `decide` what to change, and
    commit just that.

    Raises StateError (git or the disk), InvalidRecords (a record is or would become invalid),
    Locked, or what `decide` raises; the folder is then as it was.
    """
    repo = history.repository(folder.root)
    with held(repo.own_dir) as lock:
        history.refuse_unfinished(repo)
        loaded = _loaded(folder, clients)
        change = decide({client: record.reading.data or {} for client, record in loaded.items()})
        writes = _writes(folder, change, loaded)
        state = _State.of(folder, repo, [write.file.path for write in writes])
        state.refuse(folder, writes, options)
        warnings = _checked(folder, writes, loaded, options.today)
        diff = "".join(_diff(folder, write) for write in writes)
        if options.dry_run or not writes:
            return Outcome(change, None, diff, warnings)
        history.refuse_nobody(repo.root)
        message = commit_message(change, options.message)
        commit = _write_and_commit(folder, repo, writes, state, message, lock)
        return Outcome(change, commit, diff, warnings)


def save(folder: Folder, clients: Sequence[str], options: WriteOptions) -> Outcome:
    """Commit the hand edits of these records, or of all where none is named, once valid: moved
    and removed files too.

    The subject says what changed. Raises as `transact` does, NoSuchClient for a client that
    neither the folder nor HEAD has.
    """
    repo = history.repository(folder.root)
    with held(repo.own_dir) as lock:
        history.refuse_unfinished(repo)
        state = _State.of(folder, repo, [])
        files = [file for file in record_files(folder) if not clients or file.id in clients]
        gone = [path for path in state.gone if not clients or path.stem in clients]
        for client in clients:
            if client not in {*(file.id for file in files), *(path.stem for path in gone)}:
                raise NoSuchClient(client, [])
        edited = [file for file in files if state.edited(file.path)]
        loaded = {file.id: _valid(load_record(folder, file)) for file in edited}
        _refuse_lost_references(folder, {path.stem for path in gone})
        writes = [_by_hand(folder, repo, record, gone) for record in loaded.values()]
        warnings = _checked(folder, writes, {}, options.today)
        change = saved(_by_client(folder, repo, writes, gone), record_shape())
        diff = "".join(_diff(folder, write) for write in writes)
        if options.dry_run or not (edited or gone):
            return Outcome(change, None, diff, warnings)
        history.refuse_nobody(repo.root)
        paths = [resolved(file.path) for file in edited]
        message = commit_message(change, options.message)
        new = [path for path in paths if state.untracked(path)]
        commit = history.commit(repo, [*paths, *gone], new, message, lock)
        return Outcome(change, commit, diff, warnings)


@dataclass(frozen=True)
class _State:
    """What git says of the records that differ from HEAD, by their real paths."""

    states: Mapping[str, str]
    gone: Sequence[Path]

    @classmethod
    def of(cls, folder: Folder, repo: history.Repository, paths: Sequence[Path]) -> _State:
        """The state of these paths, or of all records where none is named."""
        states = history.path_states(repo, [resolved(path) for path in paths or [folder.records]])
        gone = [
            Path(path)
            for path, state in states.items()
            if "D" in state and path.endswith(".yaml") and not Path(path).exists()
        ]
        return cls(states, sorted(gone))

    def edited(self, path: Path) -> bool:
        """Whether a record was edited by hand, or is not under git yet."""
        return self.states.get(str(resolved(path)), "!!") != "!!"

    def untracked(self, path: Path) -> bool:
        """Whether git does not know the file."""
        return self.states.get(str(resolved(path))) == "??"

    def refuse(self, folder: Folder, writes: Sequence[_Write], options: WriteOptions) -> None:
        """Raise StateError for edits by hand that these writes would sweep up, or lose."""
        for write in writes:
            state = self.states.get(str(resolved(write.file.path)))
            name, client = folder.relative(write.file.path), write.file.id
            if state == "!!":
                raise StateError(f"git ignores {name}: take it out of .gitignore, then try again")
            if state is not None and write.before is None:
                raise StateError(
                    f"{name} was removed by hand, and that is not committed: run: clientfile save "
                    f"{client}\nor bring it back: git restore -- {name}"
                )
            if state is not None and not options.include_edits:
                raise StateError(
                    f"{name} has edits by hand that are not committed: run: clientfile save "
                    f"{client}\nor commit them together with this change by: --include-edits"
                )


def _by_hand(
    folder: Folder, repo: history.Repository, record: Loaded, gone: Sequence[Path]
) -> _Write:
    """A hand edit as if it were still to be written: what HEAD has, and what the file says."""
    moved = [path for path in gone if path.stem == record.file.id]
    head = history.files_at(repo, "HEAD", moved[0] if moved else record.file.path).get(Path())
    return _Write(record.file, head, read_bytes(folder, record.file.path), record.reading)


def _by_client(
    folder: Folder, repo: history.Repository, writes: Sequence[_Write], gone: Sequence[Path]
) -> dict[str, tuple[Data, Data]]:
    """Each record's data before and after; of one that was removed there is nothing after."""
    changed = {write.file.id: _pair(folder, write) for write in writes}
    for path in gone:
        if path.stem not in changed:
            content = history.files_at(repo, "HEAD", path).get(Path(), b"")
            file = RecordFile(path.stem, folder.records / path.name)
            changed[path.stem] = (read_text(folder, file, content).data or {}, {})
    return changed


def _refuse_lost_references(folder: Folder, gone: set[str]) -> None:
    """A client that others name can't go: raise InvalidRecords with the places."""
    if not gone - {file.id for file in record_files(folder)}:
        return
    lost = [told for told in across_problems(load_all(folder)) if told.severity == "error"]
    if lost:
        raise InvalidRecords(lost, "records refer to a client that was removed; nothing committed")


def _pair(folder: Folder, write: _Write) -> tuple[Data, Data]:
    before = read_text(folder, write.file, write.before).data if write.before else None
    return before or {}, write.reading.data or {}


def commit_message(change: Change, note: str) -> str:
    """The whole message of a change's commit: subject, the user's note, trailers."""
    trailers = [f"Clientfile-Command: {change.command}"]
    trailers += [f"Clientfile-Client: {client}" for client in change.records]
    body = [note.strip()] if note.strip() else []
    return "\n\n".join([" ".join(change.subject.split()), *body, "\n".join(trailers)]) + "\n"


def place_for_new(folder: Folder, client: str, count: int) -> Path:
    """Where a new record's file goes, in a folder that has `count` records."""
    parent = folder.records / client[:2] if count >= _SHARD_ABOVE else folder.records
    return parent / f"{client}.yaml"


def _files_of(folder: Folder, clients: Sequence[str]) -> dict[str, RecordFile]:
    wanted = set(clients)
    found: dict[str, RecordFile] = {}
    for file in record_files(folder):
        if file.id in wanted:
            if file.id in found:
                raise InvalidRecords(
                    [folder.relative(found[file.id].path), folder.relative(file.path)],
                    f"the id {file.id!r} stands twice: rename one of the files",
                )
            found[file.id] = file
    for client in clients:
        if client not in found:
            raise NoSuchClient(client, [])
    return {client: found[client] for client in clients}


def _loaded(folder: Folder, clients: Sequence[str] | None) -> dict[str, Loaded]:
    if clients is not None:
        files = _files_of(folder, clients)
        return {name: _valid(load_record(folder, file)) for name, file in files.items()}
    return load_all(folder).loaded


def _valid(loaded: Loaded) -> Loaded:
    if not loaded.usable:
        errors = [problem for problem in loaded.problems if problem.severity == "error"]
        raise InvalidRecords(
            errors, f"{loaded.reading.file} is invalid as it stands; nothing was changed: mend it"
        )
    return loaded


def _writes(folder: Folder, change: Change, loaded: Mapping[str, Loaded]) -> list[_Write]:
    count = len(record_files(folder)) if _makes_new(change) else 0
    writes = []
    for client, asked in change.records.items():
        if isinstance(asked, NewRecord):
            file = RecordFile(client, place_for_new(folder, client, count))
            after = encode(emit(asked.data, record_shape()), bom=False)
            writes.append(_Write(file, None, after, read_text(folder, file, after)))
        elif (write := _edited(loaded[client], asked)) is not None:
            writes.append(write)
    return writes


def _makes_new(change: Change) -> bool:
    return any(isinstance(asked, NewRecord) for asked in change.records.values())


def _edited(record: Loaded, edits: Sequence[Edit]) -> _Write | None:
    now = edited(record.reading, edits, record_shape())
    if now.text == record.reading.text:
        return None
    # What was read, not what the file holds by now: an edit by hand since then must be seen.
    before = encode(record.reading.text, record.reading.bom)
    return _Write(record.file, before, encode(now.text, now.bom), now)


def _checked(
    folder: Folder, writes: Sequence[_Write], loaded: Mapping[str, Loaded], today: date
) -> list[Problem]:
    """The warnings that the writes bring with them. Raises InvalidRecords for an error."""
    warnings: list[Problem] = []
    for write in writes:
        problems = own_problems(folder, write.reading, today)
        problems += _reference_problems(folder, write, writes)
        if errors := [problem for problem in problems if problem.severity == "error"]:
            raise InvalidRecords(errors, "this would make the record invalid; nothing was changed")
        if problems:
            known = _told_before(folder, loaded.get(write.file.id), today)
            warnings += [told for told in problems if (told.path, told.code) not in known]
    return warnings


def _told_before(folder: Folder, record: Loaded | None, today: date) -> set[tuple[str, str]]:
    problems = own_problems(folder, record.reading, today) if record else []
    return {(problem.path, problem.code) for problem in problems}


def _reference_problems(folder: Folder, write: _Write, writes: Sequence[_Write]) -> list[Problem]:
    """What the written record says of other clients that isn't so."""
    own = write.reading.data or {}
    named = clients_named(own)
    if not named:
        return []
    files = record_files(folder)
    known = {
        file.id: load_record(folder, file).reading.data or {} for file in files if file.id in named
    }
    known |= {other.file.id: other.reading.data or {} for other in writes}
    findings = checks.folder_findings(known, [file.id for file in files])
    return [placed(write.reading, finding) for finding in findings.get(write.file.id, [])]


def _write_and_commit(
    folder: Folder,
    repo: history.Repository,
    writes: Sequence[_Write],
    state: _State,
    message: str,
    lock: int,
) -> str:
    done: list[_Write] = []
    try:
        for write in writes:
            _refuse_changed_meanwhile(folder, write)
            done.append(write)
            replace(write.file.path, write.after)
        paths = [resolved(write.file.path) for write in writes]
        unknown = [
            resolved(write.file.path)
            for write in writes
            if write.before is None or state.untracked(write.file.path)
        ]
        moved = _moved_from(folder, repo, writes, state)
        return history.commit(repo, [*paths, *moved], unknown, message, lock)
    except BaseException:
        for write in done:
            _put_back(write)
        raise


def _moved_from(
    folder: Folder, repo: history.Repository, writes: Sequence[_Write], state: _State
) -> list[Path]:
    """Where HEAD still has records that were moved by hand: they go with the same commit."""
    if not any(state.edited(write.file.path) for write in writes if write.before is not None):
        return []
    written = {write.file.id for write in writes}
    return [path for path in _State.of(folder, repo, []).gone if path.stem in written]


def _refuse_changed_meanwhile(folder: Folder, write: _Write) -> None:
    path = write.file.path
    now = read_bytes(folder, path) if path.exists() else None
    if now != write.before:
        raise StateError(
            f"{folder.relative(path)} was changed by another program meanwhile; "
            "nothing was changed by this command: try again"
        )


def _put_back(write: _Write) -> None:
    if write.before is None:
        with contextlib.suppress(OSError):
            remove(write.file.path)
    else:
        replace(write.file.path, write.before)


def _diff(folder: Folder, write: _Write) -> str:
    name = folder.relative(write.file.path)
    before = (write.before or b"").decode(errors="replace").splitlines(keepends=True)
    after = write.after.decode(errors="replace").splitlines(keepends=True)
    old = f"a/{name}" if write.before is not None else "/dev/null"
    lines = difflib.unified_diff(before, after, old, f"b/{name}")
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
