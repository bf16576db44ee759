"""One change of several clients: its details are of the clients that they are about."""

from __future__ import annotations

from clientfile.changes.many import join_changes
from clientfile.records.change import Change
from clientfile.records.edits import Put


def change_of(client: str, *details: str) -> Change:
    edits = {client: [Put(("identity", "owner"), "ines")]}
    return Change("set", "", edits, "", details=details, what="owner → ines")


def test_what_all_have_in_common_is_said_once() -> None:
    joined = join_changes([change_of("acme", "no date"), change_of("globex", "no date")])
    assert list(joined.details) == ["no date"]


def test_what_differs_is_said_of_each() -> None:
    changes = [change_of("acme", "1 order"), change_of("globex", "3 orders"), change_of("initech")]
    assert list(join_changes(changes).details) == ["acme: 1 order", "globex: 3 orders"]
