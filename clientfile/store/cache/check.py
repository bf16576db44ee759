"""The whole folder checked: from the index what it knows already, the rest examined now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from clientfile.checks.between_records import tie_findings
from clientfile.records.problems import Problem
from clientfile.store.cache.cached_ledger import build_ledger, cache_path, rules_digest
from clientfile.store.cache.check_codec import (
    CachedTies,
    decode_problems,
    has_places,
    is_valid_on,
    locate_problem,
)
from clientfile.store.cache.codec import fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.cache.refresh import CachedRecord, Progress, refresh
from clientfile.store.folder import Folder, RecordFile, stray_files


@dataclass(frozen=True)
class FolderCheck:
    """Every problem of the folder, by file and place; `files` are all its records."""

    problems: Sequence[Problem]
    files: Sequence[RecordFile]


def check_folder(folder: Folder, today: date, progress: Progress) -> FolderCheck:
    """Every problem of the folder's records seen from `today`, the index brought up to date.

    `progress` is told how many of how many records have been read.
    """
    store = Database(cache_path(folder))
    known = refresh(folder, store, progress)
    book = build_ledger(folder, today, known, store)
    usable = {each.client: each for each in known if each.client in book.cards}
    desk = _Checker(folder, today, progress, store)
    problems = [
        *book.problems,
        *desk.problems(usable, [file.id for file in book.broken]),
        *_stray_problems(folder),
    ]
    book.close()
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    return FolderCheck(problems, [RecordFile(each.client, Path(each.path)) for each in known])


@dataclass(frozen=True)
class _Checker:
    """What examining records takes."""

    folder: Folder
    today: date
    progress: Progress
    store: Database

    def problems(
        self, usable: Mapping[str, CachedRecord], unread: Sequence[str]
    ) -> Iterator[Problem]:
        """What is implausible in each record, what is wrong between them, and where stated years
        are not what orders make.
        """
        told = self._told(usable)
        across = tie_findings(CachedTies(told), unread)
        # Where in a record its ties stand is asked only of those with which something is wrong.
        unplaced = [usable[client] for client in across if not has_places(told[client])]
        told |= self._examined(unplaced, placing=True)
        files = {client: self.folder.relative(Path(each.path)) for client, each in usable.items()}
        own = [decode_problems(text, files[client]) for client, text in told.items()]
        for warnings, _ in own:
            yield from warnings
        for client, findings in across.items():
            for finding in findings:
                yield locate_problem(told[client], finding, files[client])
        for _, stated in own:
            yield from stated

    def _told(self, usable: Mapping[str, CachedRecord]) -> dict[str, str]:
        """What is told of each client's record, in their order."""
        rules, now = rules_digest(self.folder.settings, False), self.today.isoformat()
        rows = self.store.findings(fingerprint(self.folder.settings), rules)
        by_blob = {blob: text for blob, text in rows if is_valid_on(text, now)}
        unknown = [each for each in usable.values() if each.blob not in by_blob]
        new = self._examined(unknown, placing=False)
        return {
            client: new[client] if client in new else by_blob[each.blob]
            for client, each in usable.items()
        }

    def _examined(self, records: Sequence[CachedRecord], *, placing: bool) -> dict[str, str]:
        """What is found now in these records, by client; the index will know it."""
        if not records:
            return {}
        # What reads and checks is imported only where there is something to do.
        from clientfile.store.cache.check_record import examine_records
        from clientfile.store.cache.parallel import chunked, map_parallel

        work = partial(examine_records, folder=self.folder, today=self.today, placing=placing)
        chunks = (self._with_bodies(chunk) for chunk in chunked(records))
        mark, rules = fingerprint(self.folder.settings), rules_digest(self.folder.settings, False)
        found: dict[str, str] = {}
        for worked in map_parallel(work, chunks, len(records)):
            kept = [(f"{mark}:{known.blob}", text) for known, text, same in worked if same]
            self.store.put_findings(rules, kept)
            found |= {known.client: text for known, text, _ in worked}
            self.progress(len(found), len(records))
        return found

    def _with_bodies(self, records: Sequence[CachedRecord]) -> list[tuple[CachedRecord, bytes]]:
        mark = fingerprint(self.folder.settings)
        bodies = self.store.bodies([f"{mark}:{each.blob}" for each in records])
        return [(each, bodies.get(f"{mark}:{each.blob}", b"")) for each in records]


def _stray_problems(folder: Folder) -> Iterator[Problem]:
    """A warning for each file of the records folder that looks like a record and is none."""
    for stray in stray_files(folder):
        name = folder.relative(stray.path)
        yield Problem(name, 1, 1, "", stray.message, "warning", stray.code)
