"""Checks planned writes: each record by itself, and what it says of other clients."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clientfile import checks
from clientfile.checks.between_records import Ties, tie_findings, ties_of
from clientfile.checks.currency_change import currency_findings
from clientfile.checks.named_people import lost_people, naming_findings
from clientfile.errors import InvalidRecordsError
from clientfile.language import _, ngettext
from clientfile.records.edits import Data
from clientfile.records.ids import interactions
from clientfile.records.paths import address_of
from clientfile.records.problems import Finding, Problem
from clientfile.records.references import referenced_clients
from clientfile.schema.shapes import record_shape
from clientfile.schema.walk import walk_places
from clientfile.store.atomic import read_or_nothing
from clientfile.store.folder import Folder, RecordFile, files_named, record_files
from clientfile.store.load import (
    LoadedRecord,
    load_data,
    load_record,
    locate_finding,
    own_findings,
    problems_of,
    read_text,
)
from clientfile.store.transaction.plan import Write
from clientfile.yamltext.parsed import ParsedRecord

if TYPE_CHECKING:
    from clientfile.store.transaction.all_records import AllRecords


def check_writes(
    folder: Folder,
    writes: Sequence[Write],
    loaded: Mapping[str, LoadedRecord],
    today: date,
    all_records: AllRecords | None = None,
) -> list[Problem]:
    """The warnings that the writes bring with them; `loaded` are the records before the change.

    `all_records` are the folder's, if they are open already. Raises InvalidRecordsError for an
    error.
    """
    references = ReferenceCheck(folder, writes)
    warnings: list[Problem] = []
    for write in writes:
        if write.parsed is None:
            continue
        record = loaded.get(write.file.id)
        others = [*references.problems(write), *_currency_problems(folder, write, loaded)]
        problems = _new_problems(folder, write.parsed, record, others, today)
        if errors := [problem for problem in problems if problem.severity == "error"]:
            raise InvalidRecordsError(
                errors, _("this would make the record invalid; nothing was changed")
            )
        warnings += problems
    references.refuse_dangling(all_records)
    references.refuse_lost_people(_lost_people(folder, writes, loaded), all_records)
    return warnings


def _lost_people(
    folder: Folder, writes: Sequence[Write], loaded: Mapping[str, LoadedRecord]
) -> dict[str, Data]:
    """The people whom the written records no longer have, by `client/person`."""
    lost: dict[str, Data] = {}
    for write in writes:
        if write.parsed is not None and write.before is not None:
            lost |= lost_people(write.file.id, _data_before(folder, write, loaded), write.data)
    return lost


def _currency_problems(
    folder: Folder, write: Write, loaded: Mapping[str, LoadedRecord]
) -> list[Problem]:
    """The errors of a change of the client's currency."""
    if write.parsed is None or write.before is None:
        return []
    before = _data_before(folder, write, loaded)
    findings = currency_findings(before, write.data, folder.settings.currency)
    return [locate_finding(write.parsed, finding) for finding in findings]


def _data_before(folder: Folder, write: Write, loaded: Mapping[str, LoadedRecord]) -> Data:
    """A record's data before a write that changes it."""
    record = loaded.get(write.file.id)
    if record is None:
        return read_text(folder, write.file, write.before or b"").data or {}
    return record.parsed.data or {}


def _new_problems(
    folder: Folder,
    parsed: ParsedRecord,
    before: LoadedRecord | None,
    others: Sequence[Problem],
    today: date,
) -> list[Problem]:
    """The problems of a new text, `others` among them, without the warnings of the text `before`.

    Only what is new is looked up in the text: its places take more memory than all the rest.
    """
    findings = own_findings(folder, parsed, today)
    earlier: set[tuple[str, str]] = set()
    if before and (findings or others or parsed.problems):
        earlier |= {(problem.path, problem.code) for problem in before.parsed.problems}
        old = own_findings(folder, before.parsed, today)
        earlier |= {_identify(before.parsed, finding) for finding in old}
    new = [
        finding
        for finding in findings
        if finding.severity == "error" or _identify(parsed, finding) not in earlier
    ]
    problems = [*problems_of(parsed, new, folder.settings), *others]
    return [
        each
        for each in problems
        if each.severity == "error" or (each.path, each.code) not in earlier
    ]


def _identify(parsed: ParsedRecord, finding: Finding) -> tuple[str, str]:
    """The address and the code of a finding, which stay the same where lines are moved."""
    return address_of(parsed.data, finding.path, record_shape()), finding.code


