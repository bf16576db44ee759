"""The Change that brings exported records into a folder: new ones whole, others joined.

A value of the file stands where both have one. Items with an identity are joined by it, and new
ones are added. A list without, such as the lines of an order, is the file's where nothing of the
record's is lost by that; else it stays. Nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from clientfile.exchange.tables.missing_edits import with_sorted_keys
from clientfile.language import Lines, _, ngettext, pgettext
from clientfile.records.change import Change, NewRecord, RecordChange
from clientfile.records.edits import Data, Path
from clientfile.records.merge.lists import identity_of
from clientfile.records.merge.target import edits_between
from clientfile.records.paths import address_of
from clientfile.records.shape import Shape

RECORDS = pgettext("what is imported", "records")
"""What people read for the kind of an import of exported records."""


class ListConflict(NamedTuple):
    """A list of a record that stays, since the file's lacks some of its items."""

    client: str
    address: str


def join_records(
    exported: Mapping[str, Data], present: Mapping[str, Data], shape: Shape, source: str
) -> tuple[Change, list[ListConflict]]:
    """The change, and the lists that stay as they are; `source` is the name of the file."""
    changes: dict[str, RecordChange] = {}
    conflicts: list[ListConflict] = []
    created = 0
    for client, data in exported.items():
        before = present.get(client)
        if before is None:
            changes[client] = NewRecord(with_sorted_keys(data, shape), is_copy=True)
            created += 1
            continue
        joining = _Joining(client, before, shape)
        after = joining.join(before, data, shape, ())
        conflicts += joining.conflicts
        if edits := edits_between(before, after, shape):
            changes[client] = edits
    counts = _counts(created, len(changes) - created, len(exported) - len(changes))
    values = {"kind": RECORDS, "file": source, "counts": counts}
    subject = _("import {kind} from {file}: {counts}", **values)
    done = _("{kind} from {file}: {counts}", **values)
    return Change("import", subject, changes, done), conflicts


def _counts(created: int, changed: int, unchanged: int) -> str:
    counts = [
        (created, ngettext("{count} created", "{count} created", created)),
        (changed, ngettext("{count} changed", "{count} changed", changed)),
        (unchanged, ngettext("{count} unchanged", "{count} unchanged", unchanged)),
    ]
    return Lines([words for count, words in counts if count], ", ") or _("nothing")


class _Joining:
    """Joins one exported record with the present one."""

    def __init__(self, client: str, record: Data, shape: Shape) -> None:
        self._client, self._record, self._shape = client, record, shape
        self.conflicts: list[ListConflict] = []

    def join(self, before: Any, exported: Any, shape: Shape, path: Path) -> Any:
        """The value of both; `path` is where it stands in the record."""
        if isinstance(before, dict) and isinstance(exported, dict):
            return dict(self._join_fields(before, exported, shape, path))
        if isinstance(before, list) and isinstance(exported, list):
            return self._join_lists(before, exported, shape, path)
        return exported

    def _join_fields(
        self, before: Data, exported: Data, shape: Shape, path: Path
    ) -> Iterator[tuple[str, Any]]:
        for key in dict.fromkeys((*before, *exported)):
            if key not in before or key not in exported:
                yield key, exported.get(key, before.get(key))
            else:
                inner = self.join(before[key], exported[key], shape.child(key), (*path, key))
                yield key, inner

    def _join_lists(
        self, before: list[Any], exported: list[Any], shape: Shape, path: Path
    ) -> list[Any]:
        own, new = _by_identity(before, shape), _by_identity(exported, shape)
        if own is not None and new is not None:
            joined = [
                self.join(item, new[name], shape.child(0), (*path, place)) if name in new else item
                for place, (name, item) in enumerate(own.items())
            ]
            return [*joined, *(item for name, item in new.items() if name not in own)]
        if _is_within(before, exported):
            return exported
        if not _is_within(exported, before):
            address = address_of(self._record, path, self._shape)
            self.conflicts.append(ListConflict(self._client, address))
        return before


def _by_identity(items: list[Any], shape: Shape) -> dict[str, Any] | None:
    """The items by their identity; None where one has none, or two have the same."""
    named = {identity_of(item, shape): item for item in items}
    complete = None not in named and len(named) == len(items)
    return {str(name): item for name, item in named.items()} if complete else None


def _is_within(few: list[Any], many: list[Any]) -> bool:
    """Whether each item is in the other list, as often as it occurs."""
    rest = list(many)
    for item in few:
        if item not in rest:
            return False
        rest.remove(item)
    return True
