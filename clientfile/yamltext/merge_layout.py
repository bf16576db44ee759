"""Three versions of a text with the same line ends to merge, and what the merged text ends with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from clientfile.records.shape import Shape
from clientfile.yamltext.lazy_reader import read_version
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class MergeLayout:
    """Versions whose lines can be compared, and the layout that the merged text gets: `newline`
    ("" where it stays as it is), an open end (no line break at the end of the file), and a mark.
    """

    base: ParsedRecord | None
    first: ParsedRecord
    second: ParsedRecord
    shape: Shape
    newline: str
    has_open_end: bool
    bom: bool

    def read(self, text: str) -> ParsedRecord:
        """A merged text, parsed."""
        first, source = self.first, encode(text, self.bom)
        sides = (first, self.second)
        return read_version(source, self.shape, sides, file=first.file, max_bytes=first.max_bytes)

    def restore(self, merged: ParsedRecord) -> ParsedRecord:
        """The merged record in its layout; as it is where that would change what it says."""
        text = merged.text
        if self.has_open_end and text.endswith("\n"):
            text = text.removesuffix("\n").removesuffix("\r")
        if self.newline == "\r\n":
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        if (text, self.bom) == (merged.text, merged.bom):
            return merged
        restored = self.read(text)
        return restored if restored.sound and restored.data == merged.data else merged


def merge_layouts(
    base: ParsedRecord | None, first: ParsedRecord, second: ParsedRecord, file: str, shape: Shape
) -> MergeLayout:
    """The versions in one layout, and what each side made of the base's; `file` is the name of the
    merged record.
    """
    versions = [each for each in (base, first, second) if each is not None]
    ends = [_newline(each.text) for each in versions]
    is_mixed = "" in ends or len(set(ends)) == 1
    newline = "" if is_mixed else _changed(*_three(ends))
    opens = [not each.text.endswith("\n") for each in versions]
    marks = [each.bom for each in versions]
    alike = [_alike(each, shape, file, ends=not is_mixed, closed=any(opens)) for each in versions]
    first, second = alike[-2:]
    return MergeLayout(
        alike[0] if base is not None else None,
        first,
        second,
        shape,
        newline,
        _changed(*_three(opens)),
        _changed(*_three(marks)),
    )


def _three(values: list[_Value]) -> tuple[_Value, _Value, _Value]:
    """Values of three versions; without a base, that of the first counts as the base's."""
    return values[0], values[-2], values[-1]


def _changed(base: _Value, first: _Value, second: _Value) -> _Value:
    return second if first == base else first


def _newline(text: str) -> str:
    """The line end of a text; "" where it has several."""
    returns = text.count("\r\n")
    if not returns:
        return "\n"
    return "\r\n" if returns == text.count("\n") else ""


def _alike(
    record: ParsedRecord, shape: Shape, file: str, *, ends: bool, closed: bool
) -> ParsedRecord:
    """The record with `\\n` as its line ends, and with one at its end; where that would change what
    it says, as it is.
    """
    text = record.text.replace("\r\n", "\n") if ends else record.text
    if closed and text and not text.endswith("\n"):
        text += "\r\n" if "\r\n" in text else "\n"
    if text != record.text:
        source = encode(text, record.bom)
        changed = read_version(source, shape, [record], file=file, max_bytes=record.max_bytes)
        if changed.sound and changed.data == record.data:
            return changed
    return record if record.file == file else replace(record, file=file)
