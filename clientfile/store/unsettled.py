"""Records that a merge of git left unsettled: their three versions, and how they are settled.

The versions are those of git's index, where the file is as the merge left it. Else they are those
between its markers, so that edits by hand elsewhere in it count, where they can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from clientfile.errors import (
    AmbiguousClientError,
    DiskError,
    InvalidRecordsError,
    StateError,
)
from clientfile.errors.suggest import fold
from clientfile.language import _, pgettext
from clientfile.records.conflict import decide_conflicts
from clientfile.records.problems import Problem
from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import read_content, write_synced
from clientfile.store.folder import Folder, RecordFile, record_files, resolve_links
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.git.unmerged import (
    Stages,
    is_rebase,
    is_stash,
    stage_files,
    unmerged_files,
)
from clientfile.store.layout import is_record, prefix_today
from clientfile.store.load import own_problems, read_text
from clientfile.store.sync.addresses import short_address
from clientfile.store.sync.outcome import NamedDecisions, conflict_name
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.plan import encode_record, format_file_diff
from clientfile.store.transaction.saved_texts import save_text
from clientfile.store.two_ids import TwoIds, keep_decided, pair_two_ids, rename_clients
from clientfile.yamltext.bring_back import bring_back_named
from clientfile.yamltext.conflict_markers import split_sides
from clientfile.yamltext.merge_outcomes import sides_left
from clientfile.yamltext.own_merge import merge_own
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import MergedText

_MARK = b"<<<<<<<"


@dataclass(frozen=True, eq=False)
class UnsettledRecord:
    """A record with an unsettled merge: the version that both began with, None where there is none
    that can be read, and those of both sides.

    `mine` is the user's, in a rebase and of a stash too, where git calls it theirs. `source` are
    the bytes on disk, None for no file. `is_removed` says that one side removed the record,
    `is_superseded` that the versions are not those of the file on disk. `two_ids` is of a client
    that both sides renamed, whose file here is mine until it is decided.
    """

    file: RecordFile
    source: bytes | None
    base: ParsedRecord | None
    mine: ParsedRecord
    theirs: ParsedRecord
    is_removed: bool = False
    is_superseded: bool = False
    two_ids: TwoIds | None = None

    def merge(self, decisions: NamedDecisions) -> MergedText:
        """The merged record; what is not decided is among its conflicts."""
        sides, shape = (self.base, self.theirs, self.mine), record_shape()
        merged, __ = decide_conflicts(
            lambda decided: merge_own(*sides, shape, decided),
            lambda merged: [
                (each, decisions[name])
                for each in merged.conflicts
                if (name := conflict_name(self.file.id, short_address(each.address))) in decisions
            ],
        )
        return merged


@dataclass(frozen=True)
class Unsettled:
    """What a merge left: records, and the names of other files that are unmerged.

    `client` is the id of the one client that was named, if one was.
    """

    records: Sequence[UnsettledRecord]
    others: Sequence[str]
    client: str = ""


def find_unsettled(folder: Folder, repo: Repository, typed: str = "") -> Unsettled:
    """The records that are unmerged in git's index; without any, those that have conflict markers.

    `typed` names one of them, by its id or a part of it, or another client, of which there is none.
    Raises NoSuchClientError, AmbiguousClientError, InvalidRecordsError where a version can't be
    read, StateError.
    """
    unmerged, prefix = unmerged_files(repo), prefix_today(folder, repo)
    stages = {
        RecordFile(Path(name).stem, folder.records / name.removeprefix(prefix)): each
        for name, each in unmerged.items()
        if is_record(name, prefix)
    }
    if not stages:
        marked = [file for file in record_files(folder) if _has_markers(file)]
        stages = dict.fromkeys(marked, Stages())
    swapped = is_rebase(repo) or (bool(unmerged) and is_stash(repo))
    reader = _VersionReader(folder, repo, swapped)
    client = _find_client(folder, typed, [file.id for file in stages]) if typed else ""
    ids = (each.base or each.head or each.other for each in stages.values())
    blobs = read_blobs(repo, [each for each in ids if each])
    renamed = [
        (
            files,
            reader.read_renamed(files, blobs[stages[files[0]].base], blobs[stages[files[1]].head]),
        )
        for files in pair_two_ids(stages, blobs)
    ]
    paired = {file for files, __ in renamed for file in files}
    records = [
        *(each for files, each in renamed if client in ("", *(file.id for file in files))),
        *(
            reader.read(file, each)
            for file, each in stages.items()
            if file not in paired and client in ("", file.id)
        ),
    ]
    mine = _ids_of_mine(records)
    records = [_under_ids(each, mine) for each in records] if mine else records
    others = [name for name in unmerged if not is_record(name, prefix)]
    return Unsettled(records, others, client)


def _ids_of_mine(records: Sequence[UnsettledRecord]) -> dict[str, str]:
    """My id of each client that both sides renamed, by the old one and by theirs."""
    renamed = [each.two_ids for each in records if each.two_ids]
    return {file.id: each.mine.id for each in renamed for file in (each.base, each.theirs)}


def _under_ids(record: UnsettledRecord, ids: Mapping[str, str]) -> UnsettledRecord:
    """The record with versions that name these clients alike."""
    base = record.base and rename_clients(record.base, ids)
    mine, theirs = (rename_clients(each, ids) for each in (record.mine, record.theirs))
    return replace(record, base=base, mine=mine, theirs=theirs)


def _find_client(folder: Folder, typed: str, ids: Sequence[str]) -> str:
    """The id that was typed, or of which a part was: of these ids before those of other clients."""
    if typed in ids:
        return typed
    fitting = [each for each in ids if fold(typed) in each]
    if len(fitting) > 1:
        raise AmbiguousClientError(typed, fitting)
    if fitting:
        return fitting[0]
    # The cache is of use only where no record that is open fits.
    from clientfile.store.cache.lookup import find_client

    return find_client(folder, typed)


def _has_markers(file: RecordFile) -> bool:
    content = read_content(file.path) or b""
    return _MARK in content and split_sides(content.decode(errors="replace")) is not None


@dataclass(frozen=True)
class _VersionReader:
    """Reads the versions of unsettled records; `swapped` is for a rebase and a stash, where HEAD's
    side is that of the others.
    """

    folder: Folder
    repo: Repository
    swapped: bool

    def read(self, file: RecordFile, stages: Stages) -> UnsettledRecord:
        """The versions of one record. Raises InvalidRecordsError, StateError."""
        ids = (stages.base, stages.head, stages.other)
        blobs = read_blobs(self.repo, [each for each in ids if each])
        base, head, other = (blobs.get(each) for each in ids)
        source = read_content(file.path)
        if stages != Stages() and (head is None or other is None):
            # The change wins over the removal; a file that is gone is put back.
            only = self._require(file, source or head or other or base or b"")
            return UnsettledRecord(file, source, None, only, only, is_removed=True)
        if source is not None and source not in (head, other):
            marked = split_sides(source.decode(errors="surrogateescape"))
            if marked is None:
                # Settled by hand: it is only to be staged.
                only = self._require(file, source)
                return UnsettledRecord(file, source, None, only, only)
            texts = (marked.ours, marked.theirs, marked.base or "")
            ours, theirs, shown = (self._parse(file, _encode(text)) for text in texts)
            if ours.sound and theirs.sound:
                versions = [
                    self._parse(file, each) if each else None for each in (base, head, other)
                ]
                if left := sides_left(versions, (ours, theirs), record_shape()):
                    return self._sides(file, source, *left)
                start = next(
                    (each for each in (self._parse(file, base), shown) if each.sound), None
                )
                return self._sides(file, source, start, ours, theirs)
        if head is None or other is None:
            raise self._unreadable(file, source or b"")
        start = self._parse(file, base)
        sides = (self._require(file, head), self._require(file, other))
        return self._sides(file, source, start if start.sound else None, *sides, superseded=True)

    def read_renamed(
        self, files: tuple[RecordFile, RecordFile, RecordFile], base: bytes, merged: bytes
    ) -> UnsettledRecord:
        """The versions of a client that both sides renamed: its old file, HEAD's and the other's.

        `base` and `merged` are git's, of which an edit by hand takes the place of the second.
        Raises InvalidRecordsError.
        """
        sources = {file: read_content(file.path) for file in files}
        old, head, other = files
        mine, theirs = (other, head) if self.swapped else (head, other)
        edited = {sources[each] or merged for each in (head, other)} - {merged}
        two_ids = TwoIds(old, mine, theirs, sources)
        if len(edited) > 1:
            sides = (self._require(file, sources[file] or merged) for file in (head, other))
            record = self._sides(mine, sources[mine], None, *sides)
            return replace(record, two_ids=two_ids)
        content = edited.pop() if edited else merged
        marked = split_sides(content.decode(errors="surrogateescape"))
        if marked is None:
            only = self._require(mine, content)
            return UnsettledRecord(mine, sources[mine], None, only, only, two_ids=two_ids)
        sides = (self._require(mine, _encode(each)) for each in (marked.ours, marked.theirs))
        start = self._parse(mine, base)
        record = self._sides(mine, sources[mine], start if start.sound else None, *sides)
        return replace(record, two_ids=two_ids)

    def _sides(
        self,
        file: RecordFile,
        source: bytes | None,
        base: ParsedRecord | None,
        ours: ParsedRecord,
        theirs: ParsedRecord,
        *,
        superseded: bool = False,
    ) -> UnsettledRecord:
        if self.swapped:
            ours, theirs = theirs, ours
        return UnsettledRecord(file, source, base, ours, theirs, is_superseded=superseded)

    def _parse(self, file: RecordFile, source: bytes | None) -> ParsedRecord:
        return read_text(self.folder, file, source or b"")

    def _require(self, file: RecordFile, source: bytes) -> ParsedRecord:
        parsed = self._parse(file, source)
        if not parsed.sound:
            raise self._unreadable(file, source)
        return parsed

    def _unreadable(self, file: RecordFile, source: bytes) -> InvalidRecordsError:
        name = self.folder.relative(file.path)
        return InvalidRecordsError(
            self._parse(file, source).errors,
            _(
                "{file} can't be read on both sides: mend it by hand, without the markers, then "
                "run: clientfile resolve; to begin anew: git checkout --merge {file}",
                file=name,
            ),
        )


def _encode(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


@dataclass(frozen=True)
class SettledMerge:
    """What came of settling: notes, and the errors that the records have now."""

    notes: Sequence[str]
    problems: Sequence[Problem]


def merge_decided(
    records: Sequence[UnsettledRecord], decisions: NamedDecisions
) -> Mapping[UnsettledRecord, MergedText]:
    """The merged records; `decisions` has one for each of their conflicts, by its name."""
    merges, ids = {}, dict[str, str]()
    for two_ids in (each.two_ids for each in records if each.two_ids):
        chosen = two_ids.decided(decisions[two_ids.name])
        ids |= {two_ids.mine.id: chosen.id} if chosen != two_ids.mine else {}
    for record in records:
        merge = record.merge(decisions)
        merge = bring_back_named(merge, (record.mine, record.theirs), record_shape())
        merge = replace(merge, parsed=rename_clients(merge.parsed, ids)) if ids else merge
        merges[_with_file(record, decisions)] = merge
    return merges


def _with_file(record: UnsettledRecord, decisions: NamedDecisions) -> UnsettledRecord:
    """The record with the file that is decided."""
    if record.two_ids is None:
        return record
    file = record.two_ids.decided(decisions[record.two_ids.name])
    return replace(record, file=file, source=record.two_ids.sources[file])


def format_merges(folder: Folder, merges: Mapping[UnsettledRecord, MergedText]) -> str:
    """What would be written, as a unified diff."""
    return "".join(
        format_file_diff(
            folder.relative(record.file.path), record.source, encode_record(merge.parsed)
        )
        for record, merge in merges.items()
    )


def settle(
    folder: Folder,
    repo: Repository,
    merges: Mapping[UnsettledRecord, MergedText],
    today: date,
) -> SettledMerge:
    """Write the merged records and stage them.

    Raises StateError where a file was saved meanwhile, LockedError.
    """
    with exclusive_lock(repo.own_dir):
        for record in merges:
            sources = record.two_ids.sources if record.two_ids else {record.file: record.source}
            if any(read_content(file.path) != source for file, source in sources.items()):
                client = record.file.id
                raise StateError(_("{client} was saved meanwhile: run it again", client=client))
        try:
            notes = [note for each in merges.items() for note in _write(repo, *each)]
            merged = [each.file for each in merges]
            ids = [(each.two_ids, each.file) for each in merges if each.two_ids]
            files = [*merged, *keep_decided(folder, ids, merged)]
            if merges:
                stage_files(repo, [repo.name(resolve_links(file.path)) for file in files])
        except OSError as error:
            raise DiskError(pgettext("can't ...", "write"), error.filename, error) from error
    problems = [
        problem
        for merge in merges.values()
        for problem in own_problems(folder, merge.parsed, today)
        if problem.severity == "error"
    ]
    return SettledMerge(notes, problems)


def _write(repo: Repository, record: UnsettledRecord, outcome: MergedText) -> list[str]:
    """Write a merged record. Returns what is to be told. Raises OSError."""
    client, source = record.file.id, record.source
    notes: list[str] = [
        _("{client}: {what}", client=client, what=each.what) for each in outcome.merge.settled
    ]
    if record.is_removed:
        notes.append(
            _(
                "{client} was removed or renamed on one side and changed on the other: it stays; "
                "if it is to go: clientfile remove-client {client}",
                client=client,
            )
        )
    if record.is_superseded and source is not None and _MARK in source:
        copy = save_text(repo, record.file.path.name, source)
        notes.append(
            _("{client}: the text with markers is kept in {path}", client=client, path=copy)
        )
    content = encode_record(outcome.parsed)
    if content != source:
        write_synced(resolve_links(record.file.path), content)
    return notes
