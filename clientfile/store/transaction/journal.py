"""What a change under way writes down before it touches anything, so that it can be finished or
taken back whatever happens to the program.

One file in the git directory: a line of JSON, the bytes of every file before and after, and a
digest of it all. It comes into being whole, and its going is the end of the change.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clientfile.errors import DiskError, StateError
from clientfile.store.atomic import FileChange, remove_synced, write_synced
from clientfile.store.git.gitdir import JOURNAL
from clientfile.store.git.repository import Status

_FORMAT = 1
_DIGEST = 64


@dataclass(frozen=True)
class Journal:
    """A change under way: `head` is the commit that it started from, empty before the first;
    `process` began it, at the local time `begun`.
    """

    command: str
    subject: str
    head: str
    branch: str
    changes: Sequence[FileChange]
    process: int
    begun: str


def new_journal(
    command: str,
    subject: str,
    status: Status,
    changes: Sequence[FileChange],
    directory: Path,
) -> Journal:
    """The journal of a change that this process begins now; `directory` is our folder within the
    git directory, where texts wait if it is on the records' disk.
    """
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    placed = [_with_aside(change, number, directory) for number, change in enumerate(changes)]
    return Journal(command, subject, status.head, status.branch, placed, os.getpid(), now)


def _aside(directory: Path, number: int) -> Path:
    return directory / "staged" / str(number)


def _with_aside(change: FileChange, number: int, directory: Path) -> FileChange:
    """The change with a place for its texts to wait in our folder, if that is on the same disk."""
    there = next(path for path in change.path.parents if path.exists())
    same_disk = directory.stat().st_dev == there.stat().st_dev
    return replace(change, aside=_aside(directory, number)) if same_disk else change


def journal_path(directory: Path) -> Path:
    """Where the journal is, in our folder of the git directory."""
    return directory / JOURNAL


def write_journal(directory: Path, journal: Journal, toplevel: Path) -> None:
    """Write the journal down, on the disk. Raises OSError."""
    parts: list[bytes] = []
    files = []
    for change in journal.changes:
        texts = (change.before, change.after)
        sizes = [None if text is None else len(text) for text in texts]
        name = os.fsdecode(change.path.relative_to(toplevel))
        files.append([name, change.aside is not None, *sizes])
        parts += [text for text in texts if text is not None]
    told = {
        "format": _FORMAT,
        "command": journal.command,
        "subject": journal.subject,
        "head": journal.head,
        "branch": journal.branch,
        "process": journal.process,
        "begun": journal.begun,
        "files": files,
    }
    parts.insert(0, json.dumps(told).encode() + b"\n")
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    write_synced(journal_path(directory), *parts, digest.hexdigest().encode())


def read_journal(directory: Path, toplevel: Path) -> Journal | None:
    """The journal of a change that was not ended, or None. Raises StateError for a damaged one."""
    path = journal_path(directory)
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DiskError("read", path, error) from error
    body, digest = source[:-_DIGEST], source[-_DIGEST:]
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise StateError(
            f"{path} is damaged, so that the change it tells of can't be finished or taken back: "
            "look at git status, then move that file away"
        )
    head, _, rest = body.partition(b"\n")
    told = json.loads(head)
    if told["format"] != _FORMAT:
        raise StateError(f"{path} was written by a newer clientfile: run that one once")
    return Journal(
        told["command"],
        told["subject"],
        told["head"],
        told["branch"],
        _changes(told["files"], rest, directory, toplevel),
        told["process"],
        told["begun"],
    )


def clear_journal(directory: Path) -> None:
    """End the change. Raises OSError."""
    remove_synced(journal_path(directory))


def _changes(
    files: Sequence[Any], rest: bytes, directory: Path, toplevel: Path
) -> list[FileChange]:
    changes = []
    place = 0
    for number, (name, is_aside, *sizes) in enumerate(files):
        texts: list[bytes | None] = []
        for size in sizes:
            texts.append(None if size is None else rest[place : place + size])
            place += size or 0
        aside = _aside(directory, number) if is_aside else None
        changes.append(FileChange(toplevel / name, texts[0], texts[1], aside))
    return changes
