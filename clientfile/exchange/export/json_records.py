"""Records as one JSON document, and back, with exact numbers: `{"clients": {"acme": {…}}}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clientfile.errors import InvalidError, InvalidValueError
from clientfile.exchange.export.format_tables import format_version
from clientfile.exchange.export.parse_tables import ParsedRecords
from clientfile.exchange.export.record_tables import FOLDER_HEADER
from clientfile.exchange.tables.errors import TableError
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.jsonvalues import format_json, from_json, parse_json
from clientfile.records.settings import FORMAT
from clientfile.records.shape import Shape

_CLIENTS = "clients"


def format_records(records: Iterable[tuple[str, Data]], currency: str) -> Iterator[str]:
    """The lines of the document, each with its end; a record takes one. `currency` is the
    folder's.
    """
    head = dict(zip(FOLDER_HEADER, (format_version(), currency), strict=True))
    yield "{\n"
    for key, value in head.items():
        yield f'  "{key}": {format_json(value)},\n'
    yield f'  "{_CLIENTS}": {{'
    end = "\n"
    for client, data in records:
        yield f"{end}    {format_json(client)}: {format_json(data)}"
        end = ",\n"
    yield "\n  }\n}\n"


def parse_records(content: bytes, file: str, shape: Shape, currency: str) -> ParsedRecords:
    """The records of a document; `file` is its name, `currency` that of the folder they come to.

    Raises InvalidError for a document that is no export, or of another currency.
    """
    try:
        document = parse_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TableError(file, _("this is no UTF-8 text: save it as UTF-8"), line) from None
    except InvalidValueError as error:
        raise TableError(file, error.sentence) from None
    clients = document.get(_CLIENTS)
    if not isinstance(clients, dict):
        raise TableError(file, _('this is no export: it has no "clients"'))
    version, own_currency = (document.get(key) for key in FOLDER_HEADER)
    check_folder(file, str(version or ""), str(own_currency or ""), currency)
    parsed = ParsedRecords()
    for client, data in clients.items():
        try:
            parsed.records[client] = from_json(data, shape)
        except InvalidValueError as error:
            parsed.faults.append(_("{place}: {what}", place=client, what=error.sentence))
    return parsed


def check_folder(file: str, version: str, own_currency: str, currency: str) -> None:
    """Raise InvalidError where an export is of a newer format, or of another currency than the
    folder's: its amounts would be read as of that.
    """
    if own_currency and own_currency != currency:
        raise InvalidError(
            _(
                "{file}: its amounts are in {own}, and those of this folder in {currency}: "
                'write currency = "{own}" into clientfile.toml first',
                file=file,
                own=own_currency,
                currency=currency,
            )
        )
    parts = version.split(".")
    if version and all(map(str.isdecimal, parts)) and tuple(map(int, parts)) > FORMAT:
        raise InvalidError(
            _(
                "{file}: a newer clientfile wrote it (format {version}): install that one",
                file=file,
                version=version,
            )
        )
