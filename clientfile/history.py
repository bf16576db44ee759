"""The folder's git: what state it is in, commits of exactly these paths, who the user is.

Nobody else talks to git. GitPython wraps the git command; its index is never used, since it loses
commits of concurrent writers. Arguments are fixed lists: text of the user's reaches git only
behind `--` or as a message on standard input.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from git.cmd import Git
from git.exc import GitCommandNotFound

from clientfile.errors import StateError

_SAFE = (
    "-c",
    "core.fsync=committed",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
    "-c",
    "user.useConfigOnly=true",
)
# A git hook or alias that calls us hands its own repository and index down.
_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_UNFINISHED = {
    "MERGE_HEAD": ("a merge", "git merge --continue", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue", "git revert --abort"),
    "BISECT_LOG": ("a bisect", "git bisect good, or bad", "git bisect reset"),
}


@dataclass(frozen=True)
class Result:
    """What a git command answered."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output as text; names that are no UTF-8 survive as Python's own paths do."""
        return os.fsdecode(self.raw)


@dataclass(frozen=True)
class Repository:
    """The repository that a folder lives in; `git_dir` is this worktree's own."""

    root: Path
    toplevel: Path
    git_dir: Path
    common_dir: Path

    @property
    def own_dir(self) -> Path:
        """Where clientfile keeps its lock: in the git directory, one for all worktrees."""
        return self.common_dir / "clientfile"


def run_git(
    directory: Path, *arguments: str, stdin: bytes = b"", fds: Sequence[int] = ()
) -> Result:
    """Run git in a directory with a fixed list of arguments; never raises for git's own refusals.

    `fds` are descriptors git inherits. Raises StateError where git is not installed.
    """
    for name in _INHERITED:
        os.environ.pop(name, None)
    with tempfile.TemporaryFile() as source:
        source.write(stdin)
        source.seek(0)
        try:
            answer = Git(str(directory)).execute(
                ["git", *_SAFE, *arguments],
                istream=source,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                strip_newline_in_stdout=False,
                env={"GIT_LITERAL_PATHSPECS": "1"},
                pass_fds=tuple(fds),
            )
        except GitCommandNotFound as error:
            raise StateError("git is not installed: install it, then try again") from error
    code, out, err = answer
    return Result(int(code), out, str(err))


def find_repository(root: Path) -> Repository | None:
    """The repository around `root`, or None where there is none.

    Raises StateError for a bare one, and where git refuses it (another user's), in git's words.
    """
    result = run_git(
        root,
        "rev-parse",
        "--path-format=absolute",
        "--is-bare-repository",
        "--git-dir",
        "--git-common-dir",
        "--show-toplevel",
    )
    if result.out.startswith("true"):
        raise StateError(f"{root} is a bare repository: work in a clone of it")
    lines = result.out.splitlines()
    if result.code == 0 and len(lines) == 4:
        _, git_dir, common_dir, toplevel = lines
        return Repository(root, Path(toplevel), Path(git_dir), Path(common_dir))
    if "not a git repository" in result.err:
        return None
    raise StateError(f"git refuses {root}: {_words(result)}")


def repository(root: Path) -> Repository:
    """The repository around `root`. Raises StateError where there is none."""
    found = find_repository(root)
    if found is None:
        raise StateError(f"{root} is not under git yet: run: clientfile -C {root} init")
    return found


def refuse_unfinished(repo: Repository) -> None:
    """Raise StateError while a merge, a rebase or the like waits to be finished."""
    for name, (what, go_on, stop) in _UNFINISHED.items():
        if (repo.git_dir / name).exists():
            raise StateError(
                f"{what} is in progress: finish it ({go_on}) or stop it ({stop}), then try again"
            )


def refuse_nobody(root: Path) -> None:
    """Raise StateError where git doesn't know whose commits at `root` these would be."""
    if run_git(root, "var", "GIT_COMMITTER_IDENT").code != 0:
        raise StateError(
            "git does not know who you are: run these two, then try again:\n"
            '  git config --global user.name "Your Name"\n'
            "  git config --global user.email you@example.com"
        )


def path_states(repo: Repository, paths: Sequence[Path]) -> dict[str, str]:
    """git's two-letter state of those paths that differ from HEAD (`??` untracked, `!!` ignored).

    Raises StateError on a detached HEAD. Keys are the paths as given, as text.
    """
    result = run_git(
        repo.root,
        "status",
        "--porcelain=v2",
        "--branch",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--ignored=matching",
        "--",
        # Without any path git would look at the whole tree.
        *map(str, paths or [repo.git_dir]),
    )
    if result.code != 0:
        raise StateError(f"git status failed: {_words(result)}")
    states = {}
    for entry in result.out.split("\0"):
        if entry == "# branch.head (detached)":
            raise StateError(
                "HEAD is detached, a commit would be lost: go back to a branch: git switch main"
            )
        if entry[:1] in ("?", "!"):
            states[str(repo.toplevel / entry[2:])] = entry[0] * 2
        elif entry[:1] in ("1", "u"):
            fields = entry.split(" ", 8 if entry[0] == "1" else 10)
            states[str(repo.toplevel / fields[-1])] = fields[1]
    return states


