"""Lays out a record as lines: each field under its title, lists as entries, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from clientfile.language import _, ngettext, translate
from clientfile.language.quantities import Rates, amount, day, number
from clientfile.output.numbers import format_flag, format_number
from clientfile.output.terminal import pad, visible, with_bar, wrap
from clientfile.output.terminal import width as width_of
from clientfile.records.edits import Data
from clientfile.records.ids import person_name
from clientfile.records.shape import ANY, Shape
from clientfile.records.typed.amounts import plain
from clientfile.records.typed.intervals import interval_words

_INDENT = "  "
_WIDEST_TITLE = 32
_NEWEST_FIRST = ("interactions", "orders", "years", "targets", "purchases", "payments",
                 "settled", "on_account")  # fmt: skip


@dataclass(frozen=True)
class PageLayout:
    """What the layout of a page depends on.

    `width` is in columns; `currency` is the client's. `nets` are the orders' net amounts by ref,
    as the figures' engine computes them; `names` those of people by id.
    """

    language: str = "en"
    width: int = 80
    currency: str = ""
    folder_currency: str = ""
    nets: Mapping[str, Decimal] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """A translatable text in the language of the page; any other text as it is."""
        return translate(text, self.language)

    def within(self, item: Mapping[str, Any]) -> PageLayout:
        """The layout of an item's own fields: in the currency that it names, if it does."""
        return replace(self, currency=str(item["currency"])) if "currency" in item else self


def page_lines(data: Data, shape: Shape, layout: PageLayout, level: int = 0) -> list[str]:
    """The lines of a mapping, indented by `level`: single values first, then values with parts."""
    layout = layout.within(data)
    keys = _in_order(data, shape)
    single = {
        _title(key, shape, layout): _text(data[key], shape.child(key), layout)
        for key in keys
        if not _has_parts(data[key])
    }
    column = min(max(map(width_of, single), default=0), _WIDEST_TITLE)
    lines = [line for name in single for line in _field(name, single[name], level, column, layout)]
    for key in keys:
        if _has_parts(data[key]):
            lines.append(_INDENT * level + visible(_title(key, shape, layout)))
            lines += _parts(key, data[key], shape.child(key), layout, level + 1)
    return lines


def title_of(key: str, shape: Shape, language: str) -> str:
    """A field's title in the folder's language; its key where the schema has none."""
    return translate(shape.title, language) or key


def headline(
    key: str, item: Mapping[str, Any], shape: Shape, layout: PageLayout
) -> tuple[str, Sequence[str]]:
    """An entry of a list in one line that ends with its id, and the keys that the line covers."""
    head, keys = _HEADLINES.get(key, _first_value)(item, shape, layout.within(item))
    if key == "people" or "id" not in item:
        return head, keys
    return f"{head} [{item['id']}]", (*keys, "id")


def _title(key: str, shape: Shape, layout: PageLayout) -> str:
    # Where keys are free (the name of a social network), the key says more than the schema's title.
    return key if key not in shape.fields else title_of(key, shape.fields[key], layout.language)


def _person(item: Mapping[str, Any], shape: Shape, layout: PageLayout) -> tuple[str, Sequence[str]]:
    head = f"{person_name(dict(item))} ({item.get('id')})"
    covered = ("id", "first_name", "last_name")
    return _join_head(item, shape, layout, head, ("title", "function", "department"), covered)


def _interaction(
    item: Mapping[str, Any], shape: Shape, layout: PageLayout
) -> tuple[str, Sequence[str]]:
    head: str = _(
        "{day} {kind}",
        day=day(str(item.get("date"))),
        kind=shape.child("kind").word(str(item.get("kind"))),
    )
    if people := [layout.names.get(str(each), str(each)) for each in item.get("with", [])]:
        head = _("{talk} with {people}", talk=head, people=", ".join(people))
    if item.get("reached") is False:
        head = _("{talk}, no answer", talk=head)
    if item.get("mailing") is True:
        head = _("{talk}, a mailing", talk=head)
    covered = ("date", "kind", "with", "reached", "mailing")
    return _join_head(item, shape, layout, layout.say(head), ("salesperson",), covered)


def _order(item: Mapping[str, Any], shape: Shape, layout: PageLayout) -> tuple[str, Sequence[str]]:
    ref = str(item.get("ref"))
    ordered = day(str(item.get("date")))
    head: str = f"{layout.say(ordered)} {ref}"
    if ref in layout.nets:
        net = amount(layout.nets[ref], layout.currency, 0)
        head = layout.say(_("{day} {ref}: {amount}", day=ordered, ref=ref, amount=net))
    return _join_head(item, shape, layout, head, ("status",), ("ref", "date"))


def _line(item: Mapping[str, Any], shape: Shape, layout: PageLayout) -> tuple[str, Sequence[str]]:
    del shape
    quantity, price = (_number(item.get(key), layout) for key in ("quantity", "unit_price"))
    unit = f" {item['unit']}" if "unit" in item else ""
    less = f" - {layout.say(Rates(item['discount']))}" if "discount" in item else ""
    product = with_bar(str(item.get("product")))
    text = f"{quantity}{unit} × {price}{less}"
    head = layout.say(_("{label}: {text}", label=product, text=text))
    return head, ("product", "quantity", "unit", "unit_price", "discount")


