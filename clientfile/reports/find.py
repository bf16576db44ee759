"""`find`: which fields of the records match a search, one a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.language.quantities import day
from clientfile.output.table import Column, Table
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import PEOPLE, all_items
from clientfile.records.paths import address_of
from clientfile.records.posts import was_gone
from clientfile.records.search import SearchQuery, contains, parse_query, snippet
from clientfile.records.shape import Shape
from clientfile.records.texts import texts_of

COLUMNS = (
    Column("client", _("Client"), "text"),
    Column("item", _("Item"), "text"),
    Column("path", _("Path"), "text"),
    Column("snippet", _("Text"), "text"),
)


def parse_search(text: str) -> SearchQuery:
    """Parse a search text. Raises UsageError where it holds no word."""
    query = parse_query(text)
    if query.empty:
        raise UsageError(
            _("find {text!r}: there is no letter or digit to look for: name a word", text=text)
        )
    return query


def find(
    records: Iterable[tuple[str, Data]], query: SearchQuery, shape: Shape, today: date
) -> Table:
    """Every field that matches the query, by client, then by its place in the record.

    The snippet of a field of a person who left before today ends with ` (left 2025-03-01)`.
    """
    rows = [
        row for client, data in records for row in _matching_rows(client, data, query, shape, today)
    ]
    rows.sort(key=lambda row: str(row["client"]))
    return Table(COLUMNS, rows, spare=("item",))


def _matching_rows(
    client: str, data: Data, query: SearchQuery, shape: Shape, today: date
) -> Iterator[dict[str, Any]]:
    # Ids are looked up only in a record that matches.
    items: dict[Path, str] | None = None
    for path, text in texts_of(data, shape):
        if not contains(query, text):
            continue
        if items is None:
            items = {place: name for name, place in all_items(data) if name}
        yield {
            "client": client,
            "item": _nearest(path, items),
            "path": address_of(data, path, shape),
            "snippet": _with_departure(snippet(query, text), data, path, today),
        }


def _nearest(path: Path, items: dict[Path, str]) -> str | None:
    """The id of the innermost item that holds the field."""
    lengths = range(len(path), 0, -1)
    return next((items[path[:length]] for length in lengths if path[:length] in items), None)


def _with_departure(text: str, data: Data, path: Path, today: date) -> str:
    """A snippet, with the day on which its person left; as it is for every other field."""
    if path[: len(PEOPLE)] != PEOPLE:
        return text
    person = at(data, path[: len(PEOPLE) + 1])
    if not isinstance(person, dict) or not was_gone(person, today):
        return text
    since = at(person, ("left", "date"))
    if since:
        return _("{text} (left {day})", text=text, day=day(str(since)))
    return _("{text} (left)", text=text)
