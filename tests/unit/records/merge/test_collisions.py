"""Two different items under one id: which they are, and what follows a new id."""

from __future__ import annotations

from typing import Any

import pytest

from clientfile.records.edits import apply_edits
from clientfile.records.merge.collisions import (
    colliding_ids,
    rename_item_references,
    rename_items,
)

IDENTITY = {"name": "Acme", "status": "client"}
BOLTS = {"product": "bolts", "quantity": 10, "unit_price": 2}
NUTS = {"product": "nuts", "quantity": 1, "unit_price": 5}


def record(people: Any = (), orders: Any = (), interactions: Any = ()) -> dict[str, Any]:
    contacts = {"people": list(people), "interactions": list(interactions)}
    return {"identity": IDENTITY, "contacts": contacts, "business": {"orders": list(orders)}}


def person(id_: str, last: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "last_name": last, **more}


def order(ref: str, *lines: Any, date: str = "2026-11-20") -> dict[str, Any]:
    return {"ref": ref, "date": date, "lines": list(lines)}


@pytest.mark.parametrize(
    ("ours", "theirs", "new"),
    [
        (record([person("j-martin", "Martin", first_name="Jean")]),
         record([person("j-martin", "Martin", first_name="Jeanne")]), {"j-martin": "j-martin-2"}),
        (record([person("lea", "Léa", phone="1")]), record([person("lea", "lea", phone="2")]), {}),
        (record([], [order("CMD-1", BOLTS)]), record([], [order("CMD-1", NUTS)]),
         {"CMD-1": "CMD-1-2"}),
        (record([], [order("CMD-1", BOLTS), order("CMD-1-2", NUTS)]),
         record([], [order("CMD-1", NUTS)]), {"CMD-1": "CMD-1-3"}),
        (record([], [order("CMD-1", BOLTS)]), record([], [order("CMD-1", BOLTS, NUTS)]), {}),
        (record([], [order("CMD-1", BOLTS)]),
         record([], [order("CMD-1", {**BOLTS, "quantity": 12})]), {}),
        (record([], [order("CMD-1", BOLTS)]),
         record([], [order("CMD-1", BOLTS, date="2026-11-21")]), {}),
        (record([], [order("CMD-1", BOLTS)]),
         record([], [order("CMD-1", {**BOLTS, "quantity": 12}, date="2026-11-21")]),
         {"CMD-1": "CMD-1-2"}),
        (record([], [order("CMD-1")]), record([], [order("CMD-1", BOLTS)]), {}),
        (record([], [order("martin", BOLTS)]), record([person("martin", "Martin")]),
         {"martin": "martin-2"}),
        (record([], [], [{"id": "v", "date": "2026-11-20", "kind": "visit", "summary": "one"}]),
         record([], [], [{"id": "v", "date": "2026-11-20", "kind": "visit", "summary": "two"}]),
         {}),
    ],
)  # fmt: skip
def test_only_different_items_collide(ours, theirs, new):
    assert colliding_ids(record(), [ours], theirs) == new
    assert colliding_ids(theirs, [ours], theirs) == {}


def test_a_new_id_is_followed_by_all_that_names_the_item():
    promise = {"id": "p", "what": "x", "to": "martin"}
    visit = {"id": "v", "date": "2026-11-20", "kind": "visit", "with": ["martin", "lea"]}
    visit |= {"orders": ["CMD-1"], "promises": [promise]}
    people = [
        person("martin", "Martin"),
        person("lea", "martin", replaces="martin", left={"successor": "martin"}),
    ]
    orders = [order("CMD-1", BOLTS), {**order("martin", NUTS), "credit_of": "CMD-1"}]
    data = record(people, orders[:1], [visit])
    after = apply_edits(data, rename_items(data, {"martin": "martin-2", "v": "w", "CMD-1": "C"}))
    assert after == record(
        [person("martin-2", "Martin"),
         person("lea", "martin", replaces="martin-2", left={"successor": "martin-2"})],
        [order("C", BOLTS)],
        [{**visit, "id": "w", "with": ["martin-2", "lea"], "orders": ["C"],
          "promises": [{"id": "p", "what": "x", "to": "martin-2"}]}],
    )  # fmt: skip
    credit = record([], orders)
    assert apply_edits(credit, rename_items(credit, {"martin": "m"}))["business"]["orders"][1] == {
        **orders[1], "ref": "m",
    }  # fmt: skip


def test_other_records_name_it_by_its_client():
    data = record(
        [person("x", "X", came_from="acme/martin", same_as=["acme/lea", "globex/martin"])],
        [],
        [{"id": "v", "date": "2026-11-20", "kind": "visit", "shared": "acme/w"}],
    )
    edits = rename_item_references(data, "acme", {"martin": "martin-2", "lea": "lea-2", "w": "w-2"})
    assert apply_edits(data, edits) == record(
        [person("x", "X", came_from="acme/martin-2", same_as=["acme/lea-2", "globex/martin"])],
        [],
        [{"id": "v", "date": "2026-11-20", "kind": "visit", "shared": "acme/w-2"}],
    )
