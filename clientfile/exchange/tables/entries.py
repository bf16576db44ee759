"""Payments and closings of an order: which of the file is which of the record, and what is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.exchange.tables.item_matches import ItemMatches
from clientfile.exchange.tables.missing_edits import (
    build_item,
    find_missing_edits,
    has_values,
)
from clientfile.exchange.tables.rows import Values
from clientfile.language import Lines, Message, _
from clientfile.language.quantities import day as as_day
from clientfile.language.quantities import number as as_number
from clientfile.records.edits import Data
from clientfile.records.shape import Shape

_DATE, _AMOUNT = ("date",), ("amount",)

IsPayable = Callable[[Decimal], bool]
"""Whether an order may have been paid so much."""


@dataclass
class EntryMatches:
    """How an order's entries in the file match those of the record, by their places.

    `equal` and `corrected` go from the file to the record, `added` and `left_out` are the file's,
    `unmatched` the record's.
    """

    equal: dict[int, int]
    corrected: dict[int, int]
    added: list[int]
    left_out: list[int]
    unmatched: list[int]


def match_entries(
    recorded: Sequence[Data], entries: Sequence[Values], is_payable: IsPayable
) -> EntryMatches:
    """The matches between an order's entries in the record and in the file.

    Entries have no id. Those with all the file's values are equal. Of the others, the only ones of
    a day on each side are one, corrected. An entry of a day that only the file has is added; but
    where the record has another that the file lacks, and the order can't have been paid both, it
    may be the same, and is left out.
    """
    equal = _match_equal(recorded, entries)
    free = [place for place in range(len(recorded)) if place not in equal.values()]
    rivals = {
        place: [each for each in free if _may_be_one(recorded[each], values)]
        for place, values in enumerate(entries)
        if place not in equal
    }
    claims = Counter(each for listed in rivals.values() for each in listed)
    corrected = {
        place: listed[0]
        for place, listed in rivals.items()
        if len(listed) == 1 and claims[listed[0]] == 1
    }
    unmatched = [each for each in free if each not in corrected.values()]
    added = [place for place, listed in rivals.items() if not listed]
    if unmatched and not is_payable(_total(recorded, entries, corrected, added)):
        added = []
    left_out = [place for place in rivals if place not in corrected and place not in added]
    return EntryMatches(equal, corrected, added, left_out, unmatched)


def _match_equal(recorded: Sequence[Data], entries: Sequence[Values]) -> dict[int, int]:
    """The recorded entry with all the values of one of the file, as alike as there is."""
    equal: dict[int, int] = {}
    free = set(range(len(recorded)))
    for place in sorted(range(len(entries)), key=lambda each: -len(entries[each])):
        there = [each for each in sorted(free) if has_values(recorded[each], entries[place])]
        if there:
            equal[place] = min(there, key=lambda each: len(recorded[each]))
            free.remove(equal[place])
    return equal


def _may_be_one(entry: Data, values: Values) -> bool:
    """Whether two entries are of one day, as far as both have one."""
    days = entry.get("date"), values.get(_DATE)
    return None in days or days[0] == days[1]


def _total(
    recorded: Sequence[Data],
    entries: Sequence[Values],
    corrected: Mapping[int, int],
    added: Sequence[int],
) -> Decimal:
    """What the record would have after the corrections, with the added entries."""
    kept = [each for place, each in enumerate(recorded) if place not in corrected.values()]
    amounts = [each.get("amount", 0) for each in kept]
    amounts += [entries[place].get(_AMOUNT, 0) for place in (*corrected, *added)]
    return sum(map(Decimal, amounts), Decimal(0))


def entry_edits(
    recorded: Sequence[Data],
    entries: Sequence[Values],
    shape: Shape,
    is_payable: IsPayable,
    name: str,
) -> tuple[ItemMatches, str]:
    """The edits for an order's entries, and what is told of them.

    `name` is what a message calls them, such as `payment of O1`.
    """
    matches = match_entries(recorded, entries, is_payable)
    pairs = {**matches.equal, **matches.corrected}
    edits = [
        (there, find_missing_edits(recorded[there], entries[place], (), ""))
        for there, place in sorted((there, place) for place, there in pairs.items())
    ]
    added = [build_item(entries[place], shape) for place in matches.added]
    notes = _tell(recorded, entries, matches, name)
    return ItemMatches(edits, added, len(recorded)), Lines(notes, "; ")


def _tell(
    recorded: Sequence[Data], entries: Sequence[Values], matches: EntryMatches, name: str
) -> Iterator[Message]:
    for place, there in matches.corrected.items():
        old, new = describe_entry(recorded[there]), _describe(entries[place])
        yield _("{entry}: {old} becomes {new}", entry=name, old=old, new=new)
    for place in matches.left_out:
        yield _(
            "{entry}: {new} is left out, since the record has {old}, which the file has not: "
            "add it by clientfile pay if both are right",
            entry=name,
            new=_describe(entries[place]),
            old=_list([recorded[each] for each in matches.unmatched]),
        )
    for place in matches.added:
        amount = entries[place].get(_AMOUNT)
        twins = [recorded[at] for at in matches.unmatched if recorded[at].get("amount") == amount]
        if twins:
            yield _(
                "{entry}: {new} is added beside {old}, which the file has not",
                entry=name,
                new=_describe(entries[place]),
                old=_list(twins),
            )


def _list(entries: Sequence[Data]) -> Lines:
    return Lines(map(describe_entry, entries), ", ")


def _describe(values: Values) -> str:
    return describe_entry({key[0]: value for key, value in values.items()})


def describe_entry(entry: Data) -> str:
    """An entry by its amount and day, as far as it has them."""
    date: Any = entry.get("date")
    day, amount = as_day(str(date)) if date else "", entry.get("amount")
    if amount is None:
        return day
    quantity = as_number(amount, 2)
    return _("{amount} of {day}", amount=quantity, day=day) if day else quantity
