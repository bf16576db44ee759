"""Writes a line of commits as one pack, without a worktree, an index or a branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class NewCommit:
    """A commit to write: `original` is the id of the one that it replays.

    `author` is the whole line of the author, `NAME <ADDRESS> SECONDS ZONE`; `message` is in
    `encoding`, "" for UTF-8. `files` maps the name of each file that differs from the parent, from
    the top of the worktree, to its mode (`100644`) and its bytes, or the id of a blob that git
    has; None where the file is gone.
    """

    original: str
    author: bytes
    message: bytes
    encoding: str
    files: Mapping[str, tuple[str, bytes | str] | None]
