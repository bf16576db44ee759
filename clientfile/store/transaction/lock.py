"""The folder's write lock: an advisory lock on a file, which ends with its owner's process."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clientfile.errors import DiskError, LockedError, StateError
from clientfile.language import _, pgettext
from clientfile.store.atomic import sync_directory
from clientfile.store.beneath import remove
from clientfile.store.git.gitdir import TEMPORARIES
from clientfile.store.own_folder import make_own, open_own
from clientfile.store.patience import read_patience

_PAUSE = 0.02
_LONGEST_OWNER = 200
_OWNER = re.compile(r"process (\d+) since (.+)")
_WRITE = pgettext("can't ...", "write")

# Descriptors of locks that this process has. A process forked to read records closes its copies:
# else it would keep the lock of a writer that was killed.
_descriptors: set[int] = set()


@contextmanager
def exclusive_lock(directory: Path, patience: float | None = None) -> Iterator[int]:
    """Hold the folder's lock, a file in `directory`; yields its descriptor, for git to inherit.

    Raises LockedError, which names the owner, after `patience` seconds (default:
    `$CLIENTFILE_WAIT`, else 30), StateError where the directory can't be written.
    """
    path = directory / "lock"
    try:
        for new in make_own(directory):
            sync_directory(new.parent)
        descriptor = open_own(directory, path.name, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise StateError(
                _("{path} is a link; nothing was changed: take it away", path=path)
            ) from error
        raise DiskError(_WRITE, path, error) from error
    try:
        _wait_for(descriptor, path, read_patience() if patience is None else patience)
        _sign(descriptor, path)
        _remove_temporaries(directory)
        _descriptors.add(descriptor)
        yield descriptor
    finally:
        _descriptors.discard(descriptor)
        # A process that a hook left running has the descriptor too: closing ours would not unlock.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _close_in_fork() -> None:
    while _descriptors:
        os.close(_descriptors.pop())


os.register_at_fork(after_in_child=_close_in_fork)


def _sign(descriptor: int, path: Path) -> None:
    """Write the owner into the lock's file, for the message of a writer that waits in vain."""
    try:
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, _owned_by(str(os.getpid()), time.ctime()).encode(), 0)
    except OSError as error:
        raise DiskError(_WRITE, path, error) from error


def _remove_temporaries(directory: Path) -> None:
    """Remove what a killed writer was about to rename: nobody else has the lock now."""
    leftovers = [directory / name for name in TEMPORARIES]
    leftovers += (directory / "kept").glob(".*.tmp")
    for path in leftovers:
        with contextlib.suppress(OSError):
            remove(path)


def _wait_for(descriptor: int, path: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockedError(
                    _(
                        "another writer holds the folder ({owner}); nothing was changed: try again "
                        "when it is done",
                        owner=_owner(descriptor),
                    )
                ) from None
            time.sleep(_PAUSE)
        except OSError as error:
            raise DiskError(pgettext("can't ...", "lock"), path, error) from error


def _owner(descriptor: int) -> str:
    """Who the lock's file says has it."""
    text = os.pread(descriptor, _LONGEST_OWNER, 0).decode(errors="replace").strip()
    match = _OWNER.fullmatch(text)
    return _owned_by(*match.groups()) if match else text or _("unknown")


def _owned_by(process: str, moment: str) -> str:
    return _("process {process} since {time}", process=process, time=moment)