class ReferenceCheck:
    """What the records of one change and the others say of one another, as it will be.

    The folder is listed once, and each record that is named is read once.
    """

    def __init__(self, folder: Folder, writes: Sequence[Write]) -> None:
        self._folder = folder
        self._written = {write.file.id: write for write in writes if write.parsed is not None}
        self._removed = {write.file.id for write in writes if write.parsed is None}
        self._changed = self._removed | self._written.keys()
        self._ties: dict[str, Ties] = {}

    def problems(self, write: Write) -> list[Problem]:
        """What the written record says of other clients that is not so, and its doubles among the
        written records and those that it names; nothing for a record that names no other.
        """
        named = referenced_clients(write.data)
        if not named or write.parsed is None:
            return []
        own_traits = _traits(self._ties_of(write.file.id))
        alike = {client for trait in own_traits for client in self._alike[trait]}
        compared = [
            *sorted(named & self._files.keys()),
            *(client for client in self._written if client in alike | named | {write.file.id}),
        ]
        ties = {client: self._ties_of(client) for client in compared}
        findings = tie_findings(ties, lambda client: interactions(self._data_of(client)), self._ids)
        return [
            locate_finding(write.parsed, finding) for finding in findings.get(write.file.id, [])
        ]

    def refuse_dangling(self, all_records: AllRecords | None = None) -> None:
        """Raise InvalidRecordsError with the places where records name a client that the change
        takes away. `all_records` are the folder's, if they are open already.
        """
        gone = self._removed - self._written.keys()
        if not gone:
            return
        naming = {
            client: data
            for client, data in self._records_after(gone, all_records).items()
            if referenced_clients(data) & gone
        }
        if not naming:
            return
        ids = {file.id for file in self._listing} - gone
        self._refuse(
            checks.folder_findings(naming, ids),
            ngettext(
                "records refer to {clients}, which would be gone; nothing was changed",
                "records refer to {clients}, which would be gone; nothing was changed",
                len(gone),
                clients=", ".join(sorted(gone)),
            ),
        )

    def refuse_lost_people(
        self, lost: Mapping[str, Data], all_records: AllRecords | None = None
    ) -> None:
        """Raise InvalidRecordsError with the places where records name a person whom the change
        takes away; `lost` are these people's entries by `client/person`.
        """
        if not lost:
            return
        records = self._records_after(lost, all_records)
        self._refuse(
            {client: list(naming_findings(client, data, lost)) for client, data in records.items()},
            ngettext(
                "records refer to {people}, who would be gone; nothing was changed",
                "records refer to {people}, who would be gone; nothing was changed",
                len(lost),
                people=", ".join(sorted(lost)),
            ),
        )

    def _refuse(self, found: Mapping[str, Sequence[Finding]], what: str) -> None:
        """Raise InvalidRecordsError, with `what` is wrong, for the errors found in records as they
        will be, if there are any.
        """
        errors = {
            client: [each for each in findings if each.severity == "error"]
            for client, findings in found.items()
        }
        parsed = self._parsed([client for client in errors if errors[client]])
        problems = [
            locate_finding(each, finding)
            for client, each in parsed.items()
            for finding in errors[client]
        ]
        if problems:
            raise InvalidRecordsError(problems, what)

    def _records_after(self, gone: Collection[str], opened: AllRecords | None) -> dict[str, Data]:
        """The data of all usable records as they will be; `opened` are the folder's, if they are
        open already. Raises InvalidRecordsError where one with errors may name who is gone.
        """
        # The cache is imported only where every record is looked at.
        from clientfile.store.transaction.all_records import open_all_records

        with open_all_records(self._folder) if opened is None else nullcontext(opened) as records:
            _refuse_unread(self._folder, records.broken, gone)
            unchanged = {
                client: data for client, data in records.items() if client not in self._changed
            }
        return unchanged | {client: write.data for client, write in self._written.items()}

    def _parsed(self, clients: Sequence[str]) -> dict[str, ParsedRecord]:
        """The texts of these records as they will be."""
        files = {file.id: file for file in files_named(self._folder, clients)} if clients else {}
        written = {
            client: self._written[client].parsed for client in clients if client in self._written
        }
        return {
            client: written.get(client) or load_record(self._folder, files[client]).parsed
            for client in clients
            if client in files or client in written
        }

    @cached_property
    def _listing(self) -> list[RecordFile]:
        return record_files(self._folder)

    @cached_property
    def _files(self) -> dict[str, RecordFile]:
        """The records that no write takes away, by id."""
        return {file.id: file for file in self._listing if file.id not in self._removed}

    @cached_property
    def _ids(self) -> set[str]:
        return self._files.keys() | self._written.keys()

    @cached_property
    def _alike(self) -> dict[Any, list[str]]:
        """The written records by what only one client should have."""
        alike: dict[Any, list[str]] = {}
        for client in self._written:
            for trait in _traits(self._ties_of(client)):
                alike.setdefault(trait, []).append(client)
        return alike

    def _ties_of(self, client: str) -> Ties:
        if client not in self._ties:
            data = self._data_of(client)
            self._ties[client] = ties_of(data, walk_places(data))
        return self._ties[client]

    def _data_of(self, client: str) -> Data:
        write = self._written.get(client)
        return write.data if write else load_data(self._folder, self._files[client])


def _traits(ties: Ties) -> Iterator[tuple[str, Any]]:
    """The numbers and the name by which a double of a client is found."""
    for key, value in (*ties.numbers.items(), ("name", ties.name)):
        if value:
            yield key, value


def _refuse_unread(folder: Folder, broken: Sequence[RecordFile], gone: Collection[str]) -> None:
    """A record with errors may refer to who would be gone: nobody can tell."""
    names = "|".join(map(re.escape, sorted(gone)))
    word = re.compile(rf"(?<![a-z0-9-])(?:{names})(?![a-z0-9-])".encode())
    naming = [
        folder.relative(file.path) for file in broken if word.search(read_or_nothing(file.path))
    ]
    if naming:
        what = _(
            "these have errors and may refer to {clients}: mend them first",
            clients=", ".join(sorted(gone)),
        )
        raise InvalidRecordsError(naming, what)
