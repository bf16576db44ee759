"""A version's bytes → what the index keeps of it: its data, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.schema.shapes import record_shape
from clientfile.store.cache.codec import encode_data, encode_fault
from clientfile.yamltext.fast_reader import read_fast
from clientfile.yamltext.reader import read


def encode_versions(
    sources: Sequence[tuple[str, bytes]], max_bytes: int
) -> list[tuple[str, bytes]]:
    """Each version by its blob id, packed."""
    return [(blob, _packed(source, max_bytes)) for blob, source in sources]


def _packed(source: bytes, max_bytes: int) -> bytes:
    data = read_fast(source, record_shape(), max_bytes)
    if data is not None:
        return encode_data(data)
    reading = read(source, record_shape(), file="", max_bytes=max_bytes)
    if reading.data is not None and reading.sound:
        return encode_data(reading.data)
    why = next(iter(reading.errors), None)
    return encode_fault(f"line {why.line}: {why.message}" if why else "it is empty")
