"""Creates, links, renames and removes names relative to a descriptor of their directory.

A path that was looked at a moment ago may lead elsewhere now: somebody may have put a link in the
place of a directory. So what leads to a file is opened once (`own_folder.open_directory`: no link
from our folder in the git directory on), and the file is used by its name in that directory.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from clientfile.store.own_folder import is_own, open_directory
from clientfile.store.safe_open import read_ordinary

_EXCHANGE, _NO_REPLACE = "exchange", "no-replace"
# renameat2(2) on Linux, renameatx_np(2) on macOS.
_FLAGS = {"linux": {_EXCHANGE: 2, _NO_REPLACE: 1}, "darwin": {_EXCHANGE: 2, _NO_REPLACE: 4}}
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


@contextmanager
def parent_of(path: Path) -> Iterator[int]:
    """A descriptor of the directory of a path. An OSError from within names the whole path."""
    try:
        descriptor = open_directory(path.parent)
        try:
            yield descriptor
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.filename == path.name or error.filename is None:
            error.filename = str(path)
        raise


def create(path: Path, mode: int) -> int:
    """A descriptor of a new file, to write to. Raises FileExistsError, OSError."""
    with parent_of(path) as parent:
        return os.open(path.name, _NEW, mode, dir_fd=parent)


def read(path: Path, most: int) -> bytes:
    """The bytes of an ordinary file of at most `most` bytes; in our folder no link is followed.

    Raises UnfitFileError, OSError.
    """
    if not is_own(path.parent):
        return read_ordinary(path, most)
    with parent_of(path) as parent:
        return read_ordinary(Path(path.name), most, links=False, directory=parent)


def status_of(path: Path) -> os.stat_result | None:
    """The status of a file, of a link in our folder itself; None where there is none."""
    try:
        with parent_of(path) as parent:
            return os.stat(path.name, dir_fd=parent, follow_symlinks=not is_own(path.parent))
    except FileNotFoundError:
        return None


def remove(path: Path) -> None:
    """Remove a file, or a link in its place, if there is one. Raises OSError."""
    try:
        with parent_of(path) as parent:
            os.unlink(path.name, dir_fd=parent)
    except FileNotFoundError:
        return


def link(source: Path, target: Path) -> None:
    """Give a file a second name. Raises FileExistsError, OSError."""
    with parent_of(source) as one, parent_of(target) as other:
        os.link(source.name, target.name, src_dir_fd=one, dst_dir_fd=other, follow_symlinks=False)


def rename(source: Path, target: Path) -> None:
    """Rename a file in the place of another, if there is one. Raises OSError."""
    with parent_of(source) as one, parent_of(target) as other:
        os.replace(source.name, target.name, src_dir_fd=one, dst_dir_fd=other)


def rename_to_new(source: Path, target: Path) -> None:
    """Rename a file in one step, never in the place of another. Raises FileExistsError, OSError."""
    _rename(source, target, _NO_REPLACE)


def exchange(source: Path, target: Path) -> None:
    """Exchange two files in one step. Raises OSError."""
    _rename(source, target, _EXCHANGE)


def sync_file_system(directory: Path) -> bool:
    """Sync all that is on the file system of a directory; False where the system can't.

    Raises OSError.
    """
    import ctypes

    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        return False
    descriptor = open_directory(directory)
    try:
        if call(descriptor):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(directory))
    finally:
        os.close(descriptor)
    return True


def sync_file_systems(directories: Iterable[Path]) -> bool:
    """Sync all that is on the file systems of directories, each once; False where the system can't.

    Raises OSError.
    """
    by_device = {directory.stat().st_dev: directory for directory in directories}
    return all(map(sync_file_system, by_device.values()))


def _rename(source: Path, target: Path, manner: str) -> None:
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
    call = library.renameatx_np if sys.platform == "darwin" else library.renameat2
    names = os.fsencode(source.name), os.fsencode(target.name)
    with parent_of(source) as one, parent_of(target) as other:
        if call(one, names[0], other, names[1], flags):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(source), None, str(target))


def _rename_in_steps(source: Path, target: Path, manner: str) -> None:
    """Rename where the file system can't exchange: a hard link preserves the old file."""
    if manner == _NO_REPLACE:
        link(source, target)
        remove(source)
        return
    old = target.with_name(f"{source.name}.old")
    remove(old)
    link(target, old)
    rename(source, target)
    rename(old, source)
