"""What the writing commands share: resolve a target, run the transaction, print its outcome."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientfile.console.options import CommitOptions
from clientfile.console.session import Session
from clientfile.errors import (
    InvalidError,
    InvalidValueError,
    StateError,
    UnknownWordError,
    UsageError,
    reason_of,
)
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data
from clientfile.records.jsonvalues import parse_json
from clientfile.store.safe_open import MOST_TYPED, read_ordinary

if TYPE_CHECKING:
    from clientfile.store.transaction.transact import Outcome


def write_change(
    session: Session,
    clients: Sequence[str] | None,
    decide: Callable[[Mapping[str, Data]], Change],
    acting: CommitOptions,
    needed: Sequence[str] = (),
) -> None:
    """Commit the change that `decide` makes of the records of `clients`, and print the outcome.

    With None for `clients`, `decide` gets all records without errors; those of `needed` must have
    none. Raises UsageError for an unknown format, and what `transact` raises.
    """
    from clientfile.store.transaction.transact import WriteOptions, transact

    refuse_format(acting.format)
    options = WriteOptions(session.today, acting.dry_run, acting.message, acting.include_edits)
    outcome = transact(session.folder, clients, decide, options, needed)
    if not acting.dry_run:
        session.forget_draft()
    try:
        print_outcome(session, outcome, acting)
    except StateError as error:
        # The change is committed: a failure now would make a script repeat it.
        if outcome.commit is None:
            raise
        sentence = _(
            "{done} [{commit}]; but {reason}",
            done=outcome.change.done,
            commit=outcome.commit,
            reason=str(error),
        )
        session.note(sentence)


def resolve_target(session: Session, target: str, *, needed: bool = True) -> tuple[str, str]:
    """The client's id and the item of `CLIENT/ITEM`, the item as typed.

    Raises UsageError where an item is `needed` and none is typed, NoMatchError for the client.
    """
    from clientfile.store.cache.lookup import find_client, split_target

    name, item = split_target(target)
    if needed and not item:
        raise UsageError(
            _("{target!r} names no part of the record: write {target}/ID", target=target)
        )
    return find_client(session.folder, name), item


def load_record_data(session: Session, client: str) -> Data:
    """The data of the current record, read without the folder's lock.

    Raises InvalidRecordsError, NoMatchError.
    """
    from clientfile.store.transaction.transact import load_records

    return load_records(session.folder, [client])[client].parsed.data or {}


def refuse_invalid_id(identifier: str) -> None:
    """Raise InvalidError for a text that can't be a client's id."""
    from clientfile.store.folder import is_client_id

    if not is_client_id(identifier):
        raise InvalidError(
            _(
                "{identifier!r} can't be a client's id: small letters, digits and -, at most 64; "
                "give one by: --id",
                identifier=identifier,
            )
        )


def refuse_format(name: str) -> None:
    """Raise UsageError for a format other than text and json."""
    if name not in ("text", "json"):
        raise UnknownWordError("--format", name, ("text", "json"))


def print_outcome(session: Session, outcome: Outcome, acting: CommitOptions) -> None:
    """Print the outcome of a transaction: a dry run's diff, else one line or one JSON object."""
    change = outcome.change
    for note in outcome.notes:
        session.note(note)
    for warning in outcome.warnings:
        session.note(str(warning))
    if acting.format == "json":
        result = {
            "command": change.command,
            "clients": change.clients,
            "ids": list(change.ids),
            "commit": outcome.commit,
        }
        session.write(json.dumps(result, ensure_ascii=False) + "\n")
    elif acting.dry_run:
        session.write(_visible(outcome.diff))
        subject = _("would be committed as: {subject}", subject=change.subject)
        session.note(subject if outcome.diff else _("no change"))
    elif outcome.commit is None:
        session.write(session.say(_("nothing to change")) + "\n")
    else:
        done = session.say(_("{done} [{commit}]", done=change.done, commit=outcome.commit))
        session.write(_visible(done) + "\n")
    session.flush()
    if acting.format != "json":
        for detail in change.details:
            session.note(detail)


def read_json(source: str) -> Data:
    """The JSON object in a file, or on standard input for `-`.

    Raises UsageError where it can't be read, InvalidValueError where it is no JSON object.
    """
    try:
        raw = read_stdin() if source == "-" else read_ordinary(Path(source), MOST_TYPED)
        return parse_json(raw.decode("utf-8-sig"))
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(_("--json {file}: {reason}", file=source, reason=reason)) from error
    except UnicodeDecodeError as error:
        raise InvalidValueError(
            _("--json {file} is not UTF-8 text: save it as UTF-8", file=source)
        ) from error


def read_stdin() -> bytes:
    """The bytes of standard input up to its end. Raises UsageError where it is closed."""
    if sys.stdin is None:
        raise UsageError(_("standard input is closed: give a file, or pipe the text in"))
    text = sys.stdin.buffer.read(MOST_TYPED + 1)
    if len(text) > MOST_TYPED:
        raise UsageError(
            _(
                "standard input has more than {most:,} bytes: give a smaller text",
                most=MOST_TYPED,
            )
        )
    return text


def non_empty(**options: Any) -> Data:
    """The options with a value, by their names: None, "" and empty collections are left out."""
    return {key: value for key, value in options.items() if value not in (None, "", [], (), {})}


def _visible(text: str) -> str:
    from clientfile.output.terminal import visible

    return "\n".join(visible(line) for line in text.split("\n"))
