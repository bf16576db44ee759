"""Full-text search: which records may match a query, so that only these are decoded.

The full text stands in sixteen parts, by the last digit of the blob id. Each part is a small SQLite
database (`database.Lexicon`), stored as bytes with a checksum: a damaged part is built again. When
something is searched for, and never before, a part gets the records that it lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from clientfile.records.edits import Data
from clientfile.records.search import SearchQuery, query_marks, text_marks
from clientfile.records.texts import texts_of
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.database import Database, Lexicon
from clientfile.store.cache.refresh import ProgressCallback

_RECORDS_PER_READ = 200
# Raise it when `text_marks` makes other marks of the same text.
_MARKS_VERSION = 2

ReadData = Callable[[Sequence[str]], Iterable[tuple[str, Data]]]
"""Client ids → client id and data of each."""


def find_candidates(
    database: Database,
    keys: Mapping[str, str],
    query: SearchQuery,
    read_data: ReadData,
    progress: ProgressCallback,
) -> list[str]:
    """The ids of all clients whose records match the query, and of some others, in no order.

    `keys` are the records' keys in the cache, by client id.
    """
    parts: dict[str, dict[str, str]] = {}
    for client, key in keys.items():
        # Two clients may have the same bytes, and so the same key.
        parts.setdefault(key[-1:], {})[client] = key
    candidates: list[str] = []
    done = 0
    for part in sorted(parts):
        clients = parts[part]
        lexicon = _load_part(database, part, clients, read_data)
        hits = lexicon.search(*query_marks(query)) if lexicon is not None else None
        candidates += [client for client, key in clients.items() if hits is None or key in hits]
        done += len(clients)
        progress(done, len(keys))
    return candidates


def _load_part(
    database: Database, part: str, keys: Mapping[str, str], read_data: ReadData
) -> Lexicon | None:
    """A part of the full text, with the records of these keys; None where SQLite has no FTS5."""
    mark = next(iter(keys.values())).partition(":")[0]
    # Another version of Unicode folds letters in another way.
    name = f"{mark}:{_MARKS_VERSION}:{unicodedata.unidata_version}:{part}"
    lexicon = Lexicon.open(database.image(name))
    if lexicon is None:
        return None
    indexed = lexicon.keys()
    if len(indexed) > 4 * len(keys) + 100:
        # Most of it is of earlier versions of the records.
        lexicon, indexed = Lexicon.open(b"") or lexicon, set()
    new = {client: key for client, key in keys.items() if key not in indexed}
    if new:
        lexicon.add(_rows(new, read_data))
        database.put_image(name, lexicon.image())
    return lexicon


def _rows(keys: Mapping[str, str], read_data: ReadData) -> Iterator[tuple[str, str]]:
    """Key and marks of each record, once for a key that several clients share."""
    shape = record_shape()
    clients = list(keys)
    done: set[str] = set()
    for start in range(0, len(clients), _RECORDS_PER_READ):
        for client, data in read_data(clients[start : start + _RECORDS_PER_READ]):
            if keys[client] not in done:
                done.add(keys[client])
                yield keys[client], " ".join(text_marks(text for _, text in texts_of(data, shape)))
