"""Three-way merge of a record's text: the lines of both sides, or one edited by the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clientfile.errors import EditRefusedError
from clientfile.records.conflict import ABSENT, Conflict, ConflictKind, Decisions
from clientfile.records.edits import Data
from clientfile.records.merge.merge import UNDECIDED, RecordMerge, Side, merge_records
from clientfile.records.merge.parts import Names, address_of_names, has_common_parts, value_at
from clientfile.records.merge.target import edits_between
from clientfile.records.paths import addresses_above
from clientfile.records.shape import Shape
from clientfile.yamltext.merge import LineMerge
from clientfile.yamltext.merge_layout import merge_layouts
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.renamed_people import SameIds, give_one_id

if TYPE_CHECKING:
    from clientfile.yamltext.comments import Comment
    from clientfile.yamltext.joined_lines import Joined

WHOLE = ""
"""The address of a conflict about the record's text as a whole."""


@dataclass(frozen=True)
class MergedText:
    """The merged record, and the merge of its data. `refusal` is why the text is a conflict as a
    whole, "" where it is none. `lost` are comments, each with the address of its part, which is
    gone by a decision.
    """

    parsed: ParsedRecord
    merge: RecordMerge
    refusal: str = ""
    lost: Sequence[tuple[str, str]] = ()

    @property
    def conflicts(self) -> Sequence[Conflict]:
        """What both sides changed differently, and nothing decides."""
        return self.merge.conflicts


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

    Each version must be sound. Where a conflict is not decided, the text has our value. What is
    removed on one side and only commented on the other is a conflict. A text that can't be changed
    in place is a conflict as a whole, at the address `WHOLE`. Takes `upstream` and `strict` as
    `merge_records` does.
    """
    if (only := _only_change(base, ours, theirs, decisions)) is not None:
        return MergedText(only, RecordMerge(only.data or {}))
    same = None if strict or WHOLE in decisions else give_one_id(base, ours, theirs, shape)
    if same is not None:
        return _merge_renamed(same, shape, decisions, upstream)
    versions = _VersionsOfText(base, ours, theirs, shape, upstream)
    commented: list[Conflict] = []
    try:
        while True:
            asked = {each.address: each for each in commented}
            merge = versions.merge_data(decisions, asked, strict=strict)
            parsed, lost = versions.merge_text(merge.data)
            taken = {*decisions, *asked, *(each.address for each in merge.conflicts)}
            new = versions.conflicts(lost, merge.data, taken) if lost else []
            if new:
                # An item that a decision leaves out has an address of its own on its side.
                items = versions.merge_data(UNDECIDED, (), strict=strict).conflicts
                new = [each for each in new if not any(map(each.is_part_of, items))]
            if not new:
                break
            commented += new
    except EditRefusedError as error:
        whole = Conflict(WHOLE, "whole", base.text if base else "", ours.text, theirs.text)
        return MergedText(ours, RecordMerge(ours.data or {}, [whole]), str(error))
    # The merge of the data knows what each side has there, unless it has no such place.
    addresses = {each.address for each in merge.conflicts}
    others = [each for each in commented if each.address not in addresses]
    gone = versions.addressed(lost, merge.data)
    return MergedText(parsed, replace(merge, conflicts=[*merge.conflicts, *others]), lost=gone)


def _merge_renamed(same: SameIds, shape: Shape, decisions: Decisions, upstream: Side) -> MergedText:
    """The merge of versions in which people had different ids."""
    merged = merge_record_texts(
        same.base, same.ours, same.theirs, shape, decisions, upstream=upstream
    )
    try:
        parsed = same.decide(merged.parsed, decisions, shape)
    except EditRefusedError as error:
        whole = Conflict(WHOLE, "whole", same.base.text, same.ours.text, same.theirs.text)
        return MergedText(same.ours, RecordMerge(same.ours.data or {}, [whole]), str(error))
    conflicts = [*same.conflicts(decisions), *merged.merge.conflicts]
    merge = replace(merged.merge, data=parsed.data or {}, conflicts=conflicts)
    return replace(merged, parsed=parsed, merge=merge)


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


def _single_values(value: Any) -> Iterator[Any]:
    """The values of a part of a record that are no mapping and no list."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _single_values(each)
    else:
        yield value


