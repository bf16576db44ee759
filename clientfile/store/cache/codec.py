"""Encodes and decodes what the cache holds of a record: its card, its problems, its data.

Light to import: nothing here reads a record. A card with the record's problems is one line of
text, so that a hundred thousand of them stay small in memory and only the cells that a report
needs are decoded.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientfile import __version__
from clientfile.language.encode import decode_text, encode_text
from clientfile.records.cards import Card
from clientfile.records.edits import Data
from clientfile.records.problems import Problem
from clientfile.records.settings import Settings
from clientfile.schema.files import schema_digest

if TYPE_CHECKING:
    from clientfile.figures.ledger import ClientInfo

_PACKAGE = Path(__file__).parents[2]
# Of the package all may be a part of a fact but what stands above store/.
_NO_PART = ("commands", "console", "__pycache__")
# What parses and checks records; each stands in a folder with the names of all versions there.
_LIBRARIES = ("jsonschema", "phonenumbers", "stdnum", "yaml")
_VERSIONS = (".dist-info", ".egg-info")
# Control characters: the schema allows none of them in a text of a record.
_CELL, _ITEM = "\x1f", "\x1e"
_NUMBER = "\x01"
_ISO_LENGTH = len("2026-11-20")
_LARGEST_DATA, _LARGEST_RATIO = 8_000_000, 20
FAULT_MARK = b"!"
"""First byte of an unreadable version: compressed data never begin with it."""


def _decode_texts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(_ITEM)) if cell else ()


def _decode_numbers(cell: str) -> tuple[int, ...]:
    return tuple(map(int, cell.split(_ITEM))) if cell else ()


def _encode_items(items: Sequence[object]) -> str:
    return _ITEM.join(map(str, items))


# How a field of Card becomes a cell and a cell a value again, by the field's annotation.
_CELL_CODECS: dict[str, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    "str": (str, str),
    "str | None": (lambda text: text or "", lambda cell: cell or None),
    "Sequence[str]": (_encode_items, _decode_texts),
    "Sequence[int]": (_encode_items, _decode_numbers),
}
_FIELDS = [field.name for field in fields(Card)]
_CODECS = [_CELL_CODECS[str(field.type)] for field in fields(Card)]
_ENCODERS = [(name, encode) for name, (encode, _) in zip(_FIELDS, _CODECS, strict=True)]
# Without the cells that are values as they stand: decoding a card takes 4 microseconds.
_DECODERS = [(place, decode) for place, (_, decode) in enumerate(_CODECS) if decode is not str]
_CELLS = len(_FIELDS)
_NAME, _OWNER = _FIELDS.index("name"), _FIELDS.index("owner")
_ORDERED, _YEARS, _STATED = (_FIELDS.index(name) for name in ("ordered", "years", "stated"))


def fingerprint(settings: Settings) -> str:
    """A digest of what a record's facts depend on beside its bytes: ten hexadecimal digits."""
    inputs = (_program(), schema_digest(), settings.currency, settings.max_bytes, settings.format)
    return hashlib.sha1(repr(inputs).encode()).hexdigest()[:10]


@cache
def _program() -> str:
    """The versions of this program, of Python and of what is installed beside the libraries, and
    the files of the package: a program run from its sources changes without a new version.
    """
    parts = [__version__, sys.version]
    with contextlib.suppress(OSError):
        parts += _stamps(_PACKAGE)
        for folder in sorted({_folder_of(name) for name in _LIBRARIES}):
            parts += [folder, *_versions_in(folder)]
    return " ".join(parts)


def _folder_of(library: str) -> str:
    """The folder where a library is installed, "" where it is not."""
    spec = find_spec(library)
    return str(Path(spec.origin).parents[1]) if spec and spec.origin else ""


def _versions_in(folder: str) -> list[str]:
    """The names of the folders that name a package with its version. To ask for one version by
    `importlib.metadata` takes fifty times as long.
    """
    entries = os.scandir(folder) if folder else ()
    return sorted(entry.name for entry in entries if entry.name.endswith(_VERSIONS))


def _stamps(folder: Path) -> list[str]:
    """Name, size and modification time of the package's files below a folder."""
    parts: list[str] = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.endswith((".py", ".json")):
            status = entry.stat()
            parts.append(f"{entry.name}:{status.st_size}:{status.st_mtime_ns}")
        elif entry.name not in _NO_PART and entry.is_dir():
            parts += _stamps(Path(entry.path))
    return parts


def blob_id(source: bytes) -> str:
    """The id that git gives these bytes (in a repository with SHA-1)."""
    return hashlib.sha1(b"blob %d\0" % len(source) + source).hexdigest()


