"""Commits exactly some paths, so that an interruption at any point can be recovered from.

git works on our own index, a hard link to the real one, while a file of ours is in the place of
git's lock of the index. No other git can change the index meanwhile, and the lock of a killed
command says that it was ours. It holds neither HEAD nor the branches (`reset --soft`,
`update-ref`, `symbolic-ref`, `branch -m`, a fetch): what git committed, and on what, is looked at
afterwards. When the commit is synced to the disk, our index replaces the real one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.atomic import read_content, sync_directory, sync_file, write_synced
from clientfile.store.beneath import create, link, read, remove, rename, status_of
from clientfile.store.git.find_commits import TAKEN_BACK, full_id, is_in
from clientfile.store.git.process import MOST_NAMES, Result, run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import blobs_at, entries_at, only_below
from clientfile.store.git.stale_locks import CLAIM
from clientfile.store.safe_open import MOST_OWN, UnfitFileError

# What git commit prints first: [main 0123abc] subject; [main (root-commit) 0123abc] subject.
_SUMMARY = re.compile(r"\[(?P<branch>.+?)(?: \(root-commit\))? (?P<id>[0-9a-f]+)\] ")
_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
# Editors and prompts lock the index for an instant when they ask for the state of files.
_PATIENCE, _PAUSE = 2.0, 0.02


def read_head(repo: Repository) -> str:
    """The id of the commit at HEAD; empty before the first."""
    result = run_git(repo.root, "rev-parse", "--verify", "--quiet", "HEAD")
    return result.out.strip() if result.code == 0 else ""


def claim_index(repo: Repository, what: str) -> None:
    """Take git's lock of the index, with a file that names the owner (`what`); idempotent.

    Raises StateError where another git program has the lock or the index is a link, OSError.
    """
    if repo.index.is_symlink():
        # git would write to what a second name of the link leads to.
        raise StateError(
            _(
                "{path} is a link; nothing was changed: put git's index itself in its place",
                path=repo.index,
            )
        )
    lock = index_lock(repo)
    deadline = time.monotonic() + _PATIENCE
    while not is_ours(lock):
        if _link_claim(repo, lock, what):
            return
        if time.monotonic() >= deadline:
            raise StateError(
                _(
                    "{lock} is there: another git program is at work, or was killed; nothing was "
                    "changed. When no git runs any more: clientfile doctor --mend, or rm {lock}",
                    lock=lock,
                )
            )
        time.sleep(_PAUSE)


def release_index(repo: Repository) -> None:
    """Release git's lock of the index, if it is ours. Raises OSError."""
    if is_ours(index_lock(repo)):
        remove(index_lock(repo))


def is_ours(lock: Path) -> bool:
    """Whether a lock of git was made by `claim_index`, which makes no link."""
    try:
        return not lock.is_symlink() and (read_content(lock) or b"").startswith(CLAIM.encode())
    except UnfitFileError:
        return False


def index_lock(repo: Repository) -> Path:
    """The path of git's lock of the index."""
    return repo.git_dir / "index.lock"


def commit(
    repo: Repository, paths: Sequence[Path], new: Sequence[Path], message: str, fd: int
) -> Result:
    """Commit exactly `paths` with `message`; `new` are those of them that git does not know yet.

    Whatever else is staged stays staged. The real index is unchanged: see `publish_index`. git
    inherits the write lock's descriptor `fd`, so that the lock lives as long as git does. What git
    prints says which commit it made: see `parse_summary`.
    """
    env = on_own_index(repo)
    begin_own_index(repo)
    if new:
        result = run_git(
            repo.root,
            "add",
            "--intent-to-add",
            "--",
            *map(str, new),
            writes=True,
            fds=(fd,),
            env=env,
        )
        if result.code != 0:
            return result
    return run_git(
        repo.root,
        "commit",
        "--only",
        "--cleanup=whitespace",
        "--file=-",
        "--",
        *map(str, paths),
        writes=True,
        stdin=message.encode(),
        fds=(fd,),
        env=env,
    )


def parse_summary(result: Result) -> tuple[str, str] | None:
    """The short id of the commit that `commit` made, and the branch that HEAD then was at; None
    where git made none, or died before it could say so.
    """
    match = _SUMMARY.match(result.out) if result.code == 0 else None
    return (match["id"], match["branch"]) if match else None


