"""Where a folder's git directory is, found without asking git: it takes no time to look.

Reading commands look here whether a change was interrupted; whoever writes asks git itself.
"""

from __future__ import annotations

from pathlib import Path

OWN = "clientfile"
"""The folder within the git directory where the lock, the journal and kept texts are."""
JOURNAL = "journal"
"""What a change under way has written down, there."""


def worktree(root: Path) -> Path | None:
    """The top of the worktree around `root`; None without git."""
    return next((place for place in (root, *root.parents) if (place / ".git").exists()), None)


def own_directory(root: Path) -> Path | None:
    """Our folder within the git directory of the worktree around `root`; None without git."""
    for directory in (root, *root.parents):
        dot = directory / ".git"
        try:
            if dot.is_dir():
                return dot / OWN
            if dot.is_file():
                named = dot.read_text("utf-8", errors="surrogateescape")
                return (directory / named.removeprefix("gitdir:").strip()) / OWN
        except OSError:
            return None
    return None
