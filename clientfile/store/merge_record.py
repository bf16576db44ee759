"""Merges a record in three files, as git's merge driver: what `merge-record` does.

git holds its index meanwhile and waits: no lock is taken, no interrupted change is ended, no cache
is opened. Little is imported, since git starts a process for each record.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientfile.errors import ClientfileError
from clientfile.language import Lines, Message, _
from clientfile.records.conflict import Conflict
from clientfile.schema.shapes import record_shape
from clientfile.store.safe_open import read_ordinary
from clientfile.yamltext.lazy_reader import read_version
from clientfile.yamltext.merge_outcomes import merge_for_git
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.source import MAX_BYTES, encode

MARKER_SIZE = 7
"""The signs of a conflict marker, where git's attributes do not say otherwise."""
_SETTINGS_NAME = "clientfile.toml"
# What is larger than any record may be is merged as any other file.
_LARGEST = 1 << 30
# A git before 2.44 passes its own placeholders on where it has no names.
_NAMELESS = ("", "%X", "%Y")


@dataclass(frozen=True)
class MergeFiles:
    """The files of a merge: git wants the outcome in `ours`.

    `path` is the record's name in the worktree, from its top, which is the current directory. The
    names stand behind the markers, which have `size` signs.
    """

    base: Path
    ours: Path
    theirs: Path
    path: str = ""
    size: int = MARKER_SIZE
    our_name: str = ""
    their_name: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """The names behind the markers; without any, those that git itself has for them."""
        theirs = "theirs" if self.their_name in _NAMELESS else self.their_name
        return ("HEAD" if self.our_name in _NAMELESS else self.our_name), _merged_branch() or theirs


@dataclass(frozen=True)
class MergeReport:
    """Whether the merge is without a conflict, sentences about it, and a fault of ours."""

    clean: bool
    sentences: Sequence[str] = ()
    fault: Exception | None = None


def merge_files(files: MergeFiles) -> MergeReport:
    """Merge three versions of a record, and write the outcome to `files.ours`.

    Conflicts have git's markers. What can't be read as a record is merged line by line; so is,
    with a conflict in any case, what can't be merged for a fault. Raises OSError.
    """
    try:
        sides = _read_sides(files)
        return _merge_records(files, *sides) if sides else MergeReport(_merge_lines(files))
    except ClientfileError as error:
        _merge_lines(files)
        return MergeReport(False, [_merged_by_lines(files, str(error))])
    except Exception as error:
        # git must not be left with one side: it has the lines of both, and is told of a conflict.
        _merge_lines(files)
        reason = _("clientfile can't do better, for a fault of its own")
        return MergeReport(False, [_merged_by_lines(files, reason)], error)


def _merged_by_lines(files: MergeFiles, reason: str) -> str:
    return _("{file} is merged line by line: {reason}", file=_name(files), reason=reason)


def _name(files: MergeFiles) -> str:
    return files.path or str(files.ours)


def _merge_records(
    files: MergeFiles, base: ParsedRecord | None, ours: ParsedRecord, theirs: ParsedRecord
) -> MergeReport:
    # git merges ours into theirs; in a rebase, a pick or a stash theirs is what is put on ours.
    is_ours = bool(_merged_branch())
    outcomes = merge_for_git(base, ours, theirs, record_shape(), numbers_ours=is_ours)
    before = ours if is_ours else theirs
    sentences = _describe_new_ids(files, before, outcomes.ids) if outcomes.ids else []
    merged = outcomes.for_ours
    if not outcomes.conflicts:
        _write(files.ours, encode(merged.text, merged.bom))
        return MergeReport(True, sentences)
    from clientfile.yamltext.conflict_markers import MarkerStyle, mark_differences

    style = MarkerStyle(*files.names, files.size)
    text = mark_differences(merged, outcomes.for_theirs, style)
    _write(files.ours, encode(text, merged.bom))
    return MergeReport(False, [*sentences, _disagreement(files, outcomes.conflicts)])


def _describe_new_ids(
    files: MergeFiles, before: ParsedRecord, ids: Mapping[str, str]
) -> list[Message]:
    from clientfile.records.merge.new_ids import describe_new_ids

    lines = describe_new_ids(before.data or {}, ids, record_shape())
    return [
        *(_("{client}: {what}", client=_name(files), what=line) for line in lines),
        _("git merges each record by itself: what other records say of it is to be looked at"),
    ]


def _disagreement(files: MergeFiles, conflicts: Sequence[Conflict]) -> str:
    return _(
        "{file}: both sides changed {parts}: settle it with: clientfile resolve",
        file=_name(files),
        parts=Lines([conflict.address for conflict in conflicts], ", "),
    )


def _merge_lines(files: MergeFiles) -> bool:
    """Whether a merge of lines, written to `files.ours`, has no conflict."""
    from clientfile.store.git.line_merge import merge_lines

    try:
        return merge_lines(files.base, files.ours, files.theirs, files.names, files.size)
    except ClientfileError:
        return False


def _read_sides(files: MergeFiles) -> tuple[ParsedRecord | None, ParsedRecord, ParsedRecord] | None:
    """The three versions, the base None where both sides made the record; None where one of them
    is no record that can be read.
    """
    sources = [read_ordinary(path, _LARGEST) for path in (files.base, files.ours, files.theirs)]
    most = _max_bytes(files.path, max(map(len, sources)))
    read: list[ParsedRecord] = []
    for source in sources:
        read.append(read_version(source, record_shape(), read, file=_name(files), max_bytes=most))
    base, ours, theirs = read
    if not (ours.sound and theirs.sound):
        return None
    if not sources[0].strip():
        return None, ours, theirs
    return (base, ours, theirs) if base.sound else None


def _max_bytes(path: str, size: int) -> int:
    """How many bytes a record may have: the folder's settings are read for a large one alone."""
    if size <= MAX_BYTES:
        return MAX_BYTES
    from clientfile.store.folder import read_settings

    for parent in Path(path).parents:
        if (parent / _SETTINGS_NAME).exists():
            try:
                return read_settings(parent).max_bytes
            except ClientfileError:
                break
    return MAX_BYTES


def _merged_branch() -> str:
    """What `git merge` calls the commit that it merges, where it is one."""
    names = [value for key, value in os.environ.items() if key.startswith("GITHEAD_")]
    return names[0] if len(names) == 1 else ""


def _write(path: Path, content: bytes) -> None:
    """Replace a file's bytes in one step: a full disk leaves it whole."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
