"""`doctor`: diagnoses a folder, its git and its editor settings, and says how to repair them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from clientfile.errors import ClientfileError, DiskError
from clientfile.language import _, ngettext, pgettext
from clientfile.store import merge_driver, scaffold
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
from clientfile.store.layout import settings_file
from clientfile.store.transaction.leftovers import find_leftovers, mend
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.saved_texts import saved_texts
from clientfile.store.transaction.uncommitted import uncommitted_edits
from clientfile.store.user import current_user

# The first version of git with core.fsync.
_GIT_THAT_SYNCS = (2, 36)

_REPOSITORY = pgettext("what doctor looks at", "repository")
_IDENTITY = pgettext("what doctor looks at", "identity")
_BRANCH = pgettext("what doctor looks at", "branch")
_LEFT_OVER = pgettext("what doctor looks at", "left over")
_HISTORY = pgettext("what doctor looks at", "history")
_FOLDER = pgettext("what doctor looks at", "folder")

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
        yield Diagnosis("error", _REPOSITORY, str(error))
        return
    if repo is None:
        what = _("{folder} is not under git", folder=folder.root)
        yield Diagnosis("error", _REPOSITORY, what, _init_command(folder))
        return
    yield Diagnosis("ok", _REPOSITORY, str(repo.toplevel))
    yield from _identity(folder, repo)
    yield from _branch(repo)
    yield from _leftovers(folder, repo)
    yield from _integrity(repo)
    yield from _saved_texts(repo)
    yield from _folder(folder)
    yield from _settings(folder, repo)
    yield from _line_ends(folder, repo)
    yield from _merging(folder, repo)
    yield from _editor(folder)


def _git_version(root: Path) -> Diagnosis:
    line = run_git(root, "version").text.partition("\n")[0].strip()
    number = re.search(r"(\d+)\.(\d+)", line)
    version = (int(number[1]), int(number[2])) if number else (0, 0)
    if version < _GIT_THAT_SYNCS:
        return Diagnosis(
            "warning",
            "git",
            _(
                "{git} can't be told to sync a commit: after a power cut the last one may be lost",
                git=line,
            ),
            _("install git 2.36 or newer"),
        )
    return Diagnosis("ok", "git", line)


def _identity(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    try:
        require_identity(repo.root)
    except ClientfileError as error:
        yield Diagnosis("error", _IDENTITY, str(error))
    else:
        identity = run_git(repo.root, "var", "GIT_AUTHOR_IDENT").text[:-18]
        team = folder.settings.team
        if not team or current_user(folder) in team:
            yield Diagnosis("ok", _IDENTITY, identity)
            return
        yield Diagnosis(
            "warning",
            _IDENTITY,
            _("{user} is nobody of [team] in {file}", user=identity, file=SETTINGS_NAME),
            _("add yourself there, or say who of them you are: git config clientfile.me NAME"),
        )


def _branch(repo: Repository) -> Iterator[Diagnosis]:
    if message := describe_unfinished(repo):
        yield Diagnosis("error", _BRANCH, message)
    try:
        status = read_status(repo, [])
    except ClientfileError as error:
        yield Diagnosis("error", _BRANCH, str(error))
        return
    what: str = status.branch
    if not status.head:
        what = _("{branch}, without a commit yet", branch=status.branch)
    yield Diagnosis("ok", _BRANCH, what)


def _leftovers(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    """What ended programs left in the git directory."""
    for each in find_leftovers(folder, repo):
        level: Level = "error" if each.in_the_way else "warning"
        mend = _(
            "clientfile -C {folder} doctor --mend: {remedy}",
            folder=folder.root,
            remedy=each.remedy,
        )
        yield Diagnosis(level, _LEFT_OVER, each.what, mend)


def mend_folder(folder: Folder) -> list[str]:
    """Clear away what ended programs left, every text kept, and set git up to merge records.

    Returns a sentence for each step. Raises LockedError while a writer is at work, StateError.
    """
    repo = require_repository(folder.root)
    try:
        return mend(folder, repo) + _set_up_merging(folder, repo)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "mend"), error.filename, error) from error


def _set_up_merging(folder: Folder, repo: Repository) -> list[str]:
    """What git lacks to merge records by clientfile; the attribute, where a commit can be made."""
    try:
        with exclusive_lock(repo.own_dir) as lock:
            return merge_driver.set_up(folder, repo, lock, "doctor")
    except ClientfileError as error:
        # What was mended before is told all the same.
        return [str(error)]


def _integrity(repo: Repository) -> Iterator[Diagnosis]:
    # git would take a damaged index, which is told by itself, for a damaged history.
    env = {"GIT_INDEX_FILE": str(repo.own_dir / "none")} if index_damage(repo) else {}
    result = run_git(repo.root, "fsck", "--no-dangling", "--no-progress", env=env)
    if result.code != 0:
        what = _("git finds it damaged: {reason}", reason=result.words)
        mend = _("fetch what is lost from another copy: git fetch; or ask who knows git well")
        yield Diagnosis("error", _HISTORY, what, mend)
    else:
        yield Diagnosis("ok", _HISTORY, _("git finds it whole"))


def _saved_texts(repo: Repository) -> Iterator[Diagnosis]:
    if paths := saved_texts(repo):
        yield Diagnosis(
            "warning",
            pgettext("what doctor looks at", "kept texts"),
            ngettext(
                "{count} that may be in no record, the newest {path}",
                "{count} that may be in no record, the newest {path}",
                len(paths),
                path=paths[-1],
            ),
            _("take over what you miss, then delete them"),
        )


def _folder(folder: Folder) -> Iterator[Diagnosis]:
    files = record_files(folder)
    yield Diagnosis("ok", _FOLDER, _records_and_settings(folder, len(files)))
    if twins := find_twins([file.id for file in files], files.__getitem__):
        what = _("ids that stand twice: {ids}", ids=", ".join(twins))
        yield Diagnosis("error", _FOLDER, what, _("rename a file"))
    if strays := stray_files(folder):
        what = ngettext(
            "{count} files look like records and are none",
            "{count} files look like records and are none",
            len(strays),
        )
        yield Diagnosis("warning", _FOLDER, what, "clientfile check")  # no message
    for file in files:
        # Only links are looked at: the others are read, and judged, by `check`.
        if file.path.is_symlink() and (fault := _wrong_link(folder, file.path)):
            yield Diagnosis("error", _FOLDER, fault, _("replace the link"))


def _records_and_settings(folder: Folder, count: int) -> str:
    if (folder.root / SETTINGS_NAME).exists():
        return ngettext("{count} records, its settings", "{count} records, its settings", count)
    return ngettext(
        "{count} records, the default settings", "{count} records, the default settings", count
    )


def _settings(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    """Whether the settings were edited by hand, and that is in no commit."""
    try:
        path = settings_file(folder)
        edited = path is not None and uncommitted_edits(folder, repo, [path], writes=False).edited(
            path
        )
    except ClientfileError:
        # Told above, of the branch.
        return
    if edited:
        what = _("{file} has edits by hand that are not committed", file=SETTINGS_NAME)
        mend = " ".join(["clientfile", "-C", str(folder.root), "save"])
        yield Diagnosis("warning", pgettext("what doctor looks at", "settings"), what, mend)


def _wrong_link(folder: Folder, path: Path) -> str:
    """What is wrong with a record that is a link; "" where it leads to a file of the folder."""
    try:
        real = resolve_links(path)
    except ClientfileError as error:
        return str(error)
    if not real.is_relative_to(folder.root.resolve()):
        return _("{path} leads outside the folder", path=folder.relative(path))
    if not real.is_file():
        return _("{path} leads to no ordinary file", path=folder.relative(path))
    return ""


def _line_ends(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    """Whether git may convert a record's line ends on checkout."""
    setting = run_git(repo.root, "config", "--get", "core.autocrlf").out.strip()
    attributes = read_or_nothing(folder.root / ".gitattributes")
    if setting not in ("", "false") and b"-text" not in attributes:
        yield Diagnosis(
            "warning",
            pgettext("what doctor looks at", "line ends"),
            _(
                "core.autocrlf is {setting}: git may write records with other line ends",
                setting=setting,
            ),
            _(
                "clientfile -C {folder} init adds a .gitattributes that says no",
                folder=folder.root,
            ),
        )


