"""The index's file: rows under keys, each with a checksum. The only place that knows sqlite3."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

VERSION = 4
# Who waits longer for another writer does better to go on without remembering.
_BUSY_SECONDS = 0.2
_MOST_AT_ONCE = 500
# Some 150 periods' figures of each record.
_MOST_BYTES_A_FILE = 60_000
_MOST_BYTES = 64_000_000
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, stamp TEXT NOT NULL, blob TEXT NOT NULL, crc INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (
  key TEXT PRIMARY KEY, card TEXT NOT NULL, crc INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bodies (
  key TEXT PRIMARY KEY, body BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS figures (
  key TEXT NOT NULL, span TEXT NOT NULL, told TEXT NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (span, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS words (
  key TEXT PRIMARY KEY, body BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
  key TEXT PRIMARY KEY, body BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS findings (
  key TEXT NOT NULL, rules TEXT NOT NULL, told TEXT NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (rules, key)
) WITHOUT ROWID;
"""
_NAMES = ("files", "facts", "bodies", "figures", "findings", "words", "versions")
_LEXICON = """
CREATE TABLE known (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE words USING fts5(
  marks, content='', detail=none, tokenize='unicode61 remove_diacritics 2'
);
"""
# More words than these in one search only make it longer to ask.
_MOST_WORDS = 40
# Parts of the full text that another version, or another currency of the folder, has left.
_MOST_IMAGES = 64
# Versions of records that history has read: some 50 MB of them.
_MOST_VERSIONS = 50_000

TextRow = tuple[str, ...]


