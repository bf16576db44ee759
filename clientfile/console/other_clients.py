"""Looks up the entries of a client's people in the records of other clients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clientfile.records.edits import Data
from clientfile.records.ids import people
from clientfile.records.other_entries import OtherEntry, other_entries

if TYPE_CHECKING:
    from clientfile.store.cache.cached_ledger import CachedLedger


def people_elsewhere(
    client: str, data: Data, ledger: CachedLedger
) -> dict[str, Sequence[OtherEntry]]:
    """The entries at other clients of the people of a client's record, by the person's id; people
    without any are left out. A record with errors is not read.
    """

    def find_record(other: str) -> Data | None:
        return ledger.record(other) if other in ledger.cards else None

    found = {
        str(person["id"]): other_entries(client, person, find_record, ledger.today)
        for person in people(data)
    }
    return {person: entries for person, entries in found.items() if entries}
