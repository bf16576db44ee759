"""Candidates of completion: ids of clients, items, people, orders, and paths of fields.

Nothing is written: the cache is neither built nor refreshed, an interrupted change is not ended.
Whatever is wrong with the folder, there are fewer candidates, and no failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from clientfile.store.folder import Folder, client_ids, files_named, read_bytes

Candidate = tuple[str, str]
"""A word, and what it means ("" where the word says so itself)."""

MOST_NAMES = 2000
"""Above so many clients, reading their names takes longer than one waits for a shell."""

# What a shell would expand, split or run.
_UNSAFE = re.compile(r"[^\w./@+#,%-]")
_QUOTES = {'"': "”", "'": "’", "`": "’"}
# The lists of a record that hold the items which a command takes after `CLIENT/`.
_HOLDERS = {
    "ITEM": (
        *("people", "interactions", "promises", "questions", "next", "reminders"),
        *("orders", "on_account"),
    ),
    "PERSON": ("people",),
    "FOLLOWUP": ("promises", "next", "reminders"),
    "QUESTION": ("questions",),
    "CANCELLABLE": ("promises", "next", "reminders", "orders"),
    "ORDER": ("orders",),
}


def client_candidates(folder: Folder, typed: str, *, meanings: bool) -> list[Candidate]:
    """The ids that begin with `typed`, sorted; without any, those of clients whose names match.

    With `meanings` their names come with them, unless there are too many.
    """
    ids = sorted(client_ids(folder, typed))
    if ids and not (meanings and len(ids) <= MOST_NAMES):
        return [(client, "") for client in ids]
    names = _cached_names(folder)
    if not ids:
        ids = _matching_ids(typed, sorted(client_ids(folder)), names)
    return [(client, names.get(client, "")) for client in ids]


def item_candidates(folder: Folder, typed: str, kind: str, day: date) -> list[Candidate]:
    """`CLIENT/ITEM` for a client typed with a `/`, of the items of a kind; of PERSON, those who
    had not left by a day.
    """
    name, _, beginning = typed.partition("/")
    client = _resolve_client(folder, name)
    return [
        (f"{client}/{item}", meaning)
        for item, meaning in _items(_record(folder, client), kind, day)
        if item.startswith(beginning)
    ]


def person_candidates(folder: Folder, target: str, typed: str, day: date) -> list[Candidate]:
    """The people who were at a client on a day: by id, else by part of the name."""
    from clientfile.records.ids import people
    from clientfile.records.names import matches_name
    from clientfile.records.posts import arrives_after

    data = _record(folder, _resolve_client(folder, target))
    to_come = {str(each.get("id")) for each in people(data) if arrives_after(each, day)}
    present = [each for each in _items(data, "PERSON", day) if each[0] not in to_come]
    by_id = [candidate for candidate in present if candidate[0].startswith(typed)]
    return by_id or [candidate for candidate in present if matches_name(typed, candidate[1])]


def order_candidates(folder: Folder, target: str, typed: str) -> list[Candidate]:
    """The refs of a client's orders."""
    data = _record(folder, _resolve_client(folder, target))
    candidates = _items(data, "ORDER", date.max)
    return [candidate for candidate in candidates if candidate[0].startswith(typed)]


def field_candidates(folder: Folder, target: str, typed: str, kind: str) -> list[Candidate]:
    """Paths within a client's record, or within the item that `target` names.

    The kind is FIELD for every field, PRESENT for what the record has, LIST for lists. A chapter
    may be left out.
    """
    from clientfile.records.edits import at
    from clientfile.records.ids import find_item
    from clientfile.records.paths import address_of, shape_at
    from clientfile.schema.shapes import record_shape

    name, _, item = target.partition("/")
    data = _record(folder, _resolve_client(folder, name))
    base = find_item(data, item) if item else ()
    part, shape = at(data, base), shape_at(record_shape(), base)
    paths = (
        _present_paths(part, ()) if kind == "PRESENT" else _possible_paths(part, shape, (), kind)
    )
    addresses = [address_of(part, path, shape) for path in paths]
    matching = [address for address in addresses if address.startswith(typed)]
    if not matching and not item:
        short = (address.partition(".")[2] for address in addresses)
        matching = [address for address in short if address.startswith(typed)]
    return [(address, "") for address in dict.fromkeys(matching)]


def part_candidates(folder: Folder, typed: str, day: date) -> list[Candidate]:
    """`CLIENT/ITEM.FIELD` for a client typed with a `/`, as conflicts are named: items first, the
    fields of one after its dot, and those of the record by their paths.
    """
    from clientfile.records.ids import used_ids

    name, _, part = typed.partition("/")
    item, dot, beginning = part.partition(".")
    if not dot and (items := item_candidates(folder, typed, "ITEM", day)):
        return items
    client, within = _resolve_client(folder, name), ""
    if item in used_ids(_record(folder, client)):
        within, part = f"{item}.", beginning
    fields = field_candidates(folder, f"{client}/{item}" if within else client, part, "FIELD")
    return [(f"{client}/{within}{field}", meaning) for field, meaning in fields]


