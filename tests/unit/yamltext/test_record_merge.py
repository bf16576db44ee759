"""A record's text merged: lines, items in their order, comments of both sides, layouts."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from clientfile.records.conflict import Decision
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.record_merge import MergedText, merge_record_texts

BASE = """\
# the record
identity:
  name: Acme # n
  status: client

contacts:
  people:
    # the boss
    - id: jean
      last_name: Dupont
      phone: '01' # direct
  interactions:
    - id: z
      date: 2026-10-01
      kind: visit
"""
A = "    - id: a\n      date: 2026-11-01\n      kind: visit # of a\n"
B = "    # before b\n    - {id: b, date: 2026-11-02, kind: call}\n"
C = "    - id: c\n      kind: visit\n      date: 2026-11-03\n      summary: 'well'\n"


def read(text: str) -> ParsedRecord:
    record = read_lazily(text.encode(), record_shape(), file="records/acme.yaml")
    assert record.sound, record.problems
    return record


def merged(base: str | None, ours: str, theirs: str, **more: Any) -> MergedText:
    merge = merge_record_texts(
        None if base is None else read(base), read(ours), read(theirs), record_shape(), **more
    )
    assert merge.parsed.data == merge.merge.data
    assert read(merge.parsed.text).data == merge.merge.data
    return merge


def both_ways(base: str | None, ours: str, theirs: str) -> str:
    """The text of a merge without a conflict, which is the same with the sides changed."""
    one = merged(base, ours, theirs)
    other = merged(base, theirs, ours, upstream="ours")
    assert (one.merge.conflicts, other.merge.conflicts) == ([], [])
    assert one.parsed.text == other.parsed.text
    return one.parsed.text


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("mine", "sent", "together"),
    [(A, B, A + B), (A + C, B, A + B + C), (B, A + C, A + B + C), (C, A, A + C)],
)
def test_new_visits_are_in_the_order_of_their_days_as_they_were_written(mine, sent, together, ends):
    texts = [(BASE + more).replace("\n", ends) for more in ("", mine, sent, together)]
    assert both_ways(*texts[:3]) == texts[3]
    more = "\nbusiness:\n  currency: EUR\n".replace("\n", ends)
    assert both_ways(*(text + more for text in texts[:3])) == texts[3] + more


def test_a_list_that_both_began_is_one():
    base = "identity:\n  name: Acme\n  status: client\n"
    head = "\ncontacts:\n  interactions:\n"
    assert both_ways(base, base + head + C, base + head + A) == base + head + A + C


def test_fields_of_one_person_are_merged_one_by_one():
    ours = BASE.replace("'01' # direct", "'02' # mobile")
    theirs = BASE.replace("last_name: Dupont", "last_name: Durand # married")
    text = both_ways(BASE, ours, theirs)
    assert "Durand # married\n      phone: '02' # mobile\n" in text


@pytest.mark.parametrize(
    ("ours", "theirs", "lines"),
    [
        # Both touch one line: what one wrote beside it goes where the other changed the value.
        (("'01' # direct", "'01' # mobile"), ("'01' # direct", "'02' # direct"),
         ["      phone: '02' # mobile"]),
        (("'01' # direct", "'01'"), ("'01' # direct", "'02' # direct"), ["      phone: '02'"]),
        (("'01' # direct", "'01' # mobile"), ("'01' # direct", "'01' # at home"),
         ["      phone: '01' # mobile", "      # at home"]),
        (("    # the boss\n", "    # the boss\n    # of all\n"),
         ("    # the boss\n    - id: jean", "    # retired\n    - id: jean\n      title: M."),
         ["    # of all", "    # retired"]),
    ],
)  # fmt: skip
def test_comments_of_both_sides_stand(ours, theirs, lines):
    merge = merged(BASE, BASE.replace(*ours), BASE.replace(*theirs))
    assert merge.merge.conflicts == []
    found = merge.parsed.text.splitlines()
    assert [line for line in lines if line not in found] == [] or sorted(
        line.split("#")[1] for line in lines if "#" in line
    ) == sorted(line.split("#")[1] for line in found if "#" in line and line not in BASE)


JEAN = "    # the boss\n    - id: jean\n      last_name: Dupont\n      phone: '01' # direct\n"


@pytest.mark.parametrize("choice", [None, "mine", "theirs"])
def test_a_comment_on_what_the_other_side_removed_is_a_conflict(choice):
    commented = BASE.replace("last_name: Dupont", "last_name: Dupont # call on Friday")
    without = BASE.replace(JEAN, "    - id: lea\n      last_name: Blanc\n")
    address = "contacts.people.jean"
    decisions = {address: Decision(choice)} if choice else {}
    merge = merged(BASE, commented, without, decisions=decisions)
    conflicts = [(each.address, each.kind) for each in merge.merge.conflicts]
    assert conflicts == ([] if choice else [(address, "item")])
    assert ("# call on Friday" in merge.parsed.text) == (choice != "theirs")
    assert "id: lea" in merge.parsed.text


def test_a_record_that_is_new_on_both_sides_has_the_fields_of_both():
    ours = "identity:\n  name: Acme\n  status: client\n  phone: '01' # ours\n"
    theirs = "# a note\nidentity:\n  name: Acme\n  status: prospect\n  email: a@b.example\n"
    text = both_ways(None, ours, theirs)
    assert "# ours" in text
    assert "# a note" in text
    assert read(text).data == {
        "identity": {"name": "Acme", "status": "client", "phone": "01", "email": "a@b.example"}
    }


@pytest.mark.parametrize("layout", ["crlf", "open end", "mark"])
@pytest.mark.parametrize("changed", ["base", "ours", "theirs"])
def test_a_layout_that_one_side_changed_stands(layout, changed):
    def lay_out(text: str) -> str:
        text = text.replace("\n", "\r\n") if layout == "crlf" else text
        text = text.removesuffix("\n") if layout == "open end" else text
        return "\ufeff" + text if layout == "mark" else text

    versions = {"base": BASE, "ours": BASE + A, "theirs": BASE + B}
    stands = changed != "base"
    versions[changed] = lay_out(versions[changed])
    expected = lay_out(BASE + A + B) if stands else BASE + A + B
    merge = merged(*versions.values())
    assert merge.merge.conflicts == []
    text = ("\ufeff" if merge.parsed.bom else "") + merge.parsed.text
    assert text == expected


def test_one_text_is_taken_as_it_is():
    other = BASE.replace("  status: client\n", "  status:   client # sure\n")
    assert merged(BASE, other, BASE).parsed.text == other
    assert merged(BASE, BASE, other).parsed.text == other
    assert merged(BASE, other, other).parsed.text == other


ORDER = """\
business:
  orders:
    - ref: A1 # the first
      date: '2026-10-01'
      # agreed by telephone
      discount:   5%
    - {ref: A2, date: 2026-10-02}
