"""A label for an item of a record in a few words, for a line of its history."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clientfile.language import Lines, _
from clientfile.language.quantities import build_quantity, day
from clientfile.records.ids import items, person_name
from clientfile.records.shape import ANY, Shape
from clientfile.records.typed.amounts import plain

_MOST = 80
# The label stands beside the id, so the label leaves it out.
_LEFT_OUT = frozenset({"id", "ref"})


def item_label(value: Any, shape: Shape = ANY, most: int = _MOST) -> str:
    """A part of a record in at most `most` characters, its day and words translatable.

    A person is labelled by name and function, an interaction by kind, day and summary, an order by
    day and products, a promise or a question by its text; any other part by its values.
    """
    head, rest = _head(value, shape)
    if head is None:
        return _shorten(rest, most)
    if not rest.strip():
        return head
    return _("{head}: {text}", head=head, text=_shorten(rest, most - len(head) - len(": ")))


def _shorten(text: str, most: int) -> str:
    """A text on one line; one that is cut is no longer translatable."""
    line = " ".join(text.split())
    if len(line) > most:
        return line[: most - 1] + "…"
    return text if line == text else line


def _head(value: Any, shape: Shape) -> tuple[str | None, str]:
    """The beginning of the label that is no free text, or None, and the rest."""
    if isinstance(value, dict) and "date" in value and "last_name" not in value:
        if "lines" in value:
            return day(str(value["date"])), _joined(
                *(line.get("product") for line in items(value, "lines"))
            )
        if "kind" in value and "what" not in value:
            kind = shape.child("kind").word(str(value["kind"]))
            people = Lines(_values(value.get("with"), ANY), ", ")
            head = _("{kind} {day}", kind=kind, day=day(str(value["date"])))
            return head, str(value.get("summary") or people)
    return None, _words(value, shape)


def _words(value: Any, shape: Shape) -> str:
    if isinstance(value, dict) and "last_name" in value:
        return _joined(person_name(value), value.get("function"))
    if isinstance(value, dict) and "what" in value:
        what, until = str(value["what"]), value.get("due") or value.get("date")
        return _("{what} ({day})", what=what, day=day(str(until))) if until else what
    return Lines(_values(value, shape), ", ")


def _joined(*texts: Any) -> str:
    return ", ".join(str(text) for text in texts if text not in (None, ""))


def _values(value: Any, shape: Shape) -> Iterator[str]:
    """Every single value within a part, in order."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in _LEFT_OUT:
                yield from _values(inner, shape.child(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, shape.child(0))
    elif isinstance(value, bool):
        yield _("yes") if value else _("no")
    elif isinstance(value, int | Decimal):
        yield build_quantity(plain(value))
    elif value is not None:
        yield day(str(value)) if shape.format == "date" else shape.word(str(value))
