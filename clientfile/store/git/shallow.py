"""Finds the commits at which a shallow clone begins, and says how to fetch what came before."""

from __future__ import annotations

import re
from collections.abc import Collection

from clientfile.errors import StateError, reason_of
from clientfile.language import _, ngettext
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_objects
from clientfile.store.safe_open import read_ordinary

# A clone has one line for each branch that was cut off.
_LARGEST = 1 << 22
_DIGITS = 10
_ID = re.compile(r"[0-9a-f]{40,64}")


def cut_commits(repo: Repository) -> frozenset[str]:
    """The commits that have parents which this clone lacks; empty where the history is whole.

    git shows such a commit as one without parents that added every file. A first commit that git
    lists among them has no parent in its own text, and is left out. Raises StateError.
    """
    ids = sorted(set(_ID.findall(_read_shallow_file(repo))))
    headers = ((id_, text.partition(b"\n\n")[0]) for id_, text in read_objects(repo, ids).items())
    return frozenset(id_ for id_, header in headers if b"\nparent " in header)


def absence(cut: Collection[str]) -> str:
    """The sentence about the history before these commits."""
    first, more = min(cut)[:_DIGITS], len(cut) - 1
    if not more:
        return _(
            "the history before {commit} is not here (a shallow clone): fetch it with: "
            "git fetch --unshallow",
            commit=first,
        )
    return ngettext(
        "the history before {commit} and {count} more is not here (a shallow clone): fetch it "
        "with: git fetch --unshallow",
        "the history before {commit} and {count} more is not here (a shallow clone): fetch it "
        "with: git fetch --unshallow",
        more,
        commit=first,
    )


def _read_shallow_file(repo: Repository) -> str:
    path = repo.common_dir / "shallow"
    try:
        return read_ordinary(path, _LARGEST, links=False).decode("ascii", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise StateError(
            _(
                "{path}, git's list of where a shallow clone begins, can't be read: {reason}",
                path=path,
                reason=reason_of(error),
            )
        ) from error
