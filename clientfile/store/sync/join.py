"""Joins a team: a new client folder with all that a remote has, which it then syncs with.

The folder is made in place. Until its files are on the disk, a mark in the new repository says that
it is being made: after a kill or a power cut the same command begins it anew, and takes no file for
an edit. The branch comes last.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clientfile.errors import ClientfileError, DiskError, StateError
from clientfile.language import _, pgettext
from clientfile.store import merge_driver
from clientfile.store.atomic import read_content, remove_synced, write_synced
from clientfile.store.beneath import sync_file_system
from clientfile.store.folder import SETTINGS_NAME
from clientfile.store.git import repository
from clientfile.store.git.process import Result, run_git
from clientfile.store.git.stale_locks import abandoned_locks, remove_abandoned
from clientfile.store.git.transport import RemoteRefs, fetch_branch, hide_password, read_remote
from clientfile.store.git.watch import Progress
from clientfile.store.scaffold import begin_repository, create_folder, has_unfinished_git
from clientfile.store.sync.upstream import absolute_address

_REMOTE = "origin"
_MARK = "clientfile-joining"
"""The file in the git directory that says from which address a folder is being made."""
_USUAL = ("main", "master")

Introduce = Callable[[], Mapping[str, str]]
"""Asks who the user is: `user.name` and `user.email` of git's settings."""


