"""A record as lines of a page: every field under its title, lists as entries, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from clientfile.output.numbers import grouped, in_words
from clientfile.output.terminal import apart, padded, visible, wrapped
from clientfile.output.terminal import width as width_of
from clientfile.records.edits import Data
from clientfile.records.ids import person_name
from clientfile.records.shape import ANY, Shape
from clientfile.records.typed.amounts import plain

_INDENT = "  "
_WIDEST_TITLE = 32
_NEWEST_FIRST = ("interactions", "orders", "years", "targets", "purchases", "payments")


@dataclass(frozen=True)
class PageLayout:
    """How a page is laid out: its language, its width in columns, the currencies of the client and
    of the folder, what each order comes to (by its ref, as the figures' engine has it) and the
    names of people by their ids.
    """

    language: str = "en"
    width: int = 80
    currency: str = ""
    folder_currency: str = ""
    nets: Mapping[str, Decimal] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def page_lines(data: Data, shape: Shape, page: PageLayout, level: int = 0) -> list[str]:
    """The lines of a mapping: its single values first, then what has parts, indented by `level`."""
    keys = _in_order(data, shape)
    single = {
        _title(key, shape, page): _text(data[key], shape.child(key), page)
        for key in keys
        if not _parted(data[key])
    }
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


def headline(
    key: str, item: Mapping[str, Any], shape: Shape, page: PageLayout
) -> tuple[str, Sequence[str]]:
    """An entry of a list in one line, with its id last, and the keys that the line has told."""
    head, told = _HEADLINES.get(key, _first_value)(item, shape, page)
    if key == "people" or "id" not in item:
        return head, told
    return f"{head} [{item['id']}]", (*told, "id")


def _title(key: str, shape: Shape, page: PageLayout) -> str:
    # Where keys are free (a network's name), the key says more than the schema's title.
    return key if key not in shape.fields else title_of(key, shape.fields[key], page.language)


def _person(item: Mapping[str, Any], shape: Shape, page: PageLayout) -> tuple[str, Sequence[str]]:
    head = f"{person_name(dict(item))} ({item.get('id')})"
    used = ("id", "first_name", "last_name")
    return _join_head(item, shape, page, head, ("title", "function", "department"), used)


def _interaction(
    item: Mapping[str, Any], shape: Shape, page: PageLayout
) -> tuple[str, Sequence[str]]:
    french = page.language == "fr"
    head = f"{item.get('date')} {_text(item.get('kind'), shape.child('kind'), page)}"
    if company := [page.names.get(str(one), str(one)) for one in item.get("with", [])]:
        head += (" avec " if french else " with ") + ", ".join(company)
    if item.get("reached") is False:
        head += ", sans réponse" if french else ", no answer"
    return _join_head(
        item, shape, page, head, ("salesperson",), ("date", "kind", "with", "reached")
    )


def _order(item: Mapping[str, Any], shape: Shape, page: PageLayout) -> tuple[str, Sequence[str]]:
    ref = str(item.get("ref"))
    head = f"{item.get('date')} {ref}"
    if ref in page.nets:
        head += f": {grouped(page.nets[ref], page.language)} {page.currency}"
    return _join_head(item, shape, page, head, ("status",), ("ref", "date"))


def _line(item: Mapping[str, Any], shape: Shape, page: PageLayout) -> tuple[str, Sequence[str]]:
    del shape
    quantity, price = (_number(item.get(key), page) for key in ("quantity", "unit_price"))
    unit = f" {item['unit']}" if "unit" in item else ""
    less = f" - {item['discount']}" if "discount" in item else ""
    head = f"{apart(str(item.get('product')))}: {quantity}{unit} × {price}{less}"
    return head, ("product", "quantity", "unit", "unit_price", "discount")


def _what(item: Mapping[str, Any], shape: Shape, page: PageLayout) -> tuple[str, Sequence[str]]:
    """A promise, a question or a next action: what it is, whose, to whom and by when."""
    words = [str(item.get("what", ""))]
    if "to" in item:
        words.append(page.names.get(str(item["to"]), str(item["to"])))
    words += [
        _text(item[key], shape.child(key), page) for key in ("whose", "due", "date") if key in item
    ]
    return ", ".join(words), ("what", "to", "whose", "due", "date")


def _first_value(
    item: Mapping[str, Any], shape: Shape, page: PageLayout
) -> tuple[str, Sequence[str]]:
    first = [name for name in _in_order(dict(item), shape) if not _parted(item[name])][:1]
    return _join_head(item, shape, page, "", first, ())


_HEADLINES = {
    "people": _person,
    "interactions": _interaction,
    "orders": _order,
    "lines": _line,
    "promises": _what,
    "questions": _what,
    "next": _what,
}


def _join_head(
    item: Mapping[str, Any],
    shape: Shape,
    page: PageLayout,
    head: str,
    further: Sequence[str],
    used: Sequence[str],
) -> tuple[str, Sequence[str]]:
    there = [name for name in further if name in item]
    words = [head] if head else []
    words += [_text(item[name], shape.child(name), page) for name in there]
    return ", ".join(words), (*used, *there)


def _parts(key: str, value: Any, shape: Shape, page: PageLayout, level: int) -> Iterator[str]:
    if isinstance(value, dict) and key not in _HEADLINES:
        yield from page_lines(value, shape, page, level)
        return
    inner = shape if isinstance(value, dict) else shape.item or ANY
    for item in [value] if isinstance(value, dict) else _sorted(key, value):
        if not isinstance(item, dict):
            yield from _wrapped("- " + _text(item, inner, page), level, page)
            continue
        head, told = headline(key, item, inner, page)
        yield from _wrapped("- " + head, level, page)
        rest = {name: part for name, part in item.items() if name not in told}
        yield from page_lines(rest, inner, page, level + 2)


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


def _text(value: Any, shape: Shape, page: PageLayout) -> str:
    """A value with its unit, in the page's language."""
    if isinstance(value, list):
        words = [_text(item, shape.item or ANY, page) for item in value]
        return ("; " if any("," in word for word in words) else ", ").join(words)
    if isinstance(value, bool):
        return in_words(value, page.language)
    if page.language == "fr" and value in shape.choices[: len(shape.choices_fr)]:
        return shape.choices_fr[shape.choices.index(value)]
    if isinstance(value, Decimal | int):
        # A year is a name, not a quantity.
        number = plain(value) if shape.unit == "year" else _number(value, page)
        return f"{number} {_unit(shape.unit, page)}".rstrip()
    return str(value)


def _number(value: Any, page: PageLayout) -> str:
    return grouped(value, page.language) if isinstance(value, Decimal | int) else str(value)


def _unit(unit: str, page: PageLayout) -> str:
    if unit in ("money", "unit-price"):
        return page.currency
    if unit in ("folder-money", "folder-unit-price"):
        return page.folder_currency
    known = {"m2": ("m²", "m²"), "days": ("days", "jours")}
    return known[unit][page.language == "fr"] if unit in known else ""


def _field(title: str, text: str, level: int, column: int, page: PageLayout) -> list[str]:
    head = _INDENT * level + padded(visible(title), column) + "  "
    lines = list(_lines_of(text, max(page.width - width_of(head), 20)))
    return [head + lines[0], *(" " * width_of(head) + line for line in lines[1:])]


def _wrapped(text: str, level: int, page: PageLayout) -> Iterator[str]:
    margin = _INDENT * level
    room = page.width - len(margin) - len(_INDENT)
    for place, line in enumerate(_lines_of(text, max(room, 20))):
        yield margin + (_INDENT if place else "") + line


def _lines_of(text: str, width: int) -> Iterator[str]:
    for paragraph in text.strip().split("\n"):
        yield from wrapped(visible(paragraph), width)
