"""The repository of a folder: where it is, its state, and who the user is."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import Lines, _
from clientfile.store.git.gitdir import OWN, git_directory, worktree
from clientfile.store.git.process import MOST_NAMES, Result, run_git

UNMERGED = frozenset({"DD", "AU", "UD", "UA", "DU", "AA", "UU"})
"""The states of a file that a merge of git's left unmerged."""
_UNFINISHED = {
    "MERGE_HEAD": (_("a merge"), "merge"),
    "rebase-merge": (_("a rebase"), "rebase"),
    "rebase-apply": (_("a rebase"), "rebase"),
    "CHERRY_PICK_HEAD": (_("a cherry-pick"), "cherry-pick"),
    "REVERT_HEAD": (_("a revert"), "revert"),
}


@dataclass(frozen=True)
class Repository:
    """The repository of the folder `root`; `git_dir` is this worktree's own git directory."""

    root: Path
    toplevel: Path
    git_dir: Path
    common_dir: Path

    @property
    def own_dir(self) -> Path:
        """Our folder within the git directory, for the lock, the journal and saved texts."""
        return self.git_dir / OWN

    @property
    def index(self) -> Path:
        """The path of this worktree's index."""
        return self.git_dir / "index"

    def name(self, path: Path) -> str:
        """The name that git has for a path: from the top of the worktree, with `/`."""
        return path.relative_to(self.toplevel).as_posix()


@dataclass(frozen=True)
class Status:
    """The state of a worktree: `head` is the commit id, "" before the first commit.

    `states` maps the absolute path, as text, of each file that differs from HEAD to git's two
    letters (`??` untracked, `!!` ignored).
    """

    head: str
    branch: str
    states: Mapping[str, str]


def find_repository(root: Path) -> Repository | None:
    """The repository that contains `root`, or None.

    Raises StateError for a bare repository, for a submodule, where git takes another directory for
    the repository than the nearest `.git` or takes that for none, and where git refuses the
    repository (that of another user), with git's message.
    """
    result = run_git(
        root,
        "rev-parse",
        "--path-format=absolute",
        "--is-bare-repository",
        "--is-inside-work-tree",
        "--git-dir",
        "--git-common-dir",
        "--show-toplevel",
        "--show-superproject-working-tree",
    )
    lines = result.out.splitlines()
    if result.code == 0 and len(lines) == 5 and lines[0] == "false":
        inside, git_dir, common_dir, toplevel = lines[1:]
        repo = Repository(root, Path(toplevel), Path(git_dir), Path(common_dir))
        _refuse_other_places(repo, inside=inside == "true")
        return repo
    if error := _unfit_error(root, result):
        raise error
    return None


def _unfit_error(root: Path, result: Result) -> StateError | None:
    """The error for a repository that is not worked in, by what git says of the folder; None where
    there is no repository.
    """
    lines = result.out.splitlines()
    if result.out.startswith("true") or "safe.bareRepository" in result.err:
        return StateError(
            _(
                "{folder} is a bare repository, or looks like one (HEAD, objects, refs): work in a "
                "clone of it, or take these away",
                folder=root,
            )
        )
    if result.code == 0 and len(lines) == 6:
        return StateError(
            _(
                "{folder} is a submodule of {parent}, which would go on pointing at the state "
                "before each change: work in a clone of it that stands by itself",
                folder=root,
                parent=lines[5],
            )
        )
    if "not a git repository" not in result.err:
        return StateError(_("git refuses {folder}: {reason}", folder=root, reason=result.words))
    if top := worktree(root.resolve()):
        return StateError(
            _(
                "git takes {path} for no repository, it is damaged: put it back from a copy, or "
                "move it away and begin anew with: clientfile init",
                path=top / ".git",
            )
        )
    return None


def _refuse_other_places(repo: Repository, *, inside: bool) -> None:
    """Raise StateError where git's directory is not the nearest `.git`, or its worktree is not
    what stands beside that; `inside` says whether the root is in the worktree.

    A directory that looks like a repository has settings of its own, which may run programs.
    """
    nearest = git_directory(repo.root.resolve())
    if nearest is None or not _is_same(nearest, repo.git_dir):
        raise StateError(
            _(
                "git takes {path} for the repository of {folder}, and not {other}: take away the "
                "one that is none",
                path=repo.git_dir,
                folder=repo.root,
                other=nearest or _("a .git above it"),
            )
        )
    top = worktree(repo.root.resolve())
    if not inside or top is None or not _is_same(top, repo.toplevel):
        raise StateError(
            _(
                "git's setting core.worktree says that the files of {path} are in {other}, not in "
                "{folder}: take the setting away",
                path=repo.git_dir,
                other=repo.toplevel,
                folder=top or repo.root,
            )
        )


