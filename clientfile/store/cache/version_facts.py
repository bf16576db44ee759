"""Encodes versions of records from git for the cache: the data, or why there are none.

Apart from `cached_versions`, which imports it only where there is a version to parse.
"""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.language import _
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.codec import encode_data, encode_fault
from clientfile.yamltext.fast_reader import read_fast
from clientfile.yamltext.reader import read


def encode_versions(
    sources: Sequence[tuple[str, bytes]], max_bytes: int
) -> list[tuple[str, bytes]]:
    """Blob id and encoded data or fault of each version, given as blob id and bytes."""
    return [(blob, _encode_version(source, max_bytes)) for blob, source in sources]


def _encode_version(source: bytes, max_bytes: int) -> bytes:
    data = read_fast(source, record_shape(), max_bytes)
    if data is not None:
        return encode_data(data)
    parsed = read(source, record_shape(), file="", max_bytes=max_bytes)
    if parsed.data is not None and parsed.sound:
        return encode_data(parsed.data)
    error = next(iter(parsed.errors), None)
    if error is None:
        return encode_fault(_("it is empty"))
    return encode_fault(_("line {line}: {message}", line=str(error.line), message=error.message))