def encode_facts(card: Card | None, problems: Sequence[Problem]) -> str:
    """A record's card (None where the record has an error) and its problems as a line of text.

    The card's cells come first, one for each field of Card in its order. The problems follow as
    one JSON cell, which is left out where there are none.
    """
    cells = [_encode_card(card)] if card else [""]
    if problems:
        cells.append(json.dumps([encode_problem(problem) for problem in problems]))
    return _CELL.join(cells)


def _encode_card(card: Card) -> str:
    return _CELL.join([encode(getattr(card, name)) for name, encode in _ENCODERS])


def decode_card(text: str) -> Card | None:
    """The card in a line of text; None where the record has an error."""
    cells: list[Any] = text.split(_CELL)
    if len(cells) < _CELLS:
        return None
    for place, decode in _DECODERS:
        cells[place] = decode(cells[place])
    return Card(*cells[:_CELLS])


def decode_client_info(text: str) -> ClientInfo | None:
    """Name, owner and years of the card in a line of text; None where the record has an error."""
    # Imported for what ranks clients: a sync decodes none.
    from clientfile.figures.ledger import ClientInfo

    cells = text.split(_CELL)
    if len(cells) < _CELLS:
        return None
    return ClientInfo(cells[_NAME], cells[_OWNER] or None, _decode_numbers(cells[_YEARS]))


def has_card(text: str) -> bool:
    """Whether a line of text holds a card: it does for a record without errors."""
    return text.count(_CELL) >= _CELLS - 1


def decode_years(text: str, today: str) -> tuple[str, Sequence[int]]:
    """Two things of a line of text that holds a card: the day of the newest order that counts and
    is not after `today` (both ISO; "" for none), and the years with stated money.
    """
    cells = text.split(_CELL, _CELLS)
    ordered = cells[_ORDERED]
    day = ordered[:_ISO_LENGTH]
    if day > today:
        day = next((each for each in ordered.split(_ITEM) if each <= today), "")
    return day, _decode_numbers(cells[_STATED])


def has_problems(text: str) -> bool:
    """Whether a line of text holds problems."""
    return text.count(_CELL) != _CELLS - 1


def decode_problems(text: str, file: str) -> list[Problem]:
    """The problems in a line of text, as those of `file`: the cache names no file."""
    if not has_problems(text):
        return []
    problems = json.loads(text.rpartition(_CELL)[2])
    return [decode_problem(each, file) for each in problems]


def encode_problem(problem: Problem) -> dict[str, Any]:
    """A problem as JSON takes it: its file is left out, its message may be said in a language."""
    return vars(problem) | {"file": "", "message": encode_text(problem.message)}


def decode_problem(cells: dict[str, Any], file: str) -> Problem:
    """A problem of `file` from what `encode_problem` made of it."""
    return Problem(**cells | {"file": file, "message": decode_text(cells["message"])})


def encode_data(data: Data) -> bytes:
    """A record's data as compressed JSON, for `decode_data`: decimals are marked as such."""
    json_text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_encode_decimal)
    text = json_text.encode()
    body = zlib.compress(text, 1)
    # One that says the same all over is stored as it is: `decode_data` takes it for no bomb.
    return body if len(text) <= _largest(body) else zlib.compress(text, 0)


def _largest(body: bytes) -> int:
    """The bytes that encoded data may come to, at most."""
    return _LARGEST_DATA + _LARGEST_RATIO * len(body)


def _encode_decimal(value: Any) -> dict[str, str]:
    # No key of a record holds this character, so that no mapping of a record is taken for a number.
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return {_NUMBER: str(value)}


def decode_data(body: bytes) -> Data:
    """The data that `encode_data` encoded, with the same types.

    Raises ValueError, zlib.error for what it did not encode.
    """
    decompressor = zlib.decompressobj()
    text = decompressor.decompress(body, _largest(body))
    if not decompressor.eof:
        raise ValueError("encoded data are cut off, or larger than any record's")  # no message
    data: Data = json.loads(text, object_hook=_decode_decimal)
    if type(data) is not dict:
        raise ValueError("encoded data are no record's")  # no message
    return data


def _decode_decimal(mapping: dict[str, Any]) -> Any:
    return Decimal(mapping[_NUMBER]) if _NUMBER in mapping else mapping


def encode_fault(reason: str) -> bytes:
    """The reason why a version can't be read, for `decode_fault`; marked, since it is no data."""
    assert not zlib.compress(b"", 1).startswith(FAULT_MARK)
    return FAULT_MARK + json.dumps(encode_text(reason)).encode()


def decode_fault(body: bytes) -> str:
    """The reason that `encode_fault` encoded. Raises ValueError, TypeError for anything else."""
    return decode_text(json.loads(body.removeprefix(FAULT_MARK)))
