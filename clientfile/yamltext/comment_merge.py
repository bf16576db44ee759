"""Puts the comments of both sides into a merged text, and finds those that have no place in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from clientfile.records.merge.parts import Names
from clientfile.records.merge.target import names_in_place
from clientfile.records.shape import Shape
from clientfile.yamltext import spans
from clientfile.yamltext.comments import (
    Comment,
    CommentedText,
    CommentFinder,
    PlacedPart,
    comment_texts,
    find_comments,
)
from clientfile.yamltext.nodes import ScalarNode
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.spans import TextDocument
from clientfile.yamltext.splices import Splice, apply_splices
from clientfile.yamltext.verified_text import read_same


@dataclass(frozen=True)
class CommentMerge:
    """A record with the comments that have a place in it; `lost` are those that have none, since
    the merged data lack their part.
    """

    parsed: ParsedRecord
    lost: Sequence[Comment] = ()


def merge_comments(
    base: ParsedRecord | None,
    sides: Sequence[ParsedRecord],
    merged: ParsedRecord,
    finder: CommentFinder,
) -> CommentMerge:
    """The merged record with every comment of a side that the other did not remove, and without
    those that one did.
    """
    before, *texts = (
        comment_texts(each.text) if each else Counter() for each in (base, *sides, merged)
    )
    # A first look takes what is in quotes for comments too.
    if before <= texts[0] & texts[1] and _due(before, *texts[:2]) == texts[2]:
        return CommentMerge(merged)
    text = finder.find(merged)
    present = text.part_names
    origin = finder.find(base) if base else CommentedText(text.document, (), ())
    gone = origin.part_names - present
    old = _in_place(base, merged, gone, finder).comments if base else ()
    mine, others = (_in_place(side, merged, gone, finder) for side in sides)
    one = [*mine.comments, *_staying(origin.comments, old, mine, others, present)]
    other = [*others.comments, *_staying(origin.comments, old, others, mine, present)]
    due = _due(*(Counter(each.text for each in comments) for comments in (old, one, other)))
    missing = _missing(old, [*other, *one], text.comments, due)
    lost = [comment for comment in missing if comment.part and comment.part not in present]
    placed = [comment for comment in missing if not comment.part or comment.part in present]
    stale = _stale(old, (one, other), text.comments, due)
    return CommentMerge(_place(merged, text, placed, stale, finder.shape), lost)


class _Version(NamedTuple):
    """The names of a version's parts, and its comments."""

    parts: Container[Names]
    comments: Sequence[Comment]


def _in_place(
    record: ParsedRecord, merged: ParsedRecord, gone: Container[Names], finder: CommentFinder
) -> _Version:
    """A version, the comments of parts of the base that are `gone` with what the merged record has
    in their place.
    """
    data, version = (record.data or {}, merged.data or {}), finder.find(record)
    comments = [
        replace(each, part=names_in_place(*data, each.part, finder.shape))
        if each.part in gone
        else each
        for each in version.comments
    ]
    return _Version(version.part_names, comments)


def _staying(
    before: Sequence[Comment],
    old: Sequence[Comment],
    side: _Version,
    other: _Version,
    present: Container[Names],
) -> Iterator[Comment]:
    """The comments that a side removed with a part that stays, as it was or as the other side
    changed it; `old` are those `before` where they are in the merged record.
    """
    # A comment of what gave way there is not removed.
    texts = {each.text for each in side.comments if each.part not in present}
    standing = {(each.text, each.part) for each in other.comments}
    for first, comment in zip(before, old, strict=True):
        is_gone = first.part not in side.parts and comment.part not in side.parts
        is_changed = first.part not in other.parts and (comment.text, comment.part) in standing
        stays = comment.part in present and (is_changed or first.part == comment.part)
        if is_gone and stays and comment.text not in texts:
            yield comment


def _due(base: Counter[str], one: Counter[str], other: Counter[str]) -> Counter[str]:
    """How often each comment is to stand, by how often it stands in each version."""
    due: Counter[str] = Counter()
    for text in one | other:
        before, first, second = base[text], one[text], other[text]
        if before in (first, second):
            due[text] = second if first == before else first
        elif first > before and second > before:
            due[text] = max(first, second)
        else:
            due[text] = first + second - before
    return due


def _missing(
    old: Sequence[Comment], sides: Sequence[Comment], now: Sequence[Comment], due: Counter[str]
) -> list[Comment]:
    """The comments of the sides that are due and do not stand now, new ones first."""
    left = due - Counter(each.text for each in now)
    present = {(each.text, each.part) for each in (*old, *now)}
    new = [each for each in sides if (each.text, each.part) not in present]
    missing = []
    for comment in (*new, *sides):
        if left[comment.text] > 0:
            left[comment.text] -= 1
            missing.append(comment)
    return missing


