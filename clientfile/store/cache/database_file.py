"""Opens the cache's SQLite file: ours is used or made anew, another program's is left alone."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
from pathlib import Path

from clientfile.store.own_folder import is_own, make_own, open_own
from clientfile.store.safe_open import UnfitFileError

VERSION = 5
"""Format of the tables (`PRAGMA user_version`): a file of another version is emptied."""

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
"""
# "clfi": whose database it is (`PRAGMA application_id`).
_APPLICATION = 0x636C6669
TABLE_NAMES = ("files", "facts", "bodies", "figures", "findings", "words", "versions")
# What SQLite puts beside a file.
_BESIDE = ("-wal", "-shm", "-journal")

# The files that this process has read, and those that it has deleted since.
_opened: set[Path] = set()
_discarded: set[Path] = set()


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection to the file, or to a database in memory.

    Raises OSError, StateError for a file that is not to be written, sqlite3.Error for damage.
    """
    if path is not None:
        _prepare_file(path)
    connection = sqlite3.connect(str(path) if path else ":memory:", timeout=_BUSY_SECONDS)
    try:
        _refuse_foreign(connection)
        if path is not None:
            _opened.add(path)
        connection.execute("PRAGMA journal_mode = WAL")
        # A cache: what is lost in a power cut is computed again.
        connection.execute("PRAGMA synchronous = OFF")
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            for table in TABLE_NAMES:
                connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.executescript(_TABLES)
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


def _prepare_file(path: Path) -> None:
    """Create the file where there is none. Raises OSError where it, or a file that SQLite puts
    beside it, is a link or no ordinary file: SQLite would follow it.
    """
    # What clients buy is for no other user of the machine to read.
    if is_own(path.parent):
        make_own(path.parent)
    else:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(open_own(path.parent, path.name, os.O_RDWR | os.O_CREAT))
    for ending in _BESIDE:
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(os.lstat(f"{path}{ending}").st_mode):
                raise UnfitFileError(errno.EINVAL, "it is no ordinary file", f"{path}{ending}")


def _refuse_foreign(connection: sqlite3.Connection) -> None:
    """Raise UnfitFileError for another program's database, sqlite3.DatabaseError for one of ours
    that has something else in it than our tables.
    """
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    contents = dict(connection.execute(query).fetchall())
    if not contents:
        return
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    # Those of 0.1's first days had no application_id.
    nameless = application == 0 and {"files", "facts"} <= contents.keys() <= set(TABLE_NAMES)
    if application != _APPLICATION and not nameless:
        raise UnfitFileError(errno.EINVAL, "it is another program's database")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == VERSION and not contents.items() <= _table_texts().items():
        raise sqlite3.DatabaseError("the cache has other tables than ours")


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
    for ending in ("", *_BESIDE):
        with contextlib.suppress(OSError):
            path.with_name(f"{path.name}{ending}").unlink()
