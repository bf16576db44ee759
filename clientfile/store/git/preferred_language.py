"""The reader's language as git's settings have it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from clientfile.store.git.gitdir import git_directory
from clientfile.store.safe_open import read_ordinary
from clientfile.store.user_directory import user_directory

# git itself reads longer files: their settings are not ours.
_LONGEST_SETTINGS = 1 << 20


def preferred_language(root: Path) -> str:
    """git's setting clientfile.lang, which names the user's language; "" where it is not set.

    git is asked where one of its files names us, or another file: that takes milliseconds.
    """
    if "GIT_CONFIG_COUNT" not in os.environ and not any(map(_may_name_us, _git_settings(root))):
        return ""
    from clientfile.store.git.process import run_git

    return run_git(root, "config", "--get", "clientfile.lang").out.strip()


def _git_settings(root: Path) -> Iterator[Path]:
    """The files in which git looks for settings, whether they exist or not."""
    if directory := git_directory(root):
        yield directory / "config"
        yield directory / "config.worktree"
    own = os.environ.get("GIT_CONFIG_GLOBAL")
    if own is not None:
        yield Path(own)
    else:
        yield from _global_settings()
    yield Path(os.environ.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig"))


def _global_settings() -> Iterator[Path]:
    with contextlib.suppress(RuntimeError):
        yield Path.home() / ".gitconfig"
    if base := user_directory("XDG_CONFIG_HOME", ".config"):
        yield base / "git" / "config"


def _may_name_us(path: Path) -> bool:
    """Whether a file of git's settings may set one of ours, or names a file that may."""
    try:
        text = read_ordinary(path, _LONGEST_SETTINGS).lower()
    except OSError:
        return False
    # The merge driver is a setting of another section.
    return b"[clientfile" in text or b"include" in text
