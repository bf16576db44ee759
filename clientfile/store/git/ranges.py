"""The commits that one commit has and another has not, whatever the clocks of their people said.

git's own `A..B` walks by the commits' dates, and gives up looking for what both have soon after a
date that goes back: among clocks that differ by an hour it lists commits that both have. Where the
last commits that both have are named, it stops at these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.process import Result, run_git

_ID = re.compile(r"[0-9a-f]{40,64}")
_BASES: dict[tuple[Path, str, str], list[str]] = {}
"""What git said of two commits: what two ids have in common never changes."""


def merge_bases(root: Path, commit: str, other: str) -> list[str]:
    """The last commits that two have in common, the best first; empty where there is none.

    Of two ids git is asked once in a run, in whatever order they come.
    """
    one, two = sorted((commit, other))
    if (root, one, two) in _BASES:
        return list(_BASES[root, one, two])
    result = run_git(root, "merge-base", "--all", commit, other)
    bases = result.out.split() if result.code == 0 else []
    if bases and _ID.fullmatch(one) and _ID.fullmatch(two):
        _BASES[root, one, two] = bases
    return list(bases)


def select_new(root: Path, end: str, without: str) -> list[str]:
    """The words by which git lists the commits of `end` that `without` has not.

    They are right where no merge is among these commits; one may bring in again what both have.
    """
    return [end, *(f"^{base}" for base in merge_bases(root, end, without))]


def list_new(root: Path, end: str, without: str) -> dict[str, Sequence[str]]:
    """The commits of `end` that `without` has not, parents before children, each with its parents;
    all of `end` where `without` is "". Raises StateError where git can't read the history.
    """
    excluded = merge_bases(root, end, without) if without else []
    looked_at: set[str] = set()
    while True:
        commits = _list(root, end, excluded)
        new = _parents_of_merges(commits) - looked_at if without else set()
        if not new:
            return commits
        looked_at |= new
        # Each way down from a merge ends at a commit that both have.
        excluded += [base for parent in sorted(new) for base in merge_bases(root, parent, without)]


def _parents_of_merges(commits: Mapping[str, Sequence[str]]) -> set[str]:
    merges = (parents for parents in commits.values() if len(parents) > 1)
    return {parent for parents in merges for parent in parents if parent in commits}


def _list(root: Path, end: str, excluded: Sequence[str]) -> dict[str, Sequence[str]]:
    without = [f"^{each}" for each in excluded]
    words = ("rev-list", "--topo-order", "--reverse", "--parents", end, *without, "--")
    lines = [line.split() for line in require_output(run_git(root, *words)).split("\n") if line]
    return {id_: parents for id_, *parents in lines}


def require_output(result: Result) -> str:
    """What git printed. Raises StateError where it could not read the history."""
    if result.code != 0:
        raise StateError(
            _("git can't read the history: {reason}; look with: git fsck", reason=result.words)
        )
    return result.out
