"""`edit`: commits a record as it was typed in an editor, merged with changes made meanwhile."""

from __future__ import annotations

from datetime import date

from clientfile.changes.commit_subject import describe_edits
from clientfile.errors import StateError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.problems import Problem
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import Folder, RecordFile
from clientfile.store.git.repository import refuse_unfinished, require_repository
from clientfile.store.load import load_record, own_problems, read_text
from clientfile.store.transaction.check_writes import ReferenceCheck
from clientfile.store.transaction.plan import Write, encode_record
from clientfile.store.transaction.transact import Outcome, WriteOptions, apply, locked_folder
from clientfile.store.transaction.uncommitted import uncommitted_edits
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import merge_record_texts


def refuse_hand_edits(folder: Folder, file: RecordFile, options: WriteOptions) -> None:
    """Raise StateError for edits that are not committed: before the typing, not only after it."""
    repo = require_repository(folder.root)
    refuse_unfinished(repo)
    edits = uncommitted_edits(folder, repo, [file.path], writes=not options.dry_run)
    record = load_record(folder, file)
    write = Write(file, encode_record(record.parsed), encode_record(record.parsed), record.parsed)
    edits.refuse(folder, [write], include_edits=options.include_edits)


def errors_of(folder: Folder, file: RecordFile, typed: bytes, today: date) -> list[Problem]:
    """The errors of a typed text as the record `file`."""
    parsed = read_text(folder, file, typed)
    write = Write(file, None, typed, parsed)
    problems = own_problems(folder, parsed, today) + ReferenceCheck(folder, [write]).problems(write)
    return [problem for problem in problems if problem.severity == "error"]


def rewrite(
    folder: Folder, file: RecordFile, base: bytes, typed: bytes, options: WriteOptions
) -> Outcome:
    """Commit `typed` as the record's text; `base` is its text when the typing began.

    What was changed elsewhere in the record since then is merged. Raises StateError where the same
    parts were changed, and as `transact`.
    """
    with locked_folder(folder) as locked:
        if not file.path.exists():
            raise StateError(
                _(
                    "{client} was renamed, moved or removed while you edited it; nothing was "
                    "changed: look where it is with: clientfile list",
                    client=file.id,
                )
            )
        record = load_record(folder, file)
        before = encode_record(record.parsed)
        parsed = read_text(folder, file, typed)
        if before != base:
            base_record = read_text(folder, file, base)
            parsed = _merge_edits(folder, file, base_record, record.parsed, parsed)
        summary = describe_edits(record.parsed.data or {}, parsed.data or {}, record_shape())
        subject = _("{client}: {summary}", client=file.id, summary=summary)
        change = Change("edit", subject, {file.id: ()}, subject)
        after = encode_record(parsed)
        writes = [Write(file, before, after, parsed)] if after != before else []
        return apply(locked, change, writes, {file.id: record}, options)


def _merge_edits(
    folder: Folder, file: RecordFile, base: ParsedRecord, now: ParsedRecord, typed: ParsedRecord
) -> ParsedRecord:
    """The record with the changes from `base` to `typed` and those from `base` to `now`.

    Raises StateError where they conflict.
    """
    if base.sound and now.sound and typed.sound:
        merged = merge_record_texts(base, now, typed, record_shape(), upstream="ours", strict=True)
        if not merged.merge.conflicts:
            return merged.parsed
    raise StateError(
        _(
            "{file} was changed while you edited it, in the same place; nothing was changed by "
            "this command: edit it again",
            file=folder.relative(file.path),
        )
    )
