"""What the index keeps of a record, as text and bytes: its card, what is wrong with it, its data.

Light to import: nothing here reads a record.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from clientfile import __version__
from clientfile.figures.ledger import Who
from clientfile.records.cards import Card
from clientfile.records.edits import Data
from clientfile.records.problems import Problem
from clientfile.records.settings import Settings
from clientfile.schema.files import schema_digest

_PACKAGE = Path(__file__).parents[2]
_SOURCES = ("checks", "errors", "figures", "records", "schema", "store", "yamltext")
_CELL, _ITEM = "\x1f", "\x1e"
_NUMBER = "\x01"
_CELLS = 11
_DAY = len("2026-11-20")
FAULT_MARK = b"!"
"""Begins what stands for a version that can't be read: no compressed data begin so."""


def fingerprint(settings: Settings) -> str:
    """What facts depend on beside a record's bytes, in a few characters."""
    told = (_program(), schema_digest(), settings.currency, settings.max_bytes, settings.format)
    return hashlib.sha1(repr(told).encode()).hexdigest()[:10]


@cache
def _program() -> str:
    """The version, and when the modules that read records and make figures were last written: one
    that is run from its sources changes without another version.
    """
    parts = [__version__]
    with contextlib.suppress(OSError):
        for name in _SOURCES:
            parts += _modification_times(_PACKAGE / name)
    return " ".join(parts)


def _modification_times(path: Path) -> list[str]:
    """The name and the modification time of a source file, or of all below a directory."""
    if path.suffix == ".py":
        return [f"{path.name}{path.stat().st_mtime_ns}"]
    parts: list[str] = []
    for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
        if entry.is_dir():
            parts += _modification_times(Path(entry.path))
        elif entry.name.endswith(".py"):
            parts.append(f"{entry.name}{entry.stat().st_mtime_ns}")
    return parts


def blob_id(source: bytes) -> str:
    """The id that git gives these bytes (in a repository with SHA-1)."""
    return hashlib.sha1(b"blob %d\0" % len(source) + source).hexdigest()


def encode_facts(card: Card | None, problems: Sequence[Problem]) -> str:
    """A record's card (None where it has an error) and what reading it told, as a line of text."""
    cells = [_encode_card(card)] if card else [""]
    return _CELL.join([*cells, json.dumps([vars(p) for p in problems])] if problems else cells)


def decode_card(text: str) -> Card | None:
    """The card that a line of text says; None of a record with an error."""
    cells = text.split(_CELL)
    if len(cells) < _CELLS:
        return None
    name, status, owner, kind, city, country = cells[:6]
    tags, ordered, contacted, years, stated = (
        tuple(cell.split(_ITEM)) if cell else () for cell in cells[6:_CELLS]
    )
    return Card(
        name,
        status,
        owner or None,
        kind or None,
        city or None,
        country or None,
        tags,
        ordered,
        contacted,
        tuple(map(int, years)),
        tuple(map(int, stated)),
    )


def decode_who(text: str) -> Who | None:
    """The client that a line of text says, by name; None of a record with an error."""
    cells = text.split(_CELL)
    if len(cells) < _CELLS:
        return None
    years = tuple(map(int, cells[9].split(_ITEM))) if cells[9] else ()
    return Who(cells[0], cells[2] or None, years)


def has_card(text: str) -> bool:
    """Whether a line of text says a card: that of a record without an error does."""
    return text.count(_CELL) >= _CELLS - 1


def decode_years(text: str, today: str) -> tuple[str, Sequence[int]]:
    """Of a line of text that says a card: the day of the newest order that counts and is not after
    `today` (ISO; "" for none), and the years with stated money.
    """
    cells = text.split(_CELL, _CELLS)
    ordered, stated = cells[7], cells[10]
    day = ordered[:_DAY]
    if day > today:
        day = next((each for each in ordered.split(_ITEM) if each <= today), "")
    return day, tuple(map(int, stated.split(_ITEM))) if stated else ()


def has_problems(text: str) -> bool:
    """Whether reading the record had anything to tell."""
    return text.count(_CELL) != _CELLS - 1


def decode_problems(text: str, file: str) -> list[Problem]:
    """What reading the record had to tell, of the file that holds it."""
    if not has_problems(text):
        return []
    told = json.loads(text.rpartition(_CELL)[2])
    return [replace(Problem(**each), file=file) for each in told]


def decode_data(body: bytes) -> Data:
    """The data of a record, typed, as they were packed."""
    found: Data = json.loads(zlib.decompress(body), object_hook=_number)
    return found


def _encode_card(card: Card) -> str:
    single = (card.name, card.status, card.owner, card.type, card.city, card.country)
    lists = (card.tags, card.ordered, card.contacted, card.years, card.stated)
    return _CELL.join([*(cell or "" for cell in single),
                       *(_ITEM.join(map(str, cells)) for cells in lists)])  # fmt: skip


def encode_data(data: Data) -> bytes:
    """A record's data, for `data_of`."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_marked)
    return zlib.compress(text.encode(), 1)


def _marked(value: Any) -> dict[str, str]:
    # No key of a record holds such a character, so that nothing else is taken for a number.
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return {_NUMBER: str(value)}


def _number(held: dict[str, Any]) -> Any:
    return Decimal(held[_NUMBER]) if _NUMBER in held else held


def encode_fault(why: str) -> bytes:
    """Why a version can't be read, as the index keeps it: no packed data begin so."""
    assert not zlib.compress(b"", 1).startswith(FAULT_MARK)
    return FAULT_MARK + why.encode(errors="replace")
