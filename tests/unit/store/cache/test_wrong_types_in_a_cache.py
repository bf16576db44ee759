"""Values of a wrong type in the cache, under right checksums and our own stamp: no command fails,
and a cache that came with a folder says nothing at all.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clientfile.store.cache import database_file
from tests.support.caches import cache_of, change_cache
from tests.support.runner import CliRunner

READING = (
    ["list"], ["rank"], ["check"], ["find", "helene"], ["show", "kervelec"], ["due"], ["orders"],
    ["products"], ["payments"], ["visits"], ["summary"], ["brief", "kervelec"], ["wallet"],
    ["history", "kervelec"], ["prospects"], ["competitors"], ["list", "-f", "json"],
    ["rank", "-f", "jsonl"],
)  # fmt: skip
COLUMNS = {"facts": "card", "bodies": "body", "figures": "text", "findings": "text",
           "words": "body"}  # fmt: skip
OTHERS: tuple[Any, ...] = (None, 5, -1, 1.5, True, "x", "", "2026-99-99", [], {}, [[]], {"\x01": 1})


def flip(dice: random.Random, value: Any) -> Any:
    """A JSON value with one part of it, at any depth, replaced by one of another type."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(list(value))
        return value | {key: flip(dice, value[key])}
    if isinstance(value, list) and value and dice.random() < 0.9:
        place = dice.randrange(len(value))
        return [*value[:place], flip(dice, value[place]), *value[place + 1 :]]
    return dice.choice([other for other in OTHERS if type(other) is not type(value)])


def flip_line(dice: random.Random, text: str, mark: str) -> str:
    """The same of a text whose parts, between marks, are JSON or plain."""
    parts = text.split(mark)
    place = dice.randrange(len(parts))
    try:
        parts[place] = json.dumps(flip(dice, json.loads(parts[place])))
    except ValueError:
        parts[place] = dice.choice(["", "x", "-1", "1e999", "NaN", "null", "[]", "9" * 5000])
    return mark.join(parts)


def wrong(dice: random.Random, value: str | bytes) -> str | bytes:
    if isinstance(value, str):
        return flip_line(dice, value, dice.choice(["\x1f", "\x1e", "|", "\n", ","]))
    try:
        return zlib.compress(json.dumps(flip(dice, json.loads(zlib.decompress(value)))).encode())
    except (zlib.error, ValueError):
        return value[: dice.randrange(len(value) + 1)]


@pytest.fixture
def warm(folder) -> tuple[CliRunner, dict[str, list[tuple]]]:
    """A folder, and the rows of its cache, which has some in every table."""
    for words in READING:
        folder.attempt(*words)
    with closing(sqlite3.connect(cache_of(folder.root))) as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in COLUMNS}
    assert all(rows.values())
    return folder, rows


def restore(path: Path, rows: dict[str, list[tuple]]) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for table, cells in rows.items():
            connection.execute(f"DELETE FROM {table}")
            places = ",".join("?" * len(cells[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", cells)
        connection.commit()


def test_no_value_of_a_wrong_type_is_a_fault(warm, long_form, record_property):
    folder, rows = warm
    path = cache_of(folder.root)
    dice = random.Random(11)
    count = 400 if long_form else 60
    for number in range(count):
        restore(path, rows)
        table = list(COLUMNS)[number % len(COLUMNS)]
        change_cache(path, table, COLUMNS[table], lambda value: wrong(dice, value))
        # Each command is the first one of its process.
        database_file._discarded.clear()
        words = dice.choice(READING)
        result, code = folder.attempt(*words)
        assert code < 70, (number, table, words, result.err)
    record_property("guarantee", f"{count} caches with wrong types: no fault")


def test_a_cache_with_wrong_types_that_came_along_changes_no_output(warm, tmp_path):
    folder, _ = warm
    path = cache_of(folder.root)
    expected = [folder.attempt(*words)[0].out for words in READING]
    dice = random.Random(12)
    for table, column in COLUMNS.items():
        change_cache(path, table, column, lambda value: wrong(dice, value))
    shutil.copytree(folder.root, tmp_path / "copy")
    copy = CliRunner(tmp_path / "copy")
    assert [copy.attempt(*words)[0].out for words in READING] == expected