def join_folder(
    root: Path,
    url: str,
    language: str,
    introduce: Introduce | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Make the folder at `root` from the remote at `url`. Returns a line for each step taken.

    `root` is new or empty, or a folder that was made so before, where nothing is fetched. Who the
    user is, where git does not know, is asked by `introduce`. Raises StateError, TransportError;
    nothing is left behind then that was not there before.
    """
    root, address = root.absolute(), absolute_address(url)
    if _has_joined(root, address):
        return create_folder(root, language)
    missing = [path for path in (root, *root.parents) if not path.exists()]
    was_begun, had_git = _is_begun(root), (root / ".git").exists()
    _clear_begun(root)
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "make"), root, error) from error
    try:
        branch = _fetch_all(root, address, introduce, progress)
    except BaseException:
        # What a killed command has begun stays begun.
        if not was_begun:
            _remove_begun(root, [] if had_git else [root / ".git"], missing)
        raise
    steps: list[str] = [_("{url} cloned", url=hide_password(url))]
    # With what else stands in git's settings it is synced before the branch is made.
    if merge_driver.install(repository.require_repository(root)):
        steps.append(_("git merges records by clientfile here"))
    _check_out(root, branch)
    steps += create_folder(root, language)
    _sync(root)
    return steps


def _has_joined(root: Path, address: str) -> bool:
    """Whether the folder was made from this address before.

    Raises StateError where it holds something else.
    """
    if not root.is_dir() or not any(root.iterdir()):
        return False
    if not (root / ".git").is_dir():
        raise _used_error(root)
    is_bare_of_files = {path.name for path in root.iterdir()} == {".git"}
    if is_bare_of_files and has_unfinished_git(root):
        return False
    head = run_git(root, "rev-parse", "--verify", "--quiet", "HEAD").code == 0
    origin = _setting(root, f"remote.{_REMOTE}.url")
    if head and origin == address:
        if _is_begun(root):
            _remove_locks(root)
            _remove_mark(root)
        return True
    is_begun = _is_begun(root) and read_content(root / ".git" / _MARK) == os.fsencode(address)
    if head or not (is_begun or is_bare_of_files):
        raise _used_error(root)
    return False


def _is_begun(root: Path) -> bool:
    git_dir = root / ".git"
    return git_dir.is_dir() and not git_dir.is_symlink() and (git_dir / _MARK).is_file()


def _remove_locks(root: Path) -> None:
    """Remove the locks of a git that was killed when it had made the branch. Raises StateError."""
    repo = repository.require_repository(root)
    try:
        for lock in abandoned_locks(repo):
            remove_abandoned(repo, lock)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "remove"), error.filename, error) from error


def _clear_begun(root: Path) -> None:
    """Empty the repository of a folder whose making was killed, which has no commit of anybody's;
    the mark stays. Raises StateError.
    """
    if not _is_begun(root):
        return
    for path in (root / ".git").iterdir():
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != _MARK:
                path.unlink()
        except OSError as error:
            raise DiskError(pgettext("can't ...", "remove"), path, error) from error


def _set_mark(root: Path, address: str) -> None:
    """Say that the folder is being made, before git begins. Raises StateError."""
    try:
        write_synced(root / ".git" / _MARK, os.fsencode(address))
    except OSError as error:
        raise DiskError(pgettext("can't ...", "write"), root / ".git" / _MARK, error) from error


def _remove_mark(root: Path) -> None:
    """Say no more that the folder is being made. Raises StateError."""
    try:
        remove_synced(root / ".git" / _MARK)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "remove"), root / ".git" / _MARK, error) from error


def _fetch_all(
    root: Path, address: str, introduce: Introduce | None, progress: Progress | None
) -> str:
    """Make the repository and fetch the remote's branch. Returns the branch's name."""
    _set_mark(root, address)
    begin_repository(root)
    branch = _choose_branch(read_remote(root, address), address)
    if introduce and run_git(root, "var", "GIT_COMMITTER_IDENT").code != 0:
        for name, value in introduce().items():
            _run(root, "config", name, value)
    repository.require_identity(root)
    _run(root, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
    if _setting(root, f"remote.{_REMOTE}.url") != address:
        _run(root, "remote", "add", _REMOTE, address)
    _run(root, "config", f"branch.{branch}.remote", _REMOTE)
    _run(root, "config", f"branch.{branch}.merge", f"refs/heads/{branch}")
    ref = f"refs/remotes/{_REMOTE}/{branch}"
    fetch_branch(root, _REMOTE, branch, ref, progress)
    _run(root, "symbolic-ref", f"refs/remotes/{_REMOTE}/HEAD", ref)
    if not run_git(root, "ls-tree", "--name-only", ref, SETTINGS_NAME, "records").out:
        raise StateError(
            _(
                "{url} is no client folder: it has neither {file} nor records/",
                url=hide_password(address),
                file=SETTINGS_NAME,
            )
        )
    return branch


def _choose_branch(refs: RemoteRefs, address: str) -> str:
    """The branch that a team works on: the remote's default, or the only one, or a usual one."""
    names = [refs.default, *(refs.branches if len(refs.branches) == 1 else ()), *_USUAL]
    if branch := next((name for name in names if name in refs.branches), ""):
        return branch
    if refs.branches:
        raise StateError(
            _(
                "{url} does not say which of its branches is the team's: have its HEAD name one: "
                "git symbolic-ref HEAD refs/heads/{branch}",
                url=hide_password(address),
                branch=next(iter(refs.branches)),
            )
        )
    raise StateError(
        _(
            "{url} has no records yet: send them there from the folder that has them, or from a "
            "new one (clientfile init): clientfile sync --remote {url}",
            url=hide_password(address),
        )
    )


def _check_out(root: Path, branch: str) -> None:
    """Write the files of the remote's branch, over what a killed command has written of them."""
    ref = f"refs/remotes/{_REMOTE}/{branch}"
    words = ("read-tree", "--reset", "-u", "--no-recurse-submodules")
    result = run_git(root, *words, ref, writes=True)
    if result.code != 0:
        raise StateError(
            _(
                "git can't write the files of {folder}: {reason}\nsee to it, then try again",
                folder=root,
                reason=result.words,
            )
        )
    _sync(root)
    _run(root, "update-ref", "-m", "clientfile: init --from", f"refs/heads/{branch}", ref)
    _sync(root)
    _remove_mark(root)


def _sync(root: Path) -> None:
    """Sync all that git has written of the folder, which git itself does not. Raises StateError."""
    try:
        if not sync_file_system(root):
            os.sync()
    except OSError as error:
        raise DiskError(pgettext("can't ...", "write"), root, error) from error


def _remove_begun(root: Path, repositories: Sequence[Path], missing: Sequence[Path]) -> None:
    """Remove what was begun in vain: the repository, and the directories made for it."""
    for git_dir in repositories:
        shutil.rmtree(git_dir, ignore_errors=True)
    if not repositories:
        with contextlib.suppress(ClientfileError):
            _remove_mark(root)
    for path in missing:
        with contextlib.suppress(OSError):
            path.rmdir()


def _setting(root: Path, name: str) -> str:
    return run_git(root, "config", "--local", "--get", name).out.strip()


def _run(root: Path, *arguments: str) -> Result:
    result = run_git(root, *arguments)
    if result.code != 0:
        raise StateError(_("git can't make {folder}: {reason}", folder=root, reason=result.words))
    return result


def _used_error(root: Path) -> StateError:
    return StateError(
        _(
            "{folder} is not empty: name a new folder, which --from makes. To send the records of "
            "a folder to a remote: clientfile sync --remote URL",
            folder=root,
        )
    )