def _merging(folder: Folder, repo: Repository) -> Iterator[Diagnosis]:
    """Whether git merges records by clientfile in this clone."""
    about = pgettext("what doctor looks at", "merging")
    try:
        driver = merge_driver.merged_by(folder, repo)
        state = merge_driver.driver_state(repo)
    except ClientfileError as error:
        yield Diagnosis("error", about, str(error))
        return
    if driver not in (*merge_driver.UNSET, merge_driver.DRIVER):
        what = _(".gitattributes says that git merges records by {driver}", driver=driver)
        yield Diagnosis("warning", about, what, _("write merge=clientfile there"))
    elif driver == merge_driver.DRIVER and state == "ok":
        yield Diagnosis("ok", about, _("git merges records by clientfile"))
    else:
        what = _("git merges records line by line: two visits at one client are a conflict")
        if state == "other":
            what = _("git merges records by another command than that of clientfile")
        mend = _("clientfile -C {folder} doctor --mend sets it up", folder=folder.root)
        yield Diagnosis("warning", about, what, mend)


def _editor(folder: Folder) -> Iterator[Diagnosis]:
    about = pgettext("what doctor looks at", "editor")
    state = scaffold.editor_state(folder.root)
    if state == "ok":
        yield Diagnosis("ok", about, _("the schema for VS Code is up to date"))
        return
    what = (
        _("the schema for VS Code is missing")
        if state == "missing"
        else _("the schema for VS Code is out of date")
    )
    yield Diagnosis("warning", about, what, _init_command(folder))


def _init_command(folder: Folder) -> str:
    return " ".join(["clientfile", "-C", str(folder.root), "init"])
