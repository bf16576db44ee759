"""Finds the commit that took the place of one that was replayed on another line.

Nothing is kept for that: a replay, by `sync` or by git's rebase, keeps the author, the author's
date and the message. What `sync` adds to a message are values that it lost, and ids of its items
that are others there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientfile.store.git.process import stream_git
from clientfile.store.git.ranges import select_new
from clientfile.store.git.repository import Repository

_FORM = "--format=%H%x01%an <%ae> %ad%n%B"
_ADDED = re.compile(r"^Clientfile-(?:Lost|Renumbered): .*\n?", re.MULTILINE)


def find_replay(repo: Repository, commit: str) -> str:
    """The id of the commit of HEAD that replays `commit`, which HEAD has not; "" for none.

    Of several with one author, one second and one message, it is the one of the same place among
    them. Raises StateError where git can't read the history.
    """
    before = [words for __, words in _line(repo, "HEAD", commit)]
    if not before:
        return ""
    fitting = [id_ for id_, words in _line(repo, commit, "HEAD") if words == before[-1]]
    return fitting[min(before.count(before[-1]), len(fitting)) - 1] if fitting else ""


def _line(repo: Repository, start: str, end: str) -> Iterator[tuple[str, str]]:
    """The commits of `end` that `start` has not, parents first: each with its id, and the words by
    which it is found.
    """
    span = ("--topo-order", "--reverse", *select_new(repo.root, end, start), "--")
    for entry in stream_git(repo.root, "log", "-z", "--date=raw", _FORM, *span):
        id_, __, words = entry.decode(errors="replace").partition("\x01")
        yield id_, _ADDED.sub("", words).rstrip()
