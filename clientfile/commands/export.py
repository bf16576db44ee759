"""`export`: writes the folder as files that other programs open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import complete_words, list_words
from clientfile.console.listing import load_ledger
from clientfile.console.options import RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import UnknownWordError, UsageError
from clientfile.language import _, ngettext

if TYPE_CHECKING:
    from clientfile.records.edits import Data
    from clientfile.store.cache.cached_ledger import CachedLedger

_FORMATS = ("csv", "json")


@dataclass(frozen=True)
class ExportOptions:
    """What is exported, and how."""

    where: Annotated[
        str, typer.Option(metavar="EXPR", help=_("Only clients that match, such as owner=claire."))
    ] = ""
    for_spreadsheet: Annotated[
        bool, typer.Option("--for-spreadsheet", help=_("A csv as your spreadsheet opens it."))
    ] = False
    over: Annotated[bool, typer.Option("--over", help=_("Write over files that are there."))] = (
        False
    )


@with_option_groups
def export(
    ctx: typer.Context,
    fmt: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT", help=list_words(_FORMATS), autocompletion=complete_words(_FORMATS)
        ),
    ],
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]", help=_("The file, or of csv the folder; standard output without it.")
        ),
    ] = None,
    *,
    options: ExportOptions,
    records: RecordOptions,
) -> None:
    """Write the folder as files that other programs open.

    csv is a folder of tables: clients.csv with a row a client, people.csv, orders.csv, lines.csv
    and one for each other list of a record. json is one document. `import records` reads both back
    to the same records. Files that are there are left alone without --over.

    Examples:
        clientfile export csv tables
        clientfile export json --where "owner=claire" > claire.json
    """
    session: Session = ctx.obj
    _refuse_options(fmt, path, options)
    ledger = load_ledger(session, records)
    data = _chosen_records(session, ledger, options.where)
    currency = ledger.settings.currency
    if fmt == "csv":
        contents = _tables(session, data, currency, options)
        _write(session, path or Path(), contents, len(data), over=options.over)
    else:
        _write_json(session, path, data, currency, over=options.over)


def _refuse_options(fmt: str, path: Path | None, options: ExportOptions) -> None:
    """Raise UsageError for an unknown format, and for options that say nothing together."""
    if fmt not in _FORMATS:
        raise UnknownWordError("FORMAT", fmt, _FORMATS)
    if fmt == "csv" and path is None:
        raise UsageError(_("csv is several tables: name a folder for them, export csv FOLDER"))
    if options.for_spreadsheet and fmt != "csv":
        raise UsageError(_("--for-spreadsheet is of csv: leave it out"))
    if options.over and path is None:
        raise UsageError(_("--over is of files: name one"))


def _chosen_records(session: Session, ledger: CachedLedger, where: str) -> dict[str, Data]:
    """The records of the clients that match, by id. Raises NoMatchError where none does."""
    from clientfile.console.many import select_clients

    records = ledger.records()
    if not where:
        return dict(sorted(records.items()))
    return {client: records[client] for client in select_clients(session, ledger, where)}


def _tables(
    session: Session, records: dict[str, Data], currency: str, options: ExportOptions
) -> dict[str, bytes]:
    from clientfile.exchange.export.csv_tables import format_csv
    from clientfile.exchange.export.format_tables import format_tables
    from clientfile.output.spreadsheet_csv import style_of
    from clientfile.schema.shapes import record_shape

    style = style_of(session.language) if options.for_spreadsheet else None
    tables = format_tables(records.items(), record_shape(), currency)
    return {f"{table.name}.csv": format_csv(table, style) for table in tables}


def _write_json(
    session: Session, path: Path | None, records: dict[str, Data], currency: str, *, over: bool
) -> None:
    from clientfile.exchange.export.json_records import format_records

    lines: Iterable[str] = format_records(records.items(), currency)
    if path is None:
        for line in lines:
            session.write(line)
        return
    content = "".join(lines).encode()
    _write(session, path.parent, {path.name: content}, len(records), over=over)


def _write(
    session: Session, directory: Path, contents: dict[str, bytes], count: int, *, over: bool
) -> None:
    """Write the files, and say what is in them."""
    from clientfile.output.terminal import one_line
    from clientfile.store.export_files import write_files

    write_files(directory, contents, over=over)
    [name, *others] = contents
    place = directory if others else directory / name
    done = ngettext("{count} client in {place}", "{count} clients in {place}", count, place=place)
    session.write(one_line(session.say(done)) + "\n")
