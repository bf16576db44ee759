"""Writes files that the user named, whole and synced; what is there is not written over unasked."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from clientfile.errors import StateError, UsageError, reason_of
from clientfile.language import _


def write_files(directory: Path, contents: Mapping[str, bytes], *, over: bool = False) -> None:
    """Write files into a directory, which is made where it is missing.

    Each is written beside its place and synced before it takes it. Raises UsageError where one is
    there and `over` is false, StateError where the disk does not allow it; of several files some
    may then be there, each of them whole.
    """
    if not over:
        _refuse_existing([directory / name for name in contents])
    staged: dict[Path, Path] = {}
    with _disk_errors(directory):
        directory.mkdir(exist_ok=True)
        try:
            for name, content in contents.items():
                path = directory / name
                staged[path] = path.with_name(f".{name}.{os.getpid()}.clientfile")
                _write_synced(staged[path], content)
            for path, aside in staged.items():
                _move(aside, path, over=over)
        finally:
            for aside in staged.values():
                aside.unlink(missing_ok=True)
        _sync_directory(directory)


def _refuse_existing(paths: list[Path]) -> None:
    for path in paths:
        if path.is_symlink() or path.exists():
            raise _existing(path)


def _existing(path: Path) -> UsageError:
    return UsageError(
        _("{file} is there already: write over it by --over, or name another", file=path)
    )


@contextlib.contextmanager
def _disk_errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StateError(
            _(
                "can't write {file}: {reason}",
                file=error.filename or directory,
                reason=reason_of(error),
            )
        ) from error


def _write_synced(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    # Clients' data: for its owner, and for whom the directory's own mode lets in.
    descriptor = os.open(path, flags, 0o666)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, no path
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _move(aside: Path, path: Path, *, over: bool) -> None:
    """Give a written file its name. Raises UsageError where one has come there meanwhile."""
    if over:
        aside.replace(path)
        return
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        raise _existing(path) from None
    except OSError as error:
        # Some disks have no links.
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise
        aside.rename(path)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
