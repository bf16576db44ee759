"""Resolves what the user typed to a client: an id, a part of a name, an e-mail, a phone number."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from clientfile.errors import AmbiguousClientError, NoSuchClientError, UsageError
from clientfile.errors.suggest import fold
from clientfile.language import _
from clientfile.records.contact_match import (
    may_reach,
    may_reach_in_part,
    reaches,
    reaches_in_part,
    region_of,
)
from clientfile.records.edits import Data
from clientfile.records.ids import people
from clientfile.records.names import matches_name
from clientfile.records.references import clients_followed_to
from clientfile.store.folder import Folder, files_named

if TYPE_CHECKING:
    from clientfile.records.cards import Card
    from clientfile.store.cache.cached_ledger import CachedLedger


# To compare the names of more clients for a suggestion takes seconds.
_MOST_NAMES = 5000


def split_target(target: str) -> tuple[str, str]:
    """CLIENT and ITEM of `CLIENT/ITEM`; the item is empty where there is none.

    Raises UsageError for an empty part.
    """
    client, slash, item = target.partition("/")
    if not client.strip() or (slash and not item.strip()):
        raise UsageError(
            _("{target!r}: write CLIENT or CLIENT/ITEM, such as acme/jean-dupont", target=target)
        )
    return client, item


def find_client(folder: Folder, typed: str, ledger: CachedLedger | None = None) -> str:
    """The id of the one client that matches. An exact id wins, and opens no record;
    then the id of a record that was merged into another.

    `ledger` is the folder's, where it is open already. Raises NoSuchClientError with the nearest
    ids, AmbiguousClientError with the matching ones.
    """
    if not typed.strip():
        raise UsageError(_("an empty name means no client: name one"))
    if ledger is not None:
        return _find_in(ledger, typed)
    if files_named(folder, [typed]):
        return typed
    from clientfile.store.cache.cached_ledger import open_ledger

    with contextlib.closing(open_ledger(folder, date.min, lambda *_: None)) as opened:
        return _find_in(opened, typed)


def _find_in(ledger: CachedLedger, typed: str) -> str:
    ids = {*ledger.cards, *(file.id for file in ledger.broken)}
    if typed in ids:
        return typed
    cards = ledger.cards
    merged = [client for client in cards if typed in cards[client].former_ids]
    if len(merged) == 1:
        return merged[0]
    names = {client: card.name for client, card in cards.items()}
    # The name of a record with errors can't be read: only its id is compared.
    reached = ledger.clients_reached
    matches = match_clients(typed, names, reached, ledger.settings.country) or sorted(
        client for client in ids if matches_name(typed, client)
    )
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise AmbiguousClientError(typed, matches)
    by_name = ids_by_name(names) if len(names) <= _MOST_NAMES else {}
    raise NoSuchClientError(typed, {each: each for each in sorted(ids)} | by_name)


def ids_by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Client id by name, of names by client id; a name that several clients have is left out."""
    counts = Counter(names.values())
    return {name: client for client, name in names.items() if counts[name] == 1}


def match_clients(
    typed: str,
    names: Mapping[str, str],
    records: Callable[[str], Mapping[str, Data]],
    country: str = "",
) -> list[str]:
    """The sorted ids of the clients that match best.

    Whole ids and names win over phone numbers and e-mail addresses, these over parts of ids and
    names; a person who is at two clients, or went from one to another, matches both. `names` are
    the clients' names by id. `records` returns the data by id of all clients whom a phone number or
    an e-mail address may reach, and is called for these alone; `country` is that of numbers that
    name none, of records that name none.
    """
    folded = fold(typed)
    equal = [client for client, name in names.items() if folded in (fold(client), fold(name))]
    if equal:
        return sorted(equal)
    if may_reach(typed):
        reachable: set[str] = set()
        for client, data in records(typed).items():
            region = region_of(data, country)
            reached = [each for each in _holders(data) if reaches(typed, each, region)]
            if reached:
                reachable |= {client, *_where_else(reached)}
        if reachable:
            return sorted(reachable & names.keys())
    return sorted(
        client
        for client, name in names.items()
        if matches_name(typed, name) or matches_name(typed, client)
    )


def match_in_part(
    typed: str,
    cards: Mapping[str, Card],
    records: Callable[[str], Mapping[str, Data]],
    country: str = "",
) -> list[str]:
    """The sorted ids of all clients that match in any way: by a part of the id or the name, by a
    phone number or a part of one, or by an e-mail address. `records` is as in `match_clients`.
    """
    ids = {one for one in cards if matches_name(typed, one) or matches_name(typed, cards[one].name)}
    if may_reach_in_part(typed):
        for client, data in records(typed).items():
            region = region_of(data, country)
            reached = [each for each in _holders(data) if reaches_in_part(typed, each, region)]
            if reached:
                ids.add(client)
                ids |= _where_else(reached)
    return sorted(ids & cards.keys())


def _holders(data: Data) -> list[Any]:
    """The company and the people of a record: those who have numbers and addresses."""
    return [data.get("identity"), *people(data)]


def _where_else(holders: list[Any]) -> set[str]:
    """The ids of the other clients where these people are too, or went."""
    return {client for each in holders for client in clients_followed_to(each or {})}
