"""Every edit on every way in which hands write a record: data as meant, the other lines intact."""

from __future__ import annotations

import difflib
import itertools
import re

import pytest

from clientfile.records.edits import Append, Drop, Put, apply_edits, at
from clientfile.yamltext.editor import edit_text
from tests.support.groups import check_each
from tests.support.small_shapes import RECORD, reading_of

PEOPLE = {
    "indented": '  people:\n    - id: jean\n      phone: "1" # direct\n    - id: marie\n',
    "flush": "  people:\n  - id: jean\n    # his line\n    phone: '1' # direct\n  - id: marie\n",
    "apart": "  people:\n\n  - id: jean\n    phone: 1 # direct\n\n  # hers\n  - id: marie\n",
    "dash-alone": "  people:\n  -\n    id: jean\n    phone: 1\t# direct\n  -\n    id: marie\n",
    "wide": "  people:\n    -   id: jean\n        phone: 1\n    -   id: marie\n",
    "flow-items": "  people:\n    - {id: jean, phone: 1} # j\n    - {id: marie}\n",
    "flow": "  people: [{id: jean, phone: 1}, {id: marie}] # both\n",
    "flow-lines": "  people: [\n    {id: jean, phone: 1}, # j\n    {id: marie}, # m\n  ]\n",
    "flow-open": "  people: [ # who\n    {id: jean, phone: 1},\n    {id: marie} ]\n",
    "quoted-keys": "  \"people\":\n    - \"id\": jean\n      'phone' : 1\n    - 'id' : marie\n",
    "explicit": "  ? people\n  : - id: jean\n      ? phone\n      : 1\n    - id: marie\n",
}
TAGS = {
    "flow": "  tags: [key, paris] # t\n",
    "block": "  tags:\n    - key # k\n    - paris # p\n",
    "flush": "  tags:\n  # all\n  - key\n  - paris\n",
    "lines": "  tags: [\n    key, # k\n    paris # p\n  ]\n",
    "quoted": "  tags: [\"key\", 'paris',]\n",
    "folded-items": "  tags:\n  - >-\n    key\n  - |-\n    paris\n",
}
NAME = {
    "plain": "  name: Acme # n\n",
    "double": '  name:   "Acme"   # n\n',
    "single": "  name: 'Acme'\n",
    "lines": "  name: Acme\n    and sons # n\n",
    "double-lines": '  name: "Acme\n\n    and sons" # n\n',
    "literal": "  name: | # n\n    Acme\n\n",
    "folded": "  name: >-\n    Acme\n    and sons\n\n  # next\n",
    "keep": "  name: |+\n    Acme\n\n",
    "below": "  name:\n    Acme # n\n",
    "tab": "  name:\tAcme\t# n\n",
}
EDITS = {
    "set name": Put(("identity", "name"), "Globex: new"),
    "set name lines": Put(("identity", "name"), "Globex\nnew\n"),
    "set status": Put(("identity", "status"), "client"),
    "set phone": Put(("identity", "phone"), "+33612345678"),
    "set city": Put(("identity", "address", "city"), "Lyon"),
    "set currency": Put(("business", "currency"), "EUR"),
    "set own": Put(("x-own",), ["a: b"]),
    "set person": Put(("contacts", "people", 0, "phone"), "2"),
    "set person's name": Put(("contacts", "people", 1, "last_name"), "Curie"),
    "set person's net": Put(("contacts", "people", 0, "social", "x"), "@j"),
    "add person": Append(("contacts", "people"), ({"id": "luc", "notes": "a\nb"},)),
    "add people": Append(("contacts", "people"), ({"id": "luc"}, {"id": "eve"})),
    "drop person": Drop(("contacts", "people", 0)),
    "drop last person": Drop(("contacts", "people", 1)),
    "drop person's id": Drop(("contacts", "people", 0, "id")),
    "drop person's phone": Drop(("contacts", "people", 0, "phone")),
    "drop people": Drop(("contacts", "people")),
    "add visit": Append(("contacts", "interactions"), ({"date": "2026-11-20", "kind": "visit"},)),
    "add tag": Append(("identity", "tags"), ("lyon",)),
    "add tags": Append(("identity", "tags"), ("a, b", "12")),
    "set tag": Put(("identity", "tags", 0), "core"),
    "drop tag": Drop(("identity", "tags", 0)),
    "drop last tag": Drop(("identity", "tags", 1)),
    "set tags": Put(("identity", "tags"), ["paris"]),
    "drop name": Drop(("identity", "name")),
    "drop identity": Drop(("identity",)),
}
LAYOUTS = {
    "plain": lambda text: text,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "open end": lambda text: text.rstrip("\n"),
    "markers": lambda text: f"--- # record\n{text}...\n",
}
STYLES = [
    *((name, "flow", "indented") for name in NAME),
    *(("plain", tags, "indented") for tags in TAGS),
    *(("plain", "flow", people) for people in PEOPLE),
]


