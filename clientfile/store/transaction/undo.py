"""Taking a change back: the texts as they were before it, with what has come since left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import EditRefusedError, NotFoundError, StateError
from clientfile.errors.suggest import did_you_mean
from clientfile.records.change import Change
from clientfile.records.edits import Data, Drop, Edit, Put
from clientfile.records.merge import merge_records
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import Folder, RecordFile, is_client_id, record_files, resolve_links
from clientfile.store.git.log import (
    ChangedFile,
    Commit,
    changed_files,
    commits_by_clientfile,
    find_commit,
    my_email,
    newest_commit_of,
)
from clientfile.store.git.repository import require_identity
from clientfile.store.git.revisions import read_blobs
from clientfile.store.load import LoadedRecord, load_record, read_text
from clientfile.store.transaction.plan import Write, encode_record
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
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.merge import merge_texts
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode

_UNDO_SUBJECT = re.compile(r'(?P<whose>.*?: )?(?P<what>took back|restored) "(?P<subject>.*)"')


@dataclass(frozen=True)
class _Reversal:
    """One record on its way back: `then` is what it was before the commit, at `place`, `made` what
    the commit made of it; `record` is what it is now, None where it is not there.
    """

    place: RecordFile
    then: bytes | None
    made: bytes | None
    record: LoadedRecord | None
    names: Sequence[str]

    @property
    def now(self) -> bytes | None:
        return encode_record(self.record.parsed) if self.record else None

    @property
    def client(self) -> str:
        return self.place.id


def undo(folder: Folder, revision: str, options: WriteOptions) -> Outcome:
    """Take back the commit that `revision` names, or the last that clientfile made for whoever
    runs it, as a new commit. Undoing an undo restores.

    Raises NotFoundError where there is no such commit, StateError where later changes touch the
    same parts, InvalidRecordsError where a record would be invalid without the change, and as
    `transact`.
    """
    with locked_folder(folder) as locked:
        commit = _choose_commit(locked, revision)
        backs = _find_reversals(locked, commit)
        edits = _refuse_hand_edits(locked, backs, options)
        loaded = {back.client: back.record for back in backs if back.record is not None}
        writes = [write for back in backs for write in _plan_reversal(locked, commit, back)]
        change = _undo_change(commit, [back.client for back in backs])
        return apply(locked, change, writes, loaded, options, edits=edits)


def _choose_commit(locked: LockedFolder, revision: str) -> Commit:
    if not revision:
        require_identity(locked.repo.root)
        me = my_email(locked.repo)
        for commit in commits_by_clientfile(locked.repo, locked.folder.records):
            if commit.email == me:
                return commit
        raise NotFoundError(
            f"no change of yours ({me}) is in the history: name a commit to take back"
        )
    found = find_commit(locked.repo, revision)
    if found is None:
        hint = did_you_mean(revision, ["HEAD"], "see git log")
        raise NotFoundError(f"{revision!r} is no commit in the history of this branch: {hint}")
    if len(found.parents) > 1:
        raise StateError(
            f"{found.short} is a merge: take it back with: git revert -m 1 {found.short}"
        )
    return found


def _find_reversals(locked: LockedFolder, commit: Commit) -> list[_Reversal]:
    changed = changed_files(locked.repo, commit)
    if others := [each.name for each in changed if not _is_record(locked, each.name)]:
        raise StateError(
            f"{commit.short} changed {others[0]}, which is no record: take it back with: "
            f"git revert {commit.short}"
        )
    blobs = sorted({blob for each in changed for blob in (each.before, each.after) if blob})
    contents = read_blobs(locked.repo, blobs)
    by_client: dict[str, list[ChangedFile]] = {}
    for each in changed:
        by_client.setdefault(Path(each.name).stem, []).append(each)
    there = [file.id for file in record_files(locked.folder)]
    loaded = {
        client: load_record(locked.folder, file)
        for client, file in require_files(
            locked.folder, [c for c in by_client if c in there]
        ).items()
    }
    return [
        _find_reversal(locked, commit, client, files, contents, loaded.get(client))
        for client, files in by_client.items()
    ]


def _is_record(locked: LockedFolder, name: str) -> bool:
    path = locked.repo.toplevel / name
    inside = path.is_relative_to(resolve_links(locked.folder.records))
    return inside and path.suffix == ".yaml" and is_client_id(path.stem)


def _find_reversal(
    locked: LockedFolder,
    commit: Commit,
    client: str,
    files: Sequence[ChangedFile],
    contents: Mapping[str, bytes],
    record: LoadedRecord | None,
) -> _Reversal:
    """What a commit did to one record: one file changed, or moved (one gone, another come)."""
    before = [each for each in files if each.before]
    after = [each for each in files if each.after]
    if len(before) > 1 or len(after) > 1:
        raise StateError(
            f"{commit.short} changed {client} in several files: take it back with: "
            f"git revert {commit.short}"
        )
    now = encode_record(record.parsed) if record else None
    then = _as_in_worktree(contents[before[0].before], now) if before else None
    made = _as_in_worktree(contents[after[0].after], now) if after else None
    place = _file_at(locked, (before or after)[0].name)
    moved = bool(before and after) and before[0].name != after[0].name
    if record is not None and not moved:
        # A record that was moved to another sub-folder since is still the same one.
        place = record.file
    return _Reversal(place, then, made, record, [each.name for each in files])


def _file_at(locked: LockedFolder, name: str) -> RecordFile:
    real = locked.repo.toplevel / name
    below = real.relative_to(resolve_links(locked.folder.records))
    return RecordFile(real.stem, locked.folder.records / below)


def _refuse_hand_edits(
    locked: LockedFolder, backs: Sequence[_Reversal], options: WriteOptions
) -> UncommittedEdits:
    """Raise StateError for edits that are not committed, before anything is planned. Returns the
    uncommitted edits of the folder, none of which is in the way.
    """
    paths = [back.place.path for back in backs]
    paths += [back.record.file.path for back in backs if back.record is not None]
    edits = uncommitted_edits(locked.folder, locked.repo, paths, whole=True)
    gone = {path.stem: path for path in edits.gone}
    for back in backs:
        if back.record is None and back.client in gone:
            raise removed_by_hand(locked.repo.name(gone[back.client]), back.client)
        if back.record is not None:
            write = Write(back.record.file, back.now, back.now, back.record.parsed)
            edits.refuse(locked.folder, [write], include_edits=options.include_edits)
    return edits


def _as_in_worktree(text: bytes, now: bytes | None) -> bytes:
    """git may keep plain line ends of a file whose lines end as on Windows (core.autocrlf)."""
    if now is not None and b"\r\n" in now and b"\r\n" not in text:
        return text.replace(b"\n", b"\r\n")
    return text


def _plan_reversal(locked: LockedFolder, commit: Commit, back: _Reversal) -> list[Write]:
    """The writes that take a record back; none where it is as it was already."""
    moved = back.record is not None and back.record.file.path != back.place.path
    if back.now == back.then and not moved:
        return []
    if back.now == back.made:
        parsed = read_text(locked.folder, back.place, back.then) if back.then is not None else None
        return _write_text(back, back.then, parsed)
    if back.record is None or back.then is None or back.made is None:
        raise _conflict_error(locked, commit, back, [])
    parsed = _merge_reversal(locked, commit, back)
    if parsed.text == back.record.parsed.text:
        raise _conflict_error(locked, commit, back, ["the text"])
    return _write_text(back, encode_record(parsed), parsed)


def _write_text(back: _Reversal, after: bytes | None, parsed: ParsedRecord | None) -> list[Write]:
    """A record's text in its place again; where it was moved, it is moved back."""
    if back.record is None or back.record.file.path == back.place.path:
        return [Write(back.place, back.now, after, parsed)]
    if after is None:
        return [Write(back.record.file, back.now, None, None)]
    return [Write(back.record.file, back.now, None, None), Write(back.place, None, after, parsed)]


