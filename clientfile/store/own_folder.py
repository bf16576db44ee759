"""Makes and opens our folder in the git directory, where no link may lead elsewhere.

A client folder may arrive with its git directory. What stands there under our names may then be
anybody's, and must not have us create, empty or delete a file anywhere else.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.gitdir import OWN
from clientfile.store.safe_open import MOST_SETTINGS, UnfitFileError, read_ordinary

_SHARED = rb"(?im)^[ \t]*sharedrepository[ \t]*=[ \t]*\"?(\w+)"
_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_SHARED_MODES = {
    **dict.fromkeys((b"group", b"true", b"1"), 0o660),
    **dict.fromkeys((b"all", b"world", b"everybody", b"2"), 0o664),
}


def require_own(directory: Path) -> None:
    """Raise StateError where our folder in the git directory, or one in it, is a link.

    Whoever made it a link would have us write, empty or delete files somewhere else.
    """
    for path in (directory, directory / "kept", directory / "staged"):
        try:
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not stat.S_ISDIR(status.st_mode):
            raise StateError(
                _(
                    "{path} is no folder of clientfile's own; nothing was changed: take it away",
                    path=path,
                )
            )


def make_own(directory: Path) -> list[Path]:
    """Create our folder in the git directory, or one in it: for its owner alone, or as git shares
    the repository. Returns those that are new, whose names are to be synced.

    Raises StateError where a link is in its place, OSError.
    """
    own = _own_of(directory)
    require_own(own)
    new: list[Path] = []
    for path in dict.fromkeys((own, directory)):
        parent = os.open(own.parent, _FOLDER) if path == own else open_directory(own)
        try:
            if _make_folder(parent, path.name, own):
                new.append(path)
        finally:
            os.close(parent)
    return new


def _make_folder(parent: int, name: str, own: Path) -> bool:
    """Create a folder in an open one; False where there is something of that name."""
    try:
        os.stat(name, dir_fd=parent, follow_symlinks=False)
        return False
    except FileNotFoundError:
        mode = private_mode(own)
    try:
        os.mkdir(name, _PRIVATE_FOLDER, dir_fd=parent)
    except FileExistsError:
        return False
    descriptor = os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=parent)
    try:
        os.fchmod(descriptor, _PRIVATE_FOLDER | mode | (mode & 0o444) >> 2)
    finally:
        os.close(descriptor)
    return True


def open_directory(directory: Path) -> int:
    """A descriptor of a directory. Where it is our folder in the git directory, or one in it, no
    link is followed from our folder on. Raises OSError.
    """
    if not is_own(directory):
        return os.open(directory, _FOLDER)
    own = _own_of(directory)
    descriptor = os.open(own, _FOLDER | os.O_NOFOLLOW)
    if directory == own:
        return descriptor
    try:
        return os.open(directory.name, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor)
    finally:
        os.close(descriptor)


def open_own(directory: Path, name: str, flags: int, mode: int | None = None) -> int:
    """A descriptor of a file in our folder, relative to that folder's own descriptor.

    No link is followed, and a file that is created is as closed as our folder, or has `mode`.
    Raises OSError.
    """
    parent = open_directory(directory)
    try:
        return _open_own(parent, name, flags, private_mode(directory) if mode is None else mode)
    finally:
        os.close(parent)


def _open_own(parent: int, name: str, flags: int, mode: int) -> int:
    descriptor = os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, mode, dir_fd=parent)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnfitFileError(errno.EINVAL, _("it is no ordinary file"), name)
        if stat.S_IMODE(status.st_mode) != mode and status.st_uid == os.geteuid():
            os.fchmod(descriptor, mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_own(directory: Path) -> bool:
    """Whether a directory is our folder in a git directory, or lies in it.

    A client folder, too, may be called so: a git directory has a HEAD.
    """
    if OWN not in (directory.name, directory.parent.name):
        return False
    return os.path.lexists(_own_of(directory).parent / "HEAD")


def _own_of(directory: Path) -> Path:
    """Our folder, of itself or of a folder in it."""
    return directory if directory.name == OWN else directory.parent


def private_mode(directory: Path) -> int:
    """The mode of files in our folder: 0600, or what `core.sharedRepository` grants beside.

    The setting is read in the repository's own configuration, where `git init --shared` puts it.
    """
    own = _own_of(directory)
    try:
        common = read_ordinary(own.parent / "commondir", MOST_SETTINGS).decode(errors="replace")
    except OSError:
        common = ""
    try:
        config = read_ordinary(own.parent / common.strip() / "config", MOST_SETTINGS)
    except (OSError, ValueError):
        return _PRIVATE
    values = re.findall(_SHARED, config)
    value = values[-1].lower() if values else b""
    if re.fullmatch(rb"0[0-7]{3}", value):
        return _PRIVATE | int(value, 8) & 0o666
    return _SHARED_MODES.get(value, _PRIVATE)
