"""Commits with the files that each changed, the newest first, from one pass of `git log`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clientfile.store.git.process import run_git, stream_git
from clientfile.store.git.repository import Repository

_BEGIN = b"\x01"
_NOTHING = ""
_CHILDREN_FIRST = "--date-order"
_LOG = (
    "log", "--raw", "-z", "-c", "--combined-all-paths", "-M", "-l0", "--no-abbrev",
    "--date=format-local:%Y-%m-%d", "--format=%x01%H%x00%ad%x00%aN%x00%P%x00"
    "%(trailers:key=Clientfile-Command,valueonly,separator=%x2C)",
)  # fmt: skip
# Commits of other files are left out, and the parents of the rest are those that are left; a branch
# is not left out for a merge that has nothing of it.
_GRAPH = ("--full-history", "--parents")
_WILD = re.compile(r"([\\*?\[\]])")


@dataclass(frozen=True)
class FileVersion:
    """A file that a commit changed: `name` is its name after, from the top of the worktree, `names`
    those before, for each parent; `after` and `before` are the blob ids, "" for no file.

    A merge has only files that differ from all parents.
    """

    name: str
    names: Sequence[str]
    before: Sequence[str]
    after: str

    @property
    def was(self) -> str:
        """The name in the first parent that has the file."""
        pairs = zip(self.names, self.before, strict=True)
        return next((name for name, blob in pairs if blob), self.names[0])


@dataclass(frozen=True)
class LoggedCommit:
    """A commit with the files that it changed: `author` is a name, `day` the author's date in local
    time, `command` the clientfile command that made it ("" for a commit by hand).

    `parents` are the next older commits that changed files of the kind that is looked for.
    """

    id: str
    day: date
    author: str
    parents: Sequence[str]
    command: str
    versions: Sequence[FileVersion]


def commits_below(repo: Repository, start: str, directory: Path) -> Iterator[LoggedCommit]:
    """The commits up to `start` that changed files at or below a directory."""
    return _stream_log(repo, [*_GRAPH, *_order(repo, start), start], [str(directory)], {})


def commits_of_files(
    repo: Repository, start: str, directory: Path, names: Sequence[str], file: str
) -> Iterator[LoggedCommit]:
    """The commits up to `start` that changed files of these names anywhere below a directory, or
    the `file` in it.

    The names have no wildcards. A commit that renames such a file appears to remove it.
    """
    above = directory.resolve().relative_to(repo.toplevel.resolve())
    top = "" if above == Path() else _WILD.sub(r"\\\1", above.as_posix()) + "/"
    paths = [f":(top,glob){top}**/{name}" for name in names]
    options = [*_GRAPH, _CHILDREN_FIRST, start]
    return _stream_log(
        repo, options, [*paths, f":(top,glob){top}{file}"], {"GIT_LITERAL_PATHSPECS": "0"}
    )


def commits_by_id(repo: Repository, ids: Sequence[str], directory: Path) -> Iterator[LoggedCommit]:
    """These commits, with all files at or below a directory that they changed."""
    return _stream_log(repo, ["--no-walk", *ids], [str(directory)], {}) if ids else iter(())


def earlier_blobs(repo: Repository, commit_id: str, name: str) -> Iterator[str]:
    """The blob ids of a file before a commit, the newest first, along first parents."""
    first = ["--first-parent", f"{commit_id}~1"]
    if run_git(repo.root, "rev-parse", "--verify", "--quiet", first[1]).code == 0:
        for commit in _stream_log(repo, first, [str(repo.toplevel / name)], {}):
            yield from (each.after for each in commit.versions if each.after)


def newest_commit(repo: Repository) -> str | None:
    """The id of the commit at HEAD; None before the first commit."""
    result = run_git(repo.root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return result.out.strip() or None


def _order(repo: Repository, start: str) -> Sequence[str]:
    """The option by which children come before their parents, whatever the commits' dates are.

    A history without merges needs none, and its first commits then come at once.
    """
    merges = run_git(repo.root, "rev-list", "--max-count=1", "--min-parents=2", start, "--")
    return [_CHILDREN_FIRST] if merges.out.strip() else []


def short_length(repo: Repository, commit_id: str) -> int:
    """The number of characters to which git shortens commit ids, from that of this commit."""
    return len(
        run_git(repo.root, "rev-parse", "--verify", "--short", commit_id).out.strip()
    ) or len(commit_id)


def _stream_log(
    repo: Repository, which: Sequence[str], paths: Sequence[str], env: dict[str, str]
) -> Iterator[LoggedCommit]:
    pieces = stream_git(repo.toplevel, *_LOG, *which, "--", *paths, env=env)
    head: list[str] = []
    versions: list[FileVersion] = []
    for piece in pieces:
        about = piece.lstrip(b"\n")
        if about.startswith(_BEGIN):
            if head:
                yield _parse_commit(head, versions)
            more = (next(pieces) for _ in range(4))
            head, versions = [each.decode(errors="replace") for each in (about[1:], *more)], []
        elif about.startswith(b":"):
            versions.append(_parse_version(about.decode(), pieces))
    if head:
        yield _parse_commit(head, versions)


def _parse_commit(head: Sequence[str], versions: Sequence[FileVersion]) -> LoggedCommit:
    name, day, author, parents, command = head
    committed_on = date.fromisoformat(day)
    return LoggedCommit(name, committed_on, author, parents.split(), command.strip(), versions)


def _parse_version(about: str, pieces: Iterator[bytes]) -> FileVersion:
    parents = len(about) - len(about.lstrip(":"))
    columns = about.lstrip(":").split()
    modes, blobs, letters = columns[: parents + 1], columns[parents + 1 : -1], columns[-1]
    names = [_decode_name(next(pieces)) for _ in range(parents)]
    several = parents > 1 or letters[0] in "RC"
    name = _decode_name(next(pieces)) if several else names[0]
    *before, after = (_file_blob(mode, blob) for mode, blob in zip(modes, blobs, strict=True))
    return FileVersion(name, names, before, after)


def _file_blob(mode: str, blob: str) -> str:
    """The blob id of a regular file; "" for a link, a submodule, or no file."""
    return blob if mode.startswith("100") and blob.strip("0") else _NOTHING


def _decode_name(piece: bytes) -> str:
    return piece.decode("utf-8", "surrogateescape")
