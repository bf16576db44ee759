"""The index brought up to date: only what is new is read, by several processes where it is much."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from clientfile.errors import ClientfileError
from clientfile.records.settings import Settings
from clientfile.store.cache.codec import blob_id, fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.folder import Folder, RecordFile, read_bytes, record_files, stamped_files

# A file changed less than this before it was read may change again without its stamp doing so.
_RACY_NS, _COARSE_RACY_NS = 50_000_000, 2_500_000_000

Progress = Callable[[int, int], None]
FactsOf = Callable[[bytes, Settings], tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class CachedRecord:
    """One record as the index knows it: the client's id and the file's path, the id of its bytes,
    its card; or why it can't be read.
    """

    client: str
    path: str
    blob: str
    card: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _ReadRecord:
    """A file that was read: the facts are empty where they were known for these bytes."""

    known: CachedRecord
    body: bytes = b""


def refresh(folder: Folder, store: Database, progress: Progress) -> list[CachedRecord]:
    """Every record of the folder, by id, then path, with the index up to date.

    `progress` is told how many of how many have been read.
    """
    mark = fingerprint(folder.settings)
    cards = store.cards(mark)
    known, new, stamps = (
        _unchanged(folder, store, cards) if folder.past is None else _as_then(folder, cards)
    )
    if new:
        store.forget_old(len(known) + len(new))
    done = 0
    for looked in _looked_at(folder, new, cards.keys()):
        done += len(looked)
        progress(done, len(new))
        _remember(store, mark, looked, stamps)
        known += [_with_card(each.known, cards) for each in looked]
    return sorted(known, key=lambda each: (each.client, each.path))


def _unchanged(
    folder: Folder, store: Database, cards: dict[str, str]
) -> tuple[list[CachedRecord], list[RecordFile], dict[str, str]]:
    """The records whose files are as they were last seen, those that are not, and the stamps of
    these, by path, where a stamp can be trusted; files that are gone are forgotten.
    """
    before = store.files()
    known: list[CachedRecord] = []
    new: list[RecordFile] = []
    stamps: dict[str, str] = {}
    now = time.time_ns()
    for client, path, stamp, changed in stamped_files(folder):
        stamp_before, blob = before.pop(path, ("", ""))
        if stamp and stamp_before == stamp and blob in cards:
            known.append(CachedRecord(client, path, blob, cards[blob]))
            continue
        new.append(RecordFile(client, Path(path)))
        if stamp and not _is_racy(changed, now):
            stamps[path] = stamp
    if before:
        store.put_files([], before)
    return known, new, stamps


def _as_then(
    folder: Folder, cards: dict[str, str]
) -> tuple[list[CachedRecord], list[RecordFile], dict[str, str]]:
    """The same of a folder as a commit had it: git has the ids of its files."""
    assert folder.past is not None
    blobs = folder.past.blobs
    known: list[CachedRecord] = []
    new: list[RecordFile] = []
    for file in record_files(folder):
        blob = blobs[file.path]
        if blob in cards:
            known.append(CachedRecord(file.id, str(file.path), blob, cards[blob]))
        else:
            new.append(file)
    folder.past.prefetch(file.path for file in new)
    return known, new, {}


def _is_racy(changed: int, now: int) -> bool:
    """Whether a file may yet change at a time that looks the same."""
    coarse = changed % 1_000_000_000 == 0
    return changed >= now - (_COARSE_RACY_NS if coarse else _RACY_NS)


def _looked_at(
    folder: Folder, new: Sequence[RecordFile], known: Set[str]
) -> Iterable[list[_ReadRecord]]:
    if not new:
        return ()
    # What reads records is imported only where there is one to read, and before any fork.
    from clientfile.store.cache.facts import facts_of
    from clientfile.store.cache.parallel import chunked, map_parallel

    look = partial(_look, folder=folder, known=known, facts=facts_of)
    return map_parallel(look, chunked(new), len(new))


def _look(
    files: Sequence[RecordFile], folder: Folder, known: Set[str], facts: FactsOf
) -> list[_ReadRecord]:
    return [_look_at(file, folder, known, facts) for file in files]


def _look_at(file: RecordFile, folder: Folder, known: Set[str], facts: FactsOf) -> _ReadRecord:
    path = str(file.path)
    try:
        source = read_bytes(folder, file.path)
    except ClientfileError as error:
        return _ReadRecord(CachedRecord(file.id, path, "", "", str(error)))
    blob = blob_id(source)
    if blob in known:
        return _ReadRecord(CachedRecord(file.id, path, blob, ""))
    card, body = facts(source, folder.settings)
    return _ReadRecord(CachedRecord(file.id, path, blob, card), body)


def _remember(
    store: Database, mark: str, looked: Sequence[_ReadRecord], stamps: dict[str, str]
) -> None:
    store.put_facts(
        (f"{mark}:{each.known.blob}", each.known.card, each.body)
        for each in looked
        if each.known.card
    )
    paths = [(each.known.path, each.known.blob) for each in looked if each.known.blob]
    seen = [(path, stamps[path], blob) for path, blob in paths if path in stamps]
    if seen:
        store.put_files(seen, ())


def _with_card(known: CachedRecord, cards: dict[str, str]) -> CachedRecord:
    if known.card or known.fault:
        return known
    return CachedRecord(known.client, known.path, known.blob, cards[known.blob])
