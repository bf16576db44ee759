"""`export`: writes the folder as files that other programs open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.choices import choice, complete_words, list_words
from clientfile.console.listing import load_ledger
from clientfile.console.options import RecordOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.errors import UnknownWordError, UsageError
from clientfile.language import _, ngettext

if TYPE_CHECKING:
    from clientfile.exchange.export.record_tables import RecordTable
    from clientfile.records.edits import Data
    from clientfile.store.cache.cached_ledger import CachedLedger

_FORMATS = ("csv", "xlsx", "json", "vcard", "ics")
# Those of exchange/cards/format_vcards.py, which is not imported for `--help`.
_VCARDS = ("4", "3")
# More days than a record's calendar has.
_ALL_DAYS = 99_999


@dataclass(frozen=True)
class ExportOptions:
    """What is exported, and how."""

    where: Annotated[
        str, typer.Option(metavar="EXPR", help=_("Only clients that match, such as owner=claire."))
    ] = ""
    for_spreadsheet: Annotated[
        bool, typer.Option("--for-spreadsheet", help=_("A csv as your spreadsheet opens it."))
    ] = False
    vcard: Annotated[str, choice(_VCARDS, metavar="VERSION", default=_VCARDS[0], either=True)] = (
        _VCARDS[0]
    )
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
            metavar="[FILE]", help=_("The file, or of csv the folder; standard output without it.")
        ),
    ] = None,
    *,
    options: ExportOptions,
    records: RecordOptions,
) -> None:
    """Write the folder as files that other programs open.

    csv is a folder of tables: clients.csv with a row a client, people.csv, orders.csv, lines.csv
    and one for each other list of a record; xlsx has them as sheets, json is one document. `import
    records` reads csv and json back to the same records. vcard has the people who are there, for an
    address book; ics what was promised, planned or is to be remembered, for a calendar. Files that
    are there are left alone without --over.

    Examples:
        clientfile export csv tables
        clientfile export json --where "owner=claire" > claire.json
        # for the address book of a telephone
        clientfile export vcard people.vcf
    """
    session: Session = ctx.obj
    _refuse_options(session, fmt, path, options)
    ledger = load_ledger(session, records)
    source = _Source(session, ledger, _chosen_records(session, ledger, options.where), options)
    if path is None:
        session.write_bytes(source.file_content(fmt))
    elif fmt == "csv":
        _write(session, path, path, source.csv_files(), len(source.clients), over=options.over)
    else:
        files = {path.name: source.file_content(fmt)}
        _write(session, path, path.parent, files, len(source.clients), over=options.over)


def _refuse_options(session: Session, fmt: str, path: Path | None, options: ExportOptions) -> None:
    """Raise UsageError for an unknown format, and for options that say nothing together."""
    if fmt not in _FORMATS:
        raise UnknownWordError("FORMAT", fmt, _FORMATS)
    if options.vcard not in _VCARDS:
        raise UnknownWordError("--vcard", options.vcard, _VCARDS)
    if fmt == "csv" and path is None:
        raise UsageError(_("csv is several tables: name a folder for them, export csv FOLDER"))
    if fmt == "xlsx" and path is None and session.on_terminal:
        raise UsageError(
            _("{format} is nothing to read on a terminal: add > FILE.{format}", format=fmt)
        )
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


@dataclass(frozen=True)
class _Source:
    """What is exported: the records of the chosen clients, of a ledger."""

    session: Session
    ledger: CachedLedger
    clients: Mapping[str, Data]
    options: ExportOptions

    def csv_files(self) -> dict[str, bytes]:
        """The tables by the names of their files."""
        from clientfile.exchange.export.csv_tables import format_csv
        from clientfile.output.spreadsheet_csv import style_of

        style = style_of(self.session.language) if self.options.for_spreadsheet else None
        return {f"{table.name}.csv": format_csv(table, style) for table in self._tables()}

    def file_content(self, fmt: str) -> bytes:
        """The bytes of a format that is one file."""
        if fmt == "xlsx":
            return self._workbook()
        text = {"json": self._document, "vcard": self._cards, "ics": self._calendar}[fmt]()
        return text.encode()

    def _tables(self) -> Sequence[RecordTable]:
        from clientfile.exchange.export.format_tables import format_tables
        from clientfile.schema.shapes import record_shape

        return format_tables(self.clients.items(), record_shape(), self.ledger.settings.currency)

    def _workbook(self) -> bytes:
        from clientfile.exchange.export.sheet_rows import sheet_rows
        from clientfile.output.write_xlsx import SheetContent, format_workbook
        from clientfile.schema.shapes import record_shape

        shape = record_shape()
        return format_workbook(
            [
                SheetContent(table.name, table.header, list(sheet_rows(table, shape)))
                for table in self._tables()
            ]
        )

    def _document(self) -> str:
        from clientfile.exchange.export.json_records import format_records

        return "".join(format_records(self.clients.items(), self.ledger.settings.currency))

    def _cards(self) -> str:
        from clientfile.exchange.cards.format_vcards import format_vcards

        cards = format_vcards(self.clients.items(), self.ledger.today, self.options.vcard)
        return self._harmless("".join(cards))

    def _calendar(self) -> str:
        """The entries that `due -f ics` has of them too, by the same ids."""
        from clientfile.reports.agenda import calendar_entries
        from clientfile.reports.due import due
        from clientfile.reports.ical import calendar_text

        ledger = self.ledger
        table = due(ledger, within=_ALL_DAYS, first_days=ledger.first_days)
        rows = [row for row in table.rows if row["what"] and row["client"] in self.clients]
        entries = calendar_entries(rows, ledger.today, self.session.language)
        return calendar_text(entries, self.session.moment)

    def _harmless(self, text: str) -> str:
        """The text; on a terminal, with what acts there as its code."""
        from clientfile.output.terminal import visible

        return visible(text, keep="\r\n\t") if self.session.on_terminal else text


def _write(
    session: Session,
    path: Path,
    directory: Path,
    contents: Mapping[str, bytes],
    count: int,
    *,
    over: bool,
) -> None:
    """Write the files of an export to a path, and say of how many clients they are."""
    from clientfile.output.terminal import one_line
    from clientfile.store.export_files import write_files

    write_files(directory, contents, over=over)
    done = ngettext("{count} client in {place}", "{count} clients in {place}", count, place=path)
    session.write(one_line(session.say(done)) + "\n")
