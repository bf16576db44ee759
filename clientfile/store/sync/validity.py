"""Merged records that would be invalid: what both sides name comes back, the rest is a conflict."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from clientfile import checks
from clientfile.checks.fast import has_no_errors
from clientfile.language import _
from clientfile.records.conflict import ABSENT, Conflict, Decision
from clientfile.records.edits import Append, Data, Drop, Edit, Path, Put, at
from clientfile.records.ids import ORDERS, PEOPLE, items
from clientfile.records.paths import address_of
from clientfile.records.problems import Finding
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.sync.addresses import path_at, value_at
from clientfile.store.sync.outcome import SettledLine
from clientfile.store.sync.track_merge import TrackMerge, TrackMerger
from clientfile.store.sync.versions import Versions

_LISTS: dict[str, tuple[Path, str]] = {
    "unknown-person": (PEOPLE, "id"),
    "unknown-order": (ORDERS, "ref"),
}


@dataclass(frozen=True)
class ValidityKeeper:
    """Checks merged records of which both sides are valid, and has decided what is not.

    `valid` are blobs of records that have no errors.
    """

    versions: Versions
    merger: TrackMerger
    settings: Settings
    valid: Collection[str] = ()

    def check(self, merge: TrackMerge) -> None:
        """Change the merge so that its record is valid, or has a conflict."""
        sides = self._sides(merge)
        if not sides or merge.final is None or merge.final.blob in sides:
            return
        if self._is_valid(merge.final.blob) or not all(map(self._is_valid, sides)):
            return
        self._bring_back(merge, sides)
        if findings := self._findings(merge):
            data = [self.versions.data(blob) for blob in (self._base(merge), *sides)]
            addresses = dict.fromkeys(self._address(merge, each) for each in findings)
            conflicts = [_conflict(address, data) for address in addresses]
            self._decide(merge, [each for each in conflicts if each.ours != each.theirs], sides)
            if not merge.conflicts and self._findings(merge):
                self._decide(merge, [_conflict("", data)], sides)

    def _sides(self, merge: TrackMerge) -> list[str]:
        """Our version and the remote's."""
        track = merge.track
        if not (track.is_record and track.of_both and track.ours and track.remote):
            return []
        ours = self.merger.our_side.adapt(track, track.ours)
        return [ours.blob if ours else "", track.remote.blob]

    def _base(self, merge: TrackMerge) -> str:
        base = self.merger.our_side.adapt(merge.track, merge.track.base)
        return base.blob if base else ""

    def _is_valid(self, blob: str) -> bool:
        if blob in self.valid:
            return True
        data = self.versions.record(blob).data
        return data is not None and has_no_errors(data, self.settings.currency)

    def _findings(self, merge: TrackMerge) -> list[Finding]:
        assert merge.final is not None
        found = checks.error_findings(self.versions.data(merge.final.blob), self.settings)
        return [each for each in found if each.severity == "error"]

    def _address(self, merge: TrackMerge, finding: Finding) -> str:
        assert merge.final is not None
        return address_of(self.versions.data(merge.final.blob), finding.path, record_shape())

    def _bring_back(self, merge: TrackMerge, sides: Sequence[str]) -> None:
        """Bring back the people and orders that one side removed, and the other names."""
        assert merge.final is not None
        data = self.versions.data(merge.final.blob)
        found = {(each.code, str(at(data, each.path))) for each in self._findings(merge)}
        for code, name in sorted(found):
            edits = list(self._items(code, name, sides))[:1]
            if edits:
                blob = self.versions.edit(merge.final.blob, edits)
                merge.final = replace(merge.final, blob=blob)
                line = _(
                    "{item} was removed on one side, and is named on the other: it stays", item=name
                )
                merge.settled = [*merge.settled, SettledLine(merge.client, line)]

    def _items(self, code: str, name: str, sides: Sequence[str]) -> Iterator[Edit]:
        if code in _LISTS:
            path, key = _LISTS[code]
            for blob in sides:
                for item in items(self.versions.data(blob), *path):
                    if item.get(key) == name:
                        yield Append(path, (item,))

    def _decide(
        self, merge: TrackMerge, conflicts: Sequence[Conflict], sides: Sequence[str]
    ) -> None:
        """Add conflicts to a merge, or what is decided of them to its record."""
        assert merge.final is not None
        for conflict, decision in self.merger.add_conflicts(merge, conflicts):
            value = _decided(conflict, decision)
            blob = merge.final.blob
            if not conflict.address:
                blob = sides[0 if decision.choice == "mine" else 1]
            elif path := path_at(self.versions.data(blob), conflict.address):
                edit = Drop(path) if value is ABSENT else Put(path, value)
                blob = self.versions.edit(blob, [edit])
            merge.final = replace(merge.final, blob=blob)


def _conflict(address: str, data: Sequence[Data]) -> Conflict:
    base, ours, theirs = (value_at(each, address) for each in data)
    return Conflict(address, "value" if address else "whole", base, ours, theirs)


def _decided(conflict: Conflict, decision: Decision) -> object:
    if decision.choice is None:
        return decision.value
    return conflict.ours if decision.choice == "mine" else conflict.theirs
