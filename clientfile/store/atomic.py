"""Replaces, creates and removes files atomically; nothing saved meanwhile is lost.

A new text is first written in full elsewhere on the same disk, and synced. Then it is exchanged
with the file in one step, and the old text is compared with the expected one: a save by another
program in the last instant is noticed, and put back.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.store.beneath import (
    create,
    exchange,
    parent_of,
    read,
    remove,
    rename,
    rename_to_new,
    status_of,
    sync_file_systems,
)
from clientfile.store.own_folder import is_own, make_own, open_directory, private_mode
from clientfile.store.safe_open import MOST_OWN, MOST_TYPED

FEW = 32
"""So many files are synced one by one: more are sooner synced with all that the disk has to do."""


@dataclass(frozen=True)
class FileChange:
    """The change of one file from the bytes `before` to `after`; None is for no file.

    If both are the same, the file has its new text already and is only committed. `path` is the
    real path, links followed. `aside` is a path on the same disk where the new text is staged, None
    where our folder is on another disk.
    """

    path: Path
    before: bytes | None
    after: bytes | None
    aside: Path | None = None

    @property
    def staged(self) -> Path:
        """The path of the new text until the swap, then of the old text until the change ends."""
        return self.aside or self.path.with_name(f".{self.path.name}.clientfile")

    @property
    def on_disk(self) -> bool:
        """Whether the bytes on disk change."""
        return self.before != self.after


class ChangedMeanwhileError(Exception):
    """Another program saved the file after it was read; the file is as that program left it."""


def stage(changes: Sequence[FileChange]) -> None:
    """Write each new text beside its file, with the file's own mode and owner, and sync them all.

    All are written before the first is synced: the disk then has next to nothing left to do for
    the others.
    """
    for directory in dict.fromkeys(_directories(changes)):
        _make_directory(directory)
    for change in changes:
        remove(change.staged)
        if change.after is not None:
            _write_new(change.staged, change.after, status_of(change.path), synced=False)
    new = [change.staged for change in changes if change.after is not None]
    if len(new) <= FEW or not sync_file_systems({path.parent for path in new}):
        for path in new:
            sync_file(path)


def _directories(changes: Sequence[FileChange]) -> Iterator[Path]:
    """The directories of what is staged, and of the files that it becomes."""
    for change in changes:
        yield change.staged.parent
        if change.after is not None:
            yield change.path.parent


def swap(change: FileChange) -> None:
    """Exchange the staged text with the file; `sync_names` must follow.

    Raises ChangedMeanwhileError, OSError.
    """
    if change.before is None:
        _create(change)
    elif change.after is None:
        _remove(change)
    else:
        _replace(change)


def put_back(change: FileChange) -> None:
    """Restore the file's old text, in whatever state an interruption left the change; idempotent.

    What another program has saved since then stays. Raises OSError.
    """
    if not change.on_disk:
        return
    aside = read_content(change.staged)
    if read_content(change.path) == change.after:
        _restore(change, aside)
    remove(change.staged)
    sync_names([change])


def finish(change: FileChange) -> bytes | None:
    """Delete the old text; idempotent; `sync_staged_names` must follow.

    Returns the old file's bytes if a program that had it open wrote to it after the swap, else
    None. Raises OSError.
    """
    if not change.on_disk:
        return None
    aside = read_content(change.staged)
    remove(change.staged)
    return aside if aside not in (None, change.before, change.after) else None


def sync_names(changes: Sequence[FileChange]) -> None:
    """Sync the directories of all the changes, each once. Raises OSError."""
    on_disk = [change for change in changes if change.on_disk]
    sync_directories({path.parent for each in on_disk for path in (each.path, each.staged)})


def sync_staged_names(changes: Sequence[FileChange]) -> None:
    """Sync the directories that staged texts stood in, each once. Raises OSError."""
    sync_directories({change.staged.parent for change in changes if change.on_disk})


def read_content(path: Path) -> bytes | None:
    """A file's bytes; None where there is no file. Raises UnfitFileError for no ordinary file."""
    try:
        return read(path, MOST_OWN)
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_or_nothing(path: Path) -> bytes:
    """A file's bytes; none where there is no ordinary file of a sane size, or it can't be read."""
    try:
        return read(path, MOST_TYPED)
    except OSError:
        return b""


