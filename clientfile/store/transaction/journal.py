"""Write-ahead journal of one change, from which an interrupted change is finished or undone.

It is one file in the git directory: a line of JSON, the bytes of every file before and after, and a
digest of all of it. It is written atomically before any file is touched; deleting it ends the
change. Format 1 is of a change that git commits when the files are in their places; format 2 is of
a landing: its commit was made beforehand, and the branch is moved to it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clientfile.errors import DiskError, StateError
from clientfile.language import _, pgettext
from clientfile.store.atomic import FileChange, remove_synced, write_synced
from clientfile.store.beneath import read
from clientfile.store.git.gitdir import JOURNAL
from clientfile.store.git.repository import Status
from clientfile.store.own_folder import require_own
from clientfile.store.safe_open import MOST_OWN

_COMMIT, _LANDING = 1, 2
"""The formats: which of them a journal has says what its change does."""
_DIGEST = 64
_ID = r"[0-9a-f]{40}|[0-9a-f]{64}"
BEGUN = [0]
"""How many changes this process has begun: a command that has begun one is never run again."""


@dataclass(frozen=True)
class Journal:
    """A change under way: `head` is the commit id that it starts from, empty before the first
    commit; `process` is the id of the process that began it, `begun` the local time.

    `target` is the id of the commit that a landing moves the branch to; "" where git is to commit.
    """

    command: str
    subject: str
    head: str
    branch: str
    changes: Sequence[FileChange]
    process: int
    begun: str
    target: str = ""

    @property
    def moment(self) -> str:
        """The local time at which it began, for a sentence."""
        # Few runs meet a change that was interrupted.
        from clientfile.language.quantities import day

        start, blank, time_of_day = self.begun.partition(" ")
        return _("{day} {time}", day=day(start), time=time_of_day) if blank else start


def new_journal(
    command: str,
    subject: str,
    status: Status,
    changes: Sequence[FileChange],
    directory: Path,
    target: str = "",
) -> Journal:
    """The journal of a change that this process begins now; `target` is that of a landing.

    `directory` is our folder within the git directory; new texts are staged there if it is on the
    same disk as the records.
    """
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    staged = [_with_aside(change, number, directory) for number, change in enumerate(changes)]
    head, branch = status.head, status.branch
    return Journal(command, subject, head, branch, staged, os.getpid(), now, target)


def _aside(directory: Path, number: int) -> Path:
    return directory / "staged" / str(number)


def _with_aside(change: FileChange, number: int, directory: Path) -> FileChange:
    """The change with a place in our folder for its staged text, if that is on the same disk."""
    parent = next(path for path in change.path.parents if path.exists())
    same_disk = directory.stat().st_dev == parent.stat().st_dev
    return replace(change, aside=_aside(directory, number)) if same_disk else change


def landing_mark(journal: Journal) -> str:
    """What the branch's reflog says of a landing, and of no other one."""
    moment = f"{journal.begun}, process {journal.process}"  # no message
    return f"clientfile: {journal.command} of {moment}"  # no message


def journal_path(directory: Path) -> Path:
    """The journal's path; `directory` is our folder within the git directory."""
    return directory / JOURNAL


def write_journal(directory: Path, journal: Journal, toplevel: Path) -> None:
    """Write the journal and sync it to the disk. Raises OSError."""
    BEGUN[0] += 1
    parts: list[bytes] = []
    files = []
    for change in journal.changes:
        texts = (change.before, change.after)
        sizes = [None if text is None else len(text) for text in texts]
        name = os.fsdecode(change.path.relative_to(toplevel))
        files.append([name, change.aside is not None, *sizes])
        parts += [text for text in texts if text is not None]
    header = {
        "format": _LANDING if journal.target else _COMMIT,
        "command": journal.command,
        "subject": journal.subject,
        "head": journal.head,
        "branch": journal.branch,
        "process": journal.process,
        "begun": journal.begun,
        "files": files,
        **({"target": journal.target} if journal.target else {}),
    }
    parts.insert(0, json.dumps(header).encode() + b"\n")
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    write_synced(journal_path(directory), *parts, digest.hexdigest().encode())


