"""What every listing and report does with its Table: which rows, which format, what is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from clientfile.console.options import Listing, Records
from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UnknownWordError, UsageError
from clientfile.output.table import Table

if TYPE_CHECKING:
    from clientfile.figures.ledger import Ledger
    from clientfile.output.table import Column
    from clientfile.store.cache.cached_ledger import CachedLedger


def load_ledger(session: Session, records: Records) -> CachedLedger:
    """The folder's records, as of the day asked for; those with errors are named on stderr.

    Raises InvalidRecordsError for them under `--strict`.
    """
    session.look_back(records.as_of)
    book = session.book()
    errors = [problem for problem in book.problems if problem.severity == "error"]
    if errors and records.strict:
        raise InvalidRecordsError(
            errors, "nothing is shown under --strict: mend these records first"
        )
    for problem in errors:
        session.note(f"{problem}")
    if book.broken:
        names = ", ".join(file.id for file in book.broken)
        session.note(f"left out for its errors: {names}")
    return book


def print_table(
    session: Session, table: Table, asked: Listing, book: CachedLedger | None = None
) -> None:
    """Write the rows that are asked for, in the format that is asked for; caveats to stderr."""
    from clientfile.output.formats import lines

    chosen = select_rows(session, table, asked, book)
    fmt, language = resolve_format(session, asked.format), session.folder.settings.language
    made = lines(
        _translate(chosen) if language == "fr" and fmt in ("table", "md") else chosen,
        fmt,
        header=asked.header,
        columns=parse_columns(asked.columns),
        language=language,
        width=session.width,
        color=session.colored,
    )
    for line in made:
        session.write(line + "\n")
    print_notes(session, chosen)


def _translate(table: Table) -> Table:
    from clientfile.output.translate import in_french
    from clientfile.schema.shapes import record_shape

    return in_french(table, record_shape())


def select_rows(
    session: Session, table: Table, asked: Listing, book: CachedLedger | None = None
) -> Table:
    """The table with the rows that are asked for, in that order."""
    from clientfile.output.filter import parse_where
    from clientfile.output.sort import arrange

    return arrange(
        table,
        parse_where(asked.where) if asked.where else None,
        asked.sort or None,
        asked.reverse,
        asked.limit,
        lookup=_build_lookup(book, table) if book else None,
        today=session.today,
    )


def print_notes(session: Session, table: Table) -> None:
    """The table's caveats to stderr, after all that stands on stdout."""
    from clientfile.output.formats import notes

    session.flush()
    for note in notes(table, session.folder.settings.language):
        session.note(note)


def filter_clients(
    session: Session, book: CachedLedger, asked: Listing, columns: Sequence[Column]
) -> tuple[Ledger, Listing]:
    """The clients that a report whose rows are no clients is made of, and what is left to ask.

    A `--where` that names columns of the report picks rows; one that names what records hold picks
    the clients whose records fit. Raises UsageError where it does both.
    """
    if not asked.where:
        return book, asked
    from clientfile.output.filter import keys, parse_where

    expr = parse_where(asked.where)
    known = {column.key for column in columns}
    of_rows = [key for key in keys(expr) if key in known]
    of_records = [key for key in keys(expr) if key not in known]
    if of_rows and of_records:
        raise UsageError(
            f"--where asks of rows ({of_rows[0]}) and of records ({of_records[0]}): only one goes"
        )
    if of_rows:
        return book, asked
    from clientfile.figures.ledger import FilteredLedger
    from clientfile.output.sort import arrange
    from clientfile.reports.clients import list_clients

    table = list_clients(book.cards, book)
    look = _build_lookup(book, table)
    rows = arrange(table, expr, lookup=look, today=session.today).rows
    return FilteredLedger(book, {row["client"] for row in rows}), replace(asked, where="")


def resolve_format(session: Session, asked: str) -> Any:
    """The format asked for; without one, a table on a terminal and tsv in a pipe."""
    from clientfile.output.formats import FORMATS

    if asked and asked not in FORMATS:
        raise UnknownWordError("--format", asked, FORMATS)
    return asked or ("table" if session.on_terminal else "tsv")


def parse_columns(text: str) -> Sequence[str] | None:
    """The keys of `--columns`; None where it is not given."""
    return [key.strip() for key in text.split(",") if key.strip()] or None


def _build_lookup(book: CachedLedger, table: Table) -> Callable[[dict[str, Any], str], Any]:
    """The value of a record's path, for a key of `--where` that is no column."""
    from clientfile.records.query import values_at
    from clientfile.schema.shapes import record_shape

    shape, columns = record_shape(), [column.key for column in table.columns]
    records: dict[str, Any] = {}

    def look(row: dict[str, Any], name: str) -> Any:
        if not records:
            records.update(book.records())
        return values_at(records.get(str(row[table.client_key]), {}), name, shape, columns)

    return look
