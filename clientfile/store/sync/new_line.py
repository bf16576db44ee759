"""Our commits as they are written on the remote's line, with what they lost in their messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.records.jsonvalues import format_json
from clientfile.store.git.commit_line import LineCommit, TreeFile
from clientfile.store.git.new_commits import NewCommit
from clientfile.store.sync.addresses import short_address
from clientfile.store.sync.outcome import LostValue
from clientfile.store.sync.replay import FileReplay
from clientfile.store.sync.versions import Versions

TRAILER = "Clientfile-Lost"
"""The key of the trailer that keeps a value for which there was no place in a record."""
RENUMBERED = "Clientfile-Renumbered"
"""The key of the trailer that has the name of an item in the message, and its name in the record.
"""

_TRAILER_LINE = re.compile(r"[A-Za-z0-9-]+: \S")
_Change = tuple[TreeFile | None, TreeFile | None]


@dataclass(frozen=True)
class NewLine:
    """The commits to write, those that change nothing any more, and the values that are lost."""

    commits: Sequence[NewCommit]
    left_out: Sequence[LineCommit]
    lost: Sequence[LostValue]


def build_line(
    versions: Versions,
    commits: Sequence[LineCommit],
    replays: Sequence[tuple[str, FileReplay]],
) -> NewLine:
    """The line of our commits; `replays` are those of each file, with its client's id. A commit
    that lost a decision stays, if need be with no change.
    """
    changes: dict[int, list[_Change]] = {}
    lost: dict[int, list[LostValue]] = {}
    renumbered: dict[int, dict[str, str]] = {}
    decided = set[int]()
    for client, replay in replays:
        for number, change in replay.changes.items():
            changes.setdefault(number, []).append(change)
        for number, names in replay.renumbered.items():
            renumbered.setdefault(number, {}).update(names)
        decided |= replay.overruled
        for loss in replay.losses:
            name = f"{client}/{short_address(loss.address)}"
            value = LostValue(name, loss.value, commits[loss.number].id)
            if value not in lost.setdefault(loss.number, []):
                lost[loss.number].append(value)
    new, left_out = list[NewCommit](), list[LineCommit]()
    for number, commit in enumerate(commits):
        files = _files(versions, changes.get(number, ()))
        values = lost.get(number, [])
        is_empty = not (commit.changes or len(commit.parents) > 1)
        if files or values or is_empty or number in decided:
            message = _with_trailers(commit, values, renumbered.get(number, {}))
            new.append(NewCommit(commit.id, commit.author, message, commit.encoding, files))
        elif len(commit.parents) < 2:
            left_out.append(commit)
    return NewLine(new, left_out, [value for values in lost.values() for value in values])


def _files(
    versions: Versions, changes: Sequence[_Change]
) -> Mapping[str, tuple[str, bytes | str] | None]:
    """The files that a commit changes; one takes the name that another leaves."""
    files: dict[str, tuple[str, bytes | str] | None] = {}
    for before, __ in changes:
        if before is not None:
            files[before.name] = None
    for __, after in changes:
        if after is not None:
            files[after.name] = after.mode, versions.for_git(after.blob)
    return files


def _with_trailers(
    commit: LineCommit, values: Sequence[LostValue], renumbered: Mapping[str, str]
) -> bytes:
    """The commit's message, with a trailer for each value that it lost, and for each new id."""
    trailers = [f"{RENUMBERED}: {old} {new}" for old, new in renumbered.items()]
    trailers += [f"{TRAILER}: {each.name} {format_json(each.value)}" for each in values]
    if not trailers:
        return commit.message
    text = commit.message.rstrip(b"\n")
    last = text.rpartition(b"\n\n")[2].decode(errors="replace").split("\n")
    is_block = b"\n\n" in text and all(_TRAILER_LINE.match(line) for line in last)
    block = _encode(commit, "\n".join(trailers))
    return b"".join([text, b"\n" if is_block else b"\n\n", block, b"\n"])


def _encode(commit: LineCommit, lines: str) -> bytes:
    """Trailers in the encoding of the message, with escapes where it lacks a character."""
    try:
        return lines.encode(commit.encoding or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return lines.encode("ascii", "backslashreplace")