class Database:
    """Rows of an index, of which every one that comes out is as it was put in.

    A damaged file is thrown away; one that can't be written is kept in memory only. Nothing here
    raises for what is wrong with the file.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._remembers = True
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        for attempt in range(2):
            if self.path is None:
                break
            try:
                return _connect(self.path)
            except (sqlite3.DatabaseError, UnicodeError) as error:
                if attempt or not _is_damage(error):
                    break
                _discard(self.path)
            except OSError:
                break
        return _connect(None)

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def files(self) -> dict[str, tuple[str, str]]:
        """Path → (stamp, blob) of the working tree as it was last seen."""
        rows = self._read("SELECT path, stamp, blob, crc FROM files")
        return {path: (stamp, blob) for path, stamp, blob in rows}

    def put_files(self, rows: Iterable[TextRow], gone: Iterable[str]) -> None:
        """Remember the files that are new or changed, forget those that are gone."""
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", map(_with_checksum, rows))
        self._write("DELETE FROM files WHERE path = ?", ((path,) for path in gone))

    def cards(self, fingerprint: str) -> dict[str, str]:
        """Blob → card of everything that is known under a fingerprint."""
        low, high = f"{fingerprint}:", f"{fingerprint};"
        rows = self._read("SELECT key, card, crc FROM facts WHERE key BETWEEN ? AND ?", (low, high))
        skip = len(low)
        return {key[skip:]: card for key, card in rows}

    def put_facts(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Remember cards and bodies by their keys."""
        known = list(rows)
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)",
                    (_with_checksum((key, card)) for key, card, _ in known))  # fmt: skip
        self._write("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)",
                    ((key, body, _crc(key, body)) for key, _, body in known))  # fmt: skip

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """The bodies of these keys, as far as they are known."""
        return self._checked_bytes("bodies", keys)

    def versions(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What is known of these earlier versions of records."""
        return self._checked_bytes("versions", keys)

    def put_versions(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Remember earlier versions of records; once they are very many, those before no more."""
        for (count,) in list(self._rows("SELECT count(*) FROM versions", ())):
            if isinstance(count, int) and count > _MOST_VERSIONS:
                self._write("DELETE FROM versions", [()])
        self._write("INSERT OR REPLACE INTO versions VALUES (?, ?, ?)",
                    ((key, body, _crc(key, body)) for key, body in rows))  # fmt: skip

    def image(self, name: str) -> bytes:
        """A part of the full text, for `Lexicon`; empty where it is not known."""
        return self._checked_bytes("words", [name]).get(name, b"")

    def put_image(self, name: str, image: bytes) -> None:
        """Remember a part of the full text."""
        for (count,) in list(self._rows("SELECT count(*) FROM words", ())):
            if isinstance(count, int) and count > _MOST_IMAGES:
                self._write("DELETE FROM words", [()])
        self._write("INSERT OR REPLACE INTO words VALUES (?, ?, ?)",
                    [(name, image, _crc(name, image))])  # fmt: skip

    def _checked_bytes(self, table: str, keys: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(keys), _MOST_AT_ONCE):
            some = keys[start : start + _MOST_AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, body, crc FROM {table} WHERE key IN ({marks})"
            found |= {
                str(key): body
                for key, body, crc in self._rows(query, some)
                if isinstance(body, bytes) and crc == _crc(str(key), body)
            }
        return found

    def figures(self, fingerprint: str, span: str) -> Iterator[tuple[str, str]]:
        """Blob and figures of all that are known for a span, under a fingerprint."""
        query = "SELECT key, told, span, crc FROM figures WHERE span = ? AND key BETWEEN ? AND ?"
        rows = self._read(query, (span, f"{fingerprint}:", f"{fingerprint};"))
        skip = len(fingerprint) + 1
        return ((key[skip:], told) for key, told, _ in rows)

    def put_figures(self, span: str, rows: Iterable[tuple[str, str]]) -> None:
        """Remember figures for a span by their keys."""
        self._write(
            "INSERT OR REPLACE INTO figures (key, told, span, crc) VALUES (?, ?, ?, ?)",
            (_with_checksum((key, told, span)) for key, told in rows),
        )

    def findings(self, fingerprint: str, rules: str) -> Iterator[tuple[str, str]]:
        """Blob and findings of all that were checked by these rules, under a fingerprint."""
        query = "SELECT key, told, rules, crc FROM findings WHERE rules = ? AND key BETWEEN ? AND ?"
        rows = self._read(query, (rules, f"{fingerprint}:", f"{fingerprint};"))
        skip = len(fingerprint) + 1
        return ((key[skip:], told) for key, told, _ in rows)

    def put_findings(self, rules: str, rows: Iterable[tuple[str, str]]) -> None:
        """Remember findings by these rules by their keys."""
        self._write(
            "INSERT OR REPLACE INTO findings (key, told, rules, crc) VALUES (?, ?, ?, ?)",
            (_with_checksum((key, told, rules)) for key, told in rows),
        )

    def forget_old(self, files: int) -> None:
        """Once there is far more than `files` records need, forget it: it is made again."""
        for (count,) in list(self._rows("SELECT count(*) FROM facts", ())):
            if isinstance(count, int) and count > 8 * files + 10_000:
                for table in _NAMES[1:]:
                    self._write(f"DELETE FROM {table}", [()])
        # Every period that was ever asked for is kept, and somebody may ask for a new one each day.
        if self._used_bytes() > _MOST_BYTES_A_FILE * files + _MOST_BYTES:
            self._write("DELETE FROM figures", [()])

    def _used_bytes(self) -> int:
        pragmas = ("page_count", "freelist_count", "page_size")
        told = [row[0] for name in pragmas for row in list(self._rows(f"PRAGMA {name}", ()))]
        pages, free, size = told if len(told) == len(pragmas) else (0, 0, 0)
        return (pages - free) * size

    def _read(self, query: str, given: Sequence[str] = ()) -> Iterator[TextRow]:
        """The rows of which the last column is the checksum of the others, without it."""
        for row in self._rows(query, given):
            told = row[:-1]
            try:
                if zlib.crc32("\0".join(told).encode(errors="replace")) == row[-1]:
                    yield told
            except TypeError:
                # What was text when it was put in is none any more: damage.
                continue

    def _rows(self, query: str, given: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """One after another: all at once they would take as much memory again as what is made
        of them.
        """
        try:
            yield from self._connection.execute(query, given)
        except (sqlite3.Error, ValueError) as error:
            self._recover(error)

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        if not self._remembers:
            return
        try:
            with self._connection:
                self._connection.executemany(statement, rows)
        except (sqlite3.Error, ValueError) as error:
            # A name that is no UTF-8 can't be kept: that file is read each time.
            self._recover(error)

    def _recover(self, error: Exception) -> None:
        """After damage: a new file, or none where that one is damaged too."""
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            self._remembers = False
        if not isinstance(error, sqlite3.Error) or not _is_damage(error):
            return
        self.close()
        if self.path is not None:
            _discard(self.path)
        self._connection = self._opened()


class Lexicon:
    """Keys of records found by the marks of their words: a database in memory, kept as bytes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def opened(cls, image: bytes) -> Lexicon | None:
        """The lexicon that has these bytes, an empty one for none; None where this SQLite has no
        full text or can't keep one as bytes.
        """
        connection = sqlite3.connect(":memory:")
        try:
            if image:
                connection.deserialize(image)
            else:
                connection.executescript(_LEXICON)
        except (sqlite3.Error, AttributeError):
            connection.close()
            return None
        return cls(connection)

    def keys(self) -> set[str]:
        """The keys of all records that it knows."""
        return {str(key) for (key,) in self._connection.execute("SELECT key FROM known")}

    def add(self, rows: Iterable[tuple[str, str]]) -> None:
        """Take in records: key, and all marks of its words apart by blanks."""
        with self._connection:
            for key, marks in rows:
                made = self._connection.execute("INSERT INTO known (key) VALUES (?)", (key,))
                self._connection.execute(
                    "INSERT INTO words (rowid, marks) VALUES (?, ?)", (made.lastrowid, marks)
                )

    def found(self, words: Sequence[str], begun: str, other: str) -> set[str]:
        """The keys of records that have all of these marks and one that begins with `begun`
        (if it is given), or have the `other` one.
        """
        asked = [f'"{word}"' for word in dict.fromkeys(words)][:_MOST_WORDS]
        query = " AND ".join([*asked, *([f'"{begun}" *'] if begun else [])])
        if other:
            query = f'({query}) OR "{other}"'
        rows = self._connection.execute(
            "SELECT key FROM words JOIN known ON known.id = words.rowid WHERE words MATCH ?",
            (query,),
        )
        return {str(key) for (key,) in rows}

    def image(self) -> bytes:
        """The bytes of all of it, for `opened`."""
        return self._connection.serialize()


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nobody else on the machine reads what our clients buy.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(str(path) if path else ":memory:", timeout=_BUSY_SECONDS)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # It is a cache: what a power cut takes is made again.
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            for table in _NAMES:
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.executescript(_TABLES)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault, not that another program has it for a moment."""
    busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
    # What SQLite has to say of a damaged schema quotes it, and may be no text any more.
    return isinstance(error, sqlite3.DatabaseError | UnicodeDecodeError) and not busy


def _discard(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with contextlib.suppress(OSError):
            name.unlink()


def _with_checksum(row: Sequence[str]) -> tuple[object, ...]:
    return (*row, _crc(*row))


def _crc(key: str, *parts: str | bytes) -> int:
    if parts and isinstance(parts[0], bytes):
        return zlib.crc32(parts[0], zlib.crc32(key.encode()))
    return zlib.crc32("\0".join((key, *map(str, parts))).encode(errors="replace"))