def sync_commit(repo: Repository, revision: str, head: str, branch: str) -> Sequence[str]:
    """Sync the directories of the objects that `revision` has and the commit `head` has not, and
    that of the branch's ref, so that the new commit survives a power cut.

    Returns the short id of the newest commit of these, then its parents' ids; nothing where
    `revision` has no commit that `head` has not. Raises StateError, OSError.
    """
    since = [f"^{head}"] if head else []
    result = run_git(
        repo.root,
        "rev-list",
        "--objects",
        "--no-object-names",
        "--parents",
        "--abbrev-commit",
        revision,
        *since,
        "--",
    )
    if result.code != 0:
        raise StateError(_("git can't tell what it committed: {reason}", reason=result.words))
    lines = [line.split() for line in result.out.splitlines()]
    objects = repo.common_dir / "objects"
    for name in sorted({identifier[:2] for identifier, *__ in lines}):
        sync_if_there(objects / name)
    sync_if_there(objects)
    sync_branch(repo, branch)
    return lines[0] if lines else []


def sync_branch(repo: Repository, branch: str) -> None:
    """Sync the directories that have a branch's ref. Raises OSError."""
    directory = (repo.common_dir / "refs" / "heads" / branch).parent
    while directory != repo.common_dir:
        sync_if_there(directory)
        directory = directory.parent
    sync_if_there(repo.common_dir / "reftable")


def publish_index(repo: Repository) -> None:
    """Replace the real index by ours, which the commit has brought up to date. Raises OSError.

    git does not sync the index when it commits some paths only. The replacement itself is on the
    disk only after `sync_directory(repo.git_dir)`.
    """
    for path in (own_index(repo), *repo.git_dir.glob("sharedindex.*")):
        sync_file(path)
    rename(own_index(repo), repo.index)


def refresh_entries(repo: Repository, paths: Sequence[Path], head: str) -> None:
    """Set the index entries of `paths` to HEAD's, where they are still those of the commit `head`.

    It completes a commit after which the index was not brought up to date. Raises StateError,
    OSError.
    """
    names = [repo.name(path) for path in paths]
    begin_own_index(repo)
    before = blobs_at(repo, head, names) if head else {}
    staged = _staged_blobs(repo, names)
    stale = [name for name in names if staged.get(name, "") == before.get(name, "")]
    if stale:
        follow_head(repo, stale)
        publish_index(repo)


def follow_head(repo: Repository, names: Sequence[str], revision: str = "HEAD") -> None:
    """Set the entries of files in our index to those of HEAD, or of a commit. Raises StateError."""
    entries = entries_at(repo, revision, names)
    an_id = next((entry.split()[2] for entry in entries.values()), "") or read_head(repo)
    removal = "0 " + "0" * len(an_id)
    lines = [f"{entries.get(name, removal)}\t{name}\0" for name in names]
    result = run_git(
        repo.toplevel,
        "update-index",
        "--add",
        "-z",
        "--index-info",
        stdin=os.fsencode("".join(lines)),
        env=on_own_index(repo),
    )
    if result.code != 0:
        raise StateError(
            _("git's index can't be brought up to date: {reason}", reason=result.words)
        )


def take_commit_back(repo: Repository, commit: str, branches: Sequence[str]) -> str:
    """Set a branch from our own commit back to its parent; nobody else's commit is touched.

    Returns a sentence where the commit stands all the same, since another follows it; else "".
    Raises StateError.
    """
    own, parent = full_id(repo, commit), full_id(repo, f"{commit}^")
    # HEAD was detached meanwhile, or its branch renamed, if it has the commit and they have not.
    refs = {f"refs/heads/{branch}": branch for branch in branches} | {"HEAD": "HEAD"}
    for ref, branch in refs.items():
        if full_id(repo, ref) == own:
            arguments = ["-d", ref, own] if not parent else [ref, parent, own]
            result = run_git(
                repo.root, "update-ref", "-m", f"{TAKEN_BACK} {own}", *arguments, writes=True
            )
            if result.code != 0:
                raise StateError(
                    _(
                        "the commit {commit} stands on {branch}: {reason}",
                        commit=commit,
                        branch=branch,
                        reason=result.words,
                    )
                )
        elif is_in(repo, own, ref):
            return _(
                "the commit {commit} stands on {branch}, since another follows it: take it back "
                "with: clientfile undo {commit}",
                commit=commit,
                branch=branch,
            )
    return ""


