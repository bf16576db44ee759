"""Why an edit is refused: a true reason, and the address of what it concerns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Put
from clientfile.yamltext.editor import edit_text
from tests.support.small_shapes import RECORD, edited_text, reading_of

TEXT = "identity:\n  name: A\n  tags: [x]\ncontacts:\n  people:\n  - id: jean\n    phone: '1'\n"
PEOPLE = ("contacts", "people")
HEADCOUNT = ("identity", "size", "headcount")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Put(("identity", "name"), 5),
         "identity.name: the value 5 is of the wrong type: a whole number, where text is due"),
        (Put((*PEOPLE, 0, "phone"), 33),
         "contacts.people.jean.phone: the value 33 is of the wrong type"),
        (Put(("identity", "client_since"), True),
         "identity.client_since: the value true is of the wrong type: true or false, where text"),
        (Append(PEOPLE, ({"id": "luc"}, {"id": "eve", "phone": 3})),
         "contacts.people.eve.phone: the value 3 is of the wrong type"),
        (Append(("identity", "tags"), ("y", 12)),
         "identity.tags.#3: the value 12 is of the wrong type"),
        (Put(HEADCOUNT, Decimal("2.5")),
         "identity.size.headcount: the value 2.5 is of the wrong type: a number, where a whole"),
        (Put(HEADCOUNT, True), "identity.size.headcount: the value true is of the wrong type"),
        (Put(("business", "payment", "end_of_month"), 1),
         "business.payment.end_of_month: the value 1 is of the wrong type"),
        (Put(("x-own", "deep"), 4), "x-own.deep: the value 4 is of the wrong type"),
        (Put(("identity", "tags"), "y"), "identity.tags: a list is due here, not a single text"),
        (Put(HEADCOUNT, 10**18),
         "identity.size.headcount: 1000000000000000000 has more than 18 digits"),
        (Put((*PEOPLE, 0, "notes"), ""),
         "contacts.people.jean.notes: an empty text is no value: take the field away"),
        (Append(PEOPLE, ({"id": "luc", "notes": ""},)),
         "contacts.people.luc.notes: an empty text is no value"),
        (Put((*PEOPLE, 0, "notes"), "one\rtwo"),
         "contacts.people.jean.notes: a carriage return (U+000D) stands in this text: "
         "end its lines with line feeds"),
        (Put((*PEOPLE, 0, "notes"), "one\r\ntwo"), "contacts.people.jean.notes: a carriage return"),
        (Put((*PEOPLE, 0, "notes"), "\x07"), "contacts.people.jean.notes: the control character"),
        (Put((*PEOPLE, 0, "notes"), "\udc80"), "contacts.people.jean.notes: the value holds bytes"),
    ],
    ids=str,
)  # fmt: skip
def test_the_reason_is_reported_with_the_address(change, says):
    with pytest.raises(EditRefusedError) as refused:
        edited_text(TEXT, change)
    assert str(refused.value).startswith(says)
    assert str(refused.value).endswith("nothing was changed")


def test_the_address_is_that_at_the_time_of_the_edit():
    edits = [Append(PEOPLE, ({"id": "luc"},)), Put((*PEOPLE, 1, "phone"), 5)]
    with pytest.raises(EditRefusedError, match=r"^contacts\.people\.luc\.phone: the value 5"):
        edit_text(reading_of(TEXT), edits, RECORD)


def test_a_text_that_cannot_be_changed_in_place_is_reported_with_its_address():
    text = "contacts:\n  people:\n  - id: jean\n    ? phone\n    notes: n\n"
    with pytest.raises(EditRefusedError, match=r"^contacts\.people\.jean\.phone: line 4: .*colon"):
        edited_text(text, Put((*PEOPLE, 0, "phone"), "1"))


@pytest.mark.parametrize("value", ["12 people", "12", "true", "~"])
def test_text_under_another_type_is_written_for_the_schema_to_tell(value):
    after = reading_of(edited_text(TEXT, Put(HEADCOUNT, value)))
    assert (after.data or {})["identity"]["size"]["headcount"] == value
