"""What history tells of two versions of a record is what makes the one of the other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from clientfile.records.diff import FieldChange, RecordPart, field_changes
from clientfile.records.edits import at
from clientfile.records.ids import all_items, interactions
from clientfile.schema.shapes import record_shape

WORDS = st.sampled_from(["Buyer", "Head", "Lyon", "Oven", "a.b", "#1", "x y"])
DAYS = st.sampled_from(["2026-01-02", "2026-03-04"])
NUMBERS = st.integers(1, 5)


def mapping(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(required, optional=optional)


def listed(item: st.SearchStrategy[Any], key: str | None = None) -> st.SearchStrategy[Any]:
    if key is None:
        return st.lists(item, max_size=4)
    return st.lists(item, max_size=3, unique_by=lambda each: each[key])


NEXT = mapping({"what": WORDS}, {"id": st.sampled_from(["n1", "n2"]), "date": DAYS, "done": DAYS})
PROMISE = mapping({"id": st.sampled_from(["p1", "p2"]), "what": WORDS}, {"done": DAYS})
PERSON = mapping(
    {"id": st.sampled_from(["jean", "lea", "paul"]), "last_name": WORDS},
    {"function": WORDS, "assistant": mapping({"name": WORDS}, {"phone": WORDS}), "cadence": NUMBERS,
     "past_posts": listed(mapping({"function": WORDS}, {"until": DAYS}))},
)  # fmt: skip
INTERACTION = mapping(
    {"id": st.sampled_from(["i1", "i2"]), "date": DAYS, "kind": st.just("visit")},
    {"summary": WORDS, "promises": listed(PROMISE, "id"), "next": NEXT, "with": listed(WORDS)},
)
LINE = mapping({"product": WORDS, "quantity": NUMBERS}, {"unit_price": st.just(Decimal("1.50"))})
ORDER = mapping(
    {"ref": st.sampled_from(["C-1", "2026.11"]), "date": DAYS},
    {"lines": listed(LINE), "payments": listed(mapping({"amount": NUMBERS}, {"date": DAYS}))},
)
RIVAL = mapping({"name": WORDS}, {"share": WORDS, "products": listed(WORDS)})
RECORD = mapping(
    {"identity": mapping({"name": WORDS}, {"tags": listed(WORDS), "x-mine": WORDS,
                                           "address": mapping({}, {"city": WORDS})})},
    {"contacts": mapping({}, {"people": listed(PERSON, "id"), "cadence": NUMBERS,
                              "interactions": listed(INTERACTION, "id")}),
     "business": mapping({}, {"orders": listed(ORDER, "ref"),
                              "competitors": listed(RIVAL, "name")}),
     "results": mapping({}, {"years": listed(mapping({"year": NUMBERS}, {"visits": NUMBERS}),
                                              "year")})},
)  # fmt: skip


def has_each_id_once(data: Any) -> bool:
    """Whether no two items have the same id; a record in which two have it is refused by `check`,
    and what a row says of that id could be about either.
    """
    names = [name for name, _ in all_items(data)]
    return len(names) == len(set(names))


RECORD = RECORD.filter(has_each_id_once)
# Of lists with names the key that holds them; the first two make an item of their own.
NAMED = {"people": "id", "interactions": "id", "promises": "id", "orders": "ref",
         "competitors": "name", "years": "year"}  # fmt: skip
Values = dict[tuple[str, ...], Any]


def holder_of(data, item):
    """The interaction that holds an item, "" where none does; None where there is no such item."""
    path = next((path for name, path in all_items(data) if name == item), None)
    if path is None:
        return None
    return str(at(data, path[:3]).get("id")) if len(path) > 3 else ""


def values(data: Any, where: tuple[str, ...] = ()) -> Values:
    """Every single value, and list of such, by its place: ids and places of items and keys."""
    result: Values = {}
    for key, value in data.items():
        if isinstance(value, dict):
            own = "id" in value and key == "next"
            result |= values(value, (*where, f"@{value['id']}") if own else (*where, key))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, item in enumerate(value, 1):
                result |= values(item, (*where, key, _name(key, item, place)))
        elif value != []:
            result[*where, key] = value
    return result


def _name(key: str, item: Any, place: int) -> str:
    if key not in NAMED:
        return f"#{place}"
    name = str(item[NAMED[key]])
    return f"@{name}" if NAMED[key] in ("id", "ref") else name


def by_items(values_by_place: Values) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Any]:
    """The same by the items that hold a value, the outermost first, and the path from there on."""
    result = {}
    for place, value in values_by_place.items():
        starts = [n for n, each in enumerate(place) if each.startswith("@")]
        items = tuple(place[n][1:] for n in starts)
        result[items, place[starts[-1] + 1 :] if starts else place] = value
    return result


def path_of(changed: FieldChange) -> tuple[str, ...]:
    from clientfile.records.paths import split_address

    return split_address(changed.field) if changed.field else ()


def is_of(place: tuple[tuple[str, ...], tuple[str, ...]], changed: FieldChange) -> bool:
    """Whether a value stands at or below what a row is about."""
    items, path = place
    start = path_of(changed)
    own = items[-1:] == ((changed.item,) if changed.item else ()) and path[: len(start)] == start
    below = changed.item in items[:-1] and not start
    return own or below


def next_changes_its_id(before, after):
    """Whether a next action that stays gets an id or loses it: its row has the id alone, though
    each of its values has another place then.
    """
    old, new = (
        {talk["id"]: talk.get("next") for talk in interactions(data)} for data in (before, after)
    )
    pairs = [(old[name], new[name]) for name in old.keys() & new.keys()]
    return any(one and other and ("id" in one) != ("id" in other) for one, other in pairs)


def items_shift(before, after, key=""):
    """Whether a list without names gets longer or shorter before items that stay: their places
    are others then, and no row has them.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        return any(items_shift(before[each], after[each], each) for each in before.keys() & after)
    if not (before and after and isinstance(before, list) and isinstance(after, list)):
        return False
    if key in NAMED:
        old, new = ({item[NAMED[key]]: item for item in items} for items in (before, after))
        return any(items_shift(old[name], new[name]) for name in old.keys() & new)
    return len(before) != len(after) and before[-1] == after[-1]


