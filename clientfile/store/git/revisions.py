"""Reads files and objects as commits have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.process import MOST_NAMES, run_git
from clientfile.store.git.repository import Repository


def files_at(repo: Repository, commit_id: str, directory: Path) -> dict[Path, bytes]:
    """The regular files at or below `directory` in a commit: path, relative to it → bytes."""
    blobs = dict(blobs_below(repo, commit_id, directory))
    contents = read_blobs(repo, sorted(set(blobs.values())))
    return {path: contents[blob] for path, blob in blobs.items()}


def blobs_below(repo: Repository, commit_id: str, directory: Path) -> Iterator[tuple[Path, str]]:
    """The regular files at or below `directory` in a commit: path, relative to it, and blob id."""
    above = directory.resolve().relative_to(repo.toplevel.resolve())
    below = [] if above == Path() else [above.as_posix()]
    for name, blob in blobs_at(repo, commit_id, below).items():
        yield Path(name).relative_to(above), blob


def blobs_at(repo: Repository, commit_id: str, names: Sequence[str]) -> dict[str, str]:
    """The regular files of a commit at or below these names, or all if `names` is empty.

    Returns name, from the top of the worktree → blob id; nothing where there is no such commit.
    """
    entries = entries_at(repo, commit_id, names)
    return {name: entry.split()[2] for name, entry in entries.items()}


def entries_at(repo: Repository, commit_id: str, names: Sequence[str]) -> dict[str, str]:
    """The files of `blobs_at` with the whole entry of git's tree: mode, type and blob id."""
    try:
        entries = list_tree(repo, commit_id, names)
    except StateError:
        return {}
    return {name: about for name, about in entries.items() if about.startswith("100")}


def list_tree(repo: Repository, commit_id: str, names: Sequence[str]) -> dict[str, str]:
    """What a commit has at or below these names, or all if `names` is empty, links included: the
    name from the top of the worktree → mode, type and blob id. Raises StateError.
    """
    below = ["--", *names] if 0 < len(names) <= MOST_NAMES else []
    result = run_git(repo.toplevel, "ls-tree", "-r", "-z", "--full-tree", commit_id, *below)
    if result.code != 0:
        raise StateError(
            _("git can't list a commit: {reason}; look with: git fsck", reason=result.words)
        )
    entries = (line.partition("\t") for line in result.out.split("\0")[:-1])
    found = {name: about for about, _, name in entries}
    return found if below or not names else only_below(found, names)


def only_below(entries: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Those of the entries, by the names of their files, that are at or below one of `names`."""
    chosen = set(names)
    return {
        name: entry
        for name, entry in entries.items()
        if name in chosen or any(above in chosen for above in _folders_of(name))
    }


def _folders_of(name: str) -> Iterator[str]:
    """The folders above a file of a commit, the nearest first."""
    while name := name.rpartition("/")[0]:
        yield name


def read_blobs(repo: Repository, blobs: Sequence[str]) -> Mapping[str, bytes]:
    """Blob id → bytes, read by one git process. Raises StateError where git lacks one of them."""
    contents = read_objects(repo, blobs)
    if missing := [blob for blob in blobs if blob not in contents]:
        raise StateError(
            _(
                "an object of git's history is missing ({object}); in a partial clone fetch all "
                "with: git fetch --refetch --no-filter; else look for damage with: git fsck",
                object=missing[0][:12],
            )
        )
    return contents


def read_at(repo: Repository, commit: str, path: Path) -> bytes | None:
    """A file's bytes in a commit; None where it has no such file."""
    name = repo.name(path)
    blob = blobs_at(repo, commit, [name]).get(name)
    return read_blobs(repo, [blob])[blob] if blob else None


def read_objects(repo: Repository, ids: Sequence[str]) -> Mapping[str, bytes]:
    """Object id → bytes, read by one git process, without those that git lacks."""
    if not ids:
        return {}
    lines = "".join(f"{id_}\n" for id_ in ids).encode()
    out = run_git(repo.root, "cat-file", "--batch", stdin=lines).raw
    contents, place = {}, 0
    for id_ in ids:
        end = out.find(b"\n", place)
        if end < 0:
            # git ended at a damaged object.
            break
        about, place = out[place:end].split(), end + 1
        if about[-1] == b"missing":
            continue
        size = int(about[2])
        contents[id_] = out[place : place + size]
        place += size + 1
    return contents


def object_kinds(repo: Repository, names: Sequence[str]) -> list[tuple[str, str]]:
    """The id and the kind (`blob`, `tree`) of each object named `COMMIT:PATH`; empty where there
    is none.
    """
    lines = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    form = "--batch-check=%(objectname) %(objecttype)"
    out = run_git(repo.root, "cat-file", form, stdin=lines).out.split("\n")
    kinds = [("", "") if line.endswith(" missing") else line.split(" ") for line in out[:-1]]
    if len(kinds) != len(names):
        raise StateError(_("git can't tell what is in its commits: look with: git fsck"))
    return [(id_, kind) for id_, kind in kinds]
