"""Writes settings into a repository's own configuration: all of them or none, synced.

git's own `config` renames a new file over the old one without syncing it: a power cut in that
instant leaves an empty configuration on some file systems, and with it neither a remote nor a user.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from clientfile.errors import DiskError, StateError
from clientfile.language import _, pgettext
from clientfile.store.atomic import read_content, remove_synced, write_synced
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.stale_locks import remove_abandoned

_COPY = "config.new"


def write_settings(repo: Repository, settings: Mapping[str, str]) -> None:
    """Set these values, by their names (`branch.main.remote`), each in place of all that it had.

    git's lock of the configuration is held meanwhile. Raises StateError, also where git can't
    write a value; nothing was changed then.
    """
    config = (repo.common_dir / "config").resolve()
    lock = config.with_name(f"{config.name}.lock")
    try:
        _claim(repo, lock)
        try:
            write_synced(config, _with_values(repo, read_content(config) or b"", settings))
        finally:
            lock.unlink(missing_ok=True)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "write"), config, error) from error


def _claim(repo: Repository, lock: Path) -> None:
    """Make git's lock. One that a killed git has left is removed."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
    try:
        descriptor = os.open(lock, flags, 0o666)
    except FileExistsError:
        remove_abandoned(repo, lock)
        descriptor = os.open(lock, flags, 0o666)
    os.close(descriptor)


def _with_values(repo: Repository, content: bytes, settings: Mapping[str, str]) -> bytes:
    """The text of a configuration with these values, as git writes them."""
    copy = repo.own_dir / _COPY
    write_synced(copy, content)
    try:
        # A lock of a git that was killed here is nobody's: who writes has the lock above.
        copy.with_name(f"{_COPY}.lock").unlink(missing_ok=True)
        for name, value in settings.items():
            words = ("config", "--file", str(copy), "--replace-all", name, value)
            result = run_git(repo.root, *words, writes=True)
            if result.code != 0:
                raise StateError(
                    _(
                        "git can't write its settings: {reason}; nothing was changed",
                        reason=result.words,
                    )
                )
        return read_content(copy) or b""
    finally:
        remove_synced(copy)
