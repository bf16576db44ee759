"""Removes the locks that a killed git left in the git directory, once its owner is dead.

The caller has our write lock, which a git of ours inherits: no git of ours is alive. Others are
looked for among the processes that work in the repository.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import time
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.atomic import read_content, read_or_nothing
from clientfile.store.git.repository import Repository

CLAIM = "held by clientfile"  # no message
"""How our file in the place of git's lock of the index begins."""
_PATIENCE, _PAUSE = 2.0, 0.02
_PROC = Path("/proc/self")
_OF_SYNC = ("config.lock", "packed-refs.lock", "refs/remotes/", "refs/clientfile/")
_KEPT = re.compile(rb"fast-import$|fetch-pack \d+ on ")
_NEXT_INDEX = re.compile(r"next-index-(\d+)\.lock")


def remove_stale_locks(repo: Repository, branch: str, since: float) -> None:
    """Remove the locks of HEAD, of `branch` and of the index that a killed git of ours left.

    Locks older than `since` (seconds of the epoch) are not ours and stay. Raises StateError where
    the owner may be alive, OSError.
    """
    for path in repo.git_dir.glob("next-index-*.lock"):
        match = _NEXT_INDEX.fullmatch(path.name)
        if match and not _is_alive(int(match[1])):
            path.unlink(missing_ok=True)
    for lock in _ref_locks(repo, branch):
        with contextlib.suppress(FileNotFoundError):
            if lock.lstat().st_mtime >= since:
                _refuse_outside(repo, lock)
                _refuse_living(repo, lock)
                lock.unlink()


def remove_locks_of_sync(repo: Repository) -> None:
    """Remove the locks that a killed fetch, push, import or change of git's settings left, with
    which no other one succeeds.

    Those of HEAD, of branches and of the index stay. Raises StateError where the owner may be
    alive, OSError.
    """
    locks = [
        lock
        for lock in abandoned_locks(repo)
        if os.path.relpath(lock, repo.common_dir).startswith(_OF_SYNC)
    ]
    # git says so in its mark that a new pack is not to be packed again; the user's say otherwise.
    packs = (repo.common_dir / "objects" / "pack").glob("*.keep")
    for lock in (*locks, *(path for path in packs if _is_mark_of_git(path))):
        remove_abandoned(repo, lock)


def _is_mark_of_git(path: Path) -> bool:
    """Whether a mark of a pack was made by a git that was killed, before its words or after."""
    text = read_or_nothing(path)
    return bool(_KEPT.match(text)) or (not text and not path.with_suffix(".idx").exists())


def abandoned_locks(repo: Repository) -> list[Path]:
    """The locks of git that are there now, whoever has them, but the claim of the index, which is
    ours.
    """
    locks = [repo.git_dir / name for name in ("index.lock", "HEAD.lock")]
    locks += [repo.common_dir / name for name in ("packed-refs.lock", "config.lock")]
    locks += sorted((repo.common_dir / "refs").rglob("*.lock"))
    locks.append(repo.common_dir / "reftable" / "tables.list.lock")
    locks += sorted(repo.git_dir.glob("next-index-*.lock"))
    return [lock for lock in locks if lock.is_file() and not _is_claim(lock)]


def remove_abandoned(repo: Repository, lock: Path) -> None:
    """Remove a lock of git's whose owner is dead.

    A lock that was made in this instant is given time: programs that are no git hold one only for
    a moment. Raises StateError where the owner may be alive, OSError.
    """
    _refuse_outside(repo, lock)
    _refuse_living(repo, lock)
    deadline = time.monotonic() + _PATIENCE
    try:
        modified = lock.lstat().st_mtime
        while time.time() - modified < _PATIENCE and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        if lock.lstat().st_mtime != modified:
            raise StateError(
                _("another program has just made {lock}: try again when it has ended", lock=lock)
            )
        _refuse_living(repo, lock)
        lock.unlink()
    except FileNotFoundError:
        return


def _is_claim(lock: Path) -> bool:
    return (read_content(lock) or b"").startswith(CLAIM.encode())


def _ref_locks(repo: Repository, branch: str) -> list[Path]:
    return [
        repo.git_dir / "HEAD.lock",
        repo.common_dir / "refs" / "heads" / f"{branch}.lock",
        repo.common_dir / "reftable" / "tables.list.lock",
    ]


def _refuse_outside(repo: Repository, lock: Path) -> None:
    """Raise StateError for a lock that a link in the git directory leads to: git may follow
    `refs` elsewhere, as git-new-workdir makes it, but nothing is removed there.
    """
    homes = (repo.git_dir.resolve(), repo.common_dir.resolve())
    if not any(lock.parent.resolve().is_relative_to(home) for home in homes):
        raise StateError(
            _(
                "{lock} is there, and a link leads to it out of the git directory; nothing was "
                "changed: when no git works there, remove it by hand",
                lock=lock,
            )
        )


def _refuse_living(repo: Repository, lock: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while living := [process for process in _git_processes() if _may_work_in(process, repo)]:
        if time.monotonic() >= deadline:
            raise StateError(
                _(
                    "git's process {process} may hold {lock}: try again when it has ended",
                    process=str(living[0]),
                    lock=lock,
                )
            )
        time.sleep(_PAUSE)


def _git_processes() -> list[int]:
    """The ids of all git processes, of all users."""
    if not _PROC.exists():
        # Without /proc, as on macOS, `ps` lists the processes.
        listing = subprocess.run(["ps", "-Ao", "pid=,comm="], capture_output=True, text=True)
        rows = (line.split(None, 1) for line in listing.stdout.splitlines())
        return [int(pid) for pid, name in rows if Path(name).name.startswith("git")]
    processes = []
    for directory in _PROC.parent.iterdir():
        with contextlib.suppress(OSError):
            if directory.name.isdigit() and (directory / "comm").read_text().startswith("git"):
                processes.append(int(directory.name))
    return processes


def _may_work_in(process: int, repo: Repository) -> bool:
    """Whether a process may work in the repository: its current directory is there, or unknown."""
    try:
        place = Path(f"/proc/{process}/cwd").readlink()
    except (FileNotFoundError, ProcessLookupError):
        # A dying process has no directory any more; without /proc no process shows one.
        return not _PROC.exists() and _is_alive(process)
    except OSError:
        return _is_alive(process)
    homes = (repo.toplevel.resolve(), repo.common_dir.resolve(), repo.git_dir.resolve())
    return any(place.is_relative_to(home) for home in homes)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
