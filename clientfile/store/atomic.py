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
import sys
from dataclasses import dataclass
from pathlib import Path

from clientfile.store.own_folder import is_own, make_own, private_mode
from clientfile.store.safe_open import MOST_OWN, MOST_TYPED, read_ordinary

_AT_FDCWD = -100
_EXCHANGE, _NO_REPLACE = "exchange", "no-replace"
# renameat2(2) on Linux, renamex_np(2) on macOS.
_FLAGS = {"linux": {_EXCHANGE: 2, _NO_REPLACE: 1}, "darwin": {_EXCHANGE: 2, _NO_REPLACE: 4}}
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


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


def stage(change: FileChange) -> None:
    """Write the new text beside the file and sync it, with the file's own mode and owner."""
    change.staged.unlink(missing_ok=True)
    _make_directories(change.staged.parent)
    if change.after is not None:
        _make_directories(change.path.parent)
        _write_new(change.staged, change.after, _stat_of(change.path))


def swap(change: FileChange) -> None:
    """Exchange the staged text with the file. Raises ChangedMeanwhileError, OSError."""
    if change.before is None:
        _create(change)
    elif change.after is None:
        _remove(change)
    else:
        _replace(change)
    _sync_names(change)


def put_back(change: FileChange) -> None:
    """Restore the file's old text, in whatever state an interruption left the change; idempotent.

    What another program has saved since then stays. Raises OSError.
    """
    if not change.on_disk:
        return
    aside = read_content(change.staged)
    if read_content(change.path) == change.after:
        _restore(change, aside)
    change.staged.unlink(missing_ok=True)
    _sync_names(change)


def finish(change: FileChange) -> bytes | None:
    """Delete the old text; idempotent.

    Returns the old file's bytes if a program that had it open wrote to it after the swap, else
    None. Raises OSError.
    """
    if not change.on_disk:
        return None
    aside = read_content(change.staged)
    change.staged.unlink(missing_ok=True)
    _sync_names(change)
    return aside if aside not in (None, change.before, change.after) else None


def _sync_names(change: FileChange) -> None:
    for directory in {change.path.parent, change.staged.parent}:
        with contextlib.suppress(FileNotFoundError):
            sync_directory(directory)


def read_content(path: Path) -> bytes | None:
    """A file's bytes; None where there is no file. Raises UnfitFileError for no ordinary file."""
    try:
        return read_ordinary(path, MOST_OWN)
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_or_nothing(path: Path) -> bytes:
    """A file's bytes; none where there is no ordinary file of a sane size, or it can't be read."""
    try:
        return read_ordinary(path, MOST_TYPED)
    except OSError:
        return b""


def write_synced(path: Path, *parts: bytes) -> None:
    """Replace the file at `path` by `parts` atomically, and sync it. Raises StateError, OSError.

    A new file in our folder of the git directory is as closed as that folder.
    """
    temporary = path.with_name(f".{path.name}.tmp")
    own = is_own(path.parent)
    if own:
        for new in make_own(path.parent):
            sync_directory(new.parent)
    else:
        _make_directories(path.parent)
    try:
        temporary.unlink(missing_ok=True)
        mode = private_mode(path.parent) if own else None
        _write_new(temporary, b"".join(parts), _stat_of(path), mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_directory(path.parent)


def remove_synced(path: Path) -> None:
    """Remove a file, if it exists, and sync its directory. Raises OSError."""
    path.unlink(missing_ok=True)
    sync_directory(path.parent)


def sync_file(path: Path) -> None:
    """Sync a file's bytes to the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


def sync_directory(directory: Path) -> None:
    """Sync the names in a directory to the disk. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        _sync(descriptor)
    except OSError as error:
        # Some file systems can't sync a directory, and need not.
        if error.errno not in (errno.EINVAL, errno.EBADF):
            raise
    finally:
        os.close(descriptor)


def _create(change: FileChange) -> None:
    try:
        _rename(change.staged, change.path, _NO_REPLACE)
    except FileExistsError:
        raise ChangedMeanwhileError from None


def _remove(change: FileChange) -> None:
    try:
        change.path.rename(change.staged)
    except FileNotFoundError:
        raise ChangedMeanwhileError from None
    if read_content(change.staged) != change.before:
        _rename(change.staged, change.path, _NO_REPLACE)
        raise ChangedMeanwhileError


def _replace(change: FileChange) -> None:
    if read_content(change.path) != change.before:
        raise ChangedMeanwhileError
    try:
        _rename(change.staged, change.path, _EXCHANGE)
    except FileNotFoundError:
        raise ChangedMeanwhileError from None
    if read_content(change.staged) != change.before:
        # Another program saved between the comparison and the exchange: its text is put back.
        _exchange_back(change)
        raise ChangedMeanwhileError


def _exchange_back(change: FileChange) -> None:
    """Undo an exchange, unless another program has saved over the new text."""
    _rename(change.staged, change.path, _EXCHANGE)
    if read_content(change.staged) != change.after:
        _rename(change.staged, change.path, _EXCHANGE)


def _restore(change: FileChange, aside: bytes | None) -> None:
    """Put the old text in the place of the new: the old file itself if it still exists."""
    if change.before is None:
        change.path.rename(change.staged)
        if read_content(change.staged) != change.after:
            _rename(change.staged, change.path, _NO_REPLACE)
        return
    if aside in (None, change.after):
        change.staged.unlink(missing_ok=True)
        _write_new(change.staged, change.before, _stat_of(change.path))
    if change.after is None:
        _rename(change.staged, change.path, _NO_REPLACE)
        return
    _exchange_back(change)


def _rename(source: Path, target: Path, manner: str) -> None:
    """Rename in one step: `manner` is to exchange the two, or not to replace. Raises OSError."""
    try:
        _rename_by_system(source, target, _FLAGS[sys.platform][manner])
    except (KeyError, AttributeError):
        _rename_in_steps(source, target, manner)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        _rename_in_steps(source, target, manner)


def _rename_by_system(source: Path, target: Path, flags: int) -> None:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(source), os.fsencode(target)
    if sys.platform == "darwin":
        failed = library.renamex_np(*names, flags)
    else:
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], flags)
    if failed:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(source), None, str(target))


def _rename_in_steps(source: Path, target: Path, manner: str) -> None:
    """Rename where the file system can't exchange: a hard link preserves the old file."""
    if manner == _NO_REPLACE:
        target.hardlink_to(source)
        source.unlink()
        return
    old = target.with_name(f"{source.name}.old")
    old.unlink(missing_ok=True)
    old.hardlink_to(target)
    source.replace(target)
    old.rename(source)


def _make_directories(directory: Path) -> None:
    """Create a directory and its parents, and sync each parent that gets a new name."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    directory.mkdir(parents=True, exist_ok=True)
    for path in missing:
        sync_directory(path.parent)


def _write_new(
    path: Path, text: bytes, like: os.stat_result | None, mode: int | None = None
) -> None:
    """Write a new file and sync it, with the mode and owner of `like`, or else with `mode`."""
    try:
        # Closed until it has its mode; a new record gets what the umask says.
        first = 0o600 if like or mode else 0o666
        with os.fdopen(os.open(path, _NEW, first), "wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            elif like is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode))
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), like.st_uid, like.st_gid)
            file.write(text)
            file.flush()
            _sync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _sync(descriptor: int) -> None:
    # On macOS fsync does not flush the disk's own cache.
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is None:
        os.fsync(descriptor)
    else:
        fcntl.fcntl(descriptor, full)


def _stat_of(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
