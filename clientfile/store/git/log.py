"""Finds commits of records, and lists the files that a commit changed: what `undo` needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import StateError
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.versions import newest_commit

_COMMAND = "%(trailers:key=Clientfile-Command,valueonly,separator=%x2C)"
_FORMAT = f"--format=%H%x1f%h%x1f%ae%x1f%P%x1f%s%x1f{_COMMAND}%x1e"


@dataclass(frozen=True)
class Commit:
    """A commit: `email` is its author's, `command` the clientfile command that made it, or ""."""

    id: str
    short: str
    email: str
    parents: Sequence[str]
    subject: str
    command: str


@dataclass(frozen=True)
class ChangedFile:
    """A file that a commit changed: blob ids before and after, "" where it does not exist."""

    name: str
    before: str
    after: str


def commits_by_clientfile(repo: Repository, directory: Path) -> Iterator[Commit]:
    """The commits by clientfile that changed files below a directory, the newest first."""
    for skipped in range(0, 1_000_000, 100):
        commits = _log(
            repo,
            f"--skip={skipped}",
            "--max-count=100",
            "--grep=^Clientfile-Command: ",
            "HEAD",
            "--",
            str(directory),
        )
        yield from commits
        if len(commits) < 100:
            return


def find_commit(repo: Repository, text: str) -> Commit | None:
    """The commit that the revision `text` names; None where the history of HEAD has none such."""
    result = run_git(
        repo.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"
    )
    name = result.out.strip()
    if result.code != 0 or not name:
        return None
    if run_git(repo.root, "merge-base", "--is-ancestor", name, "HEAD").code != 0:
        return None
    return _log(repo, "--max-count=1", name, "--")[0]


def newest_commit_of(repo: Repository, since: Commit, names: Sequence[str]) -> Commit | None:
    """The newest commit after `since` that changed one of these files, or None.

    `names` are paths from the top of the worktree.
    """
    paths = [str(repo.toplevel / name) for name in names]
    commits = _log(repo, "--max-count=1", f"{since.id}..HEAD", "--", *paths)
    return commits[0] if commits else None


def changed_files(repo: Repository, commit: Commit) -> list[ChangedFile]:
    """The files that differ between a commit and its first parent. Raises StateError."""
    result = run_git(
        repo.toplevel,
        "diff-tree",
        "-r",
        "-z",
        "--root",
        "--no-renames",
        "--no-commit-id",
        "--full-index",
        commit.id,
        "--",
    )
    if result.code != 0:
        raise StateError(f"git can't tell what {commit.short} changed: {result.words}")
    parts = result.out.split("\0")
    return [
        ChangedFile(name, *(blob if blob.strip("0") else "" for blob in about.split()[2:4]))
        for about, name in zip(parts[0:-1:2], parts[1:-1:2], strict=True)
    ]


def my_email(repo: Repository) -> str:
    """The author's address of the user's own commits; "" where git does not know the user."""
    author = run_git(repo.root, "var", "GIT_AUTHOR_IDENT").out
    return author.partition("<")[2].partition(">")[0]


def _log(repo: Repository, *arguments: str) -> list[Commit]:
    result = run_git(repo.root, "log", _FORMAT, *arguments)
    if result.code != 0:
        if newest_commit(repo) is None:
            return []
        raise StateError(f"git can't read the history: {result.words}; look with: git fsck")
    entries = (entry.strip("\n").split("\x1f") for entry in result.out.split("\x1e"))
    return [
        Commit(entry[0], entry[1], entry[2], entry[3].split(), entry[4], entry[5].strip())
        for entry in entries
        if len(entry) == 6
    ]
