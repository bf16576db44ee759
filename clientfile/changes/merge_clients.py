"""Two records of one client become one: the joined record, and what other records say of it."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientfile.changes.fields import shorten_value
from clientfile.changes.merge_fields import (
    Choice,
    FieldJoin,
    LeftOut,
    canonical_addresses,
    refuse_idle,
)
from clientfile.changes.merge_ids import joined_ids, linked_pairs
from clientfile.changes.merge_money import (
    ADVANTAGES,
    YEARS,
    Undecided,
    dates_orders,
    decided_years,
    keep_terms,
    undecided,
    with_own_currency,
    with_salesperson,
)
from clientfile.changes.merge_people import present_first
from clientfile.errors import StateError, UsageError
from clientfile.language import Lines, Message, _, ngettext
from clientfile.records.change import Change, RecordChange, Removed
from clientfile.records.edits import Data, Edit, Path, apply_edits, at
from clientfile.records.ids import FORMER_IDS, all_items, interactions, orders, people
from clientfile.records.item_label import item_label
from clientfile.records.merge.collisions import rename_item_references, rename_items
from clientfile.records.merge.target import edits_between
from clientfile.records.paths import shape_at
from clientfile.records.references import (
    DISTINCT,
    SAME_AS,
    SHARED,
    rename_references,
)
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape

_OWNER = ("identity", "owner")
_ADVANTAGES = ".".join(map(str, ADVANTAGES))
_OF_A_STATUS = ("client_since", "former_since", "lost_since", "lost_reason")


@dataclass(frozen=True)
class JoinedClients:
    """The record of two clients that are one.

    `ids` are the new ids of items of the other one by their old ones, `left_out` the values that
    did not stand, `decided` the addresses whose choice decided something.
    """

    data: Data
    ids: Mapping[str, str]
    left_out: Sequence[LeftOut]
    decided: frozenset[str]


def join_clients(
    client: str, data: Data, other: str, other_data: Data, choice: Choice, settings: Settings
) -> JoinedClients:
    """The record of `client` with all that the record of `other` has.

    What is undecided and not in `choice` stands as `client` has it. Raises InvalidError where
    amounts are in another currency that they can't name.
    """
    join = FieldJoin(choice.take)
    ids = joined_ids(client, data, other, other_data)
    pairs = linked_pairs(client, data, other, other_data)
    added = with_own_currency(data, other_data, settings)
    added = apply_edits(added, rename_items(added, ids))
    standing, added = present_first(client, data, other, added, pairs)
    standing, added = (_without_self(each, client, other, ids) for each in (standing, added))
    standing, added = _with_salespeople(standing, added, join)
    refs = [{each["ref"] for each in orders(each)} for each in (standing, added)]
    decided = _decide(data, other_data, join, settings)
    standing, added = _with_one_status(standing, added, join)
    whole = copy.deepcopy(join.records(standing, _addable(data, added, settings), record_shape()))
    _put(whole, YEARS, decided_years(data, other_data, decided))
    if decided.get(_ADVANTAGES) is not None:
        source = added if decided[_ADVANTAGES] else standing
        _put(whole, ADVANTAGES, at(source, ADVANTAGES))
    for before, own in zip((data, other_data), refs, strict=True):
        keep_terms(whole, before, own, settings)
    former = [*(at(data, FORMER_IDS) or ()), other, *(at(other_data, FORMER_IDS) or ())]
    _put(whole, FORMER_IDS, [each for each in dict.fromkeys(former) if each != client])
    return JoinedClients(whole, ids, join.left_out, frozenset(join.decided))


def _with_salespeople(standing: Data, added: Data, join: FieldJoin) -> tuple[Data, Data]:
    """Both records with the salespeople that they have by their owners, as far as those differ."""
    owners = [at(each, _OWNER) for each in (standing, added)]
    takes = all(owners) and owners[0] != owners[1] and join.takes(".".join(_OWNER))
    owner = owners[1] if takes or not owners[0] else owners[0]
    return with_salesperson(standing, owner), with_salesperson(added, owner)


def _decide(data: Data, other: Data, join: FieldJoin, settings: Settings) -> dict[str, bool]:
    """Whether each undecided field is to be as the other client has it, by its address."""
    decided = {}
    for each in undecided(data, other, settings):
        takes = decided[each.address] = join.takes(each.address)
        stands, lost = (each.other, each.standing) if takes else (each.standing, each.other)
        join.leave_out(each.address, stands, lost)
    return decided


def _with_one_status(standing: Data, added: Data, join: FieldJoin) -> tuple[Data, Data]:
    """Both records; where their statuses differ, only the one that stands has what goes with it."""
    one, other = standing["identity"], added["identity"]
    if one["status"] == other["status"]:
        return standing, added
    takes = join.takes("identity.status")
    loser = one if takes else other
    for key in _OF_A_STATUS:
        if key in loser:
            join.leave_out(f"identity.{key}", None, loser[key])
    bare = {key: value for key, value in loser.items() if key not in _OF_A_STATUS}
    if takes:
        return {**standing, "identity": bare}, added
    return standing, {**added, "identity": bare}


def _addable(data: Data, added: Data, settings: Settings) -> Data:
    """The other record without what is not joined field by field, or not at all."""
    added = copy.deepcopy(added)
    for path in (YEARS, FORMER_IDS, ("business", "currency")):
        _put(added, path, None)
    if dates_orders(data, added, settings):
        _put(added, ("business", "payment"), None)
    return added


def _put(data: Data, path: Path, value: Any) -> None:
    """Set a value in mappings of our own; an empty one is taken away, with what it leaves empty."""
    *above, last = map(str, path)
    holders = [data]
    for key in above:
        if value and key not in holders[-1]:
            holders[-1][key] = {}
        holders.append(holders[-1].get(key, {}))
    if value:
        holders[-1][last] = value
        return
    holders[-1].pop(last, None)
    for holder, key in zip(reversed(holders[:-1]), reversed(above), strict=True):
        if not holder.get(key, True):
            del holder[key]


def _without_self(data: Data, client: str, other: str, ids: Mapping[str, str]) -> Data:
    """The record as part of the joined one: what it says of the other one's people and visits is
    of its own now, and is left out.
    """
    data = copy.deepcopy(apply_edits(data, _followed(data, client, other, ids)))
    apart = at(data, ("identity", DISTINCT)) or ()
    _put(data, ("identity", DISTINCT), [each for each in apart if each != client])
    if at(data, ("identity", "group")) == client:
        del data["identity"]["group"]
    for person in people(data):
        if str(person.get("came_from", "")).startswith(f"{client}/"):
            del person["came_from"]
        for key in (SAME_AS, DISTINCT):
            _put(person, (key,), _others(person.get(key) or (), client))
        if at(person, ("left", "to_client")) == client:
            _put(person, ("left", "to_client"), None)
    for each in interactions(data):
        if str(each.get(SHARED, "")).startswith(f"{client}/"):
            del each[SHARED]
    return data


def _others(names: Sequence[str], client: str) -> list[str]:
    """The names of people of other clients, each once."""
    return [each for each in dict.fromkeys(names) if not each.startswith(f"{client}/")]


def _followed(data: Data, client: str, other: str, ids: Mapping[str, str]) -> list[Edit]:
    """The edits of a record that names the other client, or a part of it."""
    edits: list[Edit] = rename_item_references(data, other, ids)
    return edits + rename_references(apply_edits(data, edits), {other: client})


def merge_clients(
    client: str,
    other: str,
    records: Mapping[str, Data],
    take: Collection[str],
    keep: Collection[str],
    settings: Settings,
) -> Change:
    """Make the record `other` part of the record `client`, also where others name it.

    `records` are the usable ones of the folder; `take` and `keep` are fields as typed. Raises
    UsageError for one client twice and for a field that decides nothing, StateError where something
    is undecided, InvalidError where amounts can't name their currency.
    """
    if client == other:
        raise UsageError(_("{client} is one client already: name two", client=client))
    data, other_data = records[client], records[other]
    choice = resolve_choice(take, keep, data, other_data)
    _refuse_undecided(client, data, other, other_data, choice, settings)
    joined = join_clients(client, data, other, other_data, choice, settings)
    refuse_idle(choice.take, joined.decided)
    changes: dict[str, RecordChange] = {
        client: edits_between(data, joined.data, record_shape()),
        other: Removed(),
    }
    for name, each in records.items():
        if name not in (client, other) and _followed(each, client, other, joined.ids):
            changes[name] = _edits_of_others(each, client, other, joined.ids)
    subject = _("{client}: joined by {other}", client=client, other=other)
    return Change(
        "merge",
        subject,
        changes,
        _describe(client, other, other_data, len(changes) - 2),
        details=[*_describe_new_ids(other_data, joined), *(e.message() for e in joined.left_out)],
    )


def resolve_choice(take: Collection[str], keep: Collection[str], data: Data, other: Data) -> Choice:
    """The choice of fields as typed. Raises as `paths.resolve` does."""
    shape = record_shape()
    return Choice(
        canonical_addresses(take, (other, data), shape),
        canonical_addresses(keep, (data, other), shape),
    )


def _refuse_undecided(
    client: str, data: Data, other: str, other_data: Data, choice: Choice, settings: Settings
) -> None:
    chosen = FieldJoin({**choice.keep, **choice.take})
    left = [e for e in undecided(data, other_data, settings) if not chosen.takes(e.address)]
    if left:
        raise StateError(
            _(
                "both clients have something to say, and no sum is made of it:\n{fields}\n"
                "say for each which of them stands: --keep FIELD (as {client} has it) or "
                "--take FIELD (as {other} has it)",
                fields=Lines([describe_undecided(each, client, other) for each in left], "\n"),
                client=client,
                other=other,
            )
        )


def describe_undecided(each: Undecided, client: str, other: str) -> Message:
    """What both clients say of a field."""
    return _(
        "{field}: {client} {standing}, {other} {value}",
        field=each.address,
        client=client,
        standing=shorten_value(each.standing),
        other=other,
        value=shorten_value(each.other),
    )


def _edits_of_others(data: Data, client: str, other: str, ids: Mapping[str, str]) -> list[Edit]:
    """The edits of another record that names the client that is gone."""
    after = copy.deepcopy(apply_edits(data, _followed(data, client, other, ids)))
    for person in people(after):
        if SAME_AS in person:
            person[SAME_AS] = list(dict.fromkeys(person[SAME_AS]))
    return edits_between(data, after, record_shape())


def _describe(client: str, other: str, data: Data, others: int) -> Message:
    """The line for the user; `others` counts the other records that named the client."""
    came = _(
        "{other} is part of {client} now: people {people}, interactions {interactions}, "
        "orders {orders}",
        other=other,
        client=client,
        people=len(people(data)),
        interactions=len(interactions(data)),
        orders=len(orders(data)),
    )
    if not others:
        return came
    return ngettext(
        "{sentence}; {count} other record names it by its new id",
        "{sentence}; {count} other records name it by its new id",
        others,
        sentence=came,
    )


def _describe_new_ids(data: Data, joined: JoinedClients) -> Iterator[Message]:
    """A sentence for each order and sum of money whose id was another one's already."""
    for old, path in all_items(data):
        if joined.ids.get(old, old) != old:
            new = joined.ids[old]
            label = item_label(at(data, path), shape_at(record_shape(), path))
            yield _("{old} ({item}) is {new} now", old=old, item=label, new=new)
