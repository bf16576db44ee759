"""Edits of a text, each with the exact text that comes of it."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Drop, Put
from clientfile.yamltext.editor import edit_record, edit_text
from clientfile.yamltext.source import encode
from tests.support.small_shapes import RECORD, edited_text, reading_of

RECORD_TEXT = dedent("""\
    # Acme, since the fair of 2019
    identity:
      name: "Acme"      # as on the letterhead
      status: client
      phone:            # ask Marie
      tags: [key, "paris"]
      # what follows is from their site
      notes: |
        Two lines
        of notes

    contacts:
      people:
      - id: jean
        last_name: Dupont
        # Jean never answers on Mondays
      # the others are unknown
      interactions: []
    # the end
    """)

NAME = ("identity", "name")


def changed_lines(before: str, after: str) -> list[str]:
    old, new = before.splitlines(), after.splitlines()
    gone = [f"-{line}" for line in old if line not in new]
    return gone + [f"+{line}" for line in new if line not in old]


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (Put(NAME, "Globex"), ['-  name: "Acme"      # as on the letterhead',
                               '+  name: "Globex"      # as on the letterhead']),
        (Put(("identity", "phone"), "+33612345678"),
         ["-  phone:            # ask Marie", '+  phone: "+33612345678"            # ask Marie']),
        (Put(("identity", "notes"), "One line"),
         ["-  notes: |", "-    Two lines", "-    of notes", "+  notes: |-", "+    One line"]),
        (Append(("identity", "tags"), ("a, b",)),
         ['-  tags: [key, "paris"]', '+  tags: [key, "paris", "a, b"]']),
        (Append(("contacts", "people"), ({"last_name": "Curie", "id": "marie"},)),
         ["+  - id: marie", "+    last_name: Curie"]),
        (Append(("contacts", "interactions"), ({"date": "2026-11-20", "kind": "visit"},)),
         ["-  interactions: []", "+  interactions:", "+  - date: 2026-11-20", "+    kind: visit"]),
        (Put(("contacts", "people", 0, "first_name"), "Jean"), ["+    first_name: Jean"]),
        (Put(("identity", "client_since"), "2019-03-01"), ["+  client_since: 2019-03-01"]),
        (Put(("business", "payment", "days"), 30), ["+business:", "+  payment:", "+    days: 30"]),
        (Put(("business", "payment", "limit"), Decimal("1E+3")),
         ["+business:", "+  payment:", "+    limit: 1000"]),
        (Drop(("identity", "tags")), ['-  tags: [key, "paris"]']),
        (Drop(("identity", "tags", 0)), ['-  tags: [key, "paris"]', '+  tags: ["paris"]']),
        (Drop(NAME), ['-  name: "Acme"      # as on the letterhead']),
        (Drop(("contacts", "people", 0, "id")),
         ["-  - id: jean", "-    last_name: Dupont", "+  - last_name: Dupont"]),
        (Put(NAME, "Acme"), []),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_edit_change(change, lines):
    assert changed_lines(RECORD_TEXT, edited_text(RECORD_TEXT, change)) == lines


def test_a_new_person_comes_after_the_comment_on_the_last_one():
    text = edited_text(RECORD_TEXT, Append(("contacts", "people"), ({"id": "marie"},)))
    assert (
        "    # Jean never answers on Mondays\n  - id: marie\n  # the others are unknown\n" in text
    )


def test_a_new_chapter_stands_apart_like_the_others():
    text = edited_text(RECORD_TEXT, Put(("business", "currency"), "EUR"))
    assert text.endswith("# the end\n\nbusiness:\n  currency: EUR\n")


CASES = {
    "a value where there was none": (
        "identity:\n  phone:\n", Put(("identity", "phone"), "01"), 'identity:\n  phone: "01"\n'),
    "a key after the one that precedes it": (
        "identity:\n  name: A\n  notes: n\n", Put(("identity", "status"), "client"),
        "identity:\n  name: A\n  status: client\n  notes: n\n"),
    "a key into an empty chapter": (
        "contacts:  # none yet\n", Put(("contacts", "cadence"), 30),
        "contacts:  # none yet\n  cadence: 30\n"),
    "a key into braces that hold nothing": (
        "identity: {}  # new\n", Put(("identity", "name"), "A"),
        "identity:  # new\n  name: A\n"),
    "a key into a null": (
        "identity: ~\n", Put(("identity", "name"), "A"), "identity:\n  name: A\n"),
    "a key into braces": (
        "identity: {name: A, tags: [x]}\n", Put(("identity", "status"), "client"),
        "identity: {name: A, status: client, tags: [x]}\n"),
    "a list of one grows": (
        "identity:\n  tags: key # c\n", Append(("identity", "tags"), ("new",)),
        "identity:\n  tags: [key, new] # c\n"),
    "a list of one is replaced": (
        "identity:\n  tags: key # c\n", Put(("identity", "tags", 0), "new"),
        "identity:\n  tags: new # c\n"),
    "a list of one is emptied": (
        "identity:\n  tags: key # c\n", Drop(("identity", "tags", 0)),
        "identity:\n  tags: [] # c\n"),
    "a list over lines": (
        "identity:\n  tags: [\n    a, # one\n    b, # two\n  ]\n",
        Append(("identity", "tags"), ("c",)),
        "identity:\n  tags: [\n    a, # one\n    b, # two\n    c,\n  ]\n"),
    "a list over lines without a last comma": (
        "identity:\n  tags: [\n    a, # one\n    b # two\n  ]\n",
        Append(("identity", "tags"), ("c",)),
        "identity:\n  tags: [\n    a, # one\n    b, # two\n    c\n  ]\n"),
    "an item and its line": (
        "identity:\n  tags: [\n    a, # one\n    b, # two\n  ]\n",
        Drop(("identity", "tags", 0)), "identity:\n  tags: [\n    b, # two\n  ]\n"),
    "a trailing comma stays": (
        "identity: {tags: [a, b,]}\n", Append(("identity", "tags"), ("c",)),
        "identity: {tags: [a, b, c,]}\n"),
    "a person in a list in brackets": (
        "contacts: {people: [{id: a}]}\n", Append(("contacts", "people"), ({"id": "b"},)),
        "contacts: {people: [{id: a}, {id: b}]}\n"),
    "people apart by blank lines": (
        "contacts:\n  people:\n    - id: a\n\n    - id: b\n",
        Append(("contacts", "people"), ({"id": "c"},)),
        "contacts:\n  people:\n    - id: a\n\n    - id: b\n\n    - id: c\n"),
    "the last of people apart by blank lines": (
        "contacts:\n  people:\n    - id: a\n\n    - id: b\n",
        Drop(("contacts", "people", 1)), "contacts:\n  people:\n    - id: a\n"),
    "the only person": (
        "contacts:\n  people:\n    # who\n    - id: a\n      # his\n  cadence: 3\n",
        Drop(("contacts", "people", 0)),
        "contacts:\n  people: []\n    # who\n  cadence: 3\n"),
    "the only key": (
        "contacts: # c\n  cadence: 3 # d\n", Drop(("contacts", "cadence")), "contacts: {} # c\n"),
    "no final newline": (
        "identity:\n  name: A", Put(("identity", "status"), "client"),
        "identity:\n  name: A\n  status: client"),
    "no final newline, and the last line goes": (
        "identity:\n  name: A\n  status: b", Drop(("identity", "status")), "identity:\n  name: A"),
    "line ends of the file": (
        "identity:\r\n  name: A\r\n", Put(("identity", "notes"), "a\nb"),
        "identity:\r\n  name: A\r\n  notes: |-\r\n    a\r\n    b\r\n"),
    "before the end marker": (
        "---\nidentity:\n  name: A\n...\n", Put(("identity", "status"), "b"),
        "---\nidentity:\n  name: A\n  status: b\n...\n"),
    "an empty file": ("", Put(("identity", "name"), "A"), "identity:\n  name: A\n"),
    "a file of comments": (
        "# new\n", Put(("identity", "name"), "A"), "# new\nidentity:\n  name: A\n"),
    "text over lines in quotes": (
        'identity:\n  notes: "one\n    two"  # c\n  tags: [a]\n', Put(("identity", "notes"), "x"),
        'identity:\n  notes: "x"  # c\n  tags: [a]\n'),
    "a folded text stays folded": (
        "identity:\n  notes: >-\n    one\n    two\n\n  tags: [a]\n",
        Put(("identity", "notes"), "three four"),
        "identity:\n  notes: >-\n    three four\n\n  tags: [a]\n"),
    "a block's header has a comment": (
        "identity:\n  notes: |  # from Marie\n    one\n  tags: [a]\n",
        Put(("identity", "notes"), "x\ny\n"),
        "identity:\n  notes: |  # from Marie\n    x\n    y\n  tags: [a]\n"),
    "an explicit key": (
        "identity:\n  ? name\n  : A\n  status: b\n", Put(("identity", "name"), "B"),
        "identity:\n  ? name\n  : B\n  status: b\n"),
    "an explicit key goes": (
        "identity:\n  ? name\n  : A\n  status: b\n", Drop(("identity", "name")),
        "identity:\n  status: b\n"),
    "a value on the next line": (
        "identity:\n  name:\n    A # c\n", Put(("identity", "name"), "B"),
        "identity:\n  name:\n    B # c\n"),
    "four spaces": (
        "identity:\n    address:\n        city: Lyon\n", Put(("contacts", "cadence"), 3),
        "identity:\n    address:\n        city: Lyon\n\ncontacts:\n    cadence: 3\n"),
    "an empty value in braces": (
        "identity: {phone: , name: A}\n", Put(("identity", "phone"), "x"),
        "identity: {phone: x , name: A}\n"),
    "a mapping by its differences": (
        "identity:\n  address: {city: Lyon, country: FR} # hq\n",
        Put(("identity", "address"), {"city": "Paris", "country": "FR"}),
        "identity:\n  address: {city: Paris, country: FR} # hq\n"),
    "items taken out of a list": (
        "identity:\n  tags:\n    - a # 1\n    - b # 2\n    - c # 3\n",
        Put(("identity", "tags"), ["a", "c"]),
        "identity:\n  tags:\n    - a # 1\n    - c # 3\n"),
    "dashes alone on their lines": (
        "contacts:\n  people:\n  -\n    id: a\n  -\n    id: b\n",
        Drop(("contacts", "people", 0)), "contacts:\n  people:\n  -\n    id: b\n"),
    "an empty item counts for nothing": (
        "identity:\n  tags:\n  - a\n  -\n  - c\n", Put(("identity", "tags", 1), "d"),
        "identity:\n  tags:\n  - a\n  -\n  - d\n"),
    "a comment of the next chapter": (
        "identity:\n  name: A\n\n# whom we know\ncontacts:\n  cadence: 3\n",
        Put(("identity", "status"), "b"),
        "identity:\n  name: A\n  status: b\n\n# whom we know\ncontacts:\n  cadence: 3\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_text_after(name):
    before, change, after = CASES[name]
    assert edited_text(before, change) == after


def test_set_and_unset_restore_the_bytes():
    path = ("identity", "status")
    before = "identity:\n  name: A # c\n  tags: [x]\n"
    assert edited_text(edited_text(before, Put(path, "b")), Drop(path)) == before


def test_the_byte_order_mark_stays():
    reading = reading_of(b"\xef\xbb\xbfidentity: {name: A}\n")
    written = edit_record(reading, [Put(("identity", "name"), "B")], RECORD)
    assert encode(written.text, written.bom) == b"\xef\xbb\xbfidentity: {name: B}\n"


def test_edits_are_applied_in_their_order():
    text = edited_text(
        "identity:\n  name: A\n",
        Put(("contacts", "people"), [{"id": "a"}]),
        Append(("contacts", "people"), ({"id": "b"},)),
        Put(("contacts", "people", 1, "phone"), "1"),
        Drop(("contacts", "people", 0)),
    )
    assert text == ('identity:\n  name: A\n\ncontacts:\n  people:\n    - id: b\n      phone: "1"\n')


@pytest.mark.parametrize(
    ("text", "change", "says"),
    [
        ("identity: {name: A, name: B}\n", Put(NAME, "C"), "stands twice"),
        ("identity: [\n", Put(NAME, "C"), "mend this first"),
        ("identity:\n  name: A\n", Put(NAME, ""), "empty text"),
        ("identity:\n  name: A\n", Put(NAME, "a\x07b"), "U+0007"),
        ("identity:\n  name: A\n", Put(NAME, "a\udc80b"), "UTF-8"),
        ("identity:\n  name: A\n", Put(("contacts", "cadence"), "30\r"), "U+000D"),
        ("identity:\n  name: A\n", Put(("business", "payment", "days"), 10**18), "18 digits"),
        ("identity:\n  ? name\n  status: b\n", Put(NAME, "A"), "colon"),
    ],
)
def test_refused(text, change, says):
    with pytest.raises(EditRefusedError, match=says.replace("+", r"\+")):
        edited_text(text, change)


def test_a_path_that_is_not_there_is_the_callers_fault():
    with pytest.raises(KeyError):
        edit_text(reading_of("identity: {}\n"), [Drop(NAME)], RECORD)
