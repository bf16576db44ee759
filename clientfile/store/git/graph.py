"""The commits of a folder as one graph, which `history`, `undo` and `--as-of` ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.log import Commit, read_log
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository
from clientfile.store.git.shallow import cut_commits

# Children come before their parents, whatever the commits' dates are.
_CHILDREN_FIRST = "--date-order"
# No branch is left out for a merge that has nothing of it, and no commit for having no file here:
# what a sync decided against may stand in one without any.
_REST = ("--full-history", "--parents", "--sparse")
_BY_CLIENTFILE = "--grep=^Clientfile-Command: "


@dataclass(frozen=True)
class ChangedFile:
    """A file that a commit changed: blob ids before and after, "" where it does not exist."""

    name: str
    before: str
    after: str


class CommitGraph:
    """The commits of a repository, as far as they are about the folder `directory`.

    Each method reads no more of git's log than it returns. Where git has no commit yet there is
    none; where it can't read one, StateError is raised.
    """

    def __init__(self, repo: Repository, directory: Path) -> None:
        self._repo = repo
        # git is twice as quick without a path, and a repository is mostly the folder's own.
        is_top = directory.resolve() == repo.toplevel.resolve()
        self._below: Sequence[str] = [] if is_top else [str(directory)]

    @cached_property
    def cut(self) -> frozenset[str]:
        """The commits that have parents which this clone lacks: what they changed is unknown."""
        return cut_commits(self._repo)

    @cached_property
    def newest(self) -> str | None:
        """The id of the commit at HEAD, which may be damaged; None before the first commit."""
        return self._resolve("HEAD") or None

    def with_files(self, start: str, without: str = "") -> Iterator[Commit]:
        """The commits up to `start` with the files that each changed, children before parents;
        those up to `without` are left out.

        A commit at which a shallow clone begins has no files.
        """
        span = self._span(start, without)
        selection = [*(_REST if self._below else ()), _CHILDREN_FIRST, *span, "--", *self._below]
        digits = self._short_length(start)
        for commit in read_log(self._repo, *selection, files=True, digits=digits):
            yield replace(commit, versions=()) if commit.id in self.cut else commit

    def by_clientfile(self) -> Iterator[Commit]:
        """The commits that clientfile made, the newest first."""
        return self._to_head(_BY_CLIENTFILE, "HEAD", "--", *self._below)

    def find(self, revision: str) -> Commit | None:
        """The commit that a revision names, or the one that replays it since; None where the
        history of HEAD has none such.
        """
        # `history` reads the graph, and names no commit.
        from clientfile.store.git.find_commits import is_in
        from clientfile.store.git.replayed import find_replay

        commit = self.find_anywhere(revision)
        if commit is None or is_in(self._repo, commit.id, "HEAD"):
            return commit
        replay = find_replay(self._repo, commit.id)
        return self.find_anywhere(replay) if replay else None

    def find_anywhere(self, revision: str) -> Commit | None:
        """The commit that a revision names, of any branch; None where there is none."""
        id_ = self._resolve(f"{revision}^{{commit}}")
        if not id_:
            self._refuse_damaged(revision)
            return None
        return next(read_log(self._repo, "--no-walk", id_, "--"))

    def last_by(self, day: date) -> Commit | None:
        """The commit that the branch showed at the end of a day, in local time; None for none.

        Only first parents are followed: what came in by a merge counts from the day of the merge.
        """
        end = datetime.combine(day + timedelta(days=1), time()).astimezone()
        until = f"--before={int(end.timestamp()) - 1}"
        line = self._to_head("--max-count=1", "--first-parent", until, "HEAD", "--")
        return next(line, None)

    def newest_of(self, names: Sequence[str], since: Commit) -> Commit | None:
        """The newest commit after `since` that changed one of these files, or None.

        `names` are paths from the top of the worktree.
        """
        paths = [str(self._repo.toplevel / name) for name in names]
        return next(read_log(self._repo, "--max-count=1", f"{since.id}..HEAD", "--", *paths), None)

    def later_of(self, names: Sequence[str], since: Commit) -> Iterator[Commit]:
        """The commits after `since` that changed one of these files, children before parents, each
        with those of the files that it changed.
        """
        paths = [str(self._repo.toplevel / name) for name in names]
        selection = (_CHILDREN_FIRST, f"{since.id}..HEAD", "--", *paths)
        yield from read_log(self._repo, *selection, files=True, digits=self._short_length("HEAD"))

    def earlier_blobs(self, commit: Commit, name: str) -> Iterator[str]:
        """The blob ids of a file before a commit, the newest first, along first parents."""
        if commit.parents:
            path = str(self._repo.toplevel / name)
            line = ["--first-parent", commit.parents[0], "--", path]
            for each in read_log(self._repo, *line, files=True):
                yield from (version.after for version in each.versions if version.after)

    def changed_files(self, commit: Commit) -> list[ChangedFile]:
        """All files that differ between a commit and its first parent."""
        options = ("-r", "-z", "--root", "--no-renames", "--no-commit-id", "--full-index")
        result = run_git(self._repo.toplevel, "diff-tree", *options, commit.id, "--")
        if result.code != 0:
            raise StateError(
                _(
                    "git can't tell what {commit} changed: {reason}",
                    commit=commit.short,
                    reason=result.words,
                )
            )
        parts = result.out.split("\0")
        return [
            ChangedFile(name, *(blob if blob.strip("0") else "" for blob in about.split()[2:4]))
            for about, name in zip(parts[0:-1:2], parts[1:-1:2], strict=True)
        ]

    def _span(self, start: str, without: str) -> Sequence[str]:
        """The words by which git lists the commits up to `start`, but for those up to `without`."""
        if not without:
            return [start]
        from clientfile.store.git.ranges import select_new

        return select_new(self._repo.root, start, without)

    def _resolve(self, revision: str) -> str:
        """The id of what a revision names; "" where it names nothing."""
        result = run_git(
            self._repo.root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision
        )
        return result.out.strip() if result.code == 0 else ""

    def _refuse_damaged(self, revision: str) -> None:
        """Raise StateError where a revision names a commit that git can't read."""
        # `:/text` searches the messages, and names no commit here.
        if revision.startswith(":"):
            return
        # git takes any full id for that of an object.
        if (id_ := self._resolve(revision)) and id_ != revision:
            result = run_git(self._repo.root, "cat-file", "-t", id_)
            if result.out.strip() in ("", "commit"):
                raise StateError(
                    _(
                        "git can't read the commit that {revision} names, {commit}: look with: "
                        "git fsck",
                        revision=revision,
                        commit=id_[:12],
                    )
                )

    def _short_length(self, commit_id: str) -> int:
        """The number of characters to which git shortens commit ids, from that of this commit."""
        result = run_git(self._repo.root, "rev-parse", "--verify", "--short", commit_id)
        return len(result.out.strip()) or len(commit_id)

    def _to_head(self, *selection: str) -> Iterator[Commit]:
        try:
            yield from read_log(self._repo, *selection)
        except StateError:
            if self.newest is not None:
                raise


def my_email(repo: Repository) -> str:
    """The author's address of the user's own commits; "" where git does not know the user."""
    author = run_git(repo.root, "var", "GIT_AUTHOR_IDENT").text
    return author.partition("<")[2].partition(">")[0]
