"""`edit`: opens a record, or a part of it, in the user's editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from clientfile.console.arguments import record_file
from clientfile.console.editor import edit_in_editor
from clientfile.console.options import ClientItem, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.visit.all_records import write_at_all_clients
from clientfile.console.writing import (
    load_record_data,
    print_outcome,
    refuse_format,
    resolve_target,
)
from clientfile.errors import StateError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.records.problems import Problem
    from clientfile.yamltext.parsed import ParsedRecord


@with_option_groups
def edit(ctx: typer.Context, target: ClientItem, *, acting: CommitOptions) -> None:
    """Open a record, or a part of it, in $VISUAL or $EDITOR.

    What is wrong when you leave the editor is told, and you may go back to it. What you typed is
    kept until it is in the record. What another command changes meanwhile stays.

    Examples:
        clientfile edit kervelec
        clientfile edit kervelec/carpentreau -m "as she told me on the phone"
    """
    session: Session = ctx.obj
    refuse_format(acting.format)
    client, item = resolve_target(session, target, needed=False)
    if item:
        _edit_item(session, client, item, acting)
    else:
        _edit_record(session, client, acting)


def _edit_record(session: Session, client: str, acting: CommitOptions) -> None:
    from clientfile.store.folder import read_bytes
    from clientfile.store.transaction.rewrite import errors_of, refuse_hand_edits, rewrite
    from clientfile.store.transaction.transact import WriteOptions

    file = record_file(session, client)
    options = WriteOptions(session.today, acting.dry_run, acting.message, acting.include_edits)
    refuse_hand_edits(session.folder, file, options)
    base = read_bytes(session.folder, file.path)
    typed = edit_in_editor(
        session,
        file.path.name,
        base,
        lambda text: errors_of(session.folder, file, text, session.today),
    )
    outcome = rewrite(session.folder, file, base, typed, options)
    if not acting.dry_run:
        session.forget_draft()
    print_outcome(session, outcome, acting)


def _edit_item(session: Session, client: str, item: str, acting: CommitOptions) -> None:
    from clientfile.changes.commit_subject import describe_edits
    from clientfile.records.edits import Put, at
    from clientfile.records.paths import find_part, shape_at
    from clientfile.schema.shapes import record_shape
    from clientfile.yamltext.emitter import emit
    from clientfile.yamltext.reader import read

    data = load_record_data(session, client)
    path = find_part(data, item, record_shape())
    item = str(path[0]) if len(path) == 1 else item
    part, shape = at(data, path) or {}, shape_at(record_shape(), path)
    typed = edit_in_editor(
        session,
        f"{client}.yaml",
        emit(part, shape).encode() if part else b"",
        lambda text: _problems(read(text, shape, file=f"{client}/{item}")),
    )
    edited = read(typed, shape, file=f"{client}/{item}").data or {}

    def decide(records: Mapping[str, Data]) -> Change:
        current = records[client]
        place = find_part(current, item, record_shape())
        if (at(current, place) or {}) != part:
            target = f"{client}/{item}"
            raise StateError(
                _("{target} was changed while you edited it: edit it again", target=target)
            )
        changes = describe_edits({"it": part}, {"it": edited}, shape, above="it")
        subject = _("{client}: {item}: {changes}", client=client, item=item, changes=changes)
        return Change("edit", subject, {client: [Put(place, edited)]}, subject)

    write_at_all_clients(session, client, decide, acting)


def _problems(parsed: ParsedRecord) -> list[str]:
    """The messages for a text that can't be a part of a record."""
    return [
        _no_fields(each) if each.code == "not-a-record" else str(each) for each in parsed.errors
    ]


def _no_fields(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}"
    return _("{place}: write fields, one a line, such as function: Buyer", place=place)
