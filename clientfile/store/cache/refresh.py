"""Brings the cache up to date: reads the record files that are new or changed since the last run.

A file is unchanged if its stamp (size, times and inode, see `store.folder.stamped_files`) is the
stored one, as in git's index. Of a folder at a commit, git has the blob ids already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from clientfile.errors import ClientfileError
from clientfile.records.settings import Settings
from clientfile.store.cache.codec import blob_id, fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.folder import (
    Folder,
    RecordFile,
    read_bytes,
    record_files,
    records_prefix,
    stamped_files,
)

# A file that changed less than this before it was read is racy (git's term): it may change again
# without its stamp doing so. File systems with whole seconds need the coarse limit.
_RACY_NS, _COARSE_RACY_NS = 50_000_000, 2_500_000_000
# So many rows of other folders stay; a folder that was moved leaves its rows behind.
_FOREIGN_ROWS, _FOREIGN_ROWS_A_FILE = 10_000, 8

ProgressCallback = Callable[[int, int], None]
"""Called with how many of how many records have been read."""
FactsOf = Callable[[bytes, Settings], tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class CachedRecord:
    """A record file as the cache has it.

    `client` is the client's id, `path` the file's path, `blob` the id of its bytes, `facts` the
    encoded card and problems. A file that can't be read has a `fault`, and no blob or facts.
    """

    client: str
    path: str
    blob: str
    facts: str
    fault: str = ""


class _FolderState(NamedTuple):
    """The folder compared with the cache.

    `cached` are the records whose files are unchanged, `changed` all other files. `stamps` are the
    stamps of changed files by path, where they are not racy.
    """

    cached: list[CachedRecord]
    changed: list[RecordFile]
    stamps: dict[str, str]


@dataclass(frozen=True, slots=True)
class _ReadRecord:
    """A file that was read. Facts and data are empty where the cache has them for these bytes."""

    record: CachedRecord
    body: bytes = b""


def refresh(folder: Folder, database: Database, progress: ProgressCallback) -> list[CachedRecord]:
    """Every record of the folder, by id, then path; the database is brought up to date."""
    mark = fingerprint(folder.settings)
    facts = database.cards(mark)
    state = (
        _compare_with_disk(folder, database, facts)
        if folder.past is None
        else _compare_with_snapshot(folder, facts)
    )
    records, changed = state.cached, state.changed
    if changed:
        database.prune(len(records) + len(changed))
    done = 0
    for chunk in _read_all(folder, changed, facts.keys()):
        done += len(chunk)
        progress(done, len(changed))
        _save(database, mark, chunk, state.stamps)
        records += [_with_facts(each.record, facts) for each in chunk]
    return sorted(records, key=lambda each: (each.client, each.path))


def _compare_with_disk(folder: Folder, database: Database, facts: dict[str, str]) -> _FolderState:
    """Compare the files' stamps with the stored ones; the rows of files that are gone are deleted.

    Other folders of the repository have their rows in the same cache: those stay, until they are
    far more than this folder's. `facts` are the encoded facts in the cache, by blob id.
    """
    stored = database.files()
    state = _FolderState([], [], {})
    now = time.time_ns()
    for client, path, stamp, changed_at in stamped_files(folder):
        stored_stamp, blob = stored.pop(path, ("", ""))
        if stamp and stored_stamp == stamp and blob in facts:
            state.cached.append(CachedRecord(client, path, blob, facts[blob]))
            continue
        state.changed.append(RecordFile(client, Path(path)))
        if stamp and not _is_racy(changed_at, now):
            state.stamps[path] = stamp
    below = records_prefix(folder)
    gone = [path for path in stored if path.startswith(below)]
    present = len(state.cached) + len(state.changed)
    if len(stored) - len(gone) > _FOREIGN_ROWS + _FOREIGN_ROWS_A_FILE * present:
        gone = list(stored)
    if gone:
        database.put_files([], gone)
    return state


def _compare_with_snapshot(folder: Folder, facts: dict[str, str]) -> _FolderState:
    """The same for a folder at a commit: its blob ids stand for stamps."""
    assert folder.past is not None
    state = _FolderState([], [], {})
    for file in record_files(folder):
        blob = folder.past.blobs[file.path]
        if blob in facts:
            state.cached.append(CachedRecord(file.id, str(file.path), blob, facts[blob]))
        else:
            state.changed.append(file)
    folder.past.prefetch(file.path for file in state.changed)
    return state


def _is_racy(changed_at: int, now: int) -> bool:
    """Whether a file that changed at a time (ns) may change again with the same time."""
    coarse = changed_at % 1_000_000_000 == 0
    return changed_at >= now - (_COARSE_RACY_NS if coarse else _RACY_NS)


def _read_all(
    folder: Folder, files: Sequence[RecordFile], cached_blobs: Set[str]
) -> Iterable[list[_ReadRecord]]:
    """The files read, in chunks and in no order."""
    if not files:
        return ()
    # The parser is imported only where there is something to parse, and before any fork.
    from clientfile.store.cache.facts import facts_of
    from clientfile.store.cache.parallel import chunked, map_parallel

    read = partial(_read_chunk, folder=folder, cached_blobs=cached_blobs, facts_of=facts_of)
    return map_parallel(read, chunked(files), len(files))


def _read_chunk(
    files: Sequence[RecordFile], folder: Folder, cached_blobs: Set[str], facts_of: FactsOf
) -> list[_ReadRecord]:
    return [_read_file(file, folder, cached_blobs, facts_of) for file in files]


def _read_file(
    file: RecordFile, folder: Folder, cached_blobs: Set[str], facts_of: FactsOf
) -> _ReadRecord:
    path = str(file.path)
    try:
        source = read_bytes(folder, file.path)
    except ClientfileError as error:
        return _ReadRecord(CachedRecord(file.id, path, "", "", str(error)))
    blob = blob_id(source)
    if blob in cached_blobs:
        return _ReadRecord(CachedRecord(file.id, path, blob, ""))
    facts, body = facts_of(source, folder.settings)
    return _ReadRecord(CachedRecord(file.id, path, blob, facts), body)


def _save(
    database: Database, mark: str, chunk: Sequence[_ReadRecord], stamps: dict[str, str]
) -> None:
    """Store the facts and data of a chunk, and the stamps of its files where they have one."""
    database.put_facts(
        (f"{mark}:{each.record.blob}", each.record.facts, each.body)
        for each in chunk
        if each.record.facts
    )
    blobs = {each.record.path: each.record.blob for each in chunk if each.record.blob}
    files = [(path, stamps[path], blob) for path, blob in blobs.items() if path in stamps]
    if files:
        database.put_files(files, ())


def _with_facts(record: CachedRecord, facts: dict[str, str]) -> CachedRecord:
    """The record with the facts that the cache has for its bytes, if it has none of its own."""
    return record if record.facts or record.fault else replace(record, facts=facts[record.blob])