def read_journal(directory: Path, toplevel: Path) -> Journal | None:
    """The journal of a change that was not ended; None where there is none.

    Raises StateError where it is damaged or can't be read.
    """
    path = journal_path(directory)
    try:
        require_own(directory)
        source = read(path, MOST_OWN)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiskError(pgettext("can't ...", "read"), path, error) from error
    body, digest = source[:-_DIGEST], source[-_DIGEST:]
    try:
        if hashlib.sha256(body).hexdigest().encode() != digest:
            raise ValueError("checksum")
        line, __, texts = body.partition(b"\n")
        header = json.loads(line)
        if header["format"] not in (_COMMIT, _LANDING):
            raise StateError(
                _("{path} was written by a newer clientfile: run that one once", path=path)
            )
        return _parse_journal(header, texts, directory, toplevel)
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise StateError(
            _(
                "{path} is damaged, so that the change it tells of can't be finished or taken "
                "back: look at git status, then run: clientfile doctor --mend",
                path=path,
            )
        ) from error


def clear_journal(directory: Path) -> None:
    """Delete the journal, which ends the change. Raises OSError."""
    remove_synced(journal_path(directory))


def _parse_journal(
    header: Mapping[str, Any], texts: bytes, directory: Path, toplevel: Path
) -> Journal:
    """The journal of a header. Raises ValueError, TypeError, LookupError where it is not ours.

    A right checksum says that nothing was lost, not who wrote it.
    """
    # What is told of a change quotes these: they are no sentences.
    for key, form in (("command", r"[a-z]+(-[a-z]+)*"), ("begun", r"[0-9: -]+"), ("subject", None)):
        if not isinstance(header[key], str):
            raise TypeError(key)
        if form is not None and not re.fullmatch(form, header[key]):
            raise ValueError(key)
    if not re.fullmatch(rf"|{_ID}", header["head"]):
        raise ValueError("head")
    target = header["target"] if header["format"] == _LANDING else ""
    if header["format"] == _LANDING and not re.fullmatch(_ID, target):
        raise ValueError("target")
    # The branch's lock is removed by this name.
    if not _is_relative(header["branch"]) or header["branch"].startswith("-"):
        raise ValueError("branch")
    changes = _parse_changes(header["files"], texts, directory, toplevel)
    return Journal(
        header["command"],
        header["subject"],
        header["head"],
        header["branch"],
        changes,
        int(header["process"]),
        header["begun"],
        target,
    )


def _is_relative(name: str) -> bool:
    """Whether a name with `/` between its parts leads below the place where it begins."""
    return "\0" not in name and not any(part in ("", ".", "..") for part in name.split("/"))


def _path_of(name: str, directory: Path, toplevel: Path) -> Path:
    """The path of a journal's file. Raises ValueError where it is not below the worktree's top, or
    is in a git directory.
    """
    path = toplevel / name
    if not _is_relative(name) or any(_is_git(part) for part in name.split("/")):
        raise ValueError(name)
    top = toplevel.resolve()
    parent = path.parent.resolve()
    if parent != top.joinpath(name).parent or parent.is_relative_to(directory.parent.resolve()):
        raise ValueError(name)
    return path


def _is_git(part: str) -> bool:
    """Whether git, on any file system, takes a name for its own directory."""
    plain = part.encode("ascii", "ignore").decode().casefold().rstrip(". ").partition(":")[0]
    return plain == ".git" or plain.startswith("git~")


def _parse_changes(
    files: Sequence[Any], body: bytes, directory: Path, toplevel: Path
) -> list[FileChange]:
    changes = []
    place = 0
    for number, (name, is_aside, *sizes) in enumerate(files):
        texts: list[bytes | None] = []
        for size in sizes:
            if size is not None and not 0 <= size <= len(body) - place:
                raise ValueError(name, size)
            texts.append(None if size is None else body[place : place + size])
            place += size or 0
        aside = _aside(directory, number) if is_aside else None
        before, after = texts
        changes.append(FileChange(_path_of(name, directory, toplevel), before, after, aside))
    return changes
