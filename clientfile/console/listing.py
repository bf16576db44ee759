"""Loads the ledger of a listing or report and prints its Table as the options say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientfile.console.options import ListingOptions, RecordOptions
from clientfile.console.row_records import RowRecords
from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UnknownWordError, UsageError
from clientfile.language import ENGLISH, _
from clientfile.output.formats import FORMATS

if TYPE_CHECKING:
    from clientfile.figures.ledger import Ledger
    from clientfile.output.table import Column, Table
    from clientfile.records.shape import Shape
    from clientfile.store.cache.cached_ledger import CachedLedger


def load_ledger(session: Session, records: RecordOptions) -> CachedLedger:
    """The ledger as of the day of `--as-of`; records with errors are left out and named on stderr.

    Raises InvalidRecordsError for them under `--strict`.
    """
    session.look_back(records.as_of)
    ledger = session.open_ledger()
    errors = [problem for problem in ledger.problems if problem.severity == "error"]
    if errors and records.strict:
        raise InvalidRecordsError(
            errors, _("nothing is shown under --strict: mend these records first")
        )
    for problem in errors:
        session.note(str(problem))
    if ledger.broken:
        names = ", ".join(file.id for file in ledger.broken)
        session.note(_("left out for its errors: {names}", names=names))
    return ledger


def print_table(
    session: Session, table: Table, listing: ListingOptions, ledger: CachedLedger | None = None
) -> None:
    """Print the rows and columns of the options in their format; the table's caveats to stderr.

    With `ledger` a key of `--where` that is no column is read from the record of a row's client, or
    of the people that the row is about, and so is one of `--columns` and `--sort`.
    """
    from clientfile.output.render import lines

    columns = parse_columns(listing.columns)
    if ledger is not None and table.client_key:
        table, listing, columns = _with_record_columns(table, listing, columns, ledger)
    rows = select_rows(session, table, listing, ledger)
    fmt = resolve_format(session, listing)
    language = session.language if FORMATS[fmt].in_words else ENGLISH
    shown = _with_words(rows) if language != ENGLISH else rows
    if FORMATS[fmt].binary or listing.for_spreadsheet:
        _write_file(session, shown, fmt, columns, language)
    else:
        for line in lines(
            shown,
            fmt,
            header=listing.header,
            columns=columns,
            language=language,
            width=session.width,
            color=session.colored,
        ):
            session.write(line + "\n")
    print_notes(session, rows)


def _write_file(
    session: Session, table: Table, fmt: str, columns: Sequence[str] | None, language: str
) -> None:
    """Write the bytes of a file that a program opens: a binary format, or a spreadsheet's csv."""
    from clientfile.output.render import file_content
    from clientfile.output.spreadsheet_csv import style_of

    style = style_of(session.language)
    content = file_content(table, fmt, columns=columns, language=language, style=style)
    session.write_bytes(content)


def _with_record_columns(
    table: Table, listing: ListingOptions, columns: Sequence[str] | None, ledger: CachedLedger
) -> tuple[Table, ListingOptions, Sequence[str] | None]:
    """The table with the columns of the options that are paths of records, and the options with
    the keys of all columns.
    """
    known = {column.key for column in table.columns}
    if known.issuperset((*(columns or ()), *([listing.sort] if listing.sort else ()))):
        return table, listing, columns
    from clientfile.output.record_columns import add_record_columns

    record, lookup = _record_shape(), RowRecords(ledger, table).value
    if columns:
        table, columns = add_record_columns(table, "--columns", columns, record, lookup)
    if listing.sort:
        table, keys = add_record_columns(table, "--sort", [listing.sort], record, lookup)
        listing = replace(listing, sort=keys[0])
    return table, listing, columns


def _with_words(table: Table) -> Table:
    from clientfile.output.translate import with_words

    return with_words(table, _record_shape())


