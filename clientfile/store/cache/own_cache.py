"""Where a user's own cache of a folder is, and the stamp that proves who made it.

A client folder may arrive with a cache that somebody else made: every row is well formed, and says
something wrong. A cache is believed only where this user made it, in this very file. Its name and
its stamp come from a key that is in the user's state directory, and in no folder. A copy of the
file has another inode, and is made again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from clientfile.store.folder import Folder
from clientfile.store.git.gitdir import own_directory
from clientfile.store.safe_open import read_ordinary
from clientfile.store.user_directory import user_directory

_KEY_BYTES = 32


def cache_path(folder: Folder) -> Path | None:
    """The path of this user's cache of the folder: in its git directory, else in the user's cache
    directory; None where neither can be written, or the user has no place for a key.

    Each user of a shared repository has a file, so that nobody makes again what another one reads.
    """
    key = _read_key()
    if key is None:
        return None
    own = own_directory(folder.root)
    if own is not None and os.access(own if own.exists() else own.parent, os.W_OK):
        return own / f"index-{_digest(key, 'name', 4)}.sqlite"
    base = user_directory("XDG_CACHE_HOME", ".cache")
    if base is None or not os.access(base if base.exists() else base.parent, os.W_OK):
        return None
    name = hashlib.sha1(os.fsencode(folder.root.resolve())).hexdigest()[:20]
    return base / "clientfile" / f"{name}.sqlite"


def stamp_of(status: os.stat_result) -> str | None:
    """What the cache in a file says if this user made it there: 32 hexadecimal digits.

    None where the user has no place for a key.
    """
    key = _read_key()
    return None if key is None else _digest(key, f"inode {status.st_ino}", 16)  # no message


def _digest(key: bytes, text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), key=key, digest_size=size).hexdigest()


def _read_key() -> bytes | None:
    """The user's key, a random one at the first use; None without a home that can be written."""
    base = user_directory("XDG_STATE_HOME", ".local", "state")
    if base is None:
        return None
    path = base / "clientfile" / "cache-key"
    try:
        return _whole(read_ordinary(path, _KEY_BYTES)) or _make_key(path)
    except FileNotFoundError:
        return _make_key(path)
    except OSError:
        return None


def _make_key(path: Path) -> bytes | None:
    """Write a new key that the user alone can read; None where that fails.

    Of two processes that do so at once, the last one's key stays.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(os.urandom(_KEY_BYTES))
        temporary.replace(path)
        return _whole(read_ordinary(path, _KEY_BYTES))
    except OSError:
        return None


def _whole(key: bytes) -> bytes | None:
    return key if len(key) == _KEY_BYTES else None
