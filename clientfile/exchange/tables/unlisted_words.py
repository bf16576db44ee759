"""Texts of cells that a map does not name, listed as they are to be pasted into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from clientfile.exchange.tables.rows import ImportedRow
from clientfile.language import Message, _

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_MOST_WORDS = 50


def tell_unlisted(rows: Iterable[ImportedRow]) -> tuple[Message, ...]:
    """A message for each field whose map lacks texts of the file, with its first 50."""
    words: dict[str, dict[str, None]] = {}
    for row in rows:
        for address, text in row.unlisted:
            words.setdefault(address, {})[text] = None
    return tuple(
        _("to add to the map of {path}: {pairs}", path=address, pairs=_pairs(list(texts)))
        for address, texts in words.items()
    )


def _pairs(texts: list[str]) -> str:
    pairs = ", ".join(f'{_key(text)} = ""' for text in texts[:_MOST_WORDS])
    return f"{pairs}, …" if len(texts) > _MOST_WORDS else pairs


def _key(text: str) -> str:
    """A text as a key of TOML; JSON's quotes and escapes are TOML's."""
    return text if _BARE_KEY.fullmatch(text) else json.dumps(text, ensure_ascii=False)
