"""What the records of a listing's rows hold: of the row's client, or of the people it is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from clientfile.records.ids import PEOPLE, people
from clientfile.records.paths import split_address
from clientfile.records.query import FieldPath, values_at, values_of_people

if TYPE_CHECKING:
    from clientfile.output.table import Table
    from clientfile.records.edits import Data
    from clientfile.store.cache.cached_ledger import CachedLedger

Row = dict[str, Any]


class RowRecords:
    """The records of a table's rows; they are read at the first look."""

    def __init__(self, ledger: CachedLedger, table: Table) -> None:
        self._ledger, self._table = ledger, table
        self._paths: dict[str, FieldPath] = {}

    def value(self, row: Row, address: str) -> Any:
        """The value at a field's path in the record of the row's client.

        Of a row about people, a path that leads to people gives the values of these alone.
        """
        return self._value(row, self._people_of(row), address)

    def people(self, row: Row) -> Iterator[Callable[[str], Any]]:
        """A lookup of paths for each person that the row is about, else for each of its client."""
        named = self._people_of(row)
        for person in people(self._record(row)):
            if named is None or person.get("id") in named:
                yield partial(self._value, row, [str(person.get("id"))])

    def _people_of(self, row: Row) -> Collection[str] | None:
        """The ids of the people that the row is about; None where rows are not about people."""
        if not self._table.person_key:
            return None
        ids = row[self._table.person_key] or ()
        return [ids] if isinstance(ids, str) else ids

    def _value(self, row: Row, ids: Collection[str] | None, address: str) -> Any:
        path = self._paths.get(address) or self._paths.setdefault(address, split_address(address))
        data = self._record(row)
        if ids is not None and path[: len(PEOPLE)] == PEOPLE:
            return values_of_people(data, path, ids)
        return values_at(data, path)

    def _record(self, row: Row) -> Data:
        return self._records.get(str(row[self._table.client_key]), {})

    @cached_property
    def _records(self) -> dict[str, Data]:
        from clientfile.records.dated_ahead import records_on

        return dict(records_on(self._ledger.records(), self._ledger.today))
