"""Values that a sync could leave in no record, as the trailers of its commits have them."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_NAME = re.compile(r'([^/\s"]+)(?:/((?:"(?:[^"\\]|\\.)*"|[^"\s])*))?\s+(.*)', re.DOTALL)


@dataclass(frozen=True)
class LostTrailer:
    """A value of a trailer, `acme/jean-dupont.phone "05 36"`: of which client, at which place, ""
    for the record as a whole.
    """

    client: str
    place: str
    value: Any


def parse_lost(text: str) -> LostTrailer | None:
    """What a trailer's text says; None for a text of another form, as hands may leave it."""
    if not (match := _NAME.fullmatch(text.strip())):
        return None
    client, place, value = match.groups()
    with suppress(ValueError, RecursionError):
        return LostTrailer(client, place or "", json.loads(value, parse_float=Decimal))
    return None
