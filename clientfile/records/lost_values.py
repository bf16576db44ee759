"""Values that a sync could leave in no record: the trailers of its commits, written and read."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.records.typed.amounts import plain

TRAILER = "Clientfile-Lost"
"""The trailer of a commit that has such a value, one a value: `acme/jean-dupont.phone "05 36"`."""

_NAME = re.compile(r'([^/\s"]+)/((?:"(?:[^"\\]|\\.)*"|[^"\s])*)\s+(.*)', re.DOTALL)


@dataclass(frozen=True)
class LostTrailer:
    """A value of a trailer: of which client, at which place, `jean-dupont.phone`."""

    client: str
    place: str
    value: Any


def format_lost(name: str, value: Any) -> str:
    """The trailer's text of a value of a record, on one line; `name` is that of the conflict."""
    return f"{name} {_to_json(value)}"


def parse_lost(text: str) -> LostTrailer | None:
    """What a trailer's text says; None for a text of another form, as hands may leave it."""
    if not (match := _NAME.fullmatch(text.strip())):
        return None
    client, place, value = match.groups()
    with suppress(ValueError, RecursionError):
        return LostTrailer(client, place, json.loads(value, parse_float=Decimal))
    return None


def _to_json(value: Any) -> str:
    """A value as JSON, numbers with their exact digits."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}: {_to_json(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_to_json, value)) + "]"
    if isinstance(value, Decimal):
        return plain(value)
    return json.dumps(value, ensure_ascii=False)
