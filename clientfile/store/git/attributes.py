"""git's attributes of files: the filter that a file passes on its way to the disk."""

from __future__ import annotations

import os
from collections.abc import Sequence

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository

_NONE = ("unspecified", "unset", "set", "")


def filters_of(repo: Repository, names: Sequence[str]) -> dict[str, str]:
    """The filter of each of these files that has one (`lfs`, `git-crypt`), by their names from the
    top of the worktree. Raises StateError.
    """
    if not names:
        return {}
    lines = os.fsencode("".join(f"{name}\0" for name in names))
    result = run_git(repo.toplevel, "check-attr", "-z", "--stdin", "filter", stdin=lines)
    if result.code != 0:
        raise StateError(_("git can't read its attributes: {reason}", reason=result.words))
    parts = result.out.split("\0")[:-1]
    filters = zip(parts[::3], parts[2::3], strict=True)
    return {name: value for name, value in filters if value not in _NONE}
