"""Settings are written into a repository's own configuration whole, or not at all."""

from __future__ import annotations

import pytest

from clientfile.errors import StateError
from clientfile.store.git import config_file
from clientfile.store.git.config_file import write_settings
from clientfile.store.git.repository import require_repository


@pytest.fixture
def config(runner):
    path = runner.root / ".git" / "config"
    path.chmod(0o640)
    path.write_text(path.read_text() + '# ours\n[branch "old"]\n\tremote = a\n\tremote = b\n')
    return path


def test_values_are_set_beside_what_is_there(runner, config):
    before = config.read_text()
    values = {"branch.old.remote": "origin", "remote.origin.url": 'a b;#"c"'}
    write_settings(require_repository(runner.root), values)
    assert {name: runner.git("config", "--get-all", name) for name in values} == {
        name: f"{value}\n" for name, value in values.items()
    }
    assert config.read_text().startswith(before[: before.index("[branch")])
    assert config.stat().st_mode & 0o777 == 0o640
    left = [path.name for path in config.parent.rglob("config*")]
    assert left == ["config"]


def test_a_name_that_git_refuses_changes_nothing(runner, config):
    before = config.read_text()
    with pytest.raises(StateError, match=r"git can't write its settings: .*nothing was changed"):
        write_settings(require_repository(runner.root), {"user.x": "y", "no_section": "z"})
    assert config.read_text() == before
    assert not config.with_name("config.lock").exists()


def test_what_is_new_is_synced_before_it_has_the_name(runner, config, monkeypatch):
    before, synced = config.read_bytes(), []

    def write(path, *parts):
        if path == config:
            # git's lock is held, and the file is as it was until all is on the disk.
            synced.append((config.with_name("config.lock").exists(), config.read_bytes()))
        return write_synced(path, *parts)

    write_synced = config_file.write_synced
    monkeypatch.setattr(config_file, "write_synced", write)
    write_settings(require_repository(runner.root), {"user.x": "y", "user.z": "w"})
    assert synced == [(True, before)]
