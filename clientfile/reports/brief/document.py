"""A page of sections as lines of a terminal or as Markdown: the same words in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientfile.output.terminal import one_line, padded, shorten, width, wrapped

_NARROWEST = 12
# A page is read before a visit: of what is longer, its beginning. `show` has it whole.
_LONGEST = 600
_WIDEST_LABEL = 22
# What Markdown would read as more than a letter.
_MARKS = re.compile(r"([\\`*_\[\]<>|#~])")
_BEGINS_A_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")


@dataclass(frozen=True)
class Item:
    """A line of a section: its label, if it has one, its text, and what belongs under it."""

    text: str
    label: str = ""
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and its lines; one without lines is left out."""

    title: str
    items: Sequence[Item]


def terminal_lines(title: str, sections: Sequence[Section], columns: int) -> Iterator[str]:
    """The page for a terminal of so many columns; nothing of it acts on the terminal."""
    yield from _wrap(title, columns, "", "")
    for section in sections:
        if not section.items:
            continue
        yield ""
        yield from _wrap(section.title.upper(), columns, "", "")
        labels = [one_line(item.label) for item in section.items]
        wide = min(max(map(width, labels)), _WIDEST_LABEL)
        for item, label in zip(section.items, labels, strict=True):
            head = f"  {padded(label, wide)}  " if label else "  - "
            yield from _wrap(item.text, columns, head, " " * width(head))
            for text in item.under:
                inner = "    " if not label else " " * width(head)
                yield from _wrap(text, columns, inner, inner + "  ")


def markdown_lines(title: str, sections: Sequence[Section]) -> Iterator[str]:
    """The page in Markdown."""
    yield f"# {_escape(title)}"
    for section in sections:
        if not section.items:
            continue
        yield from ("", f"## {_escape(section.title)}", "")
        for item in section.items:
            label = f"**{_escape(item.label)}:** " if item.label else ""
            yield f"- {label}{_escape(item.text)}"
            yield from (f"  - {_escape(text)}" for text in item.under)


def _wrap(text: str, columns: int, head: str, margin: str) -> Iterator[str]:
    text = shorten(one_line(text).strip(), _LONGEST)
    room = max(columns - width(margin), _NARROWEST)
    lines = list(wrapped(text, room))
    yield (head + lines[0]).rstrip()
    yield from (margin + line for line in lines[1:])


def _escape(text: str) -> str:
    return _BEGINS_A_LIST.sub(
        r"\1\\\2", _MARKS.sub(r"\\\1", shorten(one_line(text).strip(), _LONGEST))
    )