def _merge_reversal(locked: LockedFolder, commit: Commit, back: _Reversal) -> ParsedRecord:
    """The record now without what the commit did. Raises StateError where that was touched."""
    then, made = (
        read_text(locked.folder, back.place, text or b"") for text in (back.then, back.made)
    )
    now = _current_text(back)
    if then.data is None or made.data is None or now.data is None:
        raise _conflict_error(locked, commit, back, [])
    merge = merge_records(made.data, now.data, then.data, record_shape())
    if merge.conflicts:
        raise _conflict_error(locked, commit, back, merge.conflicts)
    text = merge_texts(made.text, now.text, then.text)
    parsed = read_text(locked.folder, back.place, encode(text.text, now.bom))
    if parsed.errors or parsed.data is None:
        parsed = now
    if parsed.data == merge.data:
        return parsed
    try:
        return edit_record(parsed, _edits(parsed.data or {}, merge.data), record_shape())
    except EditRefusedError as error:
        raise StateError(
            f"{commit.short} ({commit.subject}) can't be taken back: {error}"
        ) from error


def _current_text(back: _Reversal) -> ParsedRecord:
    assert back.record is not None
    return back.record.parsed


def _edits(now: Data, wanted: Data) -> list[Edit]:
    edits: list[Edit] = [Put((key,), value) for key, value in wanted.items()]
    return edits + [Drop((key,)) for key in now if key not in wanted]


def _conflict_error(
    locked: LockedFolder, commit: Commit, back: _Reversal, where: Sequence[str]
) -> StateError:
    later = newest_commit_of(locked.repo, commit, back.names)
    by = f", last by {later.short} ({later.subject})" if later else ""
    what = f"{', '.join(where[:3])} of {back.client}" if where else back.client
    return StateError(
        f"{commit.short} ({commit.subject}) can't be taken back: {what} was changed since{by}; "
        "nothing was changed: take the later change back first, or set the field"
    )


def _undo_change(commit: Commit, clients: Sequence[str]) -> Change:
    """The words of the commit: what it takes back, or restores."""
    match = _UNDO_SUBJECT.fullmatch(commit.subject) if commit.command == "undo" else None
    whose, _, subject = commit.subject.partition(": ")
    if match:
        whose, subject = (match["whose"] or "").removesuffix(": "), match["subject"]
    elif whose not in clients:
        whose, subject = "", commit.subject
    what = "restored" if match and match["what"] == "took back" else "took back"
    told = f'{whose}: {what} "{subject}"' if whose else f'{what} "{subject}"'
    return Change(
        "undo", told, dict.fromkeys(clients, ()), told, details=[f"that was {commit.short}"]
    )