def commit_at(repo: Repository, text: str, day: date | None) -> tuple[str, date] | None:
    """The last commit of `day` or before, along first parents, else the revision `text`, with the
    day it was made (committer's date, local time). None where there is none.
    """
    if day is not None:
        until = datetime.combine(day + timedelta(days=1), time()).astimezone()
        chosen = ["--first-parent", f"--before={int(until.timestamp()) - 1}", "HEAD"]
    elif text.startswith("-"):
        return None
    else:
        chosen = ["--end-of-options", text]
    result = run_git(
        repo.root,
        "log",
        "--max-count=1",
        "--date=format-local:%Y-%m-%d",
        "--format=%H %cd",
        *chosen,
        "--",
    )
    if result.code != 0 or not result.out.strip():
        return None
    name, _, made = result.out.strip().partition(" ")
    return name, date.fromisoformat(made)


def files_at(repo: Repository, commit_id: str, directory: Path) -> dict[Path, bytes]:
    """The ordinary files at or below `directory` as a commit had them: their paths from there on,
    with their content.
    """
    above = directory.resolve().relative_to(repo.toplevel.resolve())
    below = [] if above == Path() else ["--", above.as_posix()]
    listed = run_git(repo.toplevel, "ls-tree", "-r", "-z", "--full-tree", commit_id, *below)
    names: dict[Path, str] = {}
    for entry in listed.out.split("\0"):
        kind, _, name = entry.partition("\t")
        if kind.startswith("100"):
            names[Path(name).relative_to(above)] = kind.split()[2]
    contents = _blobs(repo, sorted(set(names.values())))
    return {path: contents[blob] for path, blob in names.items()}


def _blobs(repo: Repository, ids: Sequence[str]) -> dict[str, bytes]:
    """The content of blobs, all by one git process."""
    wanted = "".join(f"{blob}\n" for blob in ids).encode()
    out = run_git(repo.root, "cat-file", "--batch", stdin=wanted).raw
    contents, place = {}, 0
    for blob in ids:
        end = out.index(b"\n", place)
        size = int(out[place:end].split()[2])
        contents[blob] = out[end + 1 : end + 1 + size]
        place = end + size + 2
    return contents


def commit(
    repo: Repository, paths: Sequence[Path], new: Sequence[Path], message: str, fd: int
) -> str:
    """Commit exactly `paths` with `message`; `new` are those that git does not know yet.

    What else is staged stays staged. git inherits the lock `fd`, so that the lock lives as long
    as git does. Returns the new commit's id, shortened. Raises StateError with git's or a hook's
    words; the index is then as before.
    """
    named = [str(path) for path in paths]
    added = [str(path) for path in new]
    if added:
        result = run_git(repo.root, "add", "--intent-to-add", "--", *added, fds=(fd,))
        if result.code != 0:
            raise StateError(f"git does not take the new record: {_words(result)}")
    result = run_git(
        repo.root,
        "commit",
        "--quiet",
        "--only",
        "--cleanup=whitespace",
        "--file=-",
        "--",
        *named,
        stdin=message.encode(),
        fds=(fd,),
    )
    if result.code != 0:
        if added:
            run_git(repo.root, "rm", "--cached", "--quiet", "--force", "--", *added, fds=(fd,))
        raise StateError(f"git did not commit, nothing was changed: {_words(result)}")
    return run_git(repo.root, "rev-parse", "--short", "HEAD").out.strip()


def initialise(root: Path) -> None:
    """Make a git repository at `root`, on a branch named main."""
    result = run_git(root, "init", "--quiet", "--initial-branch=main")
    if result.code != 0:
        raise StateError(f"git init failed: {_words(result)}")


def identity(root: Path) -> dict[str, str]:
    """git's `clientfile.me`, `user.name` and `user.email`, as far as they are set."""
    result = run_git(
        root, "config", "--null", "--get-regexp", r"^(clientfile\.me|user\.(name|email))$"
    )
    entries = (entry.partition("\n") for entry in result.out.split("\0") if entry)
    return {key.lower(): value for key, _, value in entries}


def _words(result: Result) -> str:
    # GitPython hands stderr over with its own mark in front.
    said = (result.err or result.out).strip().removeprefix("stderr: '").removesuffix("'").strip()
    return said or f"git, or a hook of it, ended with {result.code} and said nothing"
