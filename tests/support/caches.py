"""The cache of a client folder, for tests that copy it, damage it or look at it."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from clientfile.store.cache.own_cache import cache_path, stamp_of
from clientfile.store.folder import open_folder


def cache_of(root: Path) -> Path:
    """The path of the cache of the client folder at `root`, which may not be there yet."""
    path = cache_path(open_folder(root))
    assert path is not None
    return path


def copy_folder(source: Path, to: Path) -> None:
    """Copy a client folder with a cache that is believed there too, which no user's copy is."""
    shutil.copytree(source, to, symlinks=True)
    for path in (to / ".git" / "clientfile").glob("index-*.sqlite"):
        sign(path)


def sign(path: Path) -> None:
    """Give a cache the stamp of one that was made by this user in this file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("UPDATE maker SET stamp = ?", (stamp_of(path.stat()),))
        connection.commit()


def change_cache(
    path: Path, table: str, column: str, value: str | bytes | Callable[[str | bytes], str | bytes]
) -> None:
    """Put a value, or what a function makes of the present one, into a column of each row of a
    table, with a right checksum.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        query = connection.execute(f"SELECT * FROM {table}")
        names = [each[0] for each in query.description]
        for row in query.fetchall():
            cells = dict(zip(names, row, strict=True))
            new = value(cells[column]) if callable(value) else value
            cells[column] = new
            connection.execute(
                f"UPDATE {table} SET {column} = ?, crc = ? WHERE {names[0]} = ? AND {names[1]} = ?",
                (new, _checksum(table, cells), *row[:2]),
            )
        connection.commit()


def _checksum(table: str, cells: dict[str, str | bytes]) -> int:
    texts = [value for name, value in cells.items() if name != "crc"]
    if isinstance(texts[1], bytes):
        return zlib.crc32(texts[1], zlib.crc32(str(texts[0]).encode()))
    if table in ("findings", "figures"):
        texts = [texts[0], texts[2], texts[1]]
    return zlib.crc32("\0".join(map(str, texts)).encode())