def _is_same(path: Path, other: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.samefile(other)
    return False


def require_repository(root: Path) -> Repository:
    """The repository that contains `root`. Raises StateError where there is none."""
    repo = find_repository(root)
    if repo is None:
        raise StateError(
            _("{folder} is not under git yet: run: clientfile -C {folder} init", folder=root)
        )
    return repo


def describe_unfinished(repo: Repository) -> str | None:
    """A sentence about a merge, a rebase or the like in progress, and how to end it; else None.

    A change of ours must not become part of it.
    """
    for name, (what, command) in _UNFINISHED.items():
        if (repo.git_dir / name).exists():
            if has_unmerged_files(repo):
                return _(
                    "{what} is in progress: settle its conflicts (clientfile resolve), then finish "
                    "it (git {command} --continue), or stop it (git {command} --abort), then try "
                    "again",
                    what=what,
                    command=command,
                )
            return _(
                "{what} is in progress: finish it (git {command} --continue) or stop it "
                "(git {command} --abort), then try again",
                what=what,
                command=command,
            )
    if (repo.git_dir / "BISECT_LOG").exists():
        return _(
            "a bisect is in progress: finish it (git bisect good, or bad) or stop it "
            "(git bisect reset), then try again"
        )
    return None


def has_unmerged_files(repo: Repository) -> bool:
    """Whether a merge of git's has left files unmerged in its index."""
    return bool(run_git(repo.toplevel, "ls-files", "--unmerged", "-z").out)


def continue_command(repo: Repository) -> str:
    """What goes on with the merge, rebase or the like in progress; "" where there is none.

    One commit that is picked or reverted, and has nothing left to change, is to be skipped.
    """
    for name, (__, command) in _UNFINISHED.items():
        if (repo.git_dir / name).exists():
            is_one = command in ("cherry-pick", "revert")
            same = is_one and run_git(repo.root, "diff", "--cached", "--quiet", "HEAD").code == 0
            return " ".join(["git", command, "--skip" if same else "--continue"])
    return ""


def refuse_unfinished(repo: Repository) -> None:
    """Raise StateError while a merge, a rebase or the like is in progress."""
    if message := describe_unfinished(repo):
        raise StateError(message)


def require_identity(root: Path) -> None:
    """Raise StateError where git does not know the committer's name and address."""
    if run_git(root, "var", "GIT_COMMITTER_IDENT").code != 0:
        raise StateError(
            _(
                "git does not know who you are: run these two, then try again:\n"
                '  git config --global user.name "Your Name"\n'
                "  git config --global user.email you@example.com"
            )
        )


def read_status(repo: Repository, paths: Sequence[Path], *, writes: bool = False) -> Status:
    """The branch and its head, and the states of the files at or below `paths` that differ from
    HEAD.

    `writes` is for a change that is to be committed: git's filters run, as in the commit. Raises
    StateError on a detached HEAD, and for a path within a submodule.
    """
    # As in `process.py`.
    from clientfile.store.git.strange_files import refuse_strange_rules

    refuse_strange_rules(paths)
    # git compares each file with each path: with many of them it looks at the whole worktree.
    below = [repo.toplevel] if len(paths) > MOST_NAMES else paths
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
        # Without a path git would look at the whole worktree; of its own directory, or the file in
        # a linked worktree that names it, it tells nothing.
        *map(str, below or [repo.toplevel / ".git"]),
        writes=writes,
        env={"GIT_OPTIONAL_LOCKS": "0"},
    )
    if result.code != 0:
        failure = _("git can't tell the state of the folder: {reason}", reason=result.words)
        raise StateError(Lines([failure, *_index_remedy(result)]))
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
            _("HEAD is detached, a commit would be lost: go back to a branch: git switch main")
        )
    return Status(head, branch, states)


def _index_remedy(result: Result) -> Sequence[str]:
    """How to rebuild git's index, if the message says that it is damaged."""
    damaged = "index file" in result.err or "index uses" in result.err
    return [_("make git's index anew: clientfile doctor --mend")] if damaged else []


def initialise(root: Path) -> None:
    """Make a git repository at `root`, on a branch named main. Raises StateError."""
    # Imported late: the import takes longer than most commands.
    from git import GitCommandError, Repo

    try:
        Repo.init(root, expand_vars=False, quiet=True, initial_branch="main").close()
    except GitCommandError as error:
        raise StateError(_("git init failed: {reason}", reason=error.stderr.strip())) from error


def read_identity(root: Path) -> dict[str, str]:
    """git's settings `clientfile.me`, `user.name` and `user.email`, as far as they are set."""
    result = run_git(
        root, "config", "--null", "--get-regexp", r"^(clientfile\.me|user\.(name|email))$"
    )
    entries = (entry.partition("\n") for entry in result.text.split("\0") if entry)
    return {key.lower(): value for key, _, value in entries}
