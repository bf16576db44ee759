"""import: takes over a CSV file of another system."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.listing import print_table
from clientfile.console.options import Committing, Listing, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import refuse_format, tell
from clientfile.errors import UnknownWordError, UsageError
from clientfile.output.table import Column, Table
from clientfile.records.change import Change
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from clientfile.exchange.csv.import_plan import ImportPlan

KINDS = ("customers", "contacts", "orders", "results")


@with_option_groups
def import_file(
    ctx: typer.Context,
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="customers, contacts, orders, results.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file to take over.")],
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP.toml", help="Which column goes where.")
    ] = None,
    *,
    acting: Committing,
) -> None:
    """Take over a CSV file of another system.

    Everything lands in one commit; run again, nothing is doubled. The dry run tells each record
    that would be created or changed, and each row that would be skipped, with the reason.

    Examples:
        clientfile import customers import/fair.csv --map import/fair.toml --dry-run
        clientfile import customers import/fair.csv --map import/fair.toml
    """
    from clientfile.store.transaction.transact import WriteOptions, transact

    session: Session = ctx.obj
    if kind not in KINDS:
        raise UnknownWordError("what is imported", kind, KINDS)
    if map_file is None:
        raise UsageError(
            f"import needs a map: clientfile import {kind} {file} --map MAP.toml "
            "(see docs/import.md)"
        )
    if not acting.dry_run:
        refuse_format(acting.format)
    made: list[ImportPlan] = []

    def decide(records: Mapping[str, Data]) -> Change:
        made.append(_planned(session, kind, file, map_file, records))
        return _change(kind, file, made[0])

    options = WriteOptions(session.today, acting.dry_run, acting.message, acting.include_edits)
    outcome = transact(session.folder, None, decide, options)
    _tell_notes(session, made[0], acting.dry_run)
    if acting.dry_run:
        # A dry run shows a table, in any of the formats of a listing.
        print_table(
            session, _table(made[0]), Listing("" if acting.format == "text" else acting.format)
        )
    else:
        tell(session, outcome, acting)


def _planned(
    session: Session, kind: str, file: Path, map_file: Path, records: Mapping[str, Data]
) -> ImportPlan:
    """The plan of the import over the records that can be used."""
    from clientfile import checks
    from clientfile.exchange.csv.csv_file import parse_table
    from clientfile.exchange.csv.import_plan import plan_import
    from clientfile.exchange.csv.mapping import parse_map
    from clientfile.schema.shapes import record_shape
    from clientfile.store.folder import record_files

    settings, shape = session.folder.settings, record_shape()
    mapping = parse_map(
        _content(map_file).decode(errors="replace"), shape, name=map_file.name, kind=kind
    )
    table = parse_table(
        _content(file),
        name=file.name,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        columns=mapping.columns,
    )
    return plan_import(
        table,
        mapping,
        records,
        shape,
        settings,
        validate=lambda data: checks.findings(data, settings, session.today),
        unusable={entry.id for entry in record_files(session.folder)} - set(records),
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"can't read {path}: {error.strerror}") from error


def _change(kind: str, file: Path, plan: ImportPlan) -> Change:
    counted = ", ".join(
        f"{plan.count(action)} {action}"
        for action in ("created", "changed", "unchanged", "skipped")
        if plan.count(action)
    )
    # A file's name may be bytes that are no text, which neither a commit nor a screen takes.
    name = " ".join(file.name.encode(errors="replace").decode().split())
    return Change(
        command="import",
        subject=f"import {kind} from {name}: {counted or 'nothing'}",
        records=plan.changes,
        done=f"{kind} from {name}: {counted or 'nothing'}",
    )


def _tell_notes(session: Session, plan: ImportPlan, dry_run: bool) -> None:
    """How the file was read, each row that is left out and what else is to be known, on stderr."""
    found = plan.found
    read = [f"encoding {found.encoding}", f"delimiter {found.delimiter!r}"]
    read += [f"decimal {found.decimal!r}"] if found.decimal else []
    read += [f"dates {found.dates}"] if found.dates else []
    session.note(f"read as: {', '.join(read)}")
    if dry_run:
        return
    noted = [
        (
            line,
            f"line {line} skipped: {text}" if each.action == "skipped" else f"line {line}: {text}",
        )
        for each in plan.outcomes
        for line, text in each.notes
    ]
    for _, sentence in sorted(noted):
        session.note(sentence)


def _table(plan: ImportPlan) -> Table:
    columns = (
        Column("line", "Line", "integer", "Ligne"),
        Column("client", "Client", "text", "Client"),
        Column("action", "Action", "text", "Action"),
        Column("fields", "Fields", "list", "Champs"),
        Column("why", "Why", "text", "Pourquoi"),
    )
    rows = [
        {
            "line": outcome.line,
            "client": outcome.client,
            "action": outcome.action,
            "fields": list(outcome.fields),
            "why": outcome.why or None,
        }
        for outcome in plan.outcomes
    ]
    return Table(columns, rows)
