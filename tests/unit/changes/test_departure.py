"""Where a person who changes jobs goes: clients of the folder, new ones, and their names."""

from __future__ import annotations

import pytest

from clientfile.changes.departure import Departure, resolve_destination, with_destination
from clientfile.changes.succession import successor
from clientfile.errors import InvalidError, NoMatchError, NoSuchClientError
from clientfile.records.change import NewRecord

IDS = {"kervelec", "halles-de-brest"}


def find(typed: str) -> str:
    """Stands in for the store's search: an id that fits, else NoSuchClientError."""
    if typed in IDS:
        return typed
    raise NoSuchClientError(typed, {each: each for each in sorted(IDS)})


def test_a_client_of_the_folder_is_the_destination_by_its_id():
    assert resolve_destination("kervelec", "", IDS, find) == "kervelec"


def test_an_id_that_is_near_to_none_opens_a_new_client():
    assert resolve_destination("moulin-vert", "", IDS, find) == "moulin-vert"


def test_an_id_near_to_a_client_opens_one_only_with_a_name():
    with pytest.raises(NoMatchError, match="to open a new one: --to-client ID --to NAME"):
        resolve_destination("kervelex", "", IDS, find)
    assert resolve_destination("kervelex", "Kervelex SA", IDS, find) == "kervelex"


def test_what_can_be_no_id_opens_no_client():
    with pytest.raises(NoMatchError, match="--to-client ID"):
        resolve_destination("Moulin Vert", "Moulin Vert", IDS, find)


def test_a_company_of_the_folder_is_not_opened_under_another_id():
    with pytest.raises(InvalidError, match="write --to-client halles-de-brest"):
        resolve_destination("brest", "Halles de Brest", IDS, find)


def test_a_new_client_is_named_after_its_id_unless_a_company_is_named():
    left = {"date": "2026-12-01"}
    new = with_destination(left, "moulin-vert", is_new=True)
    assert new == {"date": "2026-12-01", "to_client": "moulin-vert", "to_company": "Moulin Vert"}
    named = with_destination({**left, "to_company": "Le Moulin"}, "moulin-vert", is_new=True)
    assert named["to_company"] == "Le Moulin"
    assert "to_company" not in with_destination(left, "kervelec", is_new=False)


def test_who_leaves_for_a_new_client_is_its_first_contact():
    data = {"contacts": {"people": [{"id": "lesk", "last_name": "Lesk", "function": "Buyer"}]}}
    left = {"date": "2026-12-01", "to_client": "moulin-vert", "to_company": "Moulin Vert"}
    change = successor("kervelec", data, "lesk", Departure(left), {})
    opened = change.records["moulin-vert"]
    assert isinstance(opened, NewRecord), "the record of the new client is opened"
    assert opened.data["identity"]["name"] == "Moulin Vert"
    [person] = opened.data["contacts"]["people"]
    assert person == {
        "id": "lesk",
        "last_name": "Lesk",
        "since": "2026-12-01",
        "came_from": "kervelec/lesk",
    }
