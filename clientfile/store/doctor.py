"""`doctor`: diagnoses a folder, its git and its editor settings, and says how to repair them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clientfile.errors import ClientfileError, DiskError
from clientfile.store import scaffold
from clientfile.store.atomic import read_or_nothing
from clientfile.store.folder import (
    SETTINGS_NAME,
    Folder,
    find_twins,
    record_files,
    resolve_links,
    stray_files,
)
from clientfile.store.git.commits import index_damage
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import (
    Repository,
    describe_unfinished,
    find_repository,
    read_status,
    require_identity,
    require_repository,
)
from clientfile.store.transaction.leftovers import find_leftovers, mend
from clientfile.store.transaction.saved_texts import saved_texts

# The first version of git with core.fsync.
_GIT_THAT_SYNCS = (2, 36)

Level = Literal["ok", "warning", "error"]


@dataclass(frozen=True)
class Diagnosis:
    """The finding about one thing: `what` is its state, `mend` how to repair it."""

    level: Level
    about: str
    what: str
    mend: str = ""


def diagnose(folder: Folder) -> Iterator[Diagnosis]:
    """The findings about everything that is looked at, the most basic first."""
    yield _git_version(folder.root)
    try:
        repo = find_repository(folder.root)
    except ClientfileError as error:
        yield Diagnosis("error", "repository", str(error))
        return
    if repo is None:
        mend = f"clientfile -C {folder.root} init"
        yield Diagnosis("error", "repository", f"{folder.root} is not under git", mend)
        return
    yield Diagnosis("ok", "repository", str(repo.toplevel))
    yield from _identity(repo)
    yield from _branch(repo)
    yield from _leftovers(folder, repo)
    yield from _integrity(repo)
    yield from _saved_texts(repo)
    yield from _folder(folder)
    yield from _line_ends(folder, repo)
    yield from _editor(folder)


def _git_version(root: Path) -> Diagnosis:
    line = run_git(root, "version").text.partition("\n")[0].strip()
    number = re.search(r"(\d+)\.(\d+)", line)
    version = (int(number[1]), int(number[2])) if number else (0, 0)
    if version < _GIT_THAT_SYNCS:
        return Diagnosis(
            "warning",
            "git",
            f"{line} can't be told to sync a commit: after a power cut the last one may be lost",
            "install git 2.36 or newer",
        )
    return Diagnosis("ok", "git", line)


def _identity(repo: Repository) -> Iterator[Diagnosis]:
    try:
        require_identity(repo.root)
    except ClientfileError as error:
        yield Diagnosis("error", "identity", str(error))
    else:
        yield Diagnosis("ok", "identity", run_git(repo.root, "var", "GIT_AUTHOR_IDENT").text[:-18])


def _branch(repo: Repository) -> Iterator[Diagnosis]:
    if message := describe_unfinished(repo):
        yield Diagnosis("error", "branch", message)
    try:
        status = read_status(repo, [])
    except ClientfileError as error:
        yield Diagnosis("error", "branch", str(error))
        return
    first = "" if status.head else ", without a commit yet"
    yield Diagnosis("ok", "branch", f"{status.branch}{first}")


def _leftovers(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    """What ended programs left in the git directory."""
    for each in find_leftovers(folder, repo):
        level: Level = "error" if each.in_the_way else "warning"
        mend = f"clientfile -C {folder.root} doctor --mend: {each.remedy}"
        yield Diagnosis(level, "left over", each.what, mend)


def mend_leftovers(folder: Folder) -> list[str]:
    """Clear away what ended programs left; every text is kept. Returns a sentence for each step.

    Raises LockedError while a writer is at work, StateError.
    """
    repo = require_repository(folder.root)
    try:
        return mend(folder, repo)
    except OSError as error:
        raise DiskError("mend", error.filename, error) from error


def _integrity(repo: Repository) -> Iterator[Diagnosis]:
    # git would take a damaged index, which is told by itself, for a damaged history.
    env = {"GIT_INDEX_FILE": str(repo.own_dir / "none")} if index_damage(repo) else {}
    result = run_git(repo.root, "fsck", "--no-dangling", "--no-progress", env=env)
    if result.code != 0:
        mend = "fetch what is lost from another copy: git fetch; or ask who knows git well"
        yield Diagnosis("error", "history", f"git finds it damaged: {result.words}", mend)
    else:
        yield Diagnosis("ok", "history", "git finds it whole")


def _saved_texts(repo: Repository) -> Iterator[Diagnosis]:
    if paths := saved_texts(repo):
        yield Diagnosis(
            "warning",
            "kept texts",
            f"{len(paths)} that may be in no record, the newest {paths[-1]}",
            "take over what you miss, then delete them",
        )


def _folder(folder: Folder) -> Iterator[Diagnosis]:
    files = record_files(folder)
    source = "its settings" if (folder.root / SETTINGS_NAME).exists() else "the default settings"
    yield Diagnosis("ok", "folder", f"{len(files)} records, {source}")
    if twins := find_twins([file.id for file in files], files.__getitem__):
        yield Diagnosis(
            "error", "folder", f"ids that stand twice: {', '.join(twins)}", "rename a file"
        )
    if strays := stray_files(folder):
        what = f"{len(strays)} files look like records and are none"
        yield Diagnosis("warning", "folder", what, "clientfile check")
    for file in files:
        # Only links are looked at: the others are read, and judged, by `check`.
        if file.path.is_symlink() and (what := _wrong_link(folder, file.path)):
            yield Diagnosis("error", "folder", what, "replace the link")


def _wrong_link(folder: Folder, path: Path) -> str:
    """What is wrong with a record that is a link; "" where it leads to a file of the folder."""
    try:
        real = resolve_links(path)
    except ClientfileError as error:
        return str(error)
    if not real.is_relative_to(folder.root.resolve()):
        return f"{folder.relative(path)} leads outside the folder"
    return "" if real.is_file() else f"{folder.relative(path)} leads to no ordinary file"


def _line_ends(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    """Whether git may convert a record's line ends on checkout."""
    setting = run_git(repo.root, "config", "--get", "core.autocrlf").out.strip()
    attributes = read_or_nothing(folder.root / ".gitattributes")
    if setting not in ("", "false") and b"-text" not in attributes:
        yield Diagnosis(
            "warning",
            "line ends",
            f"core.autocrlf is {setting}: git may write records with other line ends",
            f"clientfile -C {folder.root} init adds a .gitattributes that says no",
        )


def _editor(folder: Folder) -> Iterator[Diagnosis]:
    mend = f"clientfile -C {folder.root} init"
    state = scaffold.editor_state(folder.root)
    if state == "ok":
        yield Diagnosis("ok", "editor", "the schema for VS Code is up to date")
    else:
        yield Diagnosis("warning", "editor", f"the schema for VS Code is {state}", mend)