@given(RECORD, RECORD)
def test_the_rows_make_the_one_version_of_the_other(before, after):
    assume(all(len({holder_of(data, item) for data in (before, after)} - {None}) < 2
               for item in ("p1", "p2", "n1", "n2")))  # fmt: skip
    assume(not next_changes_its_id(before, after) and not items_shift(before, after))
    was, now = by_items(values(before)), by_items(values(after))
    replayed = dict(was)
    for row in field_changes(before, after, record_shape(), RecordPart()):
        there = [place for place in was if is_of(place, row)]
        then = [place for place in now if is_of(place, row)]
        assert there or then, row
        if row.before is None:
            assert not there, row
        if row.after is None:
            assert not then, row
        for place in there:
            replayed.pop(place, None)
        for place in then:
            exactly = place == ((row.item,) if row.item else (), path_of(row))
            replayed[place] = row.after if exactly else now[place]
    assert replayed == now


@given(RECORD)
def test_a_version_and_itself_have_no_rows(record):
    assert list(field_changes(record, record, record_shape(), RecordPart())) == []


@given(RECORD, RECORD)
def test_taken_the_other_way_the_rows_are_the_same_turned_round(before, after):
    def rows(one: Any, two: Any) -> list[Any]:
        result = field_changes(one, two, record_shape(), RecordPart())
        return sorted((each.item, str(each.before), str(each.after)) for each in result)

    turned = sorted((item, now, was) for item, was, now in rows(before, after))
    assert rows(after, before) == turned


def stays(before, after, item):
    """Whether an item is held by one interaction, and is no next action that gets an id or loses
    it: such a one came or went to who asks for it, and is the same for the whole, or otherwise.
    """
    holders = {holder_of(data, item) for data in (before, after)} - {None}
    talks = [talk for data in (before, after) for talk in interactions(data)]
    named = all("id" in talk["next"] for talk in talks if "next" in talk)
    return len(holders) < 2 and (named or item != "n1")


@given(RECORD, RECORD, st.sampled_from(["jean", "lea", "i1", "p1", "n1", "C-1"]))
def test_a_part_has_the_rows_that_the_whole_has_of_it(before, after, item):
    assume(stays(before, after, item))
    whole = list(field_changes(before, after, record_shape(), RecordPart()))
    part = list(field_changes(before, after, record_shape(), RecordPart(item)))
    assert [row for row in whole if row.item == item and row in part] == [
        row for row in whole if row.item == item
    ]