def column_candidates(command: str, typed: str) -> list[Candidate]:
    """The columns of a command's tables, and the paths of records that `--columns` takes too, after
    the columns that are typed already.
    """
    from clientfile.records.query import paths_beginning
    from clientfile.reports.registry import TABLES
    from clientfile.schema.shapes import record_shape

    before, comma, beginning = typed.rpartition(",")
    tables = [table for table in TABLES.values() if table.command == command]
    columns = (column for table in tables for column in table.load_columns())
    names = {each.key: each.heading for each in columns if each.key.startswith(beginning)}
    if beginning and any(table.of_clients for table in tables):
        names = paths_beginning(beginning, record_shape()) | names
    return [(f"{before}{comma}{name}", meaning) for name, meaning in names.items()]


def shell_safe(candidates: list[Candidate]) -> Iterator[Candidate]:
    """The candidates that a shell takes as they stand.

    Their meanings lose every character that acts on a shell or a terminal.
    """
    from clientfile.output.terminal import is_harmless

    for word, meaning in candidates:
        if _UNSAFE.search(word) or not (word.isascii() or is_harmless(word)):
            continue
        if not meaning:
            yield word, ""
        else:
            line = "".join(_QUOTES.get(c, c) for c in meaning if is_harmless(c))
            yield word, " ".join(re.sub(r"[^\w .,+@/&’”€-]", " ", line).split())


def _resolve_client(folder: Folder, typed: str) -> str:
    """The id that was typed, or of the only client whose name matches_name; else what was typed."""
    if files_named(folder, [typed]):
        return typed
    ids = _matching_ids(typed, sorted(client_ids(folder)), _cached_names(folder))
    return ids[0] if len(ids) == 1 else typed


def _matching_ids(typed: str, ids: list[str], names: dict[str, str]) -> list[str]:
    from clientfile.records.names import matches_name

    return [
        each
        for each in ids
        if matches_name(typed, each) or matches_name(typed, names.get(each, ""))
    ]


def _cached_names(folder: Folder) -> dict[str, str]:
    from clientfile.store.cache.cached_names import cached_client_names

    return cached_client_names(folder)


def _record(folder: Folder, client: str) -> dict[str, Any]:
    """The record of that id, as far as it can be read; empty without one."""
    from clientfile.schema.shapes import record_shape
    from clientfile.yamltext.reader import read

    for file in files_named(folder, [client]):
        source = read_bytes(folder, file.path)
        limit = folder.settings.max_bytes
        return read(source, record_shape(), file="", max_bytes=limit).data or {}
    return {}


def _items(data: dict[str, Any], kind: str, day: date) -> Iterator[Candidate]:
    from clientfile.records.edits import at
    from clientfile.records.ids import all_items
    from clientfile.records.paths import shape_at
    from clientfile.schema.shapes import record_shape

    shape = record_shape()
    for name, path in all_items(data):
        holder = path[-2] if isinstance(path[-1], int) else path[-1]
        item = at(data, path)
        if name and holder in _HOLDERS[kind] and not _is_closed(item, kind, day):
            yield name, _label(item, shape_at(shape, path))


def _is_closed(item: dict[str, Any], kind: str, day: date) -> bool:
    """Whether a command has nothing to do with an item any more; any can be looked at."""
    from clientfile.records.ids import is_open_reminder
    from clientfile.records.posts import was_gone

    if kind == "PERSON":
        return was_gone(item, day)
    if kind in ("FOLLOWUP", "CANCELLABLE"):
        over = item.get("done") or item.get("status") == "cancelled"
        return bool(over) or not is_open_reminder(item)
    return kind == "QUESTION" and bool(item.get("answered") or item.get("answer"))


def _label(item: dict[str, Any], shape: Any) -> str:
    """What tells an item from others: a name, or its day, kind, text and state."""
    from clientfile.language import Lines
    from clientfile.language.quantities import day
    from clientfile.records.ids import person_name

    if "last_name" in item:
        return person_name(item)
    values = {key: item[key] for key in ("date", "kind", "what", "status") if item.get(key)}
    words = [
        day(value) if key == "date" else shape.fields[key].word(str(value))
        for key, value in values.items()
    ]
    return Lines(words, " ")


def _present_paths(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The paths of what a record has: single values, and items of lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _present_paths(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, dict):
                yield (*path, place)
            yield from _present_paths(inner, (*path, place))
    elif path:
        yield path


def _possible_paths(
    value: Any, shape: Any, path: tuple[str | int, ...], kind: str
) -> Iterator[tuple[str | int, ...]]:
    """The paths of what a record may have: fields, or lists; within lists, of the items present."""
    if shape.kind == "mapping":
        values = value if isinstance(value, dict) else {}
        for key, below in shape.fields.items():
            yield from _possible_paths(values.get(key), below, (*path, key), kind)
    elif shape.kind == "list":
        if kind == "LIST" or shape.item is None or shape.item.kind == "text":
            yield path
        for place, inner in enumerate(value if isinstance(value, list) else ()):
            if isinstance(inner, dict):
                yield from _possible_paths(inner, shape.child(place), (*path, place), kind)
    elif kind != "LIST":
        yield path
