"""Names are synced in each of a few folders, and in many by one call for all of their disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clientfile.store import atomic
from clientfile.store.atomic import FEW, FileChange, sync_directories, sync_staged_names
from clientfile.store.beneath import sync_file_systems


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were synced one by one."""
    paths: list[Path] = []
    monkeypatch.setattr(
        os, "fsync", lambda fd: paths.append(Path(f"/proc/self/fd/{fd}").readlink())
    )
    return paths


def folders(tmp_path: Path, count: int) -> list[Path]:
    made = [tmp_path / str(number) for number in range(count)]
    for folder in made:
        folder.mkdir()
    return made


def test_few_folders_are_synced_one_by_one(tmp_path: Path, synced: list[Path]) -> None:
    few = folders(tmp_path, FEW)
    sync_directories([*few, tmp_path / "gone"])
    assert synced == few


@pytest.mark.parametrize("can", [True, False])
def test_many_folders_are_synced_with_their_disk(
    tmp_path: Path, synced: list[Path], monkeypatch: pytest.MonkeyPatch, *, can: bool
) -> None:
    many, disks = folders(tmp_path, FEW + 1), list[Path]()

    def sync_disk(directory: Path) -> bool:
        disks.append(directory)
        return can

    monkeypatch.setattr("clientfile.store.beneath.sync_file_system", sync_disk)
    sync_directories(many)
    assert len(disks) == 1
    assert synced == ([] if can else many)


def test_each_disk_is_synced_once(tmp_path: Path) -> None:
    assert sync_file_systems(folders(tmp_path, 3))


def test_where_old_texts_were_deleted_their_folder_alone_is_synced(
    tmp_path: Path, synced: list[Path]
) -> None:
    records, aside = folders(tmp_path, 2)
    path = records / "acme.yaml"
    path.write_bytes(b"new")
    (aside / "1").write_bytes(b"old")
    change = FileChange(path, b"old", b"new", aside / "1")
    assert atomic.finish(change) is None
    sync_staged_names([change])
    assert synced == [aside]
    assert path.read_bytes() == b"new"
