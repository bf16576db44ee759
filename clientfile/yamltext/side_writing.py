"""Writes the parts that a merged text has anew as the side wrote them that has the same."""

from __future__ import annotations

from collections.abc import Container, Sequence

from clientfile.records.edits import Append, Drop, Edit, Insert, Put, at
from clientfile.records.merge.parts import Names, names_at, value_at
from clientfile.yamltext import spans
from clientfile.yamltext.comments import CommentedText, CommentFinder, PlacedPart
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.spans import TextDocument
from clientfile.yamltext.splices import Splice, apply_splices
from clientfile.yamltext.verified_text import read_same


def write_as_sides(
    merged: ParsedRecord,
    start: ParsedRecord,
    edits: Sequence[Edit],
    sides: Sequence[ParsedRecord],
    finder: CommentFinder,
) -> ParsedRecord:
    """The merged record, which is `start` with `edits`, with new parts in the lines of a side."""
    if not any(_adds_lines(edit, start) for edit in edits):
        return merged
    shape = finder.shape
    dropped = {names_at(start.data or {}, edit.path, shape) for edit in edits
               if isinstance(edit, Drop)}  # fmt: skip
    old = {part.names for part in finder.find(start).parts
           if not _is_within(part.names, dropped)}  # fmt: skip
    texts = [(side, finder.find(side)) for side in sides]
    text = finder.find(merged)
    splices: list[Splice] = []
    taken: set[Names] = set()
    for part in text.parts:
        names = part.names
        # Each part comes after the one that it is in.
        if names in old or _is_within(names, taken):
            continue
        value = value_at(merged.data or {}, names, shape)
        for side, written in texts:
            other = written.part(names)
            if other and value_at(side.data or {}, names, shape) == value:
                splices += _rewrite(text, part, written, other)
                taken.add(names)
                break
    for chosen in (splices, *([each] for each in splices)):
        if chosen and (again := read_same(merged, apply_splices(merged.text, chosen), shape)):
            return again
    return merged


def _is_within(names: Names, others: Container[Names]) -> bool:
    """Whether a part is one of others, or within one of them."""
    return any(names[:length] in others for length in range(1, len(names) + 1))


def _adds_lines(edit: Edit, start: ParsedRecord) -> bool:
    if isinstance(edit, Put):
        return at(start.data or {}, edit.path) is None or isinstance(edit.value, dict | list)
    return isinstance(edit, Append | Insert)


def _rewrite(
    text: CommentedText, part: PlacedPart, written: CommentedText, other: PlacedPart
) -> list[Splice]:
    """The splice that gives a part the lines that it has in another text; none where one of them
    shares a line with what is before it.
    """
    span, lines = _lines(text.document, part), _lines(written.document, other)
    if span is None or lines is None:
        return []
    first, *rest = written.document.text[slice(*lines)].replace("\r\n", "\n").split("\n")
    moved = [_indented(line, part.column - other.column) for line in rest]
    return [(*span, text.document.newline.join([first, *moved]))]


def _lines(document: TextDocument, part: PlacedPart) -> tuple[int, int] | None:
    """The span of a part to the end of its last line, with the deeper comments below it."""
    if part.slot.holder.flow or not document.is_blank(document.line_start(part.start), part.start):
        return None
    end = spans.slot_end(document, part.slot)
    return part.start, spans.after_own_comments(document, max(part.start, end), part.column)


def _indented(line: str, columns: int) -> str:
    if columns >= 0:
        return " " * columns + line if line.strip() else line
    return line[min(-columns, len(line) - len(line.lstrip(" "))) :]
