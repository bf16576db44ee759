"""Finds a folder's git directory without running git, which takes no time.

Reading commands look there for an interrupted change; writing commands ask git itself.
"""

from __future__ import annotations

import os
from pathlib import Path

from clientfile.store.safe_open import read_ordinary

OWN = "clientfile"
"""Our folder within the git directory: it has the lock, the journal and saved texts."""
JOURNAL = "journal"
"""The name of the journal of a change under way, in our folder."""

# git reads no longer file as the name of a git directory.
_LONGEST = 1 << 20
TEMPORARIES = (f".{JOURNAL}.tmp", ".claim.tmp", "claim")
"""The names in our folder that exist only for an instant, unless a writer was killed."""


def has_leftovers(own: Path) -> bool:
    """Whether a writer that was killed may have left something in our folder, or the claim of git's
    index beside it, which is to be ended.
    """
    return any((own / name).exists() for name in (JOURNAL, TEMPORARIES[0], "../index.lock"))


def worktree(root: Path) -> Path | None:
    """The top of the worktree around `root`; None without git."""
    return next((place for place in (root, *root.parents) if (place / ".git").exists()), None)


def git_directory(root: Path) -> Path | None:
    """The git directory of the worktree around `root`; None without git."""
    for directory in (root, *root.parents):
        dot = directory / ".git"
        try:
            if dot.is_dir():
                return dot
            if dot.is_file():
                line = os.fsdecode(read_ordinary(dot, _LONGEST))
                named = directory / line.removeprefix("gitdir:").strip()
                return named if named.is_dir() else None
        except OSError:
            return None
    return None


def own_directory(root: Path) -> Path | None:
    """Our folder within the git directory of the worktree around `root`; None without git."""
    directory = git_directory(root)
    return directory and directory / OWN
