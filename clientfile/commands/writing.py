"""What every writing command does: gather fields, run the transaction, tell what was done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientfile.changes import Change
from clientfile.commands.options import Committing
from clientfile.errors import UsageError
from clientfile.records.edits import Data
from clientfile.session import Session

if TYPE_CHECKING:
    from clientfile.transaction import Outcome


def write(
    session: Session,
    clients: Sequence[str],
    decide: Callable[[Mapping[str, Data]], Change],
    acting: Committing,
) -> None:
    """Run one verb's transaction and write the one line (or JSON) that tells it."""
    from clientfile.transaction import WriteOptions, transact

    refuse_format(acting.format)
    options = WriteOptions(session.today, acting.dry_run, acting.message, acting.include_edits)
    outcome = transact(session.folder, clients, decide, options)
    if not acting.dry_run:
        session.forget_draft()
    tell(session, outcome, acting)


def refuse_format(name: str) -> None:
    """Raise UsageError for a format that a writing command doesn't have."""
    if name not in ("text", "json"):
        raise UsageError(f"--format is {name!r}: a writing command takes text or json")


def tell(session: Session, outcome: Outcome, acting: Committing) -> None:
    """Write what came of a transaction: the diff of a dry run, else one line or one object."""
    change = outcome.change
    for warning in outcome.warnings:
        session.note(str(warning))
    if acting.format == "json":
        told = {
            "command": change.command,
            "clients": list(change.records),
            "ids": list(change.ids),
            "commit": outcome.commit,
        }
        session.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif acting.dry_run:
        session.write(_visible(outcome.diff))
        session.note(f"would be committed as: {change.subject}" if outcome.diff else "no change")
    elif outcome.commit is None:
        session.write(_visible("nothing to change\n"))
    else:
        session.write(_visible(f"{change.done} [{outcome.commit}]\n"))


def read_json(source: str) -> Data:
    """The JSON object in a file, or on standard input for `-`; numbers exact.

    Raises UsageError where it is none.
    """
    import sys
    from pathlib import Path

    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"--json {source}: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"--json {source}: expected an object with fields named as in the record")
    return value


def given(**options: Any) -> Data:
    """The options that were given, by their names."""
    return {key: value for key, value in options.items() if value not in (None, "", [], (), {})}


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _visible(text: str) -> str:
    from clientfile.screen import visible

    return "\n".join(visible(line) for line in text.split("\n"))