def select_rows(
    session: Session, table: Table, listing: ListingOptions, ledger: CachedLedger | None = None
) -> Table:
    """The table with the rows of `--where` and `--limit`, in the order of `--sort`."""
    from clientfile.output.sort import arrange

    where = None
    if listing.where:
        from clientfile.output.filter_syntax import parse_where

        where = parse_where(listing.where)
    records = RowRecords(ledger, table) if ledger and where else None
    return arrange(
        table,
        where,
        listing.sort or None,
        listing.reverse,
        listing.limit,
        lookup=records.value if records else None,
        people=records.people if records else None,
        record=_record_shape() if where else None,
        today=session.today,
    )


def print_notes(session: Session, table: Table) -> None:
    """Print the table's caveats to stderr, after all that stands on stdout."""
    from clientfile.output.render import notes
    from clientfile.output.terminal import one_line

    session.flush()
    for note in notes(table):
        session.note(one_line(session.say(note)))


def filter_clients(
    session: Session, ledger: CachedLedger, listing: ListingOptions, columns: Sequence[Column]
) -> tuple[Ledger, ListingOptions]:
    """The clients of a report whose rows are no clients, and the options that are left.

    A `--where` that names columns of the report picks rows, and stays in the options. One that
    names what records hold picks the clients whose records fit, and is taken out of them. Raises
    UsageError where it names both.
    """
    if not listing.where:
        return ledger, listing
    from clientfile.output.filter_names import is_of_rows
    from clientfile.output.filter_syntax import keys, parse_where

    expr = parse_where(listing.where)
    record = _record_shape()
    of_rows = [key for key in keys(expr) if is_of_rows(key, columns, record)]
    of_records = [key for key in keys(expr) if key not in of_rows]
    if of_rows and of_records:
        raise UsageError(
            _(
                "--where asks of rows ({of_rows}) and of records ({of_records}): only one goes",
                of_rows=of_rows[0],
                of_records=of_records[0],
            )
        )
    if of_rows:
        return ledger, listing
    from clientfile.figures.ledger import SelectedLedger
    from clientfile.reports.clients import list_clients

    rows = match_rows(session, ledger, list_clients(ledger.cards, ledger), listing.where)
    return SelectedLedger(ledger, {row["client"] for row in rows}), replace(listing, where="")


def match_rows(
    session: Session, ledger: CachedLedger, table: Table, where: str
) -> Sequence[dict[str, Any]]:
    """The rows of a listing that fulfil an expression of columns and of what records hold."""
    from clientfile.output.filter_syntax import parse_where
    from clientfile.output.sort import arrange

    records = RowRecords(ledger, table)
    return arrange(
        table,
        parse_where(where),
        lookup=records.value,
        people=records.people,
        record=_record_shape(),
        today=session.today,
    ).rows


def resolve_format(session: Session, listing: ListingOptions) -> str:
    """The format of the options; without one, csv for a spreadsheet, else table on a terminal and
    tsv in a pipe.

    Raises UnknownWordError for an unknown one, UsageError for one that can't be written there.
    """
    name = listing.format
    if name and name not in FORMATS:
        raise UnknownWordError("--format", name, tuple(FORMATS))
    if listing.for_spreadsheet:
        if name not in ("", "csv"):
            raise UsageError(_("--for-spreadsheet is of csv: leave -f {format} out", format=name))
        return "csv"
    if name and FORMATS[name].binary and session.on_terminal:
        raise UsageError(
            _("{format} is nothing to read on a terminal: add > FILE.{format}", format=name)
        )
    return name or ("table" if session.on_terminal else "tsv")


def parse_columns(text: str) -> Sequence[str] | None:
    """The keys of `--columns`; None without it. Raises UsageError where it names none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    if text and not keys:
        raise UsageError(_("--columns names no column: leave it out for those that are usual"))
    return keys or None


def _record_shape() -> Shape:
    from clientfile.schema.shapes import record_shape

    return record_shape()
