"""Parses a record's text into data; the places of its parts are parsed where they are needed.

Nodes take some thirty times the bytes of their text. Most commands need none of a record, or those
of the old text alone; the reader that makes them is imported for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.yamltext.fast_reader import read_fast
from clientfile.yamltext.nodes import MappingNode
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import MAX_BYTES, encode


def read_lazily(
    source: bytes, shape: Shape, *, file: str, max_bytes: int = MAX_BYTES
) -> ParsedRecord:
    """The record that `read` gives, without its nodes unless there are problems.

    Raises ClientfileError where PyYAML lacks libyaml.
    """
    data = read_fast(source, shape, max_bytes)
    return _record(source, shape, file, max_bytes, data)


def read_version(
    source: bytes,
    shape: Shape,
    others: Sequence[ParsedRecord],
    *,
    file: str,
    max_bytes: int = MAX_BYTES,
) -> ParsedRecord:
    """What `read_lazily` gives, for a version of a record of which `others` are read already.

    Their data share the chapters whose text is the same: nobody may change them in place.
    """
    from clientfile.yamltext.chapters import join_chapters, read_chapters

    known = [each.chapters for each in others]
    chapters = read_chapters(source, shape, max_bytes, known)
    if chapters is None:
        return read_lazily(source, shape, file=file, max_bytes=max_bytes)
    record = _record(source, shape, file, max_bytes, join_chapters(chapters))
    record.chapters = chapters
    return record


def _record(
    source: bytes, shape: Shape, file: str, max_bytes: int, data: Data | None
) -> ParsedRecord:
    """The record of some bytes, whose data are parsed unless they need `read`."""

    def parse_nodes(text: str, bom: bool) -> MappingNode | None:
        from clientfile.yamltext.reader import read

        return read(encode(text, bom), shape, file=file, max_bytes=max_bytes).root

    if data is not None:
        return ParsedRecord(file, source.decode(), False, max_bytes, data, parse_nodes=parse_nodes)
    from clientfile.yamltext.reader import read

    record = read(source, shape, file=file, max_bytes=max_bytes)
    if record.problems:
        return record
    return ParsedRecord(
        file, record.text, record.bom, max_bytes, record.data, parse_nodes=parse_nodes
    )
