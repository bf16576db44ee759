"""Laws of the checks: no data make them raise, and what they say is printable."""

import copy
import os
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile import checks
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.settings import Settings
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings
from clientfile.schema.walk import walk_places
from clientfile.yamltext.reader import read
from tests.support.paths import DATA

EVERY_KEY = DATA / "positive" / "every-key.yaml"
WHOLE: Any = read(EVERY_KEY.read_bytes(), record_shape(), file="every-key.yaml").data
PATHS = [path for path, *_ in walk_places(WHOLE) if path]
TODAY = date(2026, 11, 20)
STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"

WORDS = "name id ref year date identity people x-own 2024-02-30 1_000 5 99-50 client 0x1F con a/b"
words = st.sampled_from([*WORDS.split(), "", "\x00", "1" * 30])
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals(allow_nan=True)
    | words
    | st.text()
)
values = st.recursive(
    scalars,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(words | st.text(), part, max_size=3),
    max_leaves=8,
)


def all_findings(data: Any) -> list[checks.Finding]:
    findings = checks.findings(
        data, Settings(currency="JPY", fiscal_year_start=FiscalYearStart(7)), TODAY
    )
    return findings + [one for each in checks.folder_findings({"a": data}).values() for one in each]


def explained(data: Any) -> list[checks.Finding]:
    """What the validator says, without what it has from elsewhere."""
    return [finding for finding in structure_findings(data) if finding.code != "duplicate"]


def is_printable(finding: checks.Finding) -> bool:
    return bool(finding.message) and finding.message.splitlines() == [finding.message]


@given(values)
def test_any_data_at_all(data: Any) -> None:
    assert all(is_printable(finding) for finding in all_findings(data))


@given(st.sampled_from(PATHS), values)
def test_a_good_record_with_one_part_replaced(path: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(WHOLE)
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    findings = all_findings(data)
    assert accepts(data) == (not explained(data))
    assert all(is_printable(finding) for finding in findings)
    assert findings == all_findings(data)


@settings(max_examples=500 if STRESS else 30)
@given(st.sampled_from(PATHS))
def test_what_is_left_of_a_good_record_keeps_its_form(path: tuple[Any, ...]) -> None:
    data = copy.deepcopy(WHOLE)
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    codes = {finding.code for finding in all_findings(data)}
    assert codes.isdisjoint({"unknown-key", "wrong-type", "not-a-choice", "out-of-range", "empty"})
    assert codes.isdisjoint({"bad-date", "bad-percent", "bad-id", "bad-ref", "duplicate"})


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_an_exact_number_is_a_number_to_the_schema(number: Decimal) -> None:
    line = {"product": "Flour", "quantity": number, "unit_price": number, "unit_cost": number}
    order = {"ref": "C1", "date": "2026-01-01", "lines": [line]}
    record = {"identity": {"name": "A", "status": "client"}, "business": {"orders": [order]}}
    assert checks.findings(record, Settings(), TODAY) == []


def test_texts_of_any_length_are_reported_at_once() -> None:
    """Each of these would take minutes where a message's search for a correction has no bound."""
    long = [
        " " * 500_000,
        "1" + " " * 500_000 + "x y",
        "a" * 500_000,
        "5%+" * 100_000,
        "." * 500_000,
    ]
    for text in long:
        identity = {"name": text, "status": text, "group": text, "client_since": text, text: 1}
        order = {"ref": text, "date": text, "discount": text, "freight": text}
        business = {"currency": text, "orders": [order], "payment": {"days": text}}
        visit = {"date": text, "kind": text, "reached": text, "with": [text]}
        people = [{"id": "a", "last_name": "B", "came_from": text}]
        contacts = {"people": people, "interactions": [visit]}
        data = {"identity": identity, "contacts": contacts, "business": business}
        assert all(len(finding.message) < 400 for finding in all_findings(data))
