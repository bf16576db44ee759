"""The texts of the versions of a sync by blob id: read from git at once, parsed, edited, merged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientfile.errors import EditRefusedError
from clientfile.records.conflict import Conflict, Decisions, Settled
from clientfile.records.edits import Data, Edit
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.codec import blob_id
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.lazy_reader import read_version
from clientfile.yamltext.merge import merge_texts
from clientfile.yamltext.own_merge import merge_own
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode

Blobs = tuple[str, str, str]
"""The blobs of a base, of the remote's version and of ours."""


@dataclass(frozen=True)
class MergedVersion:
    """A merged version: its blob, what both sides changed differently, where it has the remote's
    value, and what was settled by rule. `lost` are comments of ours that are gone by a decision,
    each with the address of its part. `complete` is false where lines overlap that nobody can
    decide by parts.
    """

    blob: str
    conflicts: Sequence[Conflict] = ()
    settled: Sequence[Settled] = ()
    lost: Sequence[tuple[str, str]] = ()
    complete: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether nothing is to be decided or told of it."""
        return self.complete and not self.conflicts and not self.settled


class Versions:
    """Texts by blob id; "" is no file. The remote's line comes first, ours is merged into it."""

    def __init__(self, repo: Repository, max_bytes: int) -> None:
        self._repo, self._max_bytes = repo, max_bytes
        self._contents: dict[str, bytes] = {}
        self._new: set[str] = set()
        self._parsed: dict[str, ParsedRecord] = {}
        self._merged: dict[Blobs, MergedVersion] = {}

    def prefetch(self, blobs: Iterable[str]) -> None:
        """Read these blobs by one process of git. Raises StateError where git lacks one."""
        missing = {blob for blob in blobs if blob} - self._contents.keys()
        self._contents |= read_blobs(self._repo, sorted(missing))

    def content(self, blob: str) -> bytes:
        """The bytes of a blob."""
        if blob not in self._contents:
            self.prefetch([blob])
        return self._contents[blob]

    def for_git(self, blob: str) -> bytes | str:
        """A blob as git takes it: the bytes of a new one, the id of one that it has."""
        return self._contents[blob] if blob in self._new else blob

    def add(self, content: bytes) -> str:
        """The id of a text that git may lack."""
        blob = blob_id(content)
        if blob not in self._contents:
            self._contents[blob] = content
            self._new.add(blob)
        return blob

    def record(self, blob: str, others: Sequence[str] = ()) -> ParsedRecord:
        """A version as a record; `others` are versions of the same record."""
        if blob not in self._parsed:
            self._parsed[blob] = read_version(
                self.content(blob),
                record_shape(),
                [self._parsed[other] for other in others if other in self._parsed],
                file=blob[:12],
                max_bytes=self._max_bytes,
            )
        return self._parsed[blob]

    def data(self, blob: str, others: Sequence[str] = ()) -> Data:
        """The data of a version; empty for no file, and where it can't be read. Takes `others` as
        `record` does.
        """
        return (self.record(blob, others).data or {}) if blob else {}

    def edit(self, blob: str, edits: Sequence[Edit]) -> str:
        """The version with some edits; as it is where its text can't be edited in place."""
        if not edits:
            return blob
        try:
            return self._add_record(edit_record(self.record(blob), edits, record_shape()))
        except EditRefusedError:
            return blob

    def merge_records(
        self, base: str, theirs: str, mine: str, decisions: Decisions | None = None
    ) -> MergedVersion:
        """Our changes since `base` merged into their version, as records: part by part where all
        can be read, else line by line.
        """
        if not decisions and (base, theirs, mine) in self._merged:
            return self._merged[base, theirs, mine]
        blobs = (base, theirs, mine)
        if not all(self.record(blob, blobs).sound for blob in blobs if blob):
            return self.merge_lines(base, theirs, mine)
        merged = self._merge_records(base, theirs, mine, decisions or {})
        if not decisions:
            self._merged[base, theirs, mine] = merged
        return merged

    def take_merged(self, blobs: Blobs, content: bytes) -> str:
        """Take over what `merge_records` gives for these blobs, if that is plain: a merged text.

        Returns its blob.
        """
        blob = self.add(content)
        self._merged[blobs] = MergedVersion(blob)
        return blob

    def merge_lines(self, base: str, theirs: str, mine: str) -> MergedVersion:
        """Our changes since `base` merged into their version line by line; theirs as it is where
        lines overlap, or where one of them is no text.
        """
        contents = [self.content(blob) if blob else b"" for blob in (base, theirs, mine)]
        try:
            texts = [content.decode() for content in contents]
        except UnicodeDecodeError:
            return MergedVersion(theirs, complete=False)
        if any("\0" in text for text in texts):
            return MergedVersion(theirs, complete=False)
        merge = merge_texts(*texts)
        if not merge.complete:
            return MergedVersion(theirs, complete=False)
        return MergedVersion(self.add(merge.text.encode()))

    def _merge_records(
        self, base: str, theirs: str, mine: str, decisions: Decisions
    ) -> MergedVersion:
        merged = merge_own(
            self.record(base) if base else None,
            self.record(theirs),
            self.record(mine),
            record_shape(),
            decisions,
        )
        lost = self._own_comments(merged.lost, base, mine) if merged.lost else ()
        blob = self._add_record(merged.parsed)
        return MergedVersion(blob, merged.conflicts, merged.merge.settled, lost)

    def _own_comments(
        self, comments: Sequence[tuple[str, str]], base: str, mine: str
    ) -> list[tuple[str, str]]:
        """Those of the comments that are ours, and not in the base."""
        # Read for comments that are lost alone: most merges lose none.
        from clientfile.yamltext.comments import comment_texts

        before, own = (
            comment_texts(self.record(blob).text if blob else "") for blob in (base, mine)
        )
        return [each for each in comments if each[1] in own - before]

    def _add_record(self, parsed: ParsedRecord) -> str:
        blob = self.add(encode(parsed.text, parsed.bom))
        self._parsed.setdefault(blob, parsed)
        return blob
