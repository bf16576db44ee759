"""What the shell may be offered for a word that is being typed: ids, items, people, fields.

It reads and never writes: no index is made or brought up to date, no interrupted change is ended.
Whatever is wrong with the folder, there is less to offer, and no failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clientfile.store.folder import Folder, client_ids, files_named, read_bytes

Offer = tuple[str, str]
"""A word, and what it means ("" where it says so itself)."""

# Above so many clients their names would take longer to read than one waits for a shell.
MOST_NAMES = 2000
# What a shell would expand, split or run.
_UNFIT = re.compile(r"[^\w./@+#,%-]")
_ACTING = {'"': "”", "'": "’", "`": "’"}

KINDS = {
    "item": ("people", "interactions", "promises", "questions", "next", "orders"),
    "people": ("people",),
    "follow": ("promises", "next"),
    "question": ("questions",),
    "cancel": ("promises", "next", "orders"),
    "order": ("orders",),
}
"""Which items a command takes after `CLIENT/`."""


def clients(folder: Folder, typed: str, *, named: bool) -> list[Offer]:
    """The ids that begin with what is typed, by id, else those of clients whom it names in part;
    their names with them where `named` and they are not too many.
    """
    begun = sorted(client_ids(folder, typed))
    if begun and not (named and len(begun) <= MOST_NAMES):
        return [(client, "") for client in begun]
    names = _names(folder)
    if not begun:
        begun = _named_in_part(typed, sorted(client_ids(folder)), names)
    return [(client, names.get(client, "")) for client in begun]


def items(folder: Folder, typed: str, kind: str) -> list[Offer]:
    """`CLIENT/ITEM` for a client that is typed with a `/`, of the items that a command takes."""
    named, _, begun = typed.partition("/")
    client = _meant(folder, named)
    data = _record(folder, client)
    return [
        (f"{client}/{name}", told)
        for name, told in _items(data, KINDS[kind], kind)
        if name.startswith(begun)
    ]


def people(folder: Folder, target: str, typed: str) -> list[Offer]:
    """The people of a client who are there: by id, else whom the word names in part."""
    from clientfile.records.names import matches_name

    present = list(_items(_record(folder, _meant(folder, target)), KINDS["people"], "people"))
    begun = [offer for offer in present if offer[0].startswith(typed)]
    return begun or [offer for offer in present if matches_name(typed, offer[1])]


def refs(folder: Folder, target: str, typed: str) -> list[Offer]:
    """The refs of a client's orders."""
    known = _items(_record(folder, _meant(folder, target)), KINDS["order"], "order")
    return [offer for offer in known if offer[0].startswith(typed)]


def fields(folder: Folder, target: str, typed: str, kind: str) -> list[Offer]:
    """Paths of a client's record, or of the item that is named: of every field (`all`), of those
    that are there (`there`), or of `lists`. A chapter may be left out.
    """
    from clientfile.records.edits import at
    from clientfile.records.ids import find_item
    from clientfile.records.paths import address_of, shape_at
    from clientfile.schema.shapes import record_shape

    named, _, item = target.partition("/")
    data = _record(folder, _meant(folder, named))
    base = find_item(data, item) if item else ()
    part, shape = at(data, base), shape_at(record_shape(), base)
    paths = _there(part, ()) if kind == "there" else _possible(part, shape, (), kind)
    known = [address_of(part, path, shape) for path in paths]
    begun = [address for address in known if address.startswith(typed)]
    if not begun and not item:
        short = (address.partition(".")[2] for address in known)
        begun = [address for address in short if address.startswith(typed)]
    return [(address, "") for address in dict.fromkeys(begun)]


def fit(offers: list[Offer]) -> Iterator[Offer]:
    """The offers as a shell can be given them: words that it takes as they stand, and meanings
    without anything that acts on a shell or a terminal.
    """
    from clientfile.output.terminal import is_harmless

    for word, told in offers:
        if _UNFIT.search(word) or not (word.isascii() or is_harmless(word)):
            continue
        if not told:
            yield word, ""
        else:
            line = "".join(_ACTING.get(c, c) for c in told if is_harmless(c))
            yield word, " ".join(re.sub(r"[^\w .,+@/&’”€-]", " ", line).split())


def _meant(folder: Folder, named: str) -> str:
    if files_named(folder, [named]):
        return named
    found = _named_in_part(named, sorted(client_ids(folder)), _names(folder))
    return found[0] if len(found) == 1 else named


def _named_in_part(typed: str, ids: list[str], names: dict[str, str]) -> list[str]:
    from clientfile.records.names import matches_name

    return [
        one for one in ids if matches_name(typed, one) or matches_name(typed, names.get(one, ""))
    ]


def _names(folder: Folder) -> dict[str, str]:
    from clientfile.store.cache.cached_names import cached_client_names

    return cached_client_names(folder)


def _record(folder: Folder, client: str) -> dict[str, Any]:
    """The record of that id, as far as it can be read."""
    from clientfile.schema.shapes import record_shape
    from clientfile.yamltext.reader import read

    for file in files_named(folder, [client]):
        source = read_bytes(folder, file.path)
        limit = folder.settings.max_bytes
        return read(source, record_shape(), file="", max_bytes=limit).data or {}
    return {}


def _items(data: dict[str, Any], kinds: tuple[str, ...], kind: str) -> Iterator[Offer]:
    from clientfile.records.edits import at
    from clientfile.records.ids import all_items

    for name, path in all_items(data):
        holder = path[-2] if isinstance(path[-1], int) else path[-1]
        item = at(data, path)
        if name and holder in kinds and not _over(item, kind):
            yield name, _told(item)


def _over(item: dict[str, Any], kind: str) -> bool:
    """Whether a command has nothing to do with an item any more; any can be looked at."""
    if kind == "people":
        return bool(item.get("left"))
    if kind in ("follow", "cancel"):
        return bool(item.get("done") or item.get("cancelled") or item.get("status") == "cancelled")
    return kind == "question" and bool(item.get("answered") or item.get("answer"))


def _told(item: dict[str, Any]) -> str:
    """What an item is, in a few words."""
    from clientfile.records.ids import person_name

    if "last_name" in item:
        return person_name(item)
    words = (item.get(key) for key in ("date", "kind", "what", "status"))
    return " ".join(str(word) for word in words if word)[:60]


def _there(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The paths of what is there: single values, and items of lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _there(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, dict):
                yield (*path, place)
            yield from _there(inner, (*path, place))
    elif path:
        yield path


def _possible(
    value: Any, shape: Any, path: tuple[str | int, ...], kind: str
) -> Iterator[tuple[str | int, ...]]:
    """The paths of what a record may hold: fields, or lists; within items, of those there are."""
    if shape.kind == "mapping":
        known = value if isinstance(value, dict) else {}
        for key, below in shape.fields.items():
            yield from _possible(known.get(key), below, (*path, key), kind)
    elif shape.kind == "list":
        if kind == "lists" or shape.item is None or shape.item.kind == "text":
            yield path
        for place, inner in enumerate(value if isinstance(value, list) else ()):
            if isinstance(inner, dict):
                yield from _possible(inner, shape.child(place), (*path, place), kind)
    elif kind != "lists":
        yield path