def record(name: str, tags: str, people: str) -> str:
    return (
        f"# the record\nidentity:\n{NAME[name]}{TAGS[tags]}  # end of identity\n\n"
        f"# whom we know\ncontacts:\n{PEOPLE[people]}  # of contacts\n  cadence: 30\n# the end\n"
    )


def comments(text: str) -> list[str]:
    return re.findall(r"(?:^|\s)(# [a-z ]+)", text)


@pytest.mark.parametrize(
    ("style", "layout"),
    [*((style, "plain") for style in STYLES),
     *itertools.product([STYLES[0], STYLES[5], STYLES[-2]], list(LAYOUTS)[1:])],
    ids=str,
)  # fmt: skip
def test_only_what_is_intended_changes(style, layout):
    before = LAYOUTS[layout](record(*style))
    reading = reading_of(before)
    assert reading.problems == []

    def check(name: str) -> None:
        change = EDITS[name]
        after = edit_text(reading, [change], RECORD)
        again = reading_of(after)
        assert again.problems == []
        assert again.data == apply_edits(reading.data or {}, [change])
        old, new = before.split("\n"), after.split("\n")
        gone = [line for line in difflib.ndiff(old, new) if line.startswith("- ")]
        if not isinstance(change, Drop) and name != "set tags":
            assert set(comments(before)) <= set(comments(after))
            assert len(gone) <= (5 if "name" in name else 2)
        elif name != "drop identity":
            assert {"# the record", "# the end", "# whom we know"} <= set(comments(after))
            assert len(gone) <= (8 if name == "drop people" else 5)
        assert ("\r\n" in after) == ("\r\n" in before)
        assert after.count("\n") - after.count("\r\n") in (0, after.count("\n"))
        assert after.endswith("\n") == before.endswith("\n")

    check_each(EDITS, str, check)


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_the_same_value_leaves_every_byte(style):
    reading = reading_of(record(*style))
    data = reading.data or {}
    paths = [("identity",), ("identity", "name"), ("identity", "tags"), ("contacts", "people"),
             ("contacts", "people", 0, "phone"), ("contacts", "cadence")]  # fmt: skip
    edits = [Put(path, at(data, path)) for path in paths]
    assert edit_text(reading, edits, RECORD) == reading.text


@pytest.mark.parametrize("style", [style for style in STYLES if style[0] in ("plain", "double")])
@pytest.mark.parametrize(
    "change",
    [
        Put(("identity", "name"), "Globex"),
        Put(("contacts", "people", 0, "phone"), "2"),
        Put(("contacts", "cadence"), 45),
    ],
    ids=str,
)
def test_a_scalar_changes_one_line(style, change):
    before = record(*style)
    after = edit_text(reading_of(before), [change], RECORD)
    pairs = list(zip(before.split("\n"), after.split("\n"), strict=True))
    assert sum(old != new for old, new in pairs) == 1


@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize(
    "path", [("identity", "status"), ("identity", "x-a"), ("contacts", "people", 0, "notes")]
)
def test_set_and_unset_restore_the_text(style, path):
    before = record(*style)
    between = edit_text(reading_of(before), [Put(path, "x")], RECORD)
    assert edit_text(reading_of(between), [Drop(path)], RECORD) == before
