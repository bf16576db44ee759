"""Reads files that are not ours to trust: ordinary ones of a sane size, by one descriptor.

A folder may come from somebody else. A name in it may be a device that never ends, a pipe that
nobody writes to, or a link out of the folder; what counts is what the descriptor says, not what was
there a moment before.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from clientfile.errors import InvalidError, reason_of
from clientfile.language import _

MOST_SETTINGS = 256_000
"""The bytes of a `clientfile.toml` or a MAP file, at most."""
MOST_TYPED = 64_000_000
"""The bytes of a report or of JSON that a command takes in, at most."""
MOST_TABLE = 512_000_000
"""The bytes of a CSV file that is imported, at most."""
MOST_OWN = 4_000_000_000
"""The bytes of a journal or of any file that a change replaces, at most."""

_LEAST, _BLOCK = 1 << 16, 1 << 26
# Where a shell puts the pipe of `<(command)`: a pipe there is the user's own, by name.
_TYPED_PIPES = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")


class UnfitFileError(OSError):
    """A file that is not read: its `strerror` says that it is no ordinary one, or too large."""


def read_ordinary(
    path: Path, most: int, *, links: bool = True, directory: int | None = None
) -> bytes:
    """The bytes of an ordinary file of at most `most` bytes, by one open descriptor.

    `links` says whether the name itself may be a link, `directory` is a descriptor of the directory
    that a relative path begins in. Raises UnfitFileError, OSError.
    """
    # Without O_NONBLOCK, opening a named pipe would wait for a writer.
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if links else os.O_NOFOLLOW)
    descriptor = os.open(path, flags, dir_fd=directory)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISFIFO(status.st_mode) and str(path).startswith(_TYPED_PIPES):
            os.set_blocking(descriptor, True)
        elif not stat.S_ISREG(status.st_mode):
            raise UnfitFileError(errno.EINVAL, _("it is no ordinary file"), str(path))
        return _read_all(descriptor, path, status.st_size, most)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, path: Path, size: int, most: int) -> bytes:
    """All bytes from a descriptor on; `size` is what the file seemed to have."""
    blocks: list[bytes] = []
    total, step = (most + 1, 0) if size > most else (0, min(size + 1, _BLOCK))
    while total <= most and (block := os.read(descriptor, step)):
        blocks.append(block)
        total += len(block)
        # As much again: at the end of a file nothing more is read, and no room is taken for it.
        step = min(max(total, _LEAST), _BLOCK, most + 1)
    if total > most:
        raise UnfitFileError(
            errno.EFBIG, _("it has more than {most:,} bytes", most=most), str(path)
        )
    return b"".join(blocks)


def read_of_folder(path: Path, name: str, most: int, *, links: bool = True) -> bytes:
    """The same for a file of the client folder, which messages call `name`.

    Raises InvalidError for what is no ordinary file of that size, FileNotFoundError, OSError.
    """
    try:
        return read_ordinary(path, most, links=links)
    except UnfitFileError as error:
        reason = reason_of(error)
        raise InvalidError(
            _("{file} can't be read, {reason}: move it away", file=name, reason=reason)
        ) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise InvalidError(
                _("{path} is a link that leads nowhere: take it away", path=name)
            ) from error
        raise
