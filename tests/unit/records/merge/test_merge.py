"""Merging records: what has a rule of its own, what conflicts, and how it is decided."""

from __future__ import annotations

from typing import Any

import pytest

from clientfile.records.conflict import ABSENT, Conflict, Decision
from clientfile.records.edits import at
from clientfile.records.merge import RecordMerge, merge_records
from clientfile.schema.shapes import record_shape

IDENTITY = {"name": "Acme", "status": "client"}


def merged(base: Any, ours: Any, theirs: Any, **more: Any) -> RecordMerge:
    return merge_records(base, ours, theirs, record_shape(), **more)


def identity(**fields: Any) -> dict[str, Any]:
    return {"identity": {**IDENTITY, **fields}}


def visit(id_: str, date: str = "2026-11-20", **fields: Any) -> dict[str, Any]:
    return {"id": id_, "date": date, "kind": "visit", **fields}


def visits(*interactions: Any) -> dict[str, Any]:
    return {**identity(), "contacts": {"interactions": list(interactions)}}


def order(**fields: Any) -> dict[str, Any]:
    lines = [{"product": "bolts", "quantity": 10, "unit_price": 2}]
    made = {"ref": "CMD-1", "date": "2026-11-20", "lines": lines, **fields}
    return {**identity(), "business": {"orders": [made]}}


def ids(merge: RecordMerge, *path: str) -> list[Any]:
    return [item["id"] for item in at(merge.data, path)]


@pytest.mark.parametrize("base", [None, "2026-11-20"])
def test_of_two_days_on_which_a_record_was_opened_the_earlier_stands(base):
    early, late = identity(opened="2024-02-12"), identity(opened="2025-01-01")
    start = identity(opened=base) if base else identity()
    for ours, theirs in ((early, late), (late, early)):
        merge = merged(start, ours, theirs)
        assert (merge.data, merge.conflicts) == (early, [])


@pytest.mark.parametrize(
    ("base", "one", "other", "stands"),
    [
        ({"status": "prospect"}, {"status": "client"}, {"status": "former"}, {"status": "former"}),
        ({"status": "client"}, {"status": "prospect"}, {"status": "former"}, None),
        ({"status": "prospect"}, {"status": "client"}, {"status": "lost"}, None),
        ({}, {"client_since": "2026-11-02"}, {"client_since": "2026-11-01"},
         {"client_since": "2026-11-01"}),
        ({}, {"phone": "01"}, {"phone": "02"}, None),
    ],
)  # fmt: skip
def test_a_status_that_goes_on_is_settled(base, one, other, stands):
    for ours, theirs in ((one, other), (other, one)):
        merge = merged(identity(**base), identity(**ours), identity(**theirs))
        if stands is None:
            assert [each.kind for each in merge.conflicts] == ["value"]
        else:
            assert (merge.data, merge.conflicts) == (identity(**stands), [])


@pytest.mark.parametrize(
    ("field", "stands"),
    [("done", "2026-11-21"), ("cancelled", "2026-11-21"), ("what", None), ("due", None)],
)
def test_a_promise_that_both_fulfilled_is_so_since_the_earlier_day(field, stands):
    promise = {"id": "p1", "what": "samples"}
    sides = [
        visits(visit("a", promises=[{**promise, field: day}]))
        for day in ("2026-11-21", "2026-11-24")
    ]
    for ours, theirs in (sides, reversed(sides)):
        merge = merged(visits(visit("a", promises=[promise])), ours, theirs)
        conflicts = [each.address for each in merge.conflicts]
        assert conflicts == ([] if stands else [f"contacts.interactions.a.promises.p1.{field}"])
        if stands:
            path = ("contacts", "interactions", 0, "promises", 0, field)
            assert at(merge.data, path) == stands


def test_a_field_with_two_values_is_told_with_all_three():
    base, ours, theirs = (identity(phone=phone) for phone in ("01", "02", "03"))
    merge = merged(base, ours, theirs)
    assert merge.data == ours
    assert merge.conflicts == [Conflict("identity.phone", "value", "01", "02", "03")]
    assert repr(ABSENT) == "ABSENT"


@pytest.mark.parametrize(
    ("decision", "phone"),
    [(Decision("mine"), "02"), (Decision("theirs"), "03"), (Decision(None, "04"), "04"),
     (Decision(None), None)],
)  # fmt: skip
def test_a_decision_is_taken(decision, phone):
    sides = (identity(phone=each) for each in ("01", "02", "03"))
    merge = merged(*sides, decisions={"identity.phone": decision})
    assert (at(merge.data, ("identity", "phone")), merge.conflicts) == (phone, [])


def test_new_visits_of_one_place_are_in_the_order_of_their_days():
    base = visits(visit("z", "2026-10-01"))
    one = visits(visit("z", "2026-10-01"), visit("b", "2026-11-02"), visit("c", "2026-11-05"))
    other = visits(visit("z", "2026-10-01"), visit("a", "2026-11-02"), visit("d", "2026-11-03"))
    for ours, theirs in ((one, other), (other, one)):
        merge = merged(base, ours, theirs)
        assert ids(merge, "contacts", "interactions") == ["z", "a", "b", "d", "c"]
        assert merge.conflicts == []


