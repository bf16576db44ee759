"""Finds commits in refs and reflogs: children of a commit, and what became of one."""

from __future__ import annotations

from pathlib import Path

from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository
from clientfile.store.safe_open import MOST_OWN, read_ordinary

TAKEN_BACK = "clientfile: taken back"  # no message
"""What the reflog says where a commit of ours was taken back; its full id follows."""


def children(repo: Repository, parent: str) -> list[str]:
    """The ids of the commits whose only parent is `parent`, in all refs and reflogs; those without
    a parent if it is "".
    """
    limits = [f"^{parent}"] if parent else ["--max-parents=0"]
    for sources in (["--all", "--reflog"], ["--all"]):
        # A reflog may name commits that are gone.
        result = run_git(repo.root, "rev-list", "--parents", *sources, *limits, "--")
        if result.code == 0:
            lines = (line.split() for line in result.out.splitlines())
            return [commit for commit, *parents in lines if parents == [parent][: bool(parent)]]
    return []


def describe(repo: Repository, commit: str) -> tuple[str, str, str]:
    """A commit's short id, its subject, and the clientfile command that made it ("" for none)."""
    trailer = "%(trailers:key=Clientfile-Command,valueonly,separator=%x2C)"
    # The commit alone is read: one whose parents are gone can be told of.
    result = run_git(
        repo.root, "rev-list", "--no-walk", f"--format=%h%x00%s%x00{trailer}", commit, "--"
    )
    short, subject, command = result.text.rstrip("\n").partition("\n")[2].split("\0")
    return short, subject, command


def is_in(repo: Repository, commit: str, revision: str) -> bool:
    """Whether `revision` is a commit, or comes after it."""
    return run_git(repo.root, "merge-base", "--is-ancestor", commit, revision).code == 0


def was_taken_back(repo: Repository, commit: str, branch: str) -> bool:
    """Whether a failing command of ours has taken a commit back, as a reflog says."""
    full = full_id(repo, commit)
    for ref in ("HEAD", f"refs/heads/{branch}"):
        result = run_git(repo.root, "log", "--walk-reflogs", "--format=%gs", ref, "--")
        if f"{TAKEN_BACK} {full}" in result.out.splitlines():
            return True
    return False


def is_only_logged(repo: Repository, commit: str, branch: str) -> bool:
    """Whether a commit stands in a reflog alone, and no ref has ever been set to it.

    git writes the reflog before it moves the branch: a kill between the two leaves that.
    """
    full = full_id(repo, commit)
    moves = [
        line.split()[:2]
        for directory, ref in ((repo.git_dir, "HEAD"), (repo.common_dir, f"refs/heads/{branch}"))
        for line in _read_reflog(directory / "logs" / ref)
    ]
    if full not in (new for _, new in moves) or full in (old for old, _ in moves):
        return False
    result = run_git(repo.root, "for-each-ref", "--count=1", f"--contains={full}")
    return result.code == 0 and not result.out


def has_left(repo: Repository, branch: str, target: str, mark: str) -> bool:
    """Whether a branch was moved to `target`, with this mark in its reflog, and has left it since.

    git writes the reflog before it moves the branch: that it left says that it came there.
    """
    lines = _read_reflog(repo.common_dir / "logs" / "refs" / "heads" / branch)
    moves = [number for number, line in enumerate(lines) if line.endswith(f"\t{mark}")]
    later = lines[moves[-1] + 1 :] if moves else []
    return any(line.startswith(f"{target} ") for line in later)


def _read_reflog(path: Path) -> list[str]:
    """The lines of a reflog that git keeps as a file: each begins with the old and the new id."""
    try:
        lines = read_ordinary(path, MOST_OWN).decode(errors="replace").split("\n")
    except OSError:
        return []
    return [line for line in lines if line.count(" ") > 1]


def full_id(repo: Repository, revision: str) -> str:
    """The full id of a commit; "" where there is none."""
    result = run_git(repo.root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return result.out.strip() if result.code == 0 else ""


def time_written(repo: Repository, commit: str) -> float:
    """When git wrote a commit, in seconds of the epoch; 0 where its object is in a pack, as it is
    only some time afterwards.
    """
    full = full_id(repo, commit)
    try:
        return (repo.common_dir / "objects" / full[:2] / full[2:]).stat().st_mtime
    except OSError:
        return 0