"""
A1 = ORDER[ORDER.index("    - ref: A1") : ORDER.index("    - {ref: A2")]


def test_an_item_that_stays_stands_as_it_is_written():
    changed = ORDER.replace("5%", "6%")
    assert both_ways(ORDER, changed, ORDER.replace(A1, "")) == changed


def test_an_item_that_one_side_moved_stands_as_it_is_written():
    moved = ORDER.replace(A1, "") + A1
    added = ORDER.replace(A1, A1 + "    - {ref: A3, date: 2026-10-03}\n")
    assert A1 in both_ways(ORDER, moved, added)


def test_an_item_of_a_list_in_lines_of_brackets_has_a_line():
    base = "identity:\n  name: Acme\n  tags: [\n    a, # one\n    b,\n  ]\n"
    ours, theirs = base.replace("    a, # one\n", ""), base.replace("    a, #", "    c,\n    a, #")
    assert both_ways(base, ours, theirs) == base.replace("a, # one", "c,")


def test_a_text_that_stays_stands_as_it_is_written_before_one_in_the_place_of_another():
    base, ours, theirs = (
        f"identity:\n  name: Acme\n  tags: [{tags}\n  ]\n  status: client\n"
        for tags in ("\n    a,\n    'b'", " # one\n    'b',\n    c", " # two\n    a,\n    'b'")
    )
    for sides in ((ours, theirs), (theirs, ours)):
        merge = merged(base, *sides)
        assert merge.parsed.data == read(ours).data
        assert "    'b',\n" in merge.parsed.text


def test_what_both_sides_emptied_is_gone():
    base = "identity:\n  name: Acme\n  tags:\n    - a\n    - b\n  phone: '01'\n"
    text = both_ways(base, base.replace("    - a\n", ""), base.replace("    - b\n", ""))
    assert read(text).data == {"identity": {"name": "Acme", "phone": "01"}}


def test_lines_that_run_together_are_no_text_to_begin_with():
    base = "identity:\n  name: Acme\n  tags:\n    - a\n  status: client\n"
    ours = base.replace("    - a\n", "    - a\n    - b\n    - c # new\n")
    text = both_ways(base, ours, base.replace("  tags:\n    - a\n", ""))
    assert "name: Acme\n" in text
    assert "# new" in text


def test_what_both_left_stands_as_it_is_written_below_an_item_that_is_moved_and_removed():
    base, moved, removed, text = (
        f"identity:\n  name: Acme\n  tags:{tags}  status: client\n"
        for tags in (
            " # one\n    - a\n    - 'b'\n",
            " # two\n    - 'b'\n    - a\n",
            "\n    - 'b'\n",
            " # two\n    - 'b'\n",
        )
    )
    assert both_ways(base, moved, removed) == text


PAID = "business:\n  orders:\n    - ref: A1\n      date: 2026-10-01\n      payments:\n"
VAT = "identity:\n  name: Acme\n  registration:\n    vat: '1'\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs"),
    [
        # The comment is of an item that has another place there than in the base.
        (PAID + "        - amount: 1\n        - amount: 2\n",
         PAID + "        - amount: 2\n        - amount: 3 # by cheque\n",
         PAID + "        - amount: 4\n        - amount: 2\n"),
        # The whole of what has the part is gone.
        (VAT, VAT.replace("'1'", "'2' # new"), "identity:\n  name: Acme\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_what_is_decided_is_no_conflict_for_its_comments(base, ours, theirs, choice):
    conflicts = merged(base, ours, theirs).merge.conflicts
    assert len(conflicts) == 1
    decisions = {conflicts[0].address: Decision(choice)}
    merge = merged(base, ours, theirs, decisions=decisions)
    assert merge.merge.conflicts == []
    assert ("#" in merge.parsed.text) == (choice == "mine")


def test_a_comment_on_what_the_other_replaced_is_asked_for_with_what_replaced_it():
    base = PAID + "        - amount: 1\n"
    ours, theirs = (
        base.replace("amount: 1", each) for each in ("amount: 2", "amount: 1 # by cheque")
    )
    merge = merged(base, ours, theirs)
    for conflict in merge.merge.conflicts:
        assert (conflict.ours, conflict.theirs) == ({"amount": 2}, {"amount": 1})
    assert merge.merge.conflicts or "# by cheque" in merge.parsed.text


NAMED = BASE.replace("kind: visit\n", "kind: visit\n      with: [jean]\n")
RENAMED = NAMED.replace("id: jean\n", "id: jean-dupont\n").replace("[jean]", "[jean-dupont]")


def test_a_person_renamed_on_one_side_has_the_edits_of_the_other():
    edited = NAMED.replace("'01' # direct", "'02' # by night") + B.replace(
        "call}", "call, with: [jean]}"
    )
    text = both_ways(NAMED, RENAMED, edited)
    assert text == edited.replace("id: jean\n", "id: jean-dupont\n").replace(
        "[jean]", "[jean-dupont]"
    )
    more = RENAMED.replace("status: client", "status: prospect")
    assert both_ways(NAMED, more, edited) == text.replace("status: client", "status: prospect")


def test_a_person_renamed_on_both_sides_is_one_conflict():
    ours = RENAMED.replace("'01'", "'02'")
    theirs = NAMED.replace("id: jean\n", "id: jd\n").replace("[jean]", "[jd]") + B
    merge = merged(NAMED, ours, theirs)
    (conflict,) = merge.merge.conflicts
    assert conflict.address == "contacts.people.jean.id"
    assert (conflict.base, conflict.ours, conflict.theirs) == ("jean", "jean-dupont", "jd")
    assert merge.parsed.text == ours + B
    for decision, name in (
        (Decision("mine"), "jean-dupont"),
        (Decision("theirs"), "jd"),
        (Decision(None, "d"), "d"),
    ):
        merge = merged(NAMED, ours, theirs, decisions={conflict.address: decision})
        assert merge.merge.conflicts == []
        assert merge.parsed.text == (ours + B).replace("jean-dupont", name)


@pytest.mark.parametrize(
    "theirs",
    [
        BASE.replace("    # the boss\n    - id: jean\n", "    - id: luc\n").replace("Dupont", "L"),
        BASE.replace("  interactions", "    - {id: jp, last_name: DUPONT}\n  interactions"),
    ],
)
def test_who_is_gone_or_has_a_namesake_on_the_other_side_is_not_renamed(theirs):
    ours = BASE.replace("id: jean\n", "id: jean-dupont\n")
    people = merged(BASE, ours, theirs).merge.data["contacts"]["people"]
    assert "jean-dupont" in {each["id"] for each in people}
    assert len(people) == len({each["id"] for each in people})


def test_what_is_above_an_item_that_both_sides_moved_stands_once():
    head = "identity:\n  name: Acme\nbusiness:\n  orders: # one\n"
    last = "    - ref: A1\n      date: 2026-10-01\n      currency: EUR\n      discount: 6%\n"
    moved = "    # urgent\n    - ref: A2\n      discount: 5%\n"
    ours = head + moved + last
    theirs = ours.replace("# one", "# two")
    assert both_ways(head + last + moved, ours, theirs) == theirs


def test_comments_of_what_one_side_added_to_one_list_are_not_in_another():
    base = "identity:\n  name: Acme\nresults:\n  years:\n    - year: 2062\n      revenue: 1\n"
    ours = base + "  targets:\n    - year: 2071\n      margin: 2\n      revenue: 3\n"
    theirs = base + "    - year: 2071\n\n      margin: 2\n      # sure\n      visits: 4 # or 5\n"
    text = both_ways(base, ours, theirs)
    assert text.startswith(theirs)
    assert "#" not in text.removeprefix(theirs)


def test_a_comment_on_what_the_other_changed_is_on_what_it_became_whichever_was_first():
    base = PAID + "        - amount: 1\n        - amount: 5\n"
    ours, theirs = (base.replace("amount: 1", each) for each in ("amount: 2", "amount: 1 # cash"))
    for sides in ((ours, theirs), (theirs, ours)):
        assert both_ways(base, *sides) == base.replace("amount: 1", "amount: 2 # cash")


@pytest.mark.parametrize("ours", ["", "        - amount: 2\n"])
def test_an_item_that_comes_back_has_its_comments(ours):
    base, theirs = (
        f"{PAID}        # by cheque\n        - amount: {each} # urgent\n" for each in (1, 3)
    )
    base, ours, theirs = (each + "        - amount: 5\n" for each in (base, PAID + ours, theirs))
    conflicts = merged(base, ours, theirs).merge.conflicts
    decisions = {each.address: Decision("theirs") for each in conflicts}
    assert len(conflicts) == ("amount: 2" in ours)
    merge = merged(base, ours, theirs, decisions=decisions)
    assert merge.parsed.text == theirs


def test_an_item_with_another_id_has_its_comments_and_so_has_the_one_that_stays():
    ours, theirs = ORDER.replace("A1", "A3"), ORDER.replace("5%", "6%")
    text = both_ways(ORDER, ours, theirs)
    assert Counter(re.findall("#.*", text)) == {"# the first": 2, "# agreed by telephone": 2}
