"""Taking a change back: the texts as they were before it, with what has come since left alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.changes import Change
from clientfile.errors import EditRefused, NotFound, StateError
from clientfile.folder import Folder, RecordFile, is_client_id, record_files, resolved
from clientfile.history.log import (
    ChangedFile,
    Commit,
    changed_files,
    commit_named,
    commits_of,
    last_of,
    my_email,
)
from clientfile.history.revisions import contents_of
from clientfile.portfolio import Loaded, load_record, read_text
from clientfile.records.edits import Data, Drop, Edit, Put
from clientfile.records.merging import merged
from clientfile.schema.shapes import record_shape
from clientfile.transaction import Desk, Outcome, WriteOptions, at_work, carried_out
from clientfile.writes import Write, bytes_of
from clientfile.yamltext.editor import edited
from clientfile.yamltext.reading import Reading
from clientfile.yamltext.source import encode
from clientfile.yamltext.textmerge import merged_text

_TOOK_BACK = re.compile(r'(?P<whose>.*?: )?(?P<what>took back|restored) "(?P<subject>.*)"')


@dataclass(frozen=True)
class _Back:
    """One file on its way back: what the commit made of it, and what it is now."""

    name: str
    file: RecordFile
    then: bytes | None
    made: bytes | None
    record: Loaded | None

    @property
    def now(self) -> bytes | None:
        return bytes_of(self.record.reading) if self.record else None


def undo(folder: Folder, revision: str, options: WriteOptions) -> Outcome:
    """Take back the commit that `revision` names, or the last that clientfile made for whoever
    runs it, as a new commit. Undoing an undo restores.

    Raises NotFound where there is no such commit, StateError where later changes touch the same
    parts, InvalidRecords where a record would be invalid without the change, and as `transact`.
    """
    with at_work(folder) as desk:
        commit = _chosen(desk, revision)
        files = _files_back(desk, commit)
        loaded = {back.file.id: back.record for back in files if back.record is not None}
        writes = [write for back in files if (write := _write_back(desk, commit, back)) is not None]
        change = _told(commit, [back.file.id for back in files])
        return carried_out(desk, change, writes, loaded, options)


def _chosen(desk: Desk, revision: str) -> Commit:
    if not revision:
        me = my_email(desk.repo)
        for commit in commits_of(desk.repo, desk.folder.records):
            if commit.email == me:
                return commit
        raise NotFound(f"no change of yours ({me}) is in the history: name a commit to take back")
    found = commit_named(desk.repo, revision)
    if found is None:
        raise NotFound(f"{revision!r} is no commit in the history of this branch: see git log")
    if len(found.parents) > 1:
        raise StateError(
            f"{found.short} is a merge: take it back with: git revert -m 1 {found.short}"
        )
    return found


def _files_back(desk: Desk, commit: Commit) -> list[_Back]:
    changed = changed_files(desk.repo, commit)
    if others := [each.name for each in changed if not _is_record(desk, each.name)]:
        raise StateError(
            f"{commit.short} changed {others[0]}, which is no record: take it back with: "
            f"git revert {commit.short}"
        )
    blobs = sorted({blob for each in changed for blob in (each.before, each.after) if blob})
    contents = contents_of(desk.repo, blobs)
    files = {file.id: file for file in record_files(desk.folder)}
    return [_back(desk, each, contents, files) for each in changed]


def _is_record(desk: Desk, name: str) -> bool:
    path = desk.repo.toplevel / name
    inside = path.is_relative_to(resolved(desk.folder.records))
    return inside and path.suffix == ".yaml" and is_client_id(path.stem)


def _back(
    desk: Desk, each: ChangedFile, contents: Mapping[str, bytes], files: Mapping[str, RecordFile]
) -> _Back:
    real = desk.repo.toplevel / each.name
    below = real.relative_to(resolved(desk.folder.records))
    there = files.get(real.stem)
    # A record that was moved to another sub-folder since is still the same one.
    file = there or RecordFile(real.stem, desk.folder.records / below)
    record = load_record(desk.folder, there) if there else None
    now = bytes_of(record.reading) if record else None
    then, made = (
        _as_in_worktree(contents[blob], now) if blob else None for blob in (each.before, each.after)
    )
    return _Back(each.name, file, then, made, record)


def _as_in_worktree(text: bytes, now: bytes | None) -> bytes:
    """git may keep plain line ends of a file whose lines end as on Windows (core.autocrlf)."""
    if now is not None and b"\r\n" in now and b"\r\n" not in text:
        return text.replace(b"\n", b"\r\n")
    return text


def _write_back(desk: Desk, commit: Commit, back: _Back) -> Write | None:
    """The write that takes a file back; None where it is as it was already."""
    if back.now == back.then:
        return None
    if back.now == back.made:
        after = back.then
        reading = read_text(desk.folder, back.file, after) if after is not None else None
        return Write(back.file, back.now, after, reading)
    if None in (back.now, back.then, back.made):
        raise _touched(desk, commit, back, [])
    reading = _merged_back(desk, commit, back)
    if reading.text == _reading_now(back).text:
        return None
    return Write(back.file, back.now, bytes_of(reading), reading)


def _merged_back(desk: Desk, commit: Commit, back: _Back) -> Reading:
    """The record now without what the commit did. Raises StateError where that was touched."""
    then, made = (read_text(desk.folder, back.file, text or b"") for text in (back.then, back.made))
    now = _reading_now(back)
    if None in (then.data, made.data, now.data):
        raise _touched(desk, commit, back, [])
    merge = merged(made.data or {}, now.data or {}, then.data or {}, record_shape())
    if merge.conflicts:
        raise _touched(desk, commit, back, merge.conflicts)
    text = merged_text(made.text, now.text, then.text)
    if text is not None:
        reading = read_text(desk.folder, back.file, encode(text, now.bom))
        if reading.data == merge.data and not reading.errors:
            return reading
    try:
        return edited(now, _edits(now.data or {}, merge.data), record_shape())
    except EditRefused as error:
        raise _touched(desk, commit, back, [str(error)]) from error


def _reading_now(back: _Back) -> Reading:
    assert back.record is not None
    return back.record.reading


def _edits(now: Data, wanted: Data) -> list[Edit]:
    edits: list[Edit] = [Put((key,), value) for key, value in wanted.items()]
    return edits + [Drop((key,)) for key in now if key not in wanted]


def _touched(desk: Desk, commit: Commit, back: _Back, where: Sequence[str]) -> StateError:
    later = last_of(desk.repo, commit, back.name)
    by = f", last by {later.short} ({later.subject})" if later else ""
    what = f"{', '.join(where[:3])} of {back.file.id}" if where else back.file.id
    return StateError(
        f"{commit.short} ({commit.subject}) can't be taken back: {what} was changed since{by}; "
        "nothing was changed: take the later change back first, or set the field"
    )


def _told(commit: Commit, clients: Sequence[str]) -> Change:
    """The words of the commit: what it takes back, or restores."""
    match = _TOOK_BACK.fullmatch(commit.subject) if commit.command == "undo" else None
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
