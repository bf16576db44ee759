"""Reads a text that was written anew, and refuses it where it says something else."""

from __future__ import annotations

from clientfile.records.shape import Shape
from clientfile.yamltext.lazy_reader import read_version
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import encode


def read_same(record: ParsedRecord, text: str, shape: Shape) -> ParsedRecord | None:
    """A record with another text; None where that does not say the same data."""
    source = encode(text, record.bom)
    parsed = read_version(source, shape, [record], file=record.file, max_bytes=record.max_bytes)
    return parsed if parsed.sound and parsed.data == record.data else None
