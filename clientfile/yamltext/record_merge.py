"""Three-way merge of a record's text: the lines of both sides, or ours edited by the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from clientfile.errors import EditRefusedError
from clientfile.records.conflict import Conflict, Decisions
from clientfile.records.edits import Data
from clientfile.records.merge.merge import UNDECIDED, RecordMerge, Side, merge_records
from clientfile.records.merge.target import edits_between
from clientfile.records.shape import Shape
from clientfile.yamltext.editor import edit_record
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.merge import Joined, merge_texts
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode

WHOLE = ""
"""The address of a conflict about the record's text as a whole."""


@dataclass(frozen=True)
class MergedText:
    """The merged record, and the merge of its data. `refusal` is why the text is a conflict as a
    whole, "" where it is none.
    """

    parsed: ParsedRecord
    merge: RecordMerge
    refusal: str = ""


def merge_record_texts(
    base: ParsedRecord | None,
    ours: ParsedRecord,
    theirs: ParsedRecord,
    shape: Shape,
    decisions: Decisions = UNDECIDED,
    *,
    upstream: Side = "theirs",
    strict: bool = False,
) -> MergedText:
    """`ours` with the changes that `theirs` made to `base`, None for a record new on both sides.

    Each version must be sound. Where a conflict is not decided, the text has our value. A text that
    can't be changed in place is a conflict as a whole, at the address `WHOLE`. Takes `upstream` and
    `strict` as `merge_records` does.
    """
    if (only := _only_change(base, ours, theirs, decisions)) is not None:
        return MergedText(only, RecordMerge(only.data or {}))
    data = (base and base.data) or {}
    merge = merge_records(
        data, ours.data or {}, theirs.data or {}, shape, decisions,
        upstream=upstream, strict=strict,
    )  # fmt: skip
    try:
        return MergedText(_merged_text(base, ours, theirs, merge.data, shape), merge)
    except EditRefusedError as error:
        whole = Conflict(WHOLE, "whole", base.text if base else "", ours.text, theirs.text)
        return MergedText(ours, replace(merge, data=ours.data or {}, conflicts=[whole]), str(error))


def _only_change(
    base: ParsedRecord | None, ours: ParsedRecord, theirs: ParsedRecord, decisions: Decisions
) -> ParsedRecord | None:
    """The text of the only side that changed it, or the one chosen as a whole; else None."""
    whole = decisions.get(WHOLE)
    takes_theirs = whole is not None and whole.choice == "theirs"
    if _alike(ours, theirs) or _alike(theirs, base) or (whole and not takes_theirs):
        return ours
    if _alike(ours, base) or takes_theirs:
        return replace(theirs, file=ours.file, max_bytes=ours.max_bytes)
    return None


def _alike(one: ParsedRecord, other: ParsedRecord | None) -> bool:
    return other is not None and (one.text, one.bom) == (other.text, other.bom)


def _merged_text(
    base: ParsedRecord | None, ours: ParsedRecord, theirs: ParsedRecord, data: Data, shape: Shape
) -> ParsedRecord:
    """The text that says the merged data. Raises EditRefusedError where there is none."""
    start = ours
    for parsed in _line_merges(base, ours, theirs, shape):
        if parsed.data == data and parsed.sound:
            return parsed
        if parsed.sound:
            start = parsed
    return edit_record(start, edits_between(start.data or {}, data, shape), shape)


def _line_merges(
    base: ParsedRecord | None, ours: ParsedRecord, theirs: ParsedRecord, shape: Shape
) -> Iterator[ParsedRecord]:
    """The texts that a merge of lines gives, with what both added at one place in either order; the
    last has no such lines of theirs.
    """
    if base is None:
        return
    ways: tuple[Joined, ...] = ("ours-first", "theirs-first", "ours-alone")
    texts: list[str] = []
    for joined in ways:
        text = merge_texts(base.text, ours.text, theirs.text, joined=joined)
        if text.text not in texts:
            texts.append(text.text)
            source = encode(text.text, ours.bom)
            yield read_lazily(source, shape, file=ours.file, max_bytes=ours.max_bytes)
