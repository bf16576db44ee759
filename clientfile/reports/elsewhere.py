"""`show`: what the record of another client knows of a person, as lines of the page."""

from __future__ import annotations

from collections.abc import Iterator

from clientfile.language import _
from clientfile.output.terminal import one_line, wrap
from clientfile.records.edits import Data
from clientfile.records.ids import person_name
from clientfile.records.other_entries import OtherEntry
from clientfile.reports.page import PageLayout, headline, page_lines
from clientfile.schema.shapes import interaction_shape, person_shape

NEWEST = 5
"""How many of the contacts at the other client are listed."""


def format_other_entry(person: Data, entry: OtherEntry, layout: PageLayout) -> Iterator[str]:
    """Whose entry at which client it is, the fields that the person's own entry has not, and the
    newest contacts there.
    """
    source = f"{entry.client}/{entry.person}"
    values = {"name": person_name(person), "client": entry.name, "source": source}
    head = (
        _("{name} is also at {client} ({source})", **values)
        if entry.is_present
        else _("{name} came from {client} ({source})", **values)
    )
    yield from ("  " + line for line in wrap(one_line(layout.say(head)), layout.width - 2))
    yield from page_lines(entry.fields, person_shape(), layout, 2)
    for contact in entry.contacts[:NEWEST]:
        without_people = {key: value for key, value in contact.items() if key != "with"}
        talk, __ = headline("interactions", without_people, interaction_shape(), layout)
        text = talk
        if summary := contact.get("summary"):
            text = layout.say(_("{label}: {text}", label=talk, text=summary))
        first, *further = wrap(one_line(text), layout.width - 6)
        yield from (f"    - {first}", *("      " + line for line in further))
