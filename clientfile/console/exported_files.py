"""Reads files that `export` wrote, and imports the records in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.console.options import CommitOptions
from clientfile.console.session import Session
from clientfile.console.writing import write_change
from clientfile.errors import InvalidError, UsageError, reason_of
from clientfile.language import Lines, _, ngettext
from clientfile.records.change import Change
from clientfile.records.edits import Data
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import is_client_id
from clientfile.store.safe_open import MOST_TABLE, read_ordinary

if TYPE_CHECKING:
    from clientfile.exchange.export.parse_tables import FileTable, ParsedRecords

_MOST_FAULTS = 20
# What may stand before JSON: blanks, and the byte order mark of UTF-8.
_BLANKS = b"\xef\xbb\xbf \t\r\n"


def import_records(session: Session, path: Path, acting: CommitOptions) -> None:
    """Import the records of an export at a path: a folder of tables, one table, or JSON.

    Raises UsageError for what can't be read, InvalidError with every fault of the files: nothing is
    imported then.
    """
    from clientfile.exchange.export.join_records import ListConflict, join_records

    parsed = _parse(path, session.folder.settings.currency)
    parsed.faults += [
        _("{client!r} can't be a client's id: small letters, digits and -, at most 64", client=name)
        for name in parsed.records
        if not is_client_id(name)
    ]
    _refuse_faults(parsed.faults)
    conflicts: list[ListConflict] = []

    def decide(present: Mapping[str, Data]) -> Change:
        change, lists = join_records(parsed.records, present, record_shape(), path.name)
        conflicts[:] = lists
        return change

    write_change(session, None, decide, acting)
    for conflict in conflicts:
        session.note(
            _(
                "{client}: {field} has other items in the file: those of the record stay",
                client=conflict.client,
                field=conflict.address,
            )
        )


def _parse(path: Path, currency: str) -> ParsedRecords:
    from clientfile.exchange.export.csv_tables import parse_csv
    from clientfile.exchange.export.json_records import parse_records
    from clientfile.exchange.export.parse_tables import parse_tables

    shape = record_shape()
    if path.is_dir():
        return parse_tables(_read_tables(path, currency), shape)
    content = _read(path)
    if content.lstrip(_BLANKS).startswith(b"{"):
        return parse_records(content, path.name, shape, currency)
    return parse_tables([parse_csv(content, path.name)], shape)


def _read_tables(directory: Path, currency: str) -> list[FileTable]:
    """The tables of a folder. Raises InvalidError for one of another currency, UsageError where
    none is of an export.
    """
    from clientfile.exchange.export.csv_tables import parse_csv
    from clientfile.exchange.export.json_records import check_folder
    from clientfile.exchange.export.record_tables import FOLDER, layouts

    names = {layout.name for layout in layouts(record_shape())}
    tables = [
        parse_csv(_read(path), path.name)
        for path in sorted(directory.glob("*.csv"))
        if path.stem in names or path.stem == FOLDER
    ]
    for table in tables:
        if table.file == f"{FOLDER}.csv" and table.rows:
            version, own = (*table.rows[0].cells, "", "")[:2]
            check_folder(table.file, version, own, currency)
    records = [table for table in tables if table.file != f"{FOLDER}.csv"]
    if not records:
        raise UsageError(_("{file} has no table of an export, such as clients.csv", file=directory))
    return records


def _read(path: Path) -> bytes:
    try:
        return read_ordinary(path, MOST_TABLE)
    except OSError as error:
        raise UsageError(
            _("can't read {file}: {reason}", file=path, reason=reason_of(error))
        ) from error


def _refuse_faults(faults: list[str]) -> None:
    """Raise InvalidError with the faults of an export, the first ones in full."""
    if not faults:
        return
    shown = faults[:_MOST_FAULTS]
    if rest := len(faults) - len(shown):
        shown.append(ngettext("and {count} more", "and {count} more", rest))
    raise InvalidError(Lines([*shown, _("nothing is imported: mend these first")]))
