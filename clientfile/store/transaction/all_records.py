"""Data of every usable record, from the cache; what the cache does not have is read."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from clientfile.records.edits import Data
from clientfile.store.cache.cached_ledger import CachedLedger, open_ledger
from clientfile.store.folder import Folder, RecordFile


class AllRecords(Mapping[str, Data]):
    """The data of every record without an error, by client id, in the order of the ids.

    A record is decoded when it is first used; `items` decodes all of them at once.
    """

    def __init__(self, ledger: CachedLedger) -> None:
        self._ledger = ledger
        self._data: dict[str, Data] = {}
        self._complete = False

    @property
    def broken(self) -> Sequence[RecordFile]:
        """The files of the records that have an error, or can't be read."""
        return self._ledger.broken

    def __getitem__(self, client: str) -> Data:
        if client not in self._data:
            if client not in self._ledger.cards:
                raise KeyError(client)
            self._data[client] = self._ledger.record(client)
        return self._data[client]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ledger.cards)

    def __len__(self) -> int:
        return len(self._ledger.cards)

    def __contains__(self, client: object) -> bool:
        return client in self._ledger.cards

    def items(self) -> ItemsView[str, Data]:
        """Every client id with its record's data."""
        if not self._complete:
            self._data, self._complete = self._ledger.records() | self._data, True
        return self._data.items()


@contextmanager
def open_all_records(folder: Folder) -> Iterator[AllRecords]:
    """Every record of the folder as it is now; the cache is brought up to date first."""
    ledger = open_ledger(folder, date.min, lambda *_: None)
    try:
        yield AllRecords(ledger)
    finally:
        ledger.close()
