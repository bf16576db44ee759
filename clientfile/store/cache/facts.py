"""Computes a record's facts from its bytes: the card, the problems and the encoded data.

Facts depend on the bytes and the fingerprint alone. What depends on the day or on exchange rates is
computed from the data when a report needs it.
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
    """The encoded card and problems (`encode_facts`) and the encoded data of a record's bytes.

    The data are empty where the record has an error.
    """
    data = read_fast(source, record_shape(), settings.max_bytes)
    if data is not None and not checks.error_findings(data, settings):
        return encode_facts(card_of(data), ()), encode_data(data)
    parsed = read(source, record_shape(), file="", max_bytes=settings.max_bytes)
    data = parsed.data
    findings = [] if data is None else checks.error_findings(data, settings)
    problems = problems_of(parsed, findings, settings)
    if data is None or any(problem.severity == "error" for problem in problems):
        return encode_facts(None, problems), b""
    return encode_facts(card_of(data), problems), encode_data(data)
