"""New records, as a person would write them."""

from __future__ import annotations

from decimal import Decimal

import yaml

from clientfile.records.edits import Put
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.editor import edit_text
from clientfile.yamltext.emitter import emit
from clientfile.yamltext.reader import read
from tests.support.small_shapes import RECORD, data_of

DATA = {
    "x-own": {"k": ["v"]},
    "contacts": {
        "interactions": [{"date": "2026-11-20", "with": ["jean"], "summary": "a\nb"}],
        "people": [{"last_name": "Dupont", "id": "jean", "social": {"x": "@jd"}}, {"id": "m"}],
    },
    "identity": {
        "tags": ["key", "paris"],
        "name": "Acme",
        "address": {"postcode": "01000"},
        "x-list": [["a", "b: c"], [], {}],
    },
    "business": {"payment": {"limit": Decimal("1500.50"), "end_of_month": True, "days": 30}},
}
TEXT = """\
identity:
  name: Acme
  address:
    postcode: "01000"
  tags: [key, paris]
  x-list:
    - - a
      - "b: c"
    - []
    - {}

contacts:
  people:
    - id: jean
      last_name: Dupont
      social:
        x: "@jd"
    - id: m
  interactions:
    - date: 2026-11-20
      with: [jean]
      summary: |-
        a
        b

business:
  payment:
    days: 30
    end_of_month: true
    limit: 1500.50

x-own:
  k: [v]
"""


def test_a_record():
    assert emit(DATA, RECORD) == TEXT
    assert data_of(TEXT) == DATA


def test_other_line_ends_and_steps():
    assert emit(DATA, RECORD, newline="\r\n") == TEXT.replace("\n", "\r\n")
    four = emit(DATA, RECORD, step=4)
    assert "\n    address:\n        postcode:" in four
    assert data_of(four) == DATA


def test_a_long_or_difficult_list_stands_on_lines():
    for tags in (["a" * 30, "b" * 30], ["a, b"], ["12"]):
        data = {"identity": {"tags": tags}}
        text = emit(data, RECORD)
        assert text.count("\n    - ") == len(tags)
        assert data_of(text) == data
        assert yaml.safe_load(text) == data


def test_nothing():
    assert emit({}, RECORD) == ""
    assert emit({"identity": {}}, RECORD) == "identity: {}\n"


def test_the_shape_of_the_real_schema():
    data = {
        "identity": {
            "name": "Acme",
            "status": "client",
            "address": {"postcode": "01000", "country": "NO"},
            "size": {"headcount": "50-99", "points_of_sale": 3},
        },
        "business": {
            "orders": [
                {
                    "ref": "12",
                    "date": "2026-11-20",
                    "lines": [
                        {"product": "A", "quantity": Decimal(-1), "unit_price": Decimal("2.50")}
                    ],
                }
            ]
        },
    }
    reading = read(emit(data, record_shape()).encode(), record_shape(), file="acme.yaml")
    assert reading.problems == []
    assert reading.data == data
    change = Put(("business", "orders", 0, "due"), "2026-12-20")
    assert "\n      due: 2026-12-20\n" in edit_text(reading, [change], record_shape())