class _VersionsOfText:
    """Three versions of a record to merge. The text is made from the upstream's, so that it is the
    same whichever side is ours.
    """

    def __init__(
        self,
        base: ParsedRecord | None,
        ours: ParsedRecord,
        theirs: ParsedRecord,
        shape: Shape,
        upstream: Side,
    ) -> None:
        self._data = ((base and base.data) or {}, ours.data or {}, theirs.data or {})
        self._shape = shape
        self._upstream: Side = upstream
        sides = (theirs, ours) if upstream == "theirs" else (ours, theirs)
        self._layout = merge_layouts(base, *sides, ours.file, shape)

    def merge_data(
        self, decisions: Decisions, asked: Collection[str], *, strict: bool
    ) -> RecordMerge:
        """The merged data."""
        upstream = self._upstream
        return merge_records(
            *self._data, self._shape, decisions, asked=asked, upstream=upstream, strict=strict
        )

    def merge_text(self, data: Data) -> tuple[ParsedRecord, Sequence[Comment]]:
        """The text that says the merged data, and the comments of parts that it lacks.

        Raises EditRefusedError where there is none.
        """
        layout = self._layout
        starts = []
        for parsed, complete in self._line_merges():
            if parsed.sound:
                if complete and parsed.data == data:
                    return layout.restore(parsed), ()
                starts.append(parsed)
        return self._edit(next(self._whole(starts, data), layout.first), data)

    def _whole(self, starts: Sequence[ParsedRecord], data: Data) -> Iterator[ParsedRecord]:
        """The texts with all parts that both sides and the merged data have, and without a value
        that nobody wrote: where one side moved lines, others may be gone or run together.
        """
        written = {value for each in self._data for value in _single_values(each)}
        sides = (*self._data[1:], data)
        for each in starts:
            is_written = written.issuperset(_single_values(each.data))
            if is_written and has_common_parts(each.data or {}, sides, self._shape):
                yield each

    def _edit(self, start: ParsedRecord, data: Data) -> tuple[ParsedRecord, Sequence[Comment]]:
        """A text, edited to say the merged data, and what `merge_text` gives beside it."""
        # Most merges are of lines alone: git starts a process for each record.
        from clientfile.yamltext.comment_merge import merge_comments
        from clientfile.yamltext.comments import CommentFinder
        from clientfile.yamltext.editor import edit_record
        from clientfile.yamltext.side_writing import write_as_sides

        layout, finder = self._layout, CommentFinder(self._shape)
        edits = edits_between(start.data or {}, data, self._shape)
        sides = (layout.first, layout.second)
        edited = edit_record(start, edits, self._shape) if edits else start
        edited = write_as_sides(edited, start, edits, sides, finder)
        comments = merge_comments(layout.base, sides, edited, finder)
        return layout.restore(comments.parsed), comments.lost

    def _line_merges(self) -> Iterator[tuple[ParsedRecord, bool]]:
        """The texts that a merge of lines gives, the likeliest first, each with whether it has all
        lines of both sides.
        """
        layout = self._layout
        if layout.base is None:
            return
        lines = LineMerge(layout.base.text, layout.first.text, layout.second.text)
        if not lines.inserts_at_one_place:
            yield layout.read(lines.text("alone")), not lines.overlap
            return
        # Where lines are missing, the text is edited anyway.
        ways: tuple[Joined, ...] = ("by-date",) if lines.overlap else ("by-date", "first", "second")
        for text in dict.fromkeys(map(lines.text, ways)):
            yield layout.read(text), not lines.overlap

    def conflicts(self, lost: Sequence[Comment], data: Data, taken: set[str]) -> list[Conflict]:
        """A conflict for each part that has comments and that the merged data lack, but for those
        at, below or above addresses that are `taken`.
        """
        conflicts: dict[str, Conflict] = {}
        # What holds a decided part is gone by that decision.
        decided = {above for address in taken for above in addresses_above(address)}
        for comment in lost:
            conflict = self._conflict(self._outermost(comment.part, data))
            if conflict.address not in decided and taken.isdisjoint(
                [*addresses_above(conflict.address), conflict.address]
            ):
                conflicts.setdefault(conflict.address, conflict)
        return list(conflicts.values())

    def addressed(self, lost: Sequence[Comment], data: Data) -> list[tuple[str, str]]:
        """Comments by the address of the part that the merged data lack."""
        parts = (self._conflict(self._outermost(each.part, data)) for each in lost)
        return [(part.address, each.text) for part, each in zip(parts, lost, strict=True)]

    def _outermost(self, names: Names, data: Data) -> Names:
        """The names of the outermost part that the merged data lack."""
        return next(
            names[:length]
            for length in range(1, len(names) + 1)
            if value_at(data, names[:length], self._shape) is ABSENT
        )

    def _conflict(self, names: Names) -> Conflict:
        base, ours, theirs = (value_at(data, names, self._shape) for data in self._data)
        version = next(
            data for data in self._data if value_at(data, names, self._shape) is not ABSENT
        )
        holder = value_at(version, names[:-1], self._shape)
        kind: ConflictKind = "item" if isinstance(holder, list) else "value"
        address = address_of_names(version, names, self._shape)
        return Conflict(address, kind, base, ours, theirs)
