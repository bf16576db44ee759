"""What git has kept: the commit of a day or a name, and files as a commit had them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository


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
    blobs = dict(blobs_below(repo, commit_id, directory))
    contents = read_blobs(repo, sorted(set(blobs.values())))
    return {path: contents[blob] for path, blob in blobs.items()}


def blobs_below(repo: Repository, commit_id: str, directory: Path) -> Iterator[tuple[Path, str]]:
    """The ordinary files at or below `directory` as a commit had them: their paths from there on,
    with the ids of their contents.
    """
    above = directory.resolve().relative_to(repo.toplevel.resolve())
    below = [] if above == Path() else [above.as_posix()]
    for name, blob in blobs_at(repo, commit_id, below).items():
        yield Path(name).relative_to(above), blob


def blobs_at(repo: Repository, commit_id: str, names: Sequence[str]) -> dict[str, str]:
    """The ordinary files of a commit at or below these names (from the top of the worktree), or
    all of them where none is named: name → blob id. None of them where there is no such commit.
    """
    entries = entries_at(repo, commit_id, names)
    return {name: entry.split()[2] for name, entry in entries.items()}


def entries_at(repo: Repository, commit_id: str, names: Sequence[str]) -> dict[str, str]:
    """The same files with what git's tree says of each: mode, type and blob id."""
    below = ["--", *names] if names else []
    listed = run_git(repo.toplevel, "ls-tree", "-r", "-z", "--full-tree", commit_id, *below)
    told = listed.out.split("\0") if listed.code == 0 else []
    entries = (entry.partition("\t") for entry in told)
    return {name: about for about, _, name in entries if about.startswith("100")}


def read_blobs(repo: Repository, blobs: Sequence[str]) -> Mapping[str, bytes]:
    """The content of blobs, all by one git process."""
    if not blobs:
        return {}
    wanted = "".join(f"{blob}\n" for blob in blobs).encode()
    out = run_git(repo.root, "cat-file", "--batch", stdin=wanted).raw
    contents, place = {}, 0
    for blob in blobs:
        end = out.index(b"\n", place)
        size = int(out[place:end].split()[2])
        contents[blob] = out[end + 1 : end + 1 + size]
        place = end + size + 2
    return contents
