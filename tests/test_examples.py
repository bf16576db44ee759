"""The example folder is sound, invented throughout, and shows every field of a record."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import open_folder, record_files, stray_files
from clientfile.store.load import load_record, own_problems
from tests.support.full_scan import across_problems, load_all
from tests.support.paths import EXAMPLES

TODAY = date(2026, 11, 20)
FOLDER = open_folder(EXAMPLES)
FILES = record_files(FOLDER)

# Ranges that the regulators of France, Germany and the United Kingdom keep for fiction.
FICTION = re.compile(
    r"0(?:19900|26191|35301|46571|53649|63998)\d{4}"
    r"|\+493023125\d{3}|\+4917139200\d\d"
    r"|\+441632960\d{3}|\+447700900\d{3}"
)
RESERVED_HOST = re.compile(r"(?:[\w-]+\.)+example|(?:[\w-]+\.)*example\.(?:com|org|net)")


@pytest.fixture(scope="module")
def records() -> dict[str, Any]:
    return dict(load_all(FOLDER).records)


def test_there_are_twelve_and_a_sub_folder_changes_nothing():
    assert len(FILES) == 12
    assert {file.path.parent.name for file in FILES} == {"records", "export"}
    assert stray_files(FOLDER) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.id)
def test_a_record_has_neither_errors_nor_warnings(file):
    problems = own_problems(FOLDER, load_record(FOLDER, file).parsed, TODAY)
    assert [str(problem) for problem in problems] == []


def test_references_between_records_hold(records):
    portfolio = load_all(FOLDER)
    found = across_problems(portfolio)
    assert [str(problem) for problem in found] == []
    assert len(records) == len(FILES)


WRITTEN_BY_MERGE = ("former_ids", "former_ids[]", "distinct_from", "distinct_from[]")
"""The ends of fields that nobody types: `merge` and `not-duplicates` write them."""


def test_together_they_use_every_field(records):
    used = {place for data in records.values() for place in places(data, record_shape())}
    written = {place for place in shape_fields(record_shape()) if place.endswith(WRITTEN_BY_MERGE)}
    assert sorted(set(shape_fields(record_shape())) - used - written) == []


def test_a_short_record_lists_what_it_does_not_use():
    used = set(places({"identity": {"name": "Acme", "status": "prospect"}}, record_shape()))
    assert used == {"identity", "identity.name", "identity.status"}


@pytest.mark.parametrize(
    "place",
    [
        "identity.status",
        "identity.type",
        "contacts.people[].decision.role",
        "contacts.people[].profile.focus",
        "contacts.interactions[].kind",
        "contacts.interactions[].purpose",
        "contacts.interactions[].promises[].whose",
        "business.orders[].status",
        "business.pricing.advantages[].kind",
        "business.pricing.advantages[].per",
        "business.pricing.advantages[].applied",
        "business.payment.regularity",
        "business.competitors[].price",
    ],
)
def test_every_choice_is_made_somewhere(records, place):
    expected = set(shape_at(record_shape(), place).choices)
    made = {value for data in records.values() for value in values(data, place)}
    # Ours is the default, which hands leave out.
    assert made | ({"ours"} & expected) == expected
    assert expected


def test_who_left_for_another_client_is_known_at_both(records):
    moves = {
        (client, person["id"], left["to_client"])
        for client, person in people(records)
        if (left := person.get("left", {})).get("to_client")
    }
    arrivals = {
        (*person["came_from"].split("/"), client)
        for client, person in people(records)
        if "came_from" in person
    }
    assert moves == arrivals == {("vaudrenne", "helene-carpentreau", "kervelec")}


def test_promises_are_kept_open_overdue_and_cancelled_by_us_and_by_them(records):
    states = {
        (promise.get("whose", "ours"), state_of(promise))
        for data in records.values()
        for promise in values(data, "contacts.interactions[].promises[]")
    }
    both = {(whose, state) for whose in ("ours", "theirs") for state in ("kept", "open", "overdue")}
    assert states == both | {("ours", "cancelled")}


def test_one_client_has_a_line_of_unknown_cost(records):
    lacking = {
        client
        for client, data in records.items()
        for order in values(data, "business.orders[]")
        for line in order["lines"]
        if "unit_cost" not in line and "rebate" not in order
    }
    assert lacking == {"thornwick"}


def test_every_currency_has_a_rate_for_each_year_with_orders(records):
    needed = {
        (order.get("invoiced", order["date"])[:4], code)
        for data in records.values()
        for order in values(data, "business.orders[]")
        if (code := order.get("currency") or data["business"].get("currency"))
    }
    rates = FOLDER.settings.rates
    kept = {(year, currency) for year, of_year in rates.items() for currency in of_year}
    assert needed == kept == {(year, code) for year in ("2025", "2026") for code in ("CHF", "GBP")}


def test_telephone_numbers_are_kept_for_fiction(records):
    numbers = [
        value
        for data in records.values()
        for key, value in texts(data)
        if key in ("phone", "mobile", "fax")
    ]
    assert len(numbers) > 20
    assert [n for n in numbers if not FICTION.fullmatch(n.replace(" ", ""))] == []


def test_addresses_on_the_net_are_reserved(records):
    found = [
        re.split(r"@|//", value)[-1]
        for data in records.values()
        for key, value in texts(data)
        if key in ("email", "website")
    ]
    found += [email.split("@")[1] for email in FOLDER.settings.team.values()]
    assert len(found) > 20
    assert [host for host in found if not RESERVED_HOST.fullmatch(host)] == []


def places(data: Any, shape: Shape, at: str = "") -> Iterator[str]:
    """The schema's places that `data` fills: `contacts.people[].id`."""
    if isinstance(data, list):
        for item in data:
            yield from places(item, shape.child(0), at + "[]")
    elif isinstance(data, dict):
        for key, value in data.items():
            place = f"{at}.{key}" if at else key
            if key in shape.fields:
                yield place
            yield from places(value, shape.child(key), place)


def shape_fields(shape: Shape, at: str = "") -> Iterator[str]:
    if shape.item is not None:
        yield from shape_fields(shape.item, at + "[]")
    for key, below in shape.fields.items():
        place = f"{at}.{key}" if at else key
        yield place
        yield from shape_fields(below, place)


def shape_at(shape: Shape, place: str) -> Shape:
    for step in place.replace("[]", "").split("."):
        shape = (shape.item or shape).child(step)
    return shape


def values(data: Any, place: str) -> list[Any]:
    """Every value that stands at `place`."""
    found = [data]
    for step in place.split("."):
        below = [part[step.rstrip("[]")] for part in found if step.rstrip("[]") in part]
        found = [item for part in below for item in part] if step.endswith("[]") else below
    return found


def people(records: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (client, person)
        for client, data in records.items()
        for person in values(data, "contacts.people[]")
    ]


def state_of(promise: dict[str, str]) -> str:
    if "cancelled" in promise:
        return "cancelled"
    if "done" in promise:
        return "kept"
    return "overdue" if promise["due"] < TODAY.isoformat() else "open"


def texts(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from texts(value, name)
    elif isinstance(data, list):
        for item in data:
            yield from texts(item, key)
    elif isinstance(data, str):
        yield key, data