@pytest.mark.parametrize("upstream", ["ours", "theirs"])
def test_what_has_no_date_comes_after_what_was_sent(upstream):
    base, mine, sent = (
        {**identity(), "contacts": {"people": [{"id": name, "last_name": name} for name in names]}}
        for names in (["x"], ["x", "a"], ["x", "b"])
    )
    sides = (sent, mine) if upstream == "ours" else (mine, sent)
    merge = merged(base, *sides, upstream=upstream)
    assert ids(merge, "contacts", "people") == ["x", "b", "a"]


@pytest.mark.parametrize(
    ("one", "other", "stand"),
    [(["a", "b!"], ["a", "c!"], ["a", "b", "c"]), (["b!"], ["a!"], ["a", "b"]),
     (["n", "b!"], ["a!"], ["a", "n", "b"]), (["n", "a!"], ["b!", "m"], ["n", "a", "b", "m"]),
     (["m", "b!"], ["n", "a!"], ["m", "n", "a", "b"])],
)  # fmt: skip
@pytest.mark.parametrize("upstream", ["ours", "theirs"])
def test_what_each_side_alone_left_stands_in_the_order_of_the_base(one, other, stand, upstream):
    # "a!" is `a` with a summary: changed on its side, it stays, removed on the other or not.
    def versions(names: list[str]) -> Any:
        return visits(*(visit(n[0], **({"summary": "so"} if n[1:] else {})) for n in names))

    sides = [versions(names) for names in (one, other)]
    merges = [merged(versions(["a", "b", "c"]), *each, upstream=upstream)
              for each in (sides, sides[::-1])]  # fmt: skip
    assert [ids(each, "contacts", "interactions") for each in merges] == [stand, stand]


def test_texts_of_a_list_are_taken_one_by_one():
    base, ours, theirs = (identity(tags=tags) for tags in (["a", "b"], ["c", "b"], ["d", "b", "e"]))
    merge = merged(base, ours, theirs)
    assert sorted(merge.data["identity"]["tags"]) == ["b", "c", "d", "e"]
    assert merge.conflicts == []
    assert merged(base, ours, theirs, strict=True).conflicts != []


def test_a_changed_item_wins_over_its_removal_and_that_is_told():
    base, without = visits(visit("a"), visit("b")), visits(visit("b"))
    changed = visits(visit("a", summary="went well"), visit("b"))
    for ours, theirs in ((without, changed), (changed, without)):
        merge = merged(base, ours, theirs)
        assert (merge.data, merge.conflicts) == (changed, [])
        assert [each.address for each in merge.settled] == ["contacts.interactions.a"]
        assert merged(base, ours, theirs, strict=True).conflicts != []


@pytest.mark.parametrize(
    ("choice", "quantities"), [(None, [20]), ("mine", [20]), ("theirs", [30]), ("both", [20, 30])]
)
def test_two_lines_in_the_place_of_one_are_one_conflict(choice, quantities):
    base, ours, theirs = (
        order(lines=[{"product": "bolts", "quantity": quantity, "unit_price": 2}])
        for quantity in (10, 20, 30)
    )
    address = "business.orders.CMD-1.lines.#1"
    decisions = {address: Decision(choice)} if choice else {}
    merge = merged(base, ours, theirs, decisions=decisions)
    lines = merge.data["business"]["orders"][0]["lines"]
    assert [line["quantity"] for line in lines] == quantities
    assert [(each.address, each.kind) for each in merge.conflicts] == (
        [] if choice else [(address, "item")]
    )


def test_the_same_payment_typed_by_both_counts_once_and_is_told():
    paid, more = {"date": "2026-11-21", "amount": 20}, {"date": "2026-11-22", "amount": 5}
    merge = merged(order(), order(payments=[paid, more]), order(payments=[paid]))
    assert merge.data == order(payments=[paid, more])
    assert [each.address for each in merge.settled] == ["business.orders.CMD-1.payments"]


def test_a_payment_that_one_corrected_and_the_other_typed_counts_once():
    wrong, paid = {"date": "2026-11-21", "amount": 12}, {"date": "2026-11-21", "amount": 21}
    base, corrected, typed = (order(payments=each) for each in ([wrong], [paid], [wrong, paid]))
    for ours, theirs in ((corrected, typed), (typed, corrected)):
        merge = merged(base, ours, theirs)
        assert (merge.data, merge.conflicts) == (corrected, [])
        assert [each.address for each in merge.settled] == ["business.orders.CMD-1.payments"]


def test_lines_of_an_order_that_is_new_on_both_sides_do_not_add_up():
    other = {"product": "bolts", "quantity": 11, "unit_price": 2}
    merge = merged(identity(), order(), order(lines=[other]))
    assert [each.address for each in merge.conflicts] == ["business.orders.CMD-1.lines.#1"]
    assert merge.data == order()


@pytest.mark.parametrize("base", [{}, {"next": {"id": "n0", "what": "call"}}])
def test_two_next_actions_are_one_conflict(base):
    one, other = ({"next": {"id": name, "what": "call"}} for name in ("n1", "n2"))
    merge = merged(
        visits(visit("a", **base)), visits(visit("a", **one)), visits(visit("a", **other))
    )
    assert [each.address for each in merge.conflicts] == ["contacts.interactions.a.next"]
    fields = ({"done": "2026-11-22"}, {"what": "write"})
    versions = [{"next": {"id": "n0", "what": "call", **more}} for more in ({}, *fields)]
    merge = merged(*(visits(visit("a", **each)) for each in versions))
    assert merge.conflicts == []
    assert at(merge.data, ("contacts", "interactions", 0, "next")) == {
        "id": "n0", "what": "write", "done": "2026-11-22",
    }  # fmt: skip
