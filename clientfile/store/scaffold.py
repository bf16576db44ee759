"""`init`: creates the files of a client folder that are missing, and overwrites none."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clientfile.errors import ClientfileError, DiskError, InvalidError
from clientfile.language import ENGLISH, _, pgettext, translate
from clientfile.schema.bundle import editor_form
from clientfile.store import merge_driver
from clientfile.store.atomic import read_content, read_or_nothing
from clientfile.store.folder import SETTINGS_NAME, open_folder, record_files, resolve_links
from clientfile.store.git import repository
from clientfile.store.git.stale_locks import remove_abandoned
from clientfile.store.new_settings import new_settings
from clientfile.store.transaction.lock import exclusive_lock
from clientfile.store.transaction.own_files import commit_own_files
from clientfile.store.transaction.recovery import end_interrupted

_SUBJECT = _("Make a client folder")
# git must not convert line ends on any system: a record's line ends are the user's.
_ATTRIBUTES = "*.yaml -text diff\n"  # no message
_EDITOR_SCHEMA = ".vscode/client.schema.json"
_VSCODE = ".vscode/settings.json"
_EXTENSIONS = ".vscode/extensions.json"


def create_folder(root: Path, language: str = ENGLISH) -> list[str]:
    """Create or complete the folder at `root`, in one commit. Returns a line for each step taken.

    `language` is the one that new settings name, and in which they are explained. Existing files
    stay; only the editor's schema, which is ours, is brought up to date. Raises StateError where
    the disk or git refuses; no file is left behind then.
    """
    root = root.absolute()
    missing = [path for path in (root, *root.parents) if not path.exists()]
    _make_directory(root)
    try:
        return _complete_folder(root, language)
    except ClientfileError:
        # Directories created in vain are removed; one that is not empty stays.
        for path in missing:
            with contextlib.suppress(OSError):
                path.rmdir()
        raise


def editor_state(root: Path) -> str:
    """The state of the editor's schema in a folder: `ok`, `missing` or `outdated`."""
    schema = read_or_nothing(root / _EDITOR_SCHEMA)
    if not schema:
        return "missing"
    return "ok" if schema == _json(editor_form()).encode() else "outdated"


def _complete_folder(root: Path, language: str) -> list[str]:
    """Write what is missing in an existing directory. Returns a line for each step taken."""
    steps: list[str] = []
    repo = None if has_unfinished_git(root) else repository.find_repository(root)
    if repo is None:
        repository.require_identity(root)
        begin_repository(root)
        steps.append(_("git repository made"))
        repo = repository.require_repository(root)
    with exclusive_lock(repo.own_dir) as lock:
        steps += end_interrupted(repo)
        repository.refuse_unfinished(repo)
        texts = {root / name: text for name, text in _file_texts(root, language).items()}
        _refuse_links_out(root, texts)
        missing = {path: text for path, text in texts.items() if _is_ours_to_write(path, text)}
        if missing:
            repository.require_identity(root)
            if (root / SETTINGS_NAME) not in missing:
                language = open_folder(root).settings.language
            new = {path: text.encode() for path, text in missing.items()}
            commit_own_files(repo, new, lock, "init", translate(_SUBJECT, language))
        steps += [_("{file} written", file=path.relative_to(root)) for path in missing]
        steps += merge_driver.set_up(open_folder(root), repo, lock, "init")
    _make_directory(open_folder(root).records)
    return steps + _advice(root)


def begin_repository(root: Path) -> None:
    """Make a git repository at `root`, or go on with one whose making was killed. Raises
    StateError.
    """
    _remove_locks_of_killed_init(root)
    repository.initialise(root)


_INIT_LOCKS = ("config.lock", "HEAD.lock")


def has_unfinished_git(root: Path) -> bool:
    """Whether a `git init` was killed here: its directory lacks a part and has no commit."""
    git_dir = root / ".git"
    if not git_dir.is_dir() or git_dir.is_symlink():
        return False
    complete = all((git_dir / name).exists() for name in ("HEAD", "objects", "refs"))
    if complete and not any((git_dir / name).exists() for name in _INIT_LOCKS):
        return False
    if any((git_dir / name).exists() for name in ("index", "packed-refs", "logs", "modules")):
        return False
    return not any(
        path.is_file() for name in ("objects", "refs") for path in (git_dir / name).rglob("*")
    )


def _remove_locks_of_killed_init(root: Path) -> None:
    """Remove the locks that a killed `git init` left, with which no other one succeeds.

    Raises StateError where their owner may be alive.
    """
    git_dir = root / ".git"
    for lock in (git_dir / name for name in _INIT_LOCKS):
        if lock.is_file() and git_dir.is_dir():
            remove_abandoned(repository.Repository(root, root, git_dir, git_dir), lock)


def _file_texts(root: Path, language: str) -> dict[str, str]:
    """File name → text of every file that a folder needs."""
    is_flat = not (root / "records").is_dir() and bool(record_files(open_folder(root)))
    return {
        SETTINGS_NAME: new_settings("." if is_flat else "records", language),
        ".gitattributes": _ATTRIBUTES + merge_driver.attribute_line(root, _records(root)),
        _EDITOR_SCHEMA: _json(editor_form()),
        _EXTENSIONS: _json({"recommendations": ["redhat.vscode-yaml"]}),
        _VSCODE: _json({"yaml.schemas": {f"./{_EDITOR_SCHEMA}": _glob(root)}}),
    }


def _records(root: Path) -> Path:
    """Where the records are, or will be."""
    folder = open_folder(root)
    is_new = folder.settings.records is None and not record_files(folder)
    return root / "records" if is_new else folder.records


def _glob(root: Path) -> str:
    folder = open_folder(root)
    records = folder.records if folder.records != root else root / "records"
    return f"{records.relative_to(root).as_posix()}/**/*.yaml".removeprefix("./")


def _refuse_links_out(root: Path, paths: Iterable[Path]) -> None:
    """Raise InvalidError where a link would have us write a file outside the folder, or where
    something else stands than a file.
    """
    for path in paths:
        real = resolve_links(path)
        if not real.is_relative_to(root.resolve()):
            raise InvalidError(_("{path} leads outside the folder: take it away", path=path))
        if os.path.lexists(path) and not real.is_file():
            raise InvalidError(_("{path} is no ordinary file: move it away", path=path))


def _is_ours_to_write(path: Path, text: str) -> bool:
    if not os.path.lexists(path):
        return True
    return path.as_posix().endswith(_EDITOR_SCHEMA) and read_content(path) != text.encode()


def _advice(root: Path) -> list[str]:
    """What to add to the user's own editor settings, which clientfile does not rewrite."""
    if _EDITOR_SCHEMA.encode() in (read_content(root / _VSCODE) or b""):
        return []
    setting = f'"yaml.schemas": {{"./{_EDITOR_SCHEMA}": "{_glob(root)}"}}'
    return [_("{file}: add {setting}", file=_VSCODE, setting=setting)]


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _make_directory(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(pgettext("can't ...", "make"), directory, error) from error
