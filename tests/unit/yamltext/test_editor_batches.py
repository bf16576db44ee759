"""Several edits at once: the same text as one after another, and few readings for it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.records.edits import Append, Drop, Put, apply_edits
from clientfile.yamltext import batches
from clientfile.yamltext.editor import edit_text
from clientfile.yamltext.emitter import emit, flow_text
from tests.support.small_shapes import RECORD, edited_text, reading_of

PEOPLE = ("contacts", "people")
DATA: dict[str, Any] = {
    "identity": {"name": "A", "status": "client", "tags": ["a", "b"]},
    "contacts": {"people": [{"id": f"p{n}", "phone": "x"} for n in range(5)], "cadence": 3},
}
BLOCK = emit(DATA, RECORD)
FLOW = "".join(f"{key}: {flow_text(DATA[key], RECORD.child(key))}\n" for key in DATA)

EDITS = [
    Put(("identity", "name"), "B"),
    Put(("identity", "phone"), "new"),
    Put(("identity", "address", "city"), "Lyon"),
    Put(("identity", "address", "country"), "FR"),
    Put(("identity", "address"), {"city": "Paris"}),
    Put(("identity",), {"name": "C"}),
    Put(("identity", "tags"), ["b"]),
    Append(("identity", "tags"), ("c",)),
    Append(("identity", "tags"), ("d",)),
    *(Put((*PEOPLE, n, "notes"), "n") for n in range(3)),
    Put((*PEOPLE, 1, "phone"), "y"),
    Put((*PEOPLE, 1), {"id": "p9", "notes": "m"}),
    Append(PEOPLE, ({"id": "p7"},)),
    Drop((*PEOPLE, 0)),
    Put(("business", "currency"), "EUR"),
    Put(("business", "payment", "days"), 30),
]


@pytest.fixture
def readings(monkeypatch) -> list[bytes]:
    """The texts that an edit reads again."""
    texts: list[bytes] = []
    plain = batches.read_lazily

    def counted(source: bytes, *given: Any, **named: Any) -> Any:
        texts.append(source)
        return plain(source, *given, **named)

    monkeypatch.setattr(batches, "read_lazily", counted)
    return texts


@pytest.mark.parametrize("text", [BLOCK, FLOW], ids=["block", "flow"])
@given(st.lists(st.sampled_from(range(len(EDITS))), max_size=6, unique=True))
def test_together_is_as_one_after_another(text, chosen):
    edits = [EDITS[place] for place in chosen]
    before = copy.deepcopy(DATA)
    one_by_one = text
    for change in edits:
        one_by_one = edited_text(one_by_one, change)
    together = edit_text(reading_of(text), edits, RECORD)
    assert reading_of(together).data == apply_edits(DATA, edits)
    assert together == one_by_one
    # What the result shares with the data was copied before an edit changed it.
    assert before == DATA


@pytest.mark.parametrize("text", [BLOCK, FLOW], ids=["block", "flow"])
@pytest.mark.parametrize(
    "edits",
    [
        [Put((*PEOPLE, n, "notes"), "n") for n in range(5)],
        [Put((*PEOPLE, n, "phone"), "y") for n in range(5)] + [Put(("contacts", "cadence"), 9)],
        [Append(PEOPLE, ({"id": f"q{n}"},)) for n in range(5)],
        [Put(("identity", "name"), "B"), Append(("identity", "tags"), ("c",))],
    ],
)
def test_edits_that_are_not_in_each_others_way_are_read_once(readings, text, edits):
    edit_text(reading_of(text), edits, RECORD)
    assert len(readings) == 1
