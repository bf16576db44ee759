"""A record's bytes → what the index keeps of it.

It depends on the bytes and on the fingerprint alone: what depends on the day or on rates is made of
it when it is asked for.
"""

from __future__ import annotations

from clientfile import checks
from clientfile.records.cards import card_of
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.codec import encode_data, encode_facts
from clientfile.store.load import problems_of
from clientfile.yamltext.fast_reader import read_fast
from clientfile.yamltext.reader import read


def facts_of(source: bytes, settings: Settings) -> tuple[str, bytes]:
    """The card with what is wrong, and the packed data, of a record's bytes; no data where it has
    an error.
    """
    data = read_fast(source, record_shape(), settings.max_bytes)
    if data is not None and not checks.error_findings(data, settings):
        return encode_facts(card_of(data), ()), encode_data(data)
    reading = read(source, record_shape(), file="", max_bytes=settings.max_bytes)
    data = reading.data
    findings = [] if data is None else checks.error_findings(data, settings)
    problems = problems_of(reading, findings, settings)
    if data is None or any(problem.severity == "error" for problem in problems):
        return encode_facts(None, problems), b""
    return encode_facts(card_of(data), problems), encode_data(data)