def write_synced(path: Path, *parts: bytes) -> None:
    """Replace the file at `path` by `parts` atomically, and sync it. Raises StateError, OSError.

    A new file in our folder of the git directory is as closed as that folder.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    _make_directory(path.parent)
    try:
        remove(temporary)
        mode = private_mode(path.parent) if is_own(path.parent) else None
        _write_new(temporary, b"".join(parts), status_of(path), mode)
        rename(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            remove(temporary)
        raise
    sync_directory(path.parent)


def remove_synced(path: Path) -> None:
    """Remove a file, if it exists, and sync its directory. Raises OSError."""
    remove(path)
    sync_directory(path.parent)


def sync_file(path: Path) -> None:
    """Sync a file's bytes to the disk. Raises OSError."""
    with parent_of(path) as parent:
        descriptor = os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=parent)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_directory(directory: Path) -> None:
    """Sync the names in a directory to the disk. Raises OSError."""
    descriptor = open_directory(directory)
    try:
        _sync(descriptor)
    except OSError as error:
        # Some file systems can't sync a directory, and need not.
        if error.errno not in (errno.EINVAL, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def sync_directories(directories: Collection[Path]) -> None:
    """Sync the names in directories, of those that there are; in many by what syncs all that their
    disk has to do, which is sooner done. Raises OSError.
    """
    there = [directory for directory in directories if directory.exists()]
    if len(there) <= FEW or not sync_file_systems(there):
        for directory in there:
            with contextlib.suppress(FileNotFoundError):
                sync_directory(directory)


def _create(change: FileChange) -> None:
    try:
        rename_to_new(change.staged, change.path)
    except FileExistsError:
        raise ChangedMeanwhileError from None


def _remove(change: FileChange) -> None:
    try:
        rename(change.path, change.staged)
    except FileNotFoundError:
        raise ChangedMeanwhileError from None
    if read_content(change.staged) != change.before:
        rename_to_new(change.staged, change.path)
        raise ChangedMeanwhileError


def _replace(change: FileChange) -> None:
    if read_content(change.path) != change.before:
        raise ChangedMeanwhileError
    try:
        exchange(change.staged, change.path)
    except FileNotFoundError:
        raise ChangedMeanwhileError from None
    if read_content(change.staged) != change.before:
        # Another program saved between the comparison and the exchange: its text is put back.
        _exchange_back(change)
        raise ChangedMeanwhileError


def _exchange_back(change: FileChange) -> None:
    """Undo an exchange, unless another program has saved over the new text."""
    exchange(change.staged, change.path)
    if read_content(change.staged) != change.after:
        exchange(change.staged, change.path)


def _restore(change: FileChange, aside: bytes | None) -> None:
    """Put the old text in the place of the new: the old file itself if it still exists."""
    if change.before is None:
        rename(change.path, change.staged)
        if read_content(change.staged) != change.after:
            rename_to_new(change.staged, change.path)
        return
    if aside in (None, change.after):
        remove(change.staged)
        _write_new(change.staged, change.before, status_of(change.path))
    if change.after is None:
        rename_to_new(change.staged, change.path)
        return
    _exchange_back(change)


def _make_directory(directory: Path) -> None:
    """Create a directory and its parents, and sync each parent that gets a new name."""
    if is_own(directory):
        for new in make_own(directory):
            sync_directory(new.parent)
        return
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    for path in missing:
        sync_directory(path.parent)


def _write_new(
    path: Path,
    text: bytes,
    like: os.stat_result | None,
    mode: int | None = None,
    *,
    synced: bool = True,
) -> None:
    """Write a new file, with the mode and owner of `like`, or else with `mode`; sync it unless
    `synced` is false.
    """
    try:
        # Closed until it has its mode; a new record gets what the umask says.
        first = 0o600 if like or mode else 0o666
        with os.fdopen(create(path, first), "wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            elif like is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode))
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), like.st_uid, like.st_gid)
            file.write(text)
            file.flush()
            if synced:
                _sync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            remove(path)
        raise


def _sync(descriptor: int) -> None:
    # On macOS fsync does not flush the disk's own cache.
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)
