"""Which records may hold what is looked for: the full text of the index.

The full text only narrows down whose data are looked at; what is found is told from these. It
stands in sixteen parts, each an image of a small database under a checksum: one that is damaged
is made anew, and no search relies on a byte that was not checked. A part gets the records that it
lacks when something is looked for, never before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from clientfile.records.edits import Data
from clientfile.records.search import SearchQuery, query_marks, text_marks
from clientfile.records.texts import texts_of
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.database import Database, Lexicon

_AT_ONCE = 200
# Raised when the same text gets other marks.
_MARKS = 1

Progress = Callable[[int, int], None]
DataOf = Callable[[Sequence[str]], Iterable[tuple[str, Data]]]


def candidate_clients(
    store: Database,
    keys: Mapping[str, str],
    wanted: SearchQuery,
    data_of: DataOf,
    progress: Progress,
) -> list[str]:
    """The clients in whose records it may be, in no order: all in whose it is.

    `keys` are those of the facts in the index, by client; `data_of` reads the data of clients.
    """
    parts: dict[str, dict[str, str]] = {}
    for client, key in keys.items():
        # Two clients may have the same bytes, and so the same key.
        parts.setdefault(key[-1:], {})[client] = key
    found: list[str] = []
    done = 0
    for part in sorted(parts):
        clients = parts[part]
        lexicon = _filled(store, part, clients, data_of)
        hits = lexicon.found(*query_marks(wanted)) if lexicon is not None else None
        found += [client for client, key in clients.items() if hits is None or key in hits]
        done += len(clients)
        progress(done, len(keys))
    return found


def _filled(
    store: Database, part: str, clients: Mapping[str, str], data_of: DataOf
) -> Lexicon | None:
    """A part of the full text, with all of these clients; None where SQLite has none."""
    mark = next(iter(clients.values())).partition(":")[0]
    # Another Unicode folds otherwise.
    name = f"{mark}:{_MARKS}:{unicodedata.unidata_version}:{part}"
    lexicon = Lexicon.opened(store.image(name))
    if lexicon is None:
        return None
    known = lexicon.keys()
    if len(known) > 4 * len(clients) + 100:
        # Most of it is of records as they were long ago.
        lexicon, known = Lexicon.opened(b"") or lexicon, set()
    new = {client: key for client, key in clients.items() if key not in known}
    if new:
        lexicon.add(_told(new, data_of))
        store.put_image(name, lexicon.image())
    return lexicon


def _told(new: Mapping[str, str], data_of: DataOf) -> Iterator[tuple[str, str]]:
    shape = record_shape()
    names = list(new)
    told: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        for client, data in data_of(names[start : start + _AT_ONCE]):
            if new[client] not in told:
                told.add(new[client])
                yield new[client], " ".join(text_marks(text for _, text in texts_of(data, shape)))
