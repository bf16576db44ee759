"""Which client is meant: an id, part of a name, an e-mail address or a phone number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from clientfile.errors import AmbiguousClientError, NoSuchClientError, UsageError
from clientfile.errors.suggest import fold
from clientfile.records.contact_match import may_reach, reaches
from clientfile.records.edits import Data
from clientfile.records.ids import people
from clientfile.records.names import matches_name
from clientfile.store.folder import Folder, files_named

if TYPE_CHECKING:
    from clientfile.records.cards import Card
    from clientfile.store.cache.cached_ledger import CachedLedger


# Of more clients their names as well would take seconds to compare.
_MOST_NAMES = 5000


def split_target(target: str) -> tuple[str, str]:
    """CLIENT and ITEM of `CLIENT/ITEM`; the item is empty where none is named."""
    client, slash, item = target.partition("/")
    if not client.strip() or (slash and not item.strip()):
        raise UsageError(f"{target!r}: write CLIENT or CLIENT/ITEM, such as acme/jean-dupont")
    return client, item


def find_client(folder: Folder, typed: str, book: CachedLedger | None = None) -> str:
    """The id of the one client meant. An id that fits exactly wins, and reads no record.

    `book` is the folder's, where it is open already. Raises NoSuchClientError with the nearest ids,
    AmbiguousClientError with the list.
    """
    if not typed.strip():
        raise UsageError("an empty name means no client: name one")
    if book is not None:
        return _client_in(book, typed)
    if files_named(folder, [typed]):
        return typed
    from clientfile.store.cache.cached_ledger import open_ledger

    book = open_ledger(folder, date.min, lambda *_: None)
    try:
        return _client_in(book, typed)
    finally:
        book.close()


def _client_in(book: CachedLedger, typed: str) -> str:
    ids = {*book.cards, *(file.id for file in book.broken)}
    if typed in ids:
        return typed
    names = {client: card.name for client, card in book.cards.items()}
    # A record with errors has no name that can be read; its id still says who it is.
    fitting = match_clients(typed, names, book.records) or sorted(
        client for client in ids if matches_name(typed, client)
    )
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise AmbiguousClientError(typed, fitting)
    by_name = ids_by_name(names) if len(names) <= _MOST_NAMES else {}
    raise NoSuchClientError(typed, {each: each for each in sorted(ids)} | by_name)


def ids_by_name(names: Mapping[str, str]) -> dict[str, str]:
    """The ids of clients by their names: names that several have mean none of them."""
    counted = Counter(names.values())
    return {name: client for client, name in names.items() if counted[name] == 1}


def match_clients(
    typed: str, names: Mapping[str, str], records: Callable[[], Mapping[str, Data]]
) -> list[str]:
    """The ids of all clients that what was typed may mean, sorted; one where one fits best.

    `names` are theirs by id; the `records` are asked for only where an address or a number is
    looked for.
    """
    folded = fold(typed)
    same = [client for client, name in names.items() if folded in (fold(client), fold(name))]
    if same:
        return sorted(same)
    if may_reach(typed):
        reached = [client for client, data in records().items() if _reached(typed, data)]
        if reached:
            return sorted(reached)
    return sorted(
        client
        for client, name in names.items()
        if matches_name(typed, name) or matches_name(typed, client)
    )


def match_in_part(
    typed: str, cards: Mapping[str, Card], records: Callable[[], Mapping[str, Data]]
) -> list[str]:
    """The ids of all clients whose id or name has what was typed in it, or whose address or number
    it is, sorted; `records` as for `fitting_clients`.
    """
    named = {
        one for one in cards if matches_name(typed, one) or matches_name(typed, cards[one].name)
    }
    if may_reach(typed):
        named |= {one for one, data in records().items() if one in cards and _reached(typed, data)}
    return sorted(named)


def _reached(typed: str, data: Data) -> bool:
    """Whether an address or a number is this client's, or someone's there."""
    return any(reaches(typed, holder) for holder in (data.get("identity"), *people(data)))
