"""Finds the commits at which a shallow clone begins, and says how to fetch what came before."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection

from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_objects

FETCH = "git fetch --unshallow"
# A clone has one line for each branch that was cut off.
_LARGEST = 1 << 22
_DIGITS = 10
_ID = re.compile(r"[0-9a-f]{40,64}")


def cut_commits(repo: Repository) -> frozenset[str]:
    """The commits that have parents which this clone lacks; empty where the history is whole.

    git shows such a commit as one without parents that added every file. A first commit that git
    lists among them has no parent in its own text, and is left out.
    """
    ids = sorted(set(_ID.findall(_read_shallow_file(repo))))
    headers = ((id_, text.partition(b"\n\n")[0]) for id_, text in read_objects(repo, ids).items())
    return frozenset(id_ for id_, header in headers if b"\nparent " in header)


def absence(cut: Collection[str]) -> str:
    """The sentence about the history before these commits."""
    first, more = min(cut)[:_DIGITS], len(cut) - 1
    which = f"{first} and {more} more" if more else first
    return f"the history before {which} is not here (a shallow clone): fetch it with: {FETCH}"


def _read_shallow_file(repo: Repository) -> str:
    try:
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW
        descriptor = os.open(repo.common_dir / "shallow", flags)
    except OSError:
        return ""
    with os.fdopen(descriptor, "rb") as file:
        regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return file.read(_LARGEST).decode("ascii", "replace") if regular else ""
