"""Formats a page of sections for a terminal or as Markdown, with the same words in both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientfile.language import ENGLISH, _, translate
from clientfile.output.terminal import one_line, pad, shorten, width, wrap

_NARROWEST = 12
# A page is read before a visit, so a longer text is cut off; `show` prints it whole.
_LONGEST_TEXT = 600
_WIDEST_LABEL = 22
# Characters that Markdown reads as markup.
_MARKS = re.compile(r"([\\`*_\[\]<>|#~])")
_LIST_MARKER = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")


@dataclass(frozen=True)
class Item:
    """An entry of a section: its text, its label (or ""), and the lines indented under it."""

    text: str
    label: str = ""
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and its entries; a section without entries is left out of the page."""

    title: str
    items: Sequence[Item]


def terminal_lines(title: str, sections: Sequence[Section], columns: int) -> Iterator[str]:
    """The page's lines, wrapped to `columns`; control characters in its texts are escaped."""
    yield from _wrap(title, columns, "", "")
    for section in sections:
        if not section.items:
            continue
        yield ""
        yield from _wrap(section.title.upper(), columns, "", "")
        labels = [one_line(item.label) for item in section.items]
        label_width = min(max(map(width, labels)), _WIDEST_LABEL)
        for item, label in zip(section.items, labels, strict=True):
            head = f"  {pad(label, label_width)}  " if label else "  - "
            yield from _wrap(item.text, columns, head, " " * width(head))
            for text in item.under:
                inner = "    " if not label else " " * width(head)
                yield from _wrap(text, columns, inner, inner + "  ")


def markdown_lines(
    title: str, sections: Sequence[Section], language: str = ENGLISH
) -> Iterator[str]:
    """The page's lines in Markdown, not wrapped; `language` is that of its texts."""
    yield f"# {_escape(title)}"
    for section in sections:
        if not section.items:
            continue
        yield from ("", f"## {_escape(section.title)}", "")
        for item in section.items:
            label = translate(_("{label}:", label=_escape(item.label)), language)
            label = f"**{label}** " if item.label else ""
            yield f"- {label}{_escape(item.text)}"
            yield from (f"  - {_escape(text)}" for text in item.under)


def _wrap(text: str, columns: int, head: str, margin: str) -> Iterator[str]:
    """The text's lines: the first after `head`, the others after `margin`."""
    text = shorten(one_line(text).strip(), _LONGEST_TEXT)
    room = max(columns - width(margin), _NARROWEST)
    lines = list(wrap(text, room))
    yield (head + lines[0]).rstrip()
    yield from (margin + line for line in lines[1:])


def _escape(text: str) -> str:
    return _LIST_MARKER.sub(
        r"\1\\\2", _MARKS.sub(r"\\\1", shorten(one_line(text).strip(), _LONGEST_TEXT))
    )
