"""Addresses of a record's parts, `orders."2026.11".due`: parse, resolve and format them.

Segments are separated by dots, or by ` › ` as `history` shows titles. An item of a list is
addressed by its identity (id, ref, year, name), else by `#` and its place from 1. A segment with a
dot in it is quoted. The chapter may be left out. A key may be typed as its title is in any
language. A concrete path is the resolved form: keys, and indexes from 0.
"""

from __future__ import annotations

import re
from typing import Any

from clientfile.errors import NoSuchItemError, UsageError
from clientfile.errors.suggest import alternatives, did_you_mean
from clientfile.language import _
from clientfile.language.spellings import spellings
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import find_item
from clientfile.records.shape import Shape
from clientfile.records.typed.words import by_spelling, field_titles, matching, only

_SEGMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|((?:(?! › )[^."])+)')
_DOT = re.compile(r"\.| › ")
_PLACE = re.compile(r"#([1-9]\d{0,5})")


def split_address(text: str) -> tuple[str, ...]:
    """The segments of an address, unquoted. Raises UsageError for a text that is no address."""
    segments, position = [], 0
    while True:
        match = _SEGMENT.match(text, position)
        if match is None:
            raise UsageError(
                _(
                    "{text!r} is no path of a record: write names with dots between, "
                    "such as identity.size.headcount",
                    text=text,
                )
            )
        quoted, plain = match.groups()
        segments.append(plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted))
        position = match.end()
        if position == len(text):
            return tuple(segments)
        if not (dot := _DOT.match(text, position)):
            raise UsageError(_("{text!r} is no path of a record: a dot is missing", text=text))
        position = dot.end()


def addresses_above(address: str) -> list[str]:
    """The addresses of all that holds the part at an address, the outermost first."""
    segments = [quote_segment(segment) for segment in split_address(address)] if address else []
    return [".".join(segments[:length]) for length in range(1, len(segments))]


def resolve(
    address: str, data: Data, shape: Shape, base: Path = (), whole: str = _("a record")
) -> Path:
    """The concrete path of `address` in `data`, from `base` on.

    Keys need not exist yet, items of a list must. `whole` is the name of all the data in messages.
    Raises UsageError for a key that no record has (with the nearest), NoSuchItemError for an item
    that this record lacks.
    """
    segments = split_address(address)
    if not base:
        segments = _with_chapter(segments, shape, whole)
    path = base
    for segment in segments:
        path = (
            *path,
            _step(
                segment,
                at(data, path),
                shape_at(shape, path),
                address_of(data, path, shape) or whole,
            ),
        )
    return path


def find_part(data: Data, typed: str, shape: Shape) -> Path:
    """The concrete path of an item, or of a chapter by its key or its title.

    Raises as `find_item` does.
    """
    try:
        return find_item(data, typed)
    except NoSuchItemError:
        if not (keys := matching(typed, field_titles(shape), in_part=True)):
            raise
        return (only(typed, keys),)


def shape_at(shape: Shape, path: Path) -> Shape:
    """The shape at a concrete path."""
    for step in path:
        shape = shape.child(step)
    return shape


def address_of(data: Any, path: Path, shape: Shape) -> str:
    """The address of a concrete path."""
    return ".".join(_segments(data, path, shape))


def short_address(data: Any, path: Path, shape: Shape) -> str:
    """The address from the innermost item with an identity on: `jean-dupont.function`.

    The whole address where no item on the path has one.
    """
    segments = _segments(data, path, shape)
    named = [
        length
        for length, step in enumerate(path)
        if isinstance(step, int) and not segments[length].startswith("#")
    ]
    return ".".join(segments[named[-1] if named else 0 :])


def _segments(data: Any, path: Path, shape: Shape) -> list[str]:
    segments = []
    for length, step in enumerate(path):
        if isinstance(step, int):
            holder = shape_at(shape, path[:length])
            segments.append(_item_name(at(data, path[: length + 1]), holder, step))
        else:
            segments.append(quote_segment(step))
    return segments


def quote_segment(segment: str) -> str:
    """A segment as it stands in an address: quoted where it could be parsed as something else."""
    if re.search(r'[."\s\\]|^#', segment) or not segment:
        escaped = segment.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return segment


def index_of_item(items: Any, shape: Shape, name: str) -> int | None:
    """The index (from 0) of the item of a list whose identity is `name`, or None.

    The identity of an item that is a single text is that text.
    """
    if not isinstance(items, list):
        return None
    if shape.kind == "any" or (shape.item is not None and shape.item.kind == "text"):
        return items.index(name) if name in items else None
    if len(shape.identity) != 1:
        return None
    key = shape.identity[0]
    for place, item in enumerate(items):
        if isinstance(item, dict) and key in item and str(item[key]) == name:
            return place
    return None


def _with_chapter(segments: tuple[str, ...], shape: Shape, whole: str) -> tuple[str, ...]:
    first, rest = segments[0], segments[1:]
    if first in shape.fields or first.startswith("x-"):
        return segments
    for chapter, inner in shape.fields.items():
        if first in inner.fields:
            return (chapter, *segments)
    if not (deeper := _ending_in(first, shape, ())):
        if above := _above_title(first, rest, shape):
            return (*above, *rest)
        deeper = _titled(first, shape, ())
    if deeper:
        paths = [".".join((*path, *rest)) for path in deeper[:3]]
        raise UsageError(
            _(
                "{whole} has no {typed!r} at its top: did you mean {paths}?",
                whole=whole,
                typed=first,
                paths=alternatives(paths),
            )
        )
    has = _("it has: {names}", names=", ".join(shape.fields))
    raise _no_such_key(whole, first, did_you_mean(first, _words(shape), has))


def _above_title(title: str, rest: tuple[str, ...], shape: Shape) -> tuple[str, ...]:
    """The path of the chapter, or of the field right below a chapter, that has a title; empty for
    none. Of several it is the one in which the rest of the address stands. Raises UsageError where
    that does not tell.
    """
    paths = [(key,) for key in matching(title, field_titles(shape), in_part=True)]
    within = {name: inner for name, inner in shape.fields.items() if not paths or (name,) in paths}
    below = [
        (chapter, key)
        for chapter, inner in within.items()
        for key in matching(title, field_titles(inner))
    ]
    # A key of several chapters is that of the first one, as it is where the key itself is typed.
    once = {path[-1]: path for path in reversed([*paths, *below])}
    addresses = {".".join(path): path for path in reversed(once.values())}
    names = _holders(rest[0], addresses, shape) if rest else []
    return addresses[only(title, names or list(addresses))] if addresses else ()


def _holders(segment: str, addresses: dict[str, tuple[str, ...]], shape: Shape) -> list[str]:
    """The addresses at which a segment stands: as a field, else as an item of a list."""
    inner = {name: shape_at(shape, path) for name, path in addresses.items()}
    fields = [name for name, each in inner.items() if matching(segment, field_titles(each))]
    return fields or [name for name, each in inner.items() if each.kind == "list"]


def _no_such_key(where: str, typed: str, hint: str) -> UsageError:
    return UsageError(_("{where} has no {typed!r}: {hint}", where=where, typed=typed, hint=hint))


def _words(shape: Shape) -> dict[str, str]:
    """The names of all parts outside of lists, in every language, each with the address of the
    outermost part of that name, without its chapter.
    """
    words: dict[str, str] = {}
    level: list[tuple[tuple[str, ...], Shape]] = [
        ((key,), child) for key, child in shape.fields.items()
    ]
    while level:
        for path, inner in level:
            address = ".".join(path[1:] or path)
            for word in (path[-1], *spellings(inner.title)):
                words.setdefault(word or path[-1], address)
        level = [
            ((*path, key), child) for path, inner in level for key, child in inner.fields.items()
        ]
    return words


def _ending_in(name: str, shape: Shape, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The paths of fields with this name, outside of lists, the outermost first."""
    paths = [
        path
        for key, inner in shape.fields.items()
        for path in ([(*above, key)] if key == name else _ending_in(name, inner, (*above, key)))
    ]
    return sorted(paths, key=len)


def _titled(title: str, shape: Shape, above: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The paths of fields with this title, outside of lists, the outermost first."""
    fitting = matching(title, field_titles(shape))
    paths = [
        path
        for key, inner in shape.fields.items()
        for path in ([(*above, key)] if key in fitting else _titled(title, inner, (*above, key)))
    ]
    return sorted(paths, key=len)


def _step(segment: str, value: Any, shape: Shape, where: str) -> str | int:
    if shape.kind == "list":
        return _place(segment, value, shape, where)
    if shape.kind == "mapping" and not shape.values and segment not in shape.fields:
        return segment if segment.startswith("x-") else _key(segment, shape, where)
    if shape.kind not in ("mapping", "any") or isinstance(value, str):
        raise UsageError(_("{where} is a single value: nothing stands below it", where=where))
    return _place(segment, value, shape, where) if isinstance(value, list) else segment


def _key(segment: str, shape: Shape, where: str) -> str:
    """The key of a title. Raises UsageError for a segment that is none, and for one of several."""
    titles = field_titles(shape)
    if keys := matching(segment, titles, in_part=True):
        return only(segment, keys)
    raise _no_such_key(where, segment, did_you_mean(segment, by_spelling(titles)))


def _place(segment: str, items: Any, shape: Shape, where: str) -> int:
    listed = items if isinstance(items, list) else []
    place = index_of_item(listed, shape, segment)
    if place is None and (by_place := _PLACE.fullmatch(segment)):
        place = int(by_place[1]) - 1
    if place is not None and place < len(listed):
        return place
    names = [_name_or_text(item, shape, place) for place, item in enumerate(listed)]
    raise NoSuchItemError(segment, where, names)


def _name_or_text(item: Any, shape: Shape, place: int) -> str:
    """The segment that finds an item: its identity, the text that it is, or its place."""
    is_text = isinstance(item, str) and (shape.kind == "any" or shape.child(0).kind == "text")
    return quote_segment(item) if is_text else _item_name(item, shape, place)


def _item_name(item: Any, shape: Shape, place: int) -> str:
    if len(shape.identity) == 1 and isinstance(item, dict):
        value = item.get(shape.identity[0])
        if isinstance(value, str | int) and str(value):
            return quote_segment(str(value))
    return f"#{place + 1}"
