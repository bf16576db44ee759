"""New lines are written as those nearest to them are."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from clientfile.records.edits import Append, Drop, Put
from tests.support.small_shapes import edited_text

PEOPLE = ("contacts", "people")
NET = (*PEOPLE, 0, "social")

INDENTED = {
    "as under the same chapter, not as the file begins": (
        """\
        identity:
            name: A
        contacts:
          people:
          - id: a
        """,
        Put((*NET, "x"), "j"),
        "  - id: a\n    social:\n      x: j\n",
    ),
    "six and one": (
        """\
        identity:
              name: A
        contacts:
         people:
          - id: a
        """,
        Put((*NET, "x"), "j"),
        "  - id: a\n    social:\n     x: j\n",
    ),
    "as a sibling of the same item": (
        """\
        identity:
            name: A
        contacts:
            people:
            - id: a
              x-own:
               b: c
        """,
        Put((*NET, "x"), "j"),
        "      social:\n       x: j\n",
    ),
    "as the other item of the list": (
        """\
        contacts:
            people:
            - id: a
            - id: b
              social:
                x: k
        """,
        Put((*NET, "x"), "j"),
        "    - id: a\n      social:\n        x: j\n    - id: b\n",
    ),
    "a list as those beside it, not as the first of the file": (
        """\
        identity:
            name: A
            x-own:
                - one: more
        contacts:
          people:
          - id: a
        """,
        Append(("contacts", "interactions"), ({"date": "2026-11-20", "kind": "visit"},)),
        "  - id: a\n  interactions:\n  - date: 2026-11-20\n    kind: visit\n",
    ),
    "a new chapter as the first": (
        """\
        identity:
           name: A
        """,
        Put(("business", "payment", "days"), 30),
        "business:\n   payment:\n      days: 30\n",
    ),
}


@pytest.mark.parametrize("name", INDENTED)
def test_new_collections_stand_in_as_far_as_their_neighbours(name):
    before, change, lines = INDENTED[name]
    assert lines in edited_text(dedent(before), change)


JSON = """\
{
  "identity": {"name": "A", "phone": null, "tags": ["x"], "size": {"headcount": 5}},
  "contacts": {"people": [ {"id": "a"} ], "interactions": [], "cadence": 3}
}
"""


@pytest.mark.parametrize(
    "change",
    [
        Put(("identity", "phone"), "01"),
        Put(("identity", "status"), "client"),
        Put(("identity", "client_since"), "2019-03-01"),
        Put(("identity", "address", "city"), "Lyon"),
        Put(("identity", "size", "headcount"), 12),
        Put(("identity", "notes"), 'two\nlines and "more" \\ \u2028'),
        Put(("identity", "tags"), ["y", "z"]),
        Append(("identity", "tags"), ("lyon",)),
        Append(PEOPLE, ({"id": "b", "since": "2020-01-01", "social": {"x": "@b"}},)),
        Append(("contacts", "interactions"), ({"date": "2026-11-20", "with": ["a"]},)),
        Put((*NET, "x-y"), "@a"),
        Put(("contacts", "cadence"), "thirty"),
        Put(("business", "payment"), {"days": 30, "end_of_month": True}),
        Drop(("identity", "tags", 0)),
    ],
    ids=str,
)
def test_a_record_in_json_stays_json(change):
    assert json.loads(edited_text(JSON, change)) != json.loads(JSON)


def test_what_is_json_within_a_block_stays_json():
    before = 'contacts:\n  "people": [ {"id": "x"} ]\n  cadence: 3\n'
    after = edited_text(before, Append(PEOPLE, ({"id": "y", "phone": "z"},)))
    assert after == before.replace('{"id": "x"}', '{"id": "x"}, {"id": "y", "phone": "z"}')
    after = edited_text(before, Put((*PEOPLE, 0, "phone"), "z"))
    assert after == before.replace('{"id": "x"}', '{"id": "x", "phone": "z"}')


@pytest.mark.parametrize(
    ("tags", "after"),
    [('["a", "b"]', '["a", "b", "c"]'), ("[a, b]", "[a, b, c]"), ('["a", b]', '["a", b, c]')],
)
def test_items_are_quoted_where_all_of_them_are(tags, after):
    text = f"identity:\n  tags: {tags}\n"
    assert edited_text(text, Append(("identity", "tags"), ("c",))) == text.replace(tags, after)
