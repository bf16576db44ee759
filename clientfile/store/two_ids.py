"""Clients that both sides of git's merge renamed, each to another id: three paths of one record.

git leaves the old path in the index alone, and the merged text under both new ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clientfile.errors import EditRefusedError
from clientfile.records.conflict import Conflict, Decision
from clientfile.records.references import rename_references
from clientfile.schema.shapes import record_shape
from clientfile.store.atomic import read_content, remove_synced, write_synced
from clientfile.store.folder import Folder, RecordFile, record_files, resolve_links
from clientfile.store.git.unmerged import Stages
from clientfile.store.load import read_text
from clientfile.store.sync.id_conflicts import FIELD
from clientfile.store.sync.outcome import Authorship, FolderConflict
from clientfile.store.transaction.plan import encode_record
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.parsed import ParsedRecord


@dataclass(frozen=True)
class TwoIds:
    """The files of a client under its old id and under those that each side gave it, with the
    bytes on disk, None for no file.
    """

    base: RecordFile
    mine: RecordFile
    theirs: RecordFile
    sources: Mapping[RecordFile, bytes | None]

    def conflict(self, mine: Authorship, theirs: Authorship) -> FolderConflict:
        """The question which id stands, with who gave each."""
        ids = (self.base.id, self.mine.id, self.theirs.id)
        return FolderConflict(
            self.base.id, FIELD, FIELD, Conflict(FIELD, "whole", *ids), mine, theirs
        )

    @property
    def name(self) -> str:
        """The name of that question."""
        return f"{self.base.id}/{FIELD}"

    def decided(self, decision: Decision) -> RecordFile:
        """The file that a decision keeps."""
        return self.theirs if decision.choice == "theirs" else self.mine


def pair_two_ids(
    stages: Mapping[RecordFile, Stages], blobs: Mapping[str, bytes]
) -> Iterator[tuple[RecordFile, RecordFile, RecordFile]]:
    """The old file, HEAD's and the other's of each client that both sides renamed; `blobs` are
    what the stages have.
    """
    gone = [file for file, each in stages.items() if each.base and each == Stages(each.base)]
    others = {
        each.other: file
        for file, each in stages.items()
        if each.other and each == Stages("", "", each.other)
    }
    for file, each in stages.items():
        if gone and each.head in others and each == Stages("", each.head, ""):
            lines = set(blobs[each.head].splitlines())
            old = max(gone, key=lambda one: len(lines & {*blobs[stages[one].base].splitlines()}))
            gone.remove(old)
            yield old, file, others.pop(each.head)


def rename_clients(record: ParsedRecord, ids: Mapping[str, str]) -> ParsedRecord:
    """A record whose references to clients have the new ids; as it is where it can't be edited."""
    edits = rename_references(record.data or {}, ids) if ids and record.sound else []
    try:
        return edit_record(record, edits, record_shape()) if edits else record
    except EditRefusedError:
        return record


def keep_decided(
    folder: Folder, decided: Sequence[tuple[TwoIds, RecordFile]], merged: Collection[RecordFile]
) -> list[RecordFile]:
    """Let all records follow the ids that were decided, and remove the files under the others.

    `decided` has the file that stays of each client; `merged` are records that follow already.
    Returns the files that were changed. Raises OSError.
    """
    left = {file: kept for two_ids, kept in decided for file in two_ids.sources if file != kept}
    ids = {file.id: kept.id for file, kept in left.items()}
    changed = list(_follow(folder, ids, {*merged, *left}))
    for file, content in changed:
        write_synced(resolve_links(file.path), content)
    for file in left:
        remove_synced(file.path)
    return [*left, *(file for file, __ in changed)]


def _follow(
    folder: Folder, ids: Mapping[str, str], without: Collection[RecordFile]
) -> Iterator[tuple[RecordFile, bytes]]:
    """The new bytes of each record on disk that names a client by an old id."""
    words = [each.encode() for each in ids]
    for file in record_files(folder) if words else ():
        source = b"" if file in without else read_content(file.path) or b""
        if any(word in source for word in words):
            content = encode_record(rename_clients(read_text(folder, file, source), ids))
            if content != source:
                yield file, content