def _on_account(
    item: Mapping[str, Any], shape: Shape, layout: PageLayout
) -> tuple[str, Sequence[str]]:
    head = _text(item.get("date", ""), shape.child("date"), layout)
    return _join_head(item, shape, layout, head, ("amount", "note"), ("date", "currency"))


def _what(item: Mapping[str, Any], shape: Shape, layout: PageLayout) -> tuple[str, Sequence[str]]:
    """A promise, a question, a next action or a reminder: what, to whom, whose and by when."""
    words = [str(item.get("what", ""))]
    people = [str(item[key]) for key in ("to", "person") if key in item]
    words += [layout.names.get(person, person) for person in people]
    further = [key for key in ("whose", "due", "date") if key in item]
    words += [_text(item[key], shape.child(key), layout) for key in further]
    if "every" in item:
        words.append(layout.say(interval_words(str(item["every"]))))
    return ", ".join(words), ("what", "to", "person", "whose", "due", "date", "every")


def _first_value(
    item: Mapping[str, Any], shape: Shape, layout: PageLayout
) -> tuple[str, Sequence[str]]:
    first = [name for name in _in_order(dict(item), shape) if not _has_parts(item[name])][:1]
    return _join_head(item, shape, layout, "", first, ())


_HEADLINES = {
    "on_account": _on_account,
    "people": _person,
    "interactions": _interaction,
    "orders": _order,
    "lines": _line,
    "promises": _what,
    "questions": _what,
    "next": _what,
    "reminders": _what,
}


def _join_head(
    item: Mapping[str, Any],
    shape: Shape,
    layout: PageLayout,
    head: str,
    further: Sequence[str],
    covered: Sequence[str],
) -> tuple[str, Sequence[str]]:
    """`head` with the values of the `further` keys, and those keys beside the ones it covers."""
    present = [name for name in further if name in item]
    words = [head] if head else []
    words += [_text(item[name], shape.child(name), layout) for name in present]
    return ", ".join(words), (*covered, *present)


def _parts(key: str, value: Any, shape: Shape, layout: PageLayout, level: int) -> Iterator[str]:
    if isinstance(value, dict) and key not in _HEADLINES:
        yield from page_lines(value, shape, layout, level)
        return
    inner = shape if isinstance(value, dict) else shape.item or ANY
    for item in [value] if isinstance(value, dict) else _sorted(key, value):
        if not isinstance(item, dict):
            yield from _wrapped("- " + _text(item, inner, layout), level, layout)
            continue
        head, covered = headline(key, item, inner, layout)
        yield from _wrapped("- " + head, level, layout)
        rest = {name: part for name, part in item.items() if name not in covered}
        yield from page_lines(rest, inner, layout, level + 2)


def _sorted(key: str, items: Sequence[Any]) -> Sequence[Any]:
    if key in _NEWEST_FIRST and all(isinstance(item, dict) for item in items):
        return sorted(items, key=lambda item: str(item.get("date", item.get("year"))), reverse=True)
    return items


def _in_order(data: Data, shape: Shape) -> list[str]:
    """The mapping's keys in the schema's order, those that it does not have last."""
    order = list(shape.fields)
    return sorted(data, key=lambda key: order.index(key) if key in order else len(order))


def _has_parts(value: Any) -> bool:
    """Whether a value takes lines of its own; a list of single values stands on one line."""
    if isinstance(value, list):
        return any(isinstance(item, dict | list) for item in value)
    return isinstance(value, dict)


def _text(value: Any, shape: Shape, layout: PageLayout) -> str:
    """A value with its unit, in the layout's language."""
    if isinstance(value, list):
        words = [_text(item, shape.item or ANY, layout) for item in value]
        return ("; " if any("," in word for word in words) else ", ").join(words)
    if isinstance(value, bool):
        return format_flag(value, layout.language)
    if isinstance(value, Decimal | int):
        return layout.say(_quantity(value, shape.unit, layout))
    if shape.format == "percent":
        return layout.say(Rates(value))
    return layout.say(day(value) if shape.format == "date" else shape.word(value))


def _quantity(value: Decimal | int, unit: str, layout: PageLayout) -> str:
    """A number with its unit."""
    if unit == "year":
        # A year is a name, not a quantity: its digits are not grouped.
        return plain(value)
    if unit in ("money", "unit-price"):
        return amount(value, layout.currency, 0)
    if unit in ("folder-money", "folder-unit-price"):
        return amount(value, layout.folder_currency, 0)
    if unit == "m2":
        return _("{number} m²", number=number(value))
    if unit == "days":
        return ngettext("{days} days", "{days} days", int(value), days=number(value))
    return number(value)


def _number(value: Any, layout: PageLayout) -> str:
    return format_number(value, layout.language) if isinstance(value, Decimal | int) else str(value)


def _field(title: str, text: str, level: int, column: int, layout: PageLayout) -> list[str]:
    head = _INDENT * level + pad(visible(title), column) + "  "
    lines = list(_lines_of(text, max(layout.width - width_of(head), 20)))
    return [head + lines[0], *(" " * width_of(head) + line for line in lines[1:])]


def _wrapped(text: str, level: int, layout: PageLayout) -> Iterator[str]:
    margin = _INDENT * level
    room = layout.width - len(margin) - len(_INDENT)
    for place, line in enumerate(_lines_of(text, max(room, 20))):
        yield margin + (_INDENT if place else "") + line


def _lines_of(text: str, width: int) -> Iterator[str]:
    for paragraph in text.strip().split("\n"):
        yield from wrap(visible(paragraph), width)
