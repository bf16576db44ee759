"""Sets git up to merge records by clientfile: a clone's settings, and the folder's attribute.

The attribute stands in `.gitattributes`, which a clone has from its remote; it starts nothing by
itself. The command of the driver is in a clone's own configuration alone.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Literal

from clientfile.errors import StateError
from clientfile.language import _, translate
from clientfile.store.atomic import read_content
from clientfile.store.folder import Folder, resolve_links
from clientfile.store.git.config_file import write_settings
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository, describe_unfinished
from clientfile.store.transaction.own_files import commit_own_files, committed_text

DRIVER = "clientfile"
"""The name of the driver: the value of the attribute `merge`."""
UNSET = ("unspecified", "set")
"""The values of the attribute `merge` that leave git's own merge of lines."""
_SUBJECT = _("Merge records by clientfile")
_ATTRIBUTES = ".gitattributes"
_SETTING = f"merge.{DRIVER}.driver"  # no message
_PROGRAM = "clientfile"
# git takes the exit code of a program that is not there for a conflict, and ours for its outcome:
# the other side would be lost. What is not 0 or 1 is no merge of ours.
_COMMAND = (
    'c={program}; command -v "$c" >/dev/null || c={fallback}; '  # no message
    '"$c" merge-record %O %A %B --path %P --marker-size %L --ours %X --theirs %Y; '  # no message
    "s=$?; test $s -le 1 && exit $s; "
    "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B"  # no message
)
_SPECIAL = re.compile(r"[\\*?\[]")

DriverState = Literal["ok", "missing", "other"]


def install(repo: Repository) -> bool:
    """Write the driver's command into the clone's configuration, unless it is there.

    Returns whether it was written. Raises StateError where git can't write it.
    """
    if driver_state(repo) == "ok":
        return False
    write_settings(repo, {_SETTING: driver_command(own_program())})
    return True


def driver_state(repo: Repository) -> DriverState:
    """Whether the clone's configuration has the driver's command: `ok`, `missing`, or `other` for
    a command of somebody else's, or of a program that is gone.
    """
    command = run_git(repo.root, "config", "--get", _SETTING).out.removesuffix("\n")
    if not command:
        return "missing"
    # Another clientfile than this one serves as well.
    program = _program_of(command)
    return "ok" if command == driver_command(program) and _is_program(program) else "other"


def driver_command(program: str) -> str:
    """The command that git runs to merge a record: `program`, else clientfile on the path, else
    git's own merge of lines.
    """
    quoted = shlex.quote(program).replace("%", "%%")
    return _COMMAND.format(program=quoted, fallback=_PROGRAM)


def _program_of(command: str) -> str:
    """The program that a command of ours tries first; "" where it is none of ours."""
    try:
        first = shlex.split(command)[0]
    except (ValueError, IndexError):
        return ""
    return first.removeprefix("c=").removesuffix(";").replace("%%", "%")


def own_program() -> str:
    """The path of the program that runs, or its name where it has no file of its own."""
    started = Path(sys.argv[0])
    beside = Path(sys.executable).with_name(_PROGRAM)
    for path in ([started.absolute()] if started.name == _PROGRAM else []) + [beside]:
        if _is_program(str(path)):
            return str(path)
    return _PROGRAM


def _is_program(program: str) -> bool:
    return program == _PROGRAM or (Path(program).is_absolute() and os.access(program, os.X_OK))


def set_up(folder: Folder, repo: Repository, lock: int, command: str) -> list[str]:
    """Write the clone's configuration, and commit the attribute where none says how records are
    merged; `command` is ours that does so. Returns a sentence for each step.

    `lock` is the descriptor of the write lock. A `.gitattributes` with edits by hand is left alone:
    the sentence says what to add. Raises StateError.
    """
    steps: list[str] = [_("git merges records by clientfile here")] if install(repo) else []
    if not needs_attribute(folder, repo):
        return steps
    if message := describe_unfinished(repo):
        return [*steps, message]
    path, line = folder.root / _ATTRIBUTES, attribute_line(folder.root, folder.records)
    text = read_content(path) or b""
    if text != (committed_text(repo, path) or b""):
        return [*steps, _("{file}: add {setting}", file=_ATTRIBUTES, setting=line.strip())]
    ended = text + b"\n" if text and not text.endswith(b"\n") else text
    subject = translate(_SUBJECT, folder.settings.language)
    commit_own_files(repo, {path: ended + line.encode()}, lock, command, subject)
    return [*steps, _("{file} written", file=_ATTRIBUTES)]


def attribute_line(root: Path, records: Path) -> str:
    """The line of the `.gitattributes` in `root` by which git merges the records in `records`."""
    below = resolve_links(records).relative_to(root.resolve()).as_posix()
    pattern = "*.yaml" if below == "." else f"/{_SPECIAL.sub(_escape, below)}/**/*.yaml"
    if re.search(r'[\s"\\]', pattern):
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"')
        pattern = f'"{escaped}"'
    return f"{pattern} merge={DRIVER}\n"


def _escape(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def needs_attribute(folder: Folder, repo: Repository) -> bool:
    """Whether no attribute says how records are merged; one of the user's own stands."""
    return merged_by(folder, repo) in UNSET


def merged_by(folder: Folder, repo: Repository) -> str:
    """The driver that git's attributes name for a record of the folder, `unspecified` for none.

    Raises StateError.
    """
    name = repo.name(resolve_links(folder.records) / "a.yaml")
    result = run_git(repo.toplevel, "check-attr", "-z", "merge", "--", name)
    if result.code != 0:
        raise StateError(_("git can't read its attributes: {reason}", reason=result.words))
    return result.out.split("\0")[2]