def _stale(
    old: Sequence[Comment],
    sides: Sequence[Sequence[Comment]],
    now: Sequence[Comment],
    due: Counter[str],
) -> list[Comment]:
    """The comments that stand now and that a side took away, or that have come to a part with
    which no version has them.
    """
    left = Counter(each.text for each in now) - due
    standing = [{(each.text, each.part) for each in side} for side in sides]
    written = {(each.text, each.part) for each in old}.union(*standing)
    removed = {(each.text, each.part) for each in old} - (standing[0] & standing[1])
    # What one side took away, the other may have moved to another part.
    gone = {text for text, __ in removed if any(_count(side, text) < _count(old, text)
                                                for side in sides)}  # fmt: skip
    stale: list[Comment] = []
    likely = [each for each in now if (each.text, each.part) in removed]
    # Lines that run together leave what was above a line above another one.
    stray = [each for each in now if (each.text, each.part) not in written]
    for comment in (*likely, *stray, *(each for each in now if each.text in gone)):
        if left[comment.text] > 0 and comment not in stale:
            left[comment.text] -= 1
            stale.append(comment)
    return stale


def _count(comments: Sequence[Comment], text: str) -> int:
    return sum(comment.text == text for comment in comments)


def _place(
    merged: ParsedRecord,
    text: CommentedText,
    comments: Sequence[Comment],
    stale: Sequence[Comment],
    shape: Shape,
) -> ParsedRecord:
    """The record with comments placed at their parts; where that would change the data, one by one,
    and at the end what can't be.
    """
    splices = list(_splices(text, comments, stale))
    if not splices:
        return merged
    if (placed := read_same(merged, apply_splices(merged.text, splices), shape)) is not None:
        return placed
    for comment in comments:
        for way in (comment, replace(comment, manner="above"), replace(comment, manner="end")):
            splices = list(_splices(find_comments(merged, shape), [way], ()))
            placed = read_same(merged, apply_splices(merged.text, splices), shape)
            if placed is not None:
                merged = placed
                break
    return merged


def _splices(
    text: CommentedText, comments: Sequence[Comment], stale: Sequence[Comment]
) -> Iterator[Splice]:
    """The splices that put comments at their parts: in the place of those that are stale there,
    else on the part's line, above or below it.
    """
    document, waiting = text.document, list(stale)
    lines = {document.line_start(each.start) for each in text.comments if each.manner == "beside"}
    for comment in comments:
        part = text.part(comment.part)
        if old := _replaced(comment, waiting):
            waiting.remove(old)
            yield old.start, old.start + len(old.text), comment.text
        elif part is None or comment.manner == "end":
            yield _at_end(document, comment.text)
        elif comment.manner == "below":
            position = spans.insertion_point(document, part.slot, last=True)
            yield position, position, document.newline + " " * part.column + comment.text
        else:
            end = _end_of_line(document, part)
            line = document.line_start(end)
            if comment.manner == "beside" and line not in lines:
                lines.add(line)
                yield end, end, " " + comment.text
            else:
                yield _above(document, part, comment.text)
    yield from (_removal(document, old) for old in waiting)


def _replaced(comment: Comment, stale: Sequence[Comment]) -> Comment | None:
    """The comment that one takes the place of."""
    place = comment.part, comment.manner
    return next((each for each in stale if (each.part, each.manner) == place), None)


def _above(document: TextDocument, part: PlacedPart, comment: str) -> Splice:
    start = document.line_start(part.start)
    line = document.text[start : part.start]
    indent = line[: len(line) - len(line.lstrip(" "))]
    return start, start, indent + comment + document.newline


def _removal(document: TextDocument, comment: Comment) -> Splice:
    """The splice that takes a comment away, and its line where it stands alone on it."""
    start = document.line_start(comment.start)
    if document.is_blank(start, comment.start):
        return start, document.next_line(comment.start), ""
    before = document.text[start : comment.start].rstrip()
    return start + len(before), comment.start + len(comment.text), ""


def _at_end(document: TextDocument, comment: str) -> Splice:
    end = len(document.text)
    if document.text and not document.text.endswith("\n"):
        return end, end, document.newline + comment
    return end, end, comment + document.newline


def _end_of_line(document: TextDocument, part: PlacedPart) -> int:
    """The end of the line on which a part's value begins, or a value on a few lines ends."""
    node = part.slot.value
    if isinstance(node, ScalarNode) and node.style in ("literal", "folded"):
        return document.line_end(node.start)
    if isinstance(node, ScalarNode) or node.flow:
        return document.line_end(spans.slot_end(document, part.slot))
    return document.line_end(spans.after_indicator(document, part.slot))
