"""The cache's tables: rows with checksums. Only this and database_file use sqlite3.

Every row carries the CRC-32 of its other columns. A row whose checksum is wrong is left out when it
is read, as if it had never been written: the facts are then computed again from the records.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clientfile.errors import ClientfileError
from clientfile.store.cache.database_file import TABLE_NAMES, connect, discard, is_damage

_KEYS_PER_QUERY = 500
# The figures of some 150 periods of each record.
_MOST_BYTES_A_FILE = 60_000
_MOST_BYTES = 64_000_000
_LEXICON = """
CREATE TABLE records (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE words USING fts5(
  marks, content='', detail=none, tokenize='unicode61 remove_diacritics 2'
);
"""
# More words make a query slower and its result hardly smaller.
_MOST_WORDS = 40
# Four times the sixteen parts of one fingerprint: the others are of older versions or settings.
_MOST_IMAGES = 64
# Some 50 MB.
_MOST_VERSIONS = 50_000

TextRow = tuple[str, ...]


class Database:
    """The tables of one cache file: a row that is read is exactly as it was written, or missing.

    A damaged file is deleted and created anew. Where the file can't be written, is a link or
    another program's database, or `path` is None, a database in memory stands in. Nothing here
    raises for what is wrong with the file.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._writable = True
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        for attempt in range(2):
            if self.path is None:
                break
            try:
                return connect(self.path)
            except (sqlite3.DatabaseError, UnicodeError) as error:
                if attempt or not is_damage(error):
                    break
                discard(self.path)
            except (OSError, ClientfileError):
                break
        return connect(None)

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def files(self) -> dict[str, tuple[str, str]]:
        """Path → (stamp, blob id) of every record file as it was last read."""
        rows = self._read("SELECT path, stamp, blob, crc FROM files")
        return {path: (stamp, blob) for path, stamp, blob in rows}

    def put_files(self, rows: Iterable[TextRow], gone: Iterable[str]) -> None:
        """Store rows of (path, stamp, blob id); delete those of the paths that are `gone`."""
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", map(_with_checksum, rows))
        self._write("DELETE FROM files WHERE path = ?", ((path,) for path in gone))

    def cards(self, fingerprint: str) -> dict[str, str]:
        """Blob id → encoded facts (`codec.encode_facts`) of all rows with a fingerprint."""
        low, high = f"{fingerprint}:", f"{fingerprint};"
        rows = self._read("SELECT key, card, crc FROM facts WHERE key BETWEEN ? AND ?", (low, high))
        skip = len(low)
        return {key[skip:]: card for key, card in rows}

    def put_facts(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Store rows of (key, encoded facts, encoded data)."""
        facts = list(rows)
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)",
                    (_with_checksum((key, card)) for key, card, _ in facts))  # fmt: skip
        self._write("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)",
                    ((key, body, _crc(key, body)) for key, _, body in facts))  # fmt: skip

    def bodies(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Key → encoded data, for those of the keys that are stored."""
        return self._checked_bytes("bodies", keys)

    def versions(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Key → encoded data or fault of an earlier version, for those keys that are stored."""
        return self._checked_bytes("versions", keys)

    def put_versions(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Store earlier versions of records; delete all stored before once they are too many."""
        for (count,) in list(self._rows("SELECT count(*) FROM versions", ())):
            if isinstance(count, int) and count > _MOST_VERSIONS:
                self._write("DELETE FROM versions", [()])
        self._write("INSERT OR REPLACE INTO versions VALUES (?, ?, ?)",
                    ((key, body, _crc(key, body)) for key, body in rows))  # fmt: skip

    def image(self, name: str) -> bytes:
        """The bytes of a Lexicon; empty where none is stored under this name."""
        return self._checked_bytes("words", [name]).get(name, b"")

    def put_image(self, name: str, image: bytes) -> None:
        """Store the bytes of a Lexicon; delete all stored before once they are too many."""
        for (count,) in list(self._rows("SELECT count(*) FROM words", ())):
            if isinstance(count, int) and count > _MOST_IMAGES:
                self._write("DELETE FROM words", [()])
        self._write("INSERT OR REPLACE INTO words VALUES (?, ?, ?)",
                    [(name, image, _crc(name, image))])  # fmt: skip

    def _checked_bytes(self, table: str, keys: Sequence[str]) -> dict[str, bytes]:
        bodies: dict[str, bytes] = {}
        for start in range(0, len(keys), _KEYS_PER_QUERY):
            chunk = keys[start : start + _KEYS_PER_QUERY]
            placeholders = ",".join("?" * len(chunk))
            query = f"SELECT key, body, crc FROM {table} WHERE key IN ({placeholders})"
            bodies |= {
                str(key): body
                for key, body, crc in self._rows(query, chunk)
                if isinstance(body, bytes) and crc == _crc(str(key), body)
            }
        return bodies

    def figures(self, fingerprint: str, span: str) -> Iterator[tuple[str, str]]:
        """(Blob id, encoded extract) of all rows with a fingerprint for a span."""
        query = "SELECT key, text, span, crc FROM figures WHERE span = ? AND key BETWEEN ? AND ?"
        rows = self._read(query, (span, f"{fingerprint}:", f"{fingerprint};"))
        skip = len(fingerprint) + 1
        return ((key[skip:], text) for key, text, _ in rows)

    def put_figures(self, span: str, rows: Iterable[tuple[str, str]]) -> None:
        """Store rows of (key, encoded extract) for a span."""
        self._write(
            "INSERT OR REPLACE INTO figures (key, text, span, crc) VALUES (?, ?, ?, ?)",
            (_with_checksum((key, text, span)) for key, text in rows),
        )

    def findings(self, fingerprint: str, rules: str) -> Iterator[tuple[str, str]]:
        """(Blob id, encoded findings) of all rows with a fingerprint and these rules."""
        query = "SELECT key, text, rules, crc FROM findings WHERE rules = ? AND key BETWEEN ? AND ?"
        rows = self._read(query, (rules, f"{fingerprint}:", f"{fingerprint};"))
        skip = len(fingerprint) + 1
        return ((key[skip:], text) for key, text, _ in rows)

    def put_findings(self, rules: str, rows: Iterable[tuple[str, str]]) -> None:
        """Store rows of (key, encoded findings) for these rules."""
        self._write(
            "INSERT OR REPLACE INTO findings (key, text, rules, crc) VALUES (?, ?, ?, ?)",
            (_with_checksum((key, text, rules)) for key, text in rows),
        )

    def prune(self, files: int) -> None:
        """Delete rows once there are far more than `files` records need."""
        for (count,) in list(self._rows("SELECT count(*) FROM facts", ())):
            if isinstance(count, int) and count > 8 * files + 10_000:
                for table in TABLE_NAMES[1:]:
                    self._write(f"DELETE FROM {table}", [()])
        # Every requested period stays stored, and there may be a new one every day.
        if self._used_bytes() > _MOST_BYTES_A_FILE * files + _MOST_BYTES:
            self._write("DELETE FROM figures", [()])

    def _used_bytes(self) -> int:
        pragmas = ("page_count", "freelist_count", "page_size")
        values = [row[0] for name in pragmas for row in list(self._rows(f"PRAGMA {name}", ()))]
        pages, free, size = values if len(values) == len(pragmas) else (0, 0, 0)
        return (pages - free) * size

    def _read(self, query: str, parameters: Sequence[str] = ()) -> Iterator[TextRow]:
        """The rows whose last column is the checksum of the others, without that column."""
        for row in self._rows(query, parameters):
            texts = row[:-1]
            try:
                if zlib.crc32("\0".join(texts).encode(errors="replace")) == row[-1]:
                    yield texts
            except TypeError:
                # A column that was written as text is no text any more: damage.
                continue

    def _rows(self, query: str, parameters: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after another: a list of them would take as much memory again
        as the facts decoded from them.
        """
        try:
            yield from self._connection.execute(query, parameters)
        except (sqlite3.Error, ValueError) as error:
            self._recover(error)

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        if not self._writable:
            return
        try:
            with self._connection:
                self._connection.executemany(statement, rows)
        except (sqlite3.Error, ValueError) as error:
            # A file name that is no UTF-8 can't be stored: that file is read each time.
            self._recover(error)

    def _recover(self, error: Exception) -> None:
        """Replace a damaged file by a new one; store nothing more in a locked one."""
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            self._writable = False
        if not isinstance(error, sqlite3.Error) or not is_damage(error):
            return
        self.close()
        if self.path is not None:
            discard(self.path)
        self._connection = self._open()


class Lexicon:
    """A full-text index of records by their words: an SQLite database in memory, saved as bytes.

    Each record is a row of marks: its words and numbers in ASCII (`records.search.text_marks`).
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, image: bytes) -> Lexicon | None:
        """The lexicon with these bytes, an empty one for none; None where this SQLite has no FTS5
        or Python's sqlite3 can't serialize a database.
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
        """The keys of all records in it."""
        return {str(key) for (key,) in self._connection.execute("SELECT key FROM records")}

    def add(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add records: the key, and all marks of the record with blanks between them."""
        with self._connection:
            for key, marks in rows:
                row = self._connection.execute("INSERT INTO records (key) VALUES (?)", (key,))
                self._connection.execute(
                    "INSERT INTO words (rowid, marks) VALUES (?, ?)", (row.lastrowid, marks)
                )

    def search(self, words: Sequence[str], prefix: str, number: str) -> set[str]:
        """The keys of records that have the marks of all `words` and one that begins with `prefix`
        ("" for none), or have the mark of the `number` ("" for none).
        """
        terms = [f'"{word}"' for word in dict.fromkeys(words)][:_MOST_WORDS]
        query = " AND ".join([*terms, *([f'"{prefix}" *'] if prefix else [])])
        if number:
            query = f'({query}) OR "{number}"'
        rows = self._connection.execute(
            "SELECT key FROM words JOIN records ON records.id = words.rowid WHERE words MATCH ?",
            (query,),
        )
        return {str(key) for (key,) in rows}

    def image(self) -> bytes:
        """The whole database as bytes, for `open`."""
        return self._connection.serialize()


def _with_checksum(row: Sequence[str]) -> tuple[object, ...]:
    return (*row, _crc(*row))


def _crc(key: str, *parts: str | bytes) -> int:
    if parts and isinstance(parts[0], bytes):
        return zlib.crc32(parts[0], zlib.crc32(key.encode()))
    return zlib.crc32("\0".join((key, *map(str, parts))).encode(errors="replace"))
