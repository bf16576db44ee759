"""Drafts: texts being typed in an editor, on disk until they are in a record."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

from clientfile.errors import DiskError
from clientfile.language import pgettext
from clientfile.store.beneath import create, remove, rename
from clientfile.store.git.gitdir import own_directory
from clientfile.store.own_folder import is_own, make_own, private_mode


def new_draft(root: Path, name: str, text: bytes) -> Path:
    """Create a file to edit, in the folder's git directory, or else in a temporary directory.

    It survives the program's end; the caller deletes it when its text is in a record. Raises
    StateError where it can't be written.
    """
    own = own_directory(root)
    directory = own / "kept" if own else Path(tempfile.mkdtemp(prefix="clientfile-"))
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{name}"
    try:
        if own:
            make_own(directory)
        path = free_name(directory, stem)
        _write_private(path, text)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "write a draft in"), directory, error) from error
    return path


def is_draft(root: Path, path: Path) -> bool:
    """Whether a file is one of the drafts in the folder's git directory."""
    own = own_directory(root)
    try:
        return own is not None and path.resolve().parent == (own / "kept").resolve()
    except (OSError, RuntimeError):
        return False


def list_drafts(root: Path, name: str) -> list[Path]:
    """The drafts of that name in the folder's git directory, the oldest first.

    Paths below the current directory are relative to it. A link is no draft of ours.
    """
    own = own_directory(root)
    drafts = (own / "kept").glob(f"*-{name}") if own else ()
    paths = sorted(path for path in drafts if path.is_file() and not path.is_symlink())
    return [relative_to_cwd(path) for path in paths]


def relative_to_cwd(path: Path) -> Path:
    """The path relative to the current directory, if it is below it; else the path itself."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve())
    except (OSError, RuntimeError, ValueError):
        return path


def free_name(directory: Path, name: str) -> Path:
    """A path in a directory where nothing exists yet: `name`, or else with a number in front."""
    path, number = directory / name, 1
    while os.path.lexists(path):
        number += 1
        path = directory / f"{number}-{name}"
    return path


def rewrite_draft(path: Path, text: bytes) -> None:
    """Replace a draft's text in one step. Raises StateError where it can't be written."""
    beside = path.with_name(path.name + ".new")
    try:
        remove(beside)
        _write_private(beside, text)
        rename(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            remove(beside)
        raise DiskError(pgettext("can't ...", "write the draft"), path, error) from error


def delete_draft(path: Path) -> None:
    """Delete a draft, if the disk lets us: one that stays is named by `doctor`."""
    with contextlib.suppress(OSError):
        remove(path)


def _write_private(path: Path, text: bytes) -> None:
    """Write a new file that nobody else reads, unless git shares the repository."""
    mode = private_mode(path.parent) if is_own(path.parent) else 0o600
    descriptor = create(path, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(text)
    except OSError:
        with contextlib.suppress(OSError):
            remove(path)
        raise
