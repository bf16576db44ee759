"""The repository that a folder lives in: where it is, what state it is in, who the user is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import StateError
from clientfile.store.git.gitdir import OWN
from clientfile.store.git.process import Result, run_git

_UNFINISHED = {
    "MERGE_HEAD": ("a merge", "git merge --continue", "git merge --abort"),
    "rebase-merge": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --continue", "git rebase --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue", "git revert --abort"),
    "BISECT_LOG": ("a bisect", "git bisect good, or bad", "git bisect reset"),
}


@dataclass(frozen=True)
class Repository:
    """The repository that a folder lives in; `git_dir` is this worktree's own."""

    root: Path
    toplevel: Path
    git_dir: Path
    common_dir: Path

    @property
    def own_dir(self) -> Path:
        """Where clientfile keeps its lock and its journal: in this worktree's git directory."""
        return self.git_dir / OWN

    @property
    def index(self) -> Path:
        """The index of this worktree."""
        return self.git_dir / "index"

    def name(self, path: Path) -> str:
        """A path below the worktree as git names it: from the top, with `/`."""
        return path.relative_to(self.toplevel).as_posix()


@dataclass(frozen=True)
class Status:
    """What git says of the worktree: `head` is empty before the first commit.

    `states` has the two letters of each path that differs from HEAD (`??` untracked, `!!`
    ignored), by its absolute path as text.
    """

    head: str
    branch: str
    states: Mapping[str, str]


def find_repository(root: Path) -> Repository | None:
    """The repository around `root`, or None where there is none.

    Raises StateError for a bare one, for a submodule, and where git refuses it (another user's),
    in git's words.
    """
    result = run_git(
        root,
        "rev-parse",
        "--path-format=absolute",
        "--is-bare-repository",
        "--git-dir",
        "--git-common-dir",
        "--show-toplevel",
        "--show-superproject-working-tree",
    )
    if result.out.startswith("true"):
        raise StateError(f"{root} is a bare repository: work in a clone of it")
    lines = result.out.splitlines()
    if result.code == 0 and len(lines) == 5:
        raise StateError(
            f"{root} is a submodule of {lines[4]}, which would go on pointing at the state before "
            "each change: work in a clone of it that stands by itself"
        )
    if result.code == 0 and len(lines) == 4:
        _, git_dir, common_dir, toplevel = lines
        return Repository(root, Path(toplevel), Path(git_dir), Path(common_dir))
    if "not a git repository" in result.err:
        return None
    raise StateError(f"git refuses {root}: {result.words}")


def require_repository(root: Path) -> Repository:
    """The repository around `root`. Raises StateError where there is none."""
    found = find_repository(root)
    if found is None:
        raise StateError(f"{root} is not under git yet: run: clientfile -C {root} init")
    return found


def describe_unfinished(repo: Repository) -> str | None:
    """What waits to be finished (a merge, a rebase or the like) and how; None where nothing does.

    A change of ours must not become part of it.
    """
    for name, (what, go_on, stop) in _UNFINISHED.items():
        if (repo.git_dir / name).exists():
            return f"{what} is in progress: finish it ({go_on}) or stop it ({stop}), then try again"
    return None


def refuse_unfinished(repo: Repository) -> None:
    """Raise StateError while a merge, a rebase or the like waits to be finished."""
    if told := describe_unfinished(repo):
        raise StateError(told)


def require_identity(root: Path) -> None:
    """Raise StateError where git doesn't know whose commits at `root` these would be."""
    if run_git(root, "var", "GIT_COMMITTER_IDENT").code != 0:
        raise StateError(
            "git does not know who you are: run these two, then try again:\n"
            '  git config --global user.name "Your Name"\n'
            "  git config --global user.email you@example.com"
        )


def read_status(repo: Repository, paths: Sequence[Path]) -> Status:
    """The state of the branch and of those of `paths` that differ from HEAD.

    Raises StateError on a detached HEAD, and where a path lies within a submodule.
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
        env={"GIT_OPTIONAL_LOCKS": "0"},
    )
    if result.code != 0:
        raise StateError(
            f"git can't tell the state of the folder: {result.words}{_index_remedy(result)}"
        )
    head = branch = ""
    states = {}
    for entry in result.out.split("\0"):
        if entry.startswith("# branch.oid "):
            head = entry.removeprefix("# branch.oid ").replace("(initial)", "")
        elif entry.startswith("# branch.head "):
            branch = entry.removeprefix("# branch.head ")
        elif entry[:1] in ("?", "!"):
            states[str(repo.toplevel / entry[2:])] = entry[0] * 2
        elif entry[:1] in ("1", "u"):
            fields = entry.split(" ", 8 if entry[0] == "1" else 10)
            states[str(repo.toplevel / fields[-1])] = fields[1]
    if branch == "(detached)":
        raise StateError(
            "HEAD is detached, a commit would be lost: go back to a branch: git switch main"
        )
    return Status(head, branch, states)


def _index_remedy(result: Result) -> str:
    """How to make git's index anew, where that is what is damaged."""
    damaged = "index file" in result.err or "index uses" in result.err
    return "\nmake git's index anew: rm .git/index, then: git reset" if damaged else ""


def initialise(root: Path) -> None:
    """Make a git repository at `root`, on a branch named main."""
    # Read late: it takes longer than what most commands do.
    from git import GitCommandError, Repo

    try:
        Repo.init(root, expand_vars=False, quiet=True, initial_branch="main").close()
    except GitCommandError as error:
        raise StateError(f"git init failed: {error.stderr.strip()}") from error


def read_identity(root: Path) -> dict[str, str]:
    """git's `clientfile.me`, `user.name` and `user.email`, as far as they are set."""
    result = run_git(
        root, "config", "--null", "--get-regexp", r"^(clientfile\.me|user\.(name|email))$"
    )
    entries = (entry.partition("\n") for entry in result.out.split("\0") if entry)
    return {key.lower(): value for key, _, value in entries}
