"""Small shapes to test reading and writing with, and ways to read without ceremony."""

from __future__ import annotations

from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.yamltext.editor import edit_text
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read

TEXT = Shape("text")
DATE = Shape("text", format="date")
TAGS = Shape("list", item=TEXT)
ADDRESS = Shape("mapping", dict.fromkeys(("street", "postcode", "city", "country"), TEXT))
PERSON = Shape(
    "mapping",
    {
        "id": TEXT,
        "first_name": TEXT,
        "last_name": TEXT,
        "phone": TEXT,
        "social": Shape("mapping", values=TEXT),
        "since": DATE,
        "notes": TEXT,
    },
)
IDENTITY = Shape(
    "mapping",
    {
        "name": TEXT,
        "status": TEXT,
        "client_since": DATE,
        "phone": TEXT,
        "address": ADDRESS,
        "size": Shape("mapping", {"headcount": Shape("integer")}),
        "tags": TAGS,
        "notes": TEXT,
    },
)
CONTACTS = Shape(
    "mapping",
    {
        "people": Shape("list", item=PERSON, identity=("id",)),
        "interactions": Shape(
            "list",
            item=Shape("mapping", {"date": DATE, "kind": TEXT, "with": TAGS, "summary": TEXT}),
        ),
        "snoozed_until": DATE,
        "cadence": Shape("integer"),
    },
)
BUSINESS = Shape(
    "mapping",
    {
        "currency": TEXT,
        "payment": Shape(
            "mapping",
            {"days": Shape("integer"), "end_of_month": Shape("boolean"), "limit": Shape("number")},
        ),
    },
)
RECORD = Shape("mapping", {"identity": IDENTITY, "contacts": CONTACTS, "business": BUSINESS})


def reading_of(text: str | bytes) -> ParsedRecord:
    source = text.encode() if isinstance(text, str) else text
    return read(source, RECORD, file="records/acme.yaml")


def data_of(text: str | bytes) -> Data:
    reading = reading_of(text)
    assert reading.problems == []
    assert reading.data is not None
    return reading.data


def codes_of(text: str | bytes) -> list[str]:
    return [problem.code for problem in reading_of(text).problems]


def edited_text(text: str, *edits) -> str:
    return edit_text(reading_of(text), edits, RECORD)
