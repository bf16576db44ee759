"""Opens the cache's SQLite file: ours is used or made anew, another program's is left alone."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
from pathlib import Path

from clientfile.store.cache.own_cache import stamp_of
from clientfile.store.own_folder import is_own, make_own, open_own
from clientfile.store.safe_open import UnfitFileError

VERSION = 6
"""Format of the tables (`PRAGMA user_version`): a file of another version is made again."""

# To wait longer for another writer costs more than to compute without storing.
_BUSY_SECONDS = 0.2
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
  key TEXT NOT NULL, span TEXT NOT NULL, text TEXT NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (span, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS words (
  key TEXT PRIMARY KEY, body BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
  key TEXT PRIMARY KEY, body BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS findings (
  key TEXT NOT NULL, rules TEXT NOT NULL, text TEXT NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (rules, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS maker (stamp TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# "clfi": whose database it is (`PRAGMA application_id`).
_APPLICATION = 0x636C6669
TABLE_NAMES = ("files", "facts", "bodies", "figures", "findings", "words", "versions")
# Of a cache whose maker is not known yet.
_LONGEST_TEXT, _MOST_TABLES = 10_000, 20
# What SQLite puts beside a file.
_BESIDE = ("-wal", "-shm", "-journal")

# The files that this process has read, and those that it has deleted since.
_opened: set[Path] = set()
_discarded: set[Path] = set()


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection to the file, or to a database in memory.

    Raises OSError, StateError for a file that is not to be written, sqlite3.Error for one that is
    damaged, of another version or made by somebody else: it is to be discarded.
    """
    if path is None:
        connection = sqlite3.connect(":memory:")
        connection.executescript(_TABLES)
        return connection
    status = _prepare_file(path)
    stamp = stamp_of(status)
    if stamp is None:
        raise OSError(errno.ENOENT, "there is no key for a cache")  # no message
    # SQLite makes no file: ours is there.
    name = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(name, uri=True, timeout=_BUSY_SECONDS)
    try:
        _require_same(path, status)
        if is_new := _is_empty(connection):
            _require_same(path, status)
        else:
            _refuse_foreign(connection, stamp)
        _opened.add(path)
        connection.execute("PRAGMA journal_mode = WAL")
        # A cache: what is lost in a power cut is computed again.
        connection.execute("PRAGMA synchronous = OFF")
        if is_new:
            _make_tables(connection, stamp)
    except BaseException:
        connection.close()
        raise
    return connection


def discard_opened() -> bool:
    """Delete the files that this process has read, each once: they may be wrong under right
    checksums. Returns whether there was one.
    """
    new = _opened - _discarded
    for path in new:
        discard(path)
    _discarded.update(new)
    return bool(new)


def _prepare_file(path: Path) -> os.stat_result:
    """The status of the file, which is created where there is none.

    Raises OSError where it, or a file that SQLite puts beside it, is a link or no ordinary file:
    SQLite would follow it.
    """
    if is_own(path.parent):
        make_own(path.parent)
    else:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What clients buy is for no other user of the machine to read, nor a cache to write.
    descriptor = open_own(path.parent, path.name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        status = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    for ending in _BESIDE:
        beside = f"{path}{ending}"
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(os.lstat(beside).st_mode):
                raise UnfitFileError(errno.EINVAL, "it is no ordinary file", beside)  # no message
    return status


def _require_same(path: Path, status: os.stat_result) -> None:
    """Raise UnfitFileError where the path leads to another file than the one that was prepared:
    SQLite opens by path, and may have opened that one.
    """
    if not os.path.samestat(path.stat(), status):
        raise UnfitFileError(errno.EINVAL, "it is another file now", str(path))  # no message


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None


def _refuse_foreign(connection: sqlite3.Connection, stamp: str) -> None:
    """Raise UnfitFileError for another program's database, sqlite3.DatabaseError for a cache that
    is not of this version, or not of this user in this file. No more of it is read than that takes.
    """
    unlimited = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_TEXT)
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != _APPLICATION:
        raise UnfitFileError(errno.EINVAL, "it is another program's database")  # no message
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    query = f"SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT {_MOST_TABLES}"
    if version != VERSION or dict(connection.execute(query).fetchall()) != _table_texts():
        raise sqlite3.DatabaseError("the cache has other tables than ours")  # no message
    if connection.execute("SELECT stamp FROM maker LIMIT 2").fetchall() != [(stamp,)]:
        raise sqlite3.DatabaseError("the cache is a copy, or somebody else made it")  # no message
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, unlimited)


def _make_tables(connection: sqlite3.Connection, stamp: str) -> None:
    """Create all tables in one step, with the stamp: nobody sees a cache without it."""
    connection.executescript(
        f"BEGIN IMMEDIATE;{_TABLES}INSERT OR REPLACE INTO maker VALUES ('{stamp}');"
        f"PRAGMA application_id = {_APPLICATION};PRAGMA user_version = {VERSION};COMMIT"
    )


def _table_texts() -> dict[str, str]:
    """Each table's name and text, as SQLite repeats it."""
    statements = (each.strip().replace(" IF NOT EXISTS", "") for each in _TABLES.split(";"))
    return {each.split()[2]: each for each in statements if each}


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged, and not only locked by another program."""
    busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
    # SQLite's message about a damaged schema quotes it, and may not be UTF-8.
    return isinstance(error, sqlite3.DatabaseError | UnicodeDecodeError) and not busy


def discard(path: Path) -> None:
    """Delete a cache, with what SQLite put beside it, as far as the disk allows."""
    # Few runs discard a cache.
    from clientfile.store.beneath import remove

    for ending in ("", *_BESIDE):
        with contextlib.suppress(OSError):
            remove(path.with_name(f"{path.name}{ending}"))
