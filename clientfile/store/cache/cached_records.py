"""The data of a folder's usable records, from the cache; what the cache lacks is read."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clientfile.records.edits import Data
from clientfile.store.cache.cached_ledger import open_ledger
from clientfile.store.cache.refresh import ProgressCallback
from clientfile.store.folder import Folder, RecordFile


@dataclass(frozen=True)
class CachedRecords:
    """The `data` of every usable record by client id, and the files of all others (`broken`)."""

    data: Mapping[str, Data]
    broken: Sequence[RecordFile]


def load_cached_records(
    folder: Folder, progress: ProgressCallback = lambda *_: None
) -> CachedRecords:
    """Every record of the folder as it is on the disk now: only files that changed are parsed.

    The same data and the same broken files as `store.load.load_all` has, without texts and places.
    """
    # Which records are usable does not depend on the day.
    with contextlib.closing(open_ledger(folder, date.min, progress)) as ledger:
        return CachedRecords(ledger.records(), ledger.broken)
