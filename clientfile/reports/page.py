"""A record as lines of a page: every field under its title, lists as entries, newest first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clientfile.records.amounts import plain
from clientfile.records.edits import Data
from clientfile.records.ids import person_name
from clientfile.records.shape import ANY, Shape
from clientfile.screen import padded, visible
from clientfile.screen import width as width_of

_INDENT = "  "
_WIDEST_TITLE = 24
_NEWEST_FIRST = ("interactions", "orders", "years", "targets", "purchases", "payments")


@dataclass(frozen=True)
class Page:
    """How a page is laid out: its language, its width in columns, and what each order comes to
    (by its ref, as the figures' engine has it).
    """

    language: str = "en"
    width: int = 80
    nets: Mapping[str, str] = field(default_factory=dict)


def page_lines(data: Data, shape: Shape, page: Page, level: int = 0) -> list[str]:
    """The lines of a mapping: its single values first, then what has parts, indented by `level`."""
    keys = _in_order(data, shape)
    single = {_title(key, shape, page): _text(data[key]) for key in keys if not _parted(data[key])}
    column = min(max(map(width_of, single), default=0), _WIDEST_TITLE)
    lines = [line for name in single for line in _field(name, single[name], level, column, page)]
    for key in keys:
        if _parted(data[key]):
            lines.append(_INDENT * level + visible(_title(key, shape, page)))
            lines += _parts(key, data[key], shape.child(key), page, level + 1)
    return lines


def title_of(key: str, shape: Shape, language: str) -> str:
    """A field's title in the folder's language; its key where the schema has none."""
    return (shape.title_fr if language == "fr" else "") or shape.title or key


def headline(key: str, item: Mapping[str, Any], page: Page) -> tuple[str, Sequence[str]]:
    """An entry of a list in one line, with its id last, and the keys that the line has told."""
    head, told = _HEADLINES.get(key, _first_values)(item, page)
    if key == "people" or "id" not in item:
        return head, told
    return f"{head} [{item['id']}]", (*told, "id")


def _title(key: str, shape: Shape, page: Page) -> str:
    # Where keys are free (a network's name), the key says more than the schema's title.
    return key if key not in shape.fields else title_of(key, shape.fields[key], page.language)


def _person(item: Mapping[str, Any], page: Page) -> tuple[str, Sequence[str]]:
    del page
    head = f"{person_name(dict(item))} ({item.get('id')})"
    used = ("id", "first_name", "last_name")
    return _told(item, head, ("title", "function", "department"), used)


def _interaction(item: Mapping[str, Any], page: Page) -> tuple[str, Sequence[str]]:
    company = ", ".join(map(str, item.get("with", [])))
    joined = f" {'avec' if page.language == 'fr' else 'with'} {company}" if company else ""
    head = f"{item.get('date')} {item.get('kind')}{joined}"
    return _told(item, head, ("salesperson",), ("date", "kind", "with"))


def _order(item: Mapping[str, Any], page: Page) -> tuple[str, Sequence[str]]:
    ref = str(item.get("ref"))
    net = f": {page.nets[ref]}" if ref in page.nets else ""
    return _told(item, f"{item.get('date')} {ref}{net}", ("status",), ("ref", "date"))


def _line(item: Mapping[str, Any], page: Page) -> tuple[str, Sequence[str]]:
    del page
    unit = f" {item['unit']}" if "unit" in item else ""
    less = f" - {item['discount']}" if "discount" in item else ""
    head = f"{item.get('product')}: {_text(item.get('quantity'))}{unit}"
    head += f" × {_text(item.get('unit_price'))}{less}"
    return head, ("product", "quantity", "unit", "unit_price", "discount")


def _first_values(item: Mapping[str, Any], page: Page) -> tuple[str, Sequence[str]]:
    del page
    first = [name for name in item if not _parted(item[name]) and name != "id"][:3]
    return _told(item, "", first, ())


_HEADLINES = {"people": _person, "interactions": _interaction, "orders": _order, "lines": _line}


def _told(
    item: Mapping[str, Any], head: str, further: Sequence[str], used: Sequence[str]
) -> tuple[str, Sequence[str]]:
    there = [name for name in further if name in item]
    words = [head] if head else []
    return ", ".join([*words, *(_text(item[name]) for name in there)]), (*used, *there)


def _parts(key: str, value: Any, shape: Shape, page: Page, level: int) -> Iterator[str]:
    if isinstance(value, dict):
        yield from page_lines(value, shape, page, level)
        return
    for item in _sorted(key, value):
        if not isinstance(item, dict):
            yield from _wrapped("- " + _text(item), level, page)
            continue
        head, told = headline(key, item, page)
        yield from _wrapped("- " + head, level, page)
        rest = {name: inner for name, inner in item.items() if name not in told}
        yield from page_lines(rest, shape.item or ANY, page, level + 2)


def _sorted(key: str, items: Sequence[Any]) -> Sequence[Any]:
    if key in _NEWEST_FIRST and all(isinstance(item, dict) for item in items):
        return sorted(items, key=lambda item: str(item.get("date", item.get("year"))), reverse=True)
    return items


def _in_order(data: Data, shape: Shape) -> list[str]:
    known = list(shape.fields)
    return sorted(data, key=lambda key: known.index(key) if key in known else len(known))


def _parted(value: Any) -> bool:
    """Whether a value has parts of its own; a list of single values stands on one line."""
    if isinstance(value, list):
        return any(isinstance(item, dict | list) for item in value)
    return isinstance(value, dict)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return plain(value) if isinstance(value, Decimal | int) else str(value)


def _field(title: str, text: str, level: int, column: int, page: Page) -> list[str]:
    head = _INDENT * level + padded(visible(title), column) + "  "
    lines = list(_lines_of(text, max(page.width - width_of(head), 20)))
    return [head + lines[0], *(" " * width_of(head) + line for line in lines[1:])]


def _wrapped(text: str, level: int, page: Page) -> Iterator[str]:
    margin = _INDENT * level
    for place, line in enumerate(_lines_of(text, max(page.width - len(margin), 20))):
        yield margin + (_INDENT if place else "") + line


def _lines_of(text: str, width: int) -> Iterator[str]:
    for paragraph in text.strip().split("\n"):
        yield from textwrap.wrap(visible(paragraph), width, break_on_hyphens=False) or [""]
