"""Checks a whole folder for `check`: findings from the cache, the other records checked now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from clientfile.checks.between_records import tie_findings
from clientfile.records.edits import Data
from clientfile.records.ids import interactions
from clientfile.records.problems import Problem
from clientfile.store.cache.cached_ledger import build_ledger, rules_digest
from clientfile.store.cache.check_codec import (
    CachedTies,
    decode_findings,
    has_places,
    is_valid_on,
    locate_problem,
)
from clientfile.store.cache.codec import fingerprint
from clientfile.store.cache.database import Database
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.cache.refresh import CachedRecord, ProgressCallback, refresh
from clientfile.store.folder import Folder, RecordFile, stray_files


@dataclass(frozen=True)
class FolderCheck:
    """Every problem of a folder, by file and place; `files` are all its records."""

    problems: Sequence[Problem]
    files: Sequence[RecordFile]


def check_folder(folder: Folder, today: date, progress: ProgressCallback) -> FolderCheck:
    """Every problem of the folder's records seen from `today`; the cache is brought up to date."""
    database = Database(cache_path(folder))
    records = refresh(folder, database, progress)
    ledger = build_ledger(folder, today, records, database)
    usable = {record.client: record for record in records if record.client in ledger.cards}
    checker = _Checker(folder, today, progress, database, ledger.record)
    problems = [
        *ledger.problems,
        *checker.problems(usable, [file.id for file in ledger.broken]),
        *_stray_problems(folder),
    ]
    ledger.close()
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    return FolderCheck(problems, [RecordFile(one.client, Path(one.path)) for one in records])


@dataclass(frozen=True)
class _Checker:
    """Checks the usable records of a folder."""

    folder: Folder
    today: date
    progress: ProgressCallback
    database: Database
    record_of: Callable[[str], Data]

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self.folder.settings)

    @cached_property
    def _rules(self) -> str:
        return rules_digest(self.folder.settings, False)

    def problems(
        self, usable: Mapping[str, CachedRecord], broken: Sequence[str]
    ) -> Iterator[Problem]:
        """What is implausible in each record, what is wrong between records, and which stated years
        differ from what the orders make. `broken` are the ids of records that can't be used.
        """
        findings = self._encoded_findings(usable)
        between = tie_findings(
            CachedTies(findings), lambda client: interactions(self.record_of(client)), broken
        )
        # Most ties are right: their places are looked up only where one is wrong.
        unplaced = [usable[client] for client in between if not has_places(findings[client])]
        findings |= self._check(unplaced, placing=True)
        files = {client: self.folder.relative(Path(one.path)) for client, one in usable.items()}
        own = [decode_findings(text, files[client]) for client, text in findings.items()]
        for warnings, _ in own:
            yield from warnings
        for client, client_findings in between.items():
            for finding in client_findings:
                yield locate_problem(findings[client], finding, files[client])
        for _, stated in own:
            yield from stated

    def _encoded_findings(self, usable: Mapping[str, CachedRecord]) -> dict[str, str]:
        """The encoded findings of each record by client id, in the order of `usable`."""
        today = self.today.isoformat()
        rows = self.database.findings(self._fingerprint, self._rules)
        by_blob = {blob: text for blob, text in rows if is_valid_on(text, today)}
        uncached = [record for record in usable.values() if record.blob not in by_blob]
        new = self._check(uncached, placing=False)
        return {
            client: new[client] if client in new else by_blob[record.blob]
            for client, record in usable.items()
        }

    def _check(self, records: Sequence[CachedRecord], *, placing: bool) -> dict[str, str]:
        """The encoded findings of these records by client id, computed now and stored.

        Those of a record that has changed since the cache was brought up to date are not stored.
        """
        if not records:
            return {}
        # Checks and parser are imported only where there is a record to check.
        from clientfile.store.cache.check_record import check_records
        from clientfile.store.cache.parallel import chunked, map_parallel

        check = partial(check_records, folder=self.folder, today=self.today, placing=placing)
        chunks = (self._with_bodies(chunk) for chunk in chunked(records))
        findings: dict[str, str] = {}
        for results in map_parallel(check, chunks, len(records)):
            rows = [(self._key(record), text) for record, text, same in results if same]
            self.database.put_findings(self._rules, rows)
            findings |= {record.client: text for record, text, _ in results}
            self.progress(len(findings), len(records))
        return findings

    def _with_bodies(self, records: Sequence[CachedRecord]) -> list[tuple[CachedRecord, bytes]]:
        """The records with their encoded data, empty where the cache has lost it."""
        bodies = self.database.bodies([self._key(record) for record in records])
        return [(record, bodies.get(self._key(record), b"")) for record in records]

    def _key(self, record: CachedRecord) -> str:
        return f"{self._fingerprint}:{record.blob}"


def _stray_problems(folder: Folder) -> Iterator[Problem]:
    """A warning for each file of the records folder that looks like a record and is none."""
    for stray in stray_files(folder):
        name = folder.relative(stray.path)
        yield Problem(name, 1, 1, "", stray.message, "warning", stray.code)
