"""Two client folders in one repository share a cache, and neither makes the other forget."""

from __future__ import annotations

import subprocess

from clientfile.store.cache import refresh
from clientfile.store.cache.cached_names import cached_client_names
from clientfile.store.cache.database import Database
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.folder import Folder, find_folder


def folders_of(root, *names: str) -> list[Folder]:
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name in names:
        records = root / name / "records"
        records.mkdir(parents=True)
        (root / name / "clientfile.toml").write_text("")
        (records / f"{name}.yaml").write_text(f"identity:\n  name: {name}\n  status: client\n")
    return [find_folder(root / name) for name in names]


def refreshed(folder: Folder) -> list[str]:
    """The ids of the folder's records after a refresh."""
    database = Database(cache_path(folder))
    records = refresh.refresh(folder, database, lambda done, count: None)
    database.close()
    return [record.client for record in records]


def stored(folder: Folder) -> int:
    database = Database(cache_path(folder))
    count = len(database.files())
    database.close()
    return count


def test_each_folder_keeps_its_stamps(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "_is_racy", lambda changed_at, now: False)
    north, south = folders_of(tmp_path, "north", "south")
    assert refreshed(north) == ["north"]
    assert refreshed(south) == ["south"]
    assert stored(north) == 2
    assert cached_client_names(north) == {"north": "north"}
    (north.records / "north.yaml").unlink()
    assert refreshed(north) == []
    assert stored(north) == 1


def test_the_rows_of_other_folders_have_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(refresh, "_is_racy", lambda changed_at, now: False)
    monkeypatch.setattr(refresh, "_FOREIGN_ROWS", 0)
    monkeypatch.setattr(refresh, "_FOREIGN_ROWS_A_FILE", 2)
    a, b, c, d = folders_of(tmp_path, "a", "b", "c", "d")
    for folder in (a, b, c):
        refreshed(folder)
    assert stored(a) == 3
    refreshed(d)
    assert stored(a) == 1
