"""Brings a branch and the index to a commit that was made beforehand: git's part of a landing.

The files of the worktree are swapped by `store/sync/land.py`. git works on our own index, as in
`commits.py`, and the branch moves only from the commit that it was planned for.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.atomic import sync_directory
from clientfile.store.git import commits
from clientfile.store.git.find_commits import TAKEN_BACK, full_id, is_in
from clientfile.store.git.process import MOST_NAMES, Result, run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import list_tree

FILE = "100644"
"""The mode of an ordinary file in a tree of git's."""
_NONE = "000000"
_REFRESH = ("update-index", "-q", "--refresh")


@dataclass(frozen=True)
class FileDifference:
    """What differs between two commits in one name: the modes and blob ids, "" where it is not."""

    name: str
    old_mode: str
    new_mode: str
    old: str
    new: str


def tree_changes(repo: Repository, head: str, target: str) -> list[FileDifference]:
    """What differs between two commits; a move is a removal and an addition. `head` may be "", for
    no commit. Raises StateError.
    """
    if not head:
        entries = {name: about.split() for name, about in list_tree(repo, target, []).items()}
        return [
            FileDifference(name, "", mode, "", id_) for name, (mode, _kind, id_) in entries.items()
        ]
    result = run_git(
        repo.toplevel, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", head, target
    )
    if result.code != 0:
        raise StateError(
            _("git can't compare two commits: {reason}; look with: git fsck", reason=result.words)
        )
    fields = result.out.split("\0")[:-1]
    return [
        _parse_change(about, name) for about, name in zip(fields[::2], fields[1::2], strict=True)
    ]


def _parse_change(about: str, name: str) -> FileDifference:
    old_mode, new_mode, old, new, _letter = about.removeprefix(":").split(" ")
    is_old, is_new = old_mode != _NONE, new_mode != _NONE
    return FileDifference(
        name,
        old_mode if is_old else "",
        new_mode if is_new else "",
        old if is_old else "",
        new if is_new else "",
    )


def read_checked_out(repo: Repository, blobs: Mapping[str, str]) -> dict[str, bytes]:
    """The bytes that git writes to the worktree for these files, by name: with line ends and
    filters as its settings say. `blobs` are their blob ids. Raises StateError.
    """
    if not blobs:
        return {}
    # git tells the size before the filters: each text ends where the next one begins.
    mark = secrets.token_hex(16).encode()
    lines = b"".join(b"%s %s\n" % (id_.encode(), os.fsencode(name)) for name, id_ in blobs.items())
    form = f"--batch={mark.decode()}"
    result = run_git(repo.toplevel, "cat-file", "--filters", form, stdin=lines, writes=True)
    _start, *texts = result.raw.split(mark + b"\n")
    if result.code != 0 or len(texts) != len(blobs):
        raise StateError(_("git can't read the files of a commit: {reason}", reason=result.words))
    return {name: text.removesuffix(b"\n") for name, text in zip(blobs, texts, strict=True)}


def stage_target(repo: Repository, names: Sequence[str], target: str) -> None:
    """Set the entries of files in our index to those of `target`, whose texts the files have.

    Whatever else is staged stays so. Raises StateError, OSError.
    """
    commits.begin_own_index(repo)
    if not names:
        return
    commits.follow_head(repo, names, target)
    # Else git would read each of them again the next time. It looks at few files by their names.
    there = [name for name in names if (repo.toplevel / name).exists()]
    words = ("add", "--refresh", "--", *there) if there and len(there) <= MOST_NAMES else _REFRESH
    run_git(repo.toplevel, *words, env=commits.on_own_index(repo), writes=True)


def move_branch(
    repo: Repository, branch: str, start: str, target: str, mark: str, lock: int
) -> Result:
    """Move a branch from the commit `start` ("" for none) to `target`; `mark` goes into its reflog.

    git inherits the write lock's descriptor `lock`. A failure of git's is in the result.
    """
    old = start or "0" * len(target)
    ref = f"refs/heads/{branch}"
    words = ("update-ref", "-m", mark, ref, target, old)
    return run_git(repo.root, *words, writes=True, fds=(lock,))


def take_branch_back(repo: Repository, branch: str, start: str, target: str) -> str:
    """Move a branch back from `target` to `start`, if it is there.

    Returns a sentence where another commit follows the target; else "". Raises StateError.
    """
    ref = f"refs/heads/{branch}"
    if full_id(repo, ref) != target:
        if not is_in(repo, target, ref):
            return ""
        return _(
            "what it brought stands on {branch}, since another commit follows it", branch=branch
        )
    arguments = [ref, start, target] if start else ["-d", ref, target]
    result = run_git(
        repo.root, "update-ref", "-m", f"{TAKEN_BACK} {target}", *arguments, writes=True
    )
    if result.code != 0:
        raise StateError(
            _(
                "the commit {commit} stands on {branch}: {reason}",
                commit=target[:12],
                branch=branch,
                reason=result.words,
            )
        )
    return ""


def sync_landing(repo: Repository, branch: str) -> None:
    """Sync the directories of a branch that was moved; the objects are synced before it moves.

    Raises OSError.
    """
    commits.sync_branch(repo, branch)


def sync_objects(repo: Repository) -> None:
    """Sync the directories of git's objects, so that what was fetched or written survives a power
    cut; git has synced the objects themselves. Raises OSError.
    """
    objects = repo.common_dir / "objects"
    # Each by itself: most have nothing to write, and the rest of the disk need not be waited for.
    for directory in (*sorted(objects.glob("??")), objects / "pack", objects):
        with contextlib.suppress(FileNotFoundError):
            sync_directory(directory)
