"""A cache that this user did not make in this very file is never believed, however well it lies."""

from __future__ import annotations

import shutil
import sqlite3
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from clientfile.store.cache import facts
from clientfile.store.cache.cached_names import cached_client_names
from clientfile.store.cache.own_cache import cache_path, stamp_of
from clientfile.store.folder import open_folder
from tests.support.caches import cache_of, change_cache, sign
from tests.support.runner import CliRunner

READING = (["list"], ["rank"], ["check"], ["find", "helene"], ["show", "kervelec"])


def read_all(runner: CliRunner) -> list[str]:
    return [runner.attempt(*words)[0].out for words in READING]


def lie(path: Path) -> None:
    """Rewrite names and amounts in all rows of a cache, under right checksums."""
    for table, column in (("facts", "card"), ("figures", "text"), ("findings", "text")):
        change_cache(path, table, column, lambda text: text.replace("Kervelec", "Nobody"))
    change_cache(path, "figures", "text", lambda text: text.replace("1", "7"))


@pytest.fixture
def lying(folder, tmp_path) -> tuple[CliRunner, list[str]]:
    """A folder with a cache that lies, and what is true of it."""
    true = read_all(folder)
    lie(cache_of(folder.root))
    return folder, true


def test_the_lie_would_be_believed_of_an_own_cache(lying):
    folder, true = lying
    assert read_all(folder)[:2] != true[:2]


def test_a_copy_with_a_lying_cache_says_what_the_records_say(lying, tmp_path):
    folder, true = lying
    shutil.copytree(folder.root, tmp_path / "copy")
    assert read_all(CliRunner(tmp_path / "copy")) == true


def test_a_cache_under_our_name_with_the_stamp_of_another_user_is_made_again(
    lying, tmp_path, monkeypatch
):
    folder, true = lying
    path = cache_of(folder.root)
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "another user"))
        assert cache_of(folder.root) != path
        sign(path)
    assert read_all(folder) == true


@pytest.mark.parametrize(
    "craft",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
        "INSERT INTO maker SELECT 'row ' || i FROM n",
        "UPDATE maker SET stamp = replace(hex(zeroblob(8000000)), '0', 'x')",
        "CREATE TABLE more (name TEXT DEFAULT ('" + "x" * 1_000_000 + "'))",
    ],
    ids=["rows", "a long stamp", "a long table"],
)
def test_of_a_cache_of_somebody_else_little_is_read(cold_folder, craft):
    """However many rows it has, and however long they are."""
    true = read_all(cold_folder)
    path = cache_of(cold_folder.root)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(craft)
        connection.commit()
    tracemalloc.start()
    cached_client_names(open_folder(cold_folder.root))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000
    assert read_all(cold_folder) == true


def test_the_key_is_for_its_owner_alone_and_made_once(cold_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    cold_folder.run("list")
    key = tmp_path / "state" / "clientfile" / "cache-key"
    assert key.stat().st_mode & 0o077 == 0
    first = key.read_bytes()
    cold_folder.run("list")
    assert (len(first), key.read_bytes()) == (32, first)
    assert [path.name for path in key.parent.iterdir()] == ["cache-key"]
    key.write_bytes(b"cut off")
    cold_folder.run("list")
    assert len(key.read_bytes()) == 32


def test_users_of_a_shared_folder_do_not_make_each_others_cache_again(
    cold_folder, tmp_path, monkeypatch
):
    """Each has a file, with its own rows; nobody reads that of another."""
    users = [str(tmp_path / "claire"), str(tmp_path / "paul")]
    for user in users:
        monkeypatch.setenv("XDG_STATE_HOME", user)
        cold_folder.run("list")
    monkeypatch.setattr(facts, "facts_of", lambda *_: pytest.fail("a record was read again"))
    for user in users:
        monkeypatch.setenv("XDG_STATE_HOME", user)
        cold_folder.run("list")
    caches = list((cold_folder.root / ".git" / "clientfile").glob("index-*.sqlite"))
    assert len(caches) == 2
    assert {path.stat().st_mode & 0o777 for path in caches} == {0o600}


@pytest.mark.parametrize("place", [("HOME", "relative"), ("XDG_STATE_HOME", "/dev/null")])
def test_without_a_place_for_a_key_there_is_no_cache(lying, monkeypatch, place):
    folder, true = lying
    monkeypatch.setenv(*place)
    own = folder.root / ".git" / "clientfile"
    before = sorted(own.glob("*.sqlite"))
    assert cache_path(open_folder(folder.root)) is None
    assert stamp_of(own.stat()) is None
    assert read_all(folder) == true
    assert sorted(own.glob("*.sqlite")) == before
    monkeypatch.undo()
    assert read_all(folder)[:2] != true[:2], "the cache was made again"


def test_an_own_folder_that_is_moved_keeps_its_cache(cold_folder, tmp_path, monkeypatch):
    cold_folder.run("list")
    moved = tmp_path / "moved"
    cold_folder.root.rename(moved)
    monkeypatch.setattr(facts, "facts_of", lambda *_: pytest.fail("a record was read again"))
    CliRunner(moved).run("list")
