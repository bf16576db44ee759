"""What differs between two versions of a folder's settings, by key: for `history`, for `save`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientfile.language import ngettext
from clientfile.records.diff import FieldChange

Table = Mapping[str, Any]
SETTINGS_ITEM = "clientfile.toml"
"""What stands for the settings where a row names an item."""


def settings_changes(before: Table | None, after: Table | None) -> list[FieldChange]:
    """The settings that differ between two parsed files, by key; None stands for no file.

    A file that came or went is one change without a field.
    """
    if before is None or after is None:
        return [FieldChange(SETTINGS_ITEM, "", _count(before), _count(after))]
    old, new = dict(_values(before)), dict(_values(after))
    return [
        FieldChange(SETTINGS_ITEM, key, old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


def _count(table: Table | None) -> str | None:
    if table is None:
        return None
    count = sum(1 for _value in _values(table))
    return ngettext("{count} setting", "{count} settings", count)


def _values(table: Table, above: str = "") -> Iterator[tuple[str, Any]]:
    """Each single value, or list of single values, by its path; an entry of a list by its place."""
    for key, value in table.items():
        path = f"{above}{key}"
        if isinstance(value, dict):
            yield from _values(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            entries = {f"#{place}": each for place, each in enumerate(value, 1)}
            yield from _values(entries, f"{path}.")
        else:
            yield path, value