def has_hooks(repo: Repository) -> bool:
    """Whether git runs hooks of the user's when it commits."""
    words = ("rev-parse", "--path-format=absolute", "--git-path", "hooks")
    result = run_git(repo.root, *words, writes=True)
    directory = Path(result.out.strip())
    if any(os.access(directory / name, os.X_OK) for name in _HOOKS):
        return True
    return run_git(repo.root, "config", "--get-regexp", r"^hook\..*\.event$").code == 0


def index_damage(repo: Repository, name: object = "") -> str:
    """What is wrong with git's index, which the sentence calls `name`; "" where it is whole.

    git itself does not look at the checksum when it reads one. Raises OSError.
    """
    content = read_content(repo.index)
    if content is None:
        return _("{index} is gone", index=name) if read_head(repo) else ""
    ends = [(hashlib.sha1, 20), (hashlib.sha256, 32)]
    # With index.skipHash git writes zeros instead.
    whole = any(
        content[-size:] in (digest(content[:-size]).digest(), bytes(size)) for digest, size in ends
    )
    if whole and run_git(repo.root, "ls-files", "--stage", "-z").code == 0:
        return ""
    return _("{index} is damaged, as a power cut leaves it", index=name)


def rebuild_index(repo: Repository, set_aside: Callable[[], str]) -> str:
    """Replace git's index by one of HEAD, without a look at the files; `set_aside` keeps the old.

    Returns what `set_aside` does. Raises StateError, OSError.
    """
    held = is_ours(index_lock(repo))
    claim_index(repo, "doctor --mend")
    try:
        discard_own_index(repo)
        tree = "HEAD" if read_head(repo) else "--empty"
        result = run_git(repo.toplevel, "read-tree", tree, env=on_own_index(repo))
        if result.code != 0:
            raise StateError(_("git's index can't be made anew: {reason}", reason=result.words))
        sentence = set_aside()
        publish_index(repo)
        sync_directory(repo.git_dir)
        return sentence
    finally:
        if not held:
            release_index(repo)


def own_index(repo: Repository) -> Path:
    """The path of our own index, on which git works when it commits for us."""
    return repo.own_dir / "index"


def discard_own_index(repo: Repository) -> None:
    """Remove our index, and the lock of it that a killed git may have left. Raises OSError."""
    own = own_index(repo)
    remove(own)
    remove(own.with_name("index.lock"))


def on_own_index(repo: Repository) -> Mapping[str, str]:
    """The environment in which git works on our index."""
    return {"GIT_INDEX_FILE": str(own_index(repo))}


def begin_own_index(repo: Repository) -> None:
    """Create our index as a hard link to the real one (or a copy).

    Its modification time stays: git compares the times of files with it.
    """
    discard_own_index(repo)
    own = own_index(repo)
    try:
        link(repo.index, own)
    except FileNotFoundError:
        return
    except OSError:
        _copy_index(repo)


def _copy_index(repo: Repository) -> None:
    """Copy the real index with its times, where the file system has no hard links."""
    content, status = read(repo.index, MOST_OWN), status_of(repo.index)
    with os.fdopen(create(own_index(repo), 0o600), "wb") as file:
        file.write(content)
        file.flush()
        if status is not None:
            os.utime(file.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
            os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))


def _staged_blobs(repo: Repository, names: Sequence[str]) -> dict[str, str]:
    """Name → blob id of files in our index."""
    below = names if len(names) <= MOST_NAMES else []
    env = on_own_index(repo)
    result = run_git(repo.toplevel, "ls-files", "--stage", "-z", "--", *below, env=env)
    entries = (entry.partition("\t") for entry in result.out.split("\0") if entry)
    return only_below({name: about.split()[1] for about, _, name in entries}, names)


def _link_claim(repo: Repository, lock: Path, what: str) -> bool:
    """Create the lock atomically, with its text; False where it exists already."""
    claim = repo.own_dir / "claim"
    advice = "Run any clientfile command to end it; don't delete this file."  # no message
    text = f"{CLAIM}: {what}. {advice}\n"
    # Synced, so that the lock names its owner after a power cut too.
    write_synced(claim, text.encode())
    try:
        link(claim, lock)
    except FileExistsError:
        return False
    except OSError:
        return _create_claim(lock, text)
    finally:
        with contextlib.suppress(OSError):
            remove(claim)
    return True


def _create_claim(lock: Path, text: str) -> bool:
    """Create the lock on a file system without hard links; False where it exists already."""
    try:
        with os.fdopen(create(lock, 0o666), "w") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def sync_if_there(directory: Path) -> None:
    """Sync the names in a directory, if there is one. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        sync_directory(directory)
