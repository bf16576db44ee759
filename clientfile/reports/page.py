"""A record as lines of a page: every field under its title, lists as entries, newest first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from clientfile.records.amounts import plain
from clientfile.records.edits import Data
from clientfile.records.ids import person_name
from clientfile.records.shape import ANY, Shape
from clientfile.screen import padded, visible

_INDENT = "  "
_TITLE_WIDTH = 20
_NEWEST_FIRST = ("interactions", "orders", "years", "targets", "purchases", "payments")


def page_lines(data: Data, shape: Shape, language: str, width: int, level: int = 0) -> list[str]:
    """The lines of a mapping: its single values first, as written, then what has parts.

    `width` is the page's, in columns; `level` how deep it is indented.
    """
    single = [key for key in data if not _has_parts(data[key])]
    parted = [key for key in data if _has_parts(data[key])]
    lines: list[str] = []
    for key in _in_order(single, shape):
        title = title_of(key, shape.child(key), language)
        lines += _field(title, _text(data[key]), level, width)
    for key in _in_order(parted, shape):
        lines.append(_INDENT * level + visible(title_of(key, shape.child(key), language)))
        lines += _parts(key, data[key], shape.child(key), language, width, level + 1)
    return lines


def title_of(key: str, shape: Shape, language: str) -> str:
    """A field's title in the folder's language; its key where the schema has none."""
    return (shape.title_fr if language == "fr" else "") or shape.title or key


def headline(key: str, item: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    """An entry of a list in one line, and the keys that the line has told."""
    if key == "people":
        return _told(
            item, f"{person_name(dict(item))} ({item.get('id')})", ("function", "department"),
            ("id", "first_name", "last_name"),
        )  # fmt: skip
    if key == "interactions":
        company = ", ".join(map(str, item.get("with", [])))
        head = f"{item.get('date')} {item.get('kind')}" + (f" with {company}" if company else "")
        return _told(item, head, ("salesperson",), ("date", "kind", "with"))
    if key == "orders":
        return _told(item, f"{item.get('ref')}  {item.get('date')}", ("status",), ("ref", "date"))
    if key == "lines":
        unit = f" {item['unit']}" if "unit" in item else ""
        head = f"{_text(item.get('quantity'))}{unit} × {_text(item.get('unit_price'))}"
        return _told(
            item, f"{item.get('product')}: {head}", ("discount",),
            ("product", "quantity", "unit", "unit_price"),
        )  # fmt: skip
    first = [name for name in item if not _has_parts(item[name]) and name != "id"][:3]
    return _told(item, "", first, ())


def _told(
    item: Mapping[str, Any], head: str, further: Sequence[str], used: Sequence[str]
) -> tuple[str, Sequence[str]]:
    there = [name for name in further if name in item]
    words = [head] if head else []
    return ", ".join([*words, *(_text(item[name]) for name in there)]), (*used, *there)


def _parts(
    key: str, value: Any, shape: Shape, language: str, width: int, level: int
) -> Iterator[str]:
    if isinstance(value, dict):
        yield from page_lines(value, shape, language, width, level)
        return
    for item in _sorted(key, value):
        if not isinstance(item, dict):
            yield from _wrapped("- " + _text(item), level, width)
            continue
        head, told = headline(key, item)
        yield from _wrapped("- " + head, level, width)
        rest = {name: inner for name, inner in item.items() if name not in told}
        yield from page_lines(rest, shape.item or ANY, language, width, level + 2)


def _sorted(key: str, items: Sequence[Any]) -> Sequence[Any]:
    if key in _NEWEST_FIRST and all(isinstance(item, dict) for item in items):
        return sorted(items, key=lambda item: str(item.get("date", item.get("year"))), reverse=True)
    return items


def _in_order(keys: Sequence[str], shape: Shape) -> list[str]:
    known = list(shape.fields)
    return sorted(keys, key=lambda key: known.index(key) if key in known else len(known))


def _has_parts(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, dict | list) for item in value)
    return isinstance(value, dict)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return plain(value) if isinstance(value, Decimal | int) else str(value)


def _field(title: str, text: str, level: int, width: int) -> list[str]:
    margin = _INDENT * level
    column = max(_TITLE_WIDTH - len(margin), 8)
    head = margin + padded(visible(title), column) + "  "
    lines = list(_lines_of(text, max(width - len(head), 20)))
    return [head + lines[0], *(" " * len(head) + line for line in lines[1:])]


def _wrapped(text: str, level: int, width: int) -> Iterator[str]:
    margin = _INDENT * level
    for place, line in enumerate(_lines_of(text, max(width - len(margin), 20))):
        yield margin + (_INDENT if place else "") + line


def _lines_of(text: str, width: int) -> Iterator[str]:
    for paragraph in text.strip().split("\n") or [""]:
        yield from textwrap.wrap(visible(paragraph), width, break_on_hyphens=False) or [""]
