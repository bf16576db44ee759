"""Writes the log of a fault of ours, which holds no text of the user's."""

from __future__ import annotations

import errno
import os
import sys
import time
import traceback
from pathlib import Path

from clientfile import __version__
from clientfile.store.user_directory import log_directory


def write_log(error: BaseException) -> Path:
    """Write the log of an exception to a file that the user alone can read. Raises OSError.

    It has the kinds of the exceptions and the places in the program: their messages, and the words
    of the command line, may quote a record.
    """
    directory = log_directory()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = directory / f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(log, flags, 0o600), "w", encoding="utf-8", errors="replace") as file:
        file.write(f"clientfile {__version__}, Python {sys.version}\n\n{_describe(error)}")
    return log


def _describe(error: BaseException | None) -> str:
    """An exception and what led to it, the first cause first, without their messages."""
    parts = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__).format()
        parts.append(f"{''.join(frames)}{type(error).__name__}{_detail(error)}\n")
        error = error.__cause__ or error.__context__
    return "\nled to:\n".join(reversed(parts))  # no message


def _detail(error: BaseException) -> str:
    """What an exception says beside its kind that no user has typed."""
    if isinstance(error, OSError) and error.errno is not None:
        return f" {errno.errorcode.get(error.errno, error.errno)}"
    if isinstance(error, ImportError):
        return f" {error.name}"
    return ""
