"""Drafts: texts being typed in an editor, on disk until they are in a record."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from clientfile.errors import DiskError
from clientfile.store.git.gitdir import own_directory


def new_draft(root: Path, name: str, text: bytes) -> Path:
    """Create a file to edit, in the folder's git directory, or else in a temporary directory.

    It survives the program's end; the caller deletes it when its text is in a record. Raises
    StateError where it can't be written.
    """
    own = own_directory(root)
    directory = own / "kept" if own else Path(tempfile.mkdtemp(prefix="clientfile-"))
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{name}"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        path = free_name(directory, stem)
        path.write_bytes(text)
    except OSError as error:
        raise DiskError("write a draft in", directory, error) from error
    return path


def is_draft(root: Path, path: Path) -> bool:
    """Whether a file is one of the drafts in the folder's git directory."""
    own = own_directory(root)
    return own is not None and path.resolve().parent == (own / "kept").resolve()


def list_drafts(root: Path, name: str) -> list[Path]:
    """The drafts of that name in the folder's git directory, the oldest first.

    Paths below the current directory are relative to it.
    """
    own = own_directory(root)
    paths = sorted((own / "kept").glob(f"*-{name}")) if own else []
    return [relative_to_cwd(path) for path in paths]


def relative_to_cwd(path: Path) -> Path:
    """The path relative to the current directory, if it is below it; else the path itself."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve())
    except (OSError, ValueError):
        return path


def free_name(directory: Path, name: str) -> Path:
    """A path in a directory where nothing exists yet: `name`, or else with a number in front."""
    path, number = directory / name, 1
    while path.exists():
        number += 1
        path = directory / f"{number}-{name}"
    return path


def rewrite_draft(path: Path, text: bytes) -> None:
    """Replace a draft's text in one step. Raises StateError where it can't be written."""
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(text)
        beside.replace(path)
    except OSError as error:
        raise DiskError("write the draft", path, error) from error
