"""References that one side wrote to what the other removed: it comes back, and is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from clientfile.language import Message, _
from clientfile.records.edits import Append, Data, Path
from clientfile.records.ids import INTERACTIONS, PEOPLE, items
from clientfile.records.item_label import item_label
from clientfile.records.merge.collisions import rename_item_references
from clientfile.records.merge.renamed_people import find_new_ids
from clientfile.records.references import (
    person_references,
    referenced_clients,
    visit_references,
)
from clientfile.records.shape import Shape
from clientfile.schema.shapes import record_shape
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.our_side import OurSide, follow_file
from clientfile.store.sync.outcome import SettledLine
from clientfile.store.sync.track_merge import TrackMerge
from clientfile.store.sync.versions import Versions

_FIELDS = (b"came_from", b"same_as", b"shared")


@dataclass(frozen=True)
class ReferenceKeeper:
    """Brings back what the merged records name and one side removed; `forward` are the ids at the
    end of clients that our commits rename.
    """

    versions: Versions
    our_side: OurSide
    forward: Mapping[str, str]

    def bring_back(self, merges: Sequence[TrackMerge]) -> None:
        """Change the merges so that none names a client, a person or a visit that only the other
        removed.
        """
        records = [each for each in merges if each.track.is_record]
        self.versions.prefetch(each.final.blob for each in records if each.final)
        gone = dict(self._removed(records))
        while named := self._first_named(records, gone.keys()):
            client, namer = named
            target, file = gone.pop(client)
            target.final, target.client = file, client
            target.otherwise = self._first_to_name(namer, client)
            line = _("removed on one side, but {client} names it: it stays", client=namer.client)
            target.settled = [SettledLine(client, line)]
        self._bring_back_items({each.client: each for each in records if each.final})

    def _removed(
        self, records: Sequence[TrackMerge]
    ) -> Iterator[tuple[str, tuple[TrackMerge, TreeFile]]]:
        """The records that one side removed, as the other has them, by their ids at the end: none
        that was merged into another one, whose id it has then.
        """
        there = {stem(each.final.name) for each in records if each.final}
        for each in records:
            if each.final is None:
                remote, ours = each.track.remote, each.track.ours
                file = (
                    follow_file(self.versions, remote, self.forward)
                    if remote is not None
                    else self.our_side.adapt(each.track, ours)
                )
                if file is not None and stem(file.name) not in there:
                    yield stem(file.name), (each, file)

    def _first_named(
        self, records: Sequence[TrackMerge], clients: Collection[str]
    ) -> tuple[str, TrackMerge] | None:
        """The first of the clients that a record names, with the record."""
        for each in records if clients else ():
            if each.final is not None and self._has_one_of(each.final, clients):
                data = self.versions.data(each.final.blob)
                if found := sorted(referenced_clients(data) & set(clients)):
                    return found[0], each
        return None

    def _has_one_of(self, file: TreeFile, words: Collection[str]) -> bool:
        content = self.versions.content(file.blob)
        return any(word.encode() in content for word in words)

    def _first_to_name(self, namer: TrackMerge, word: str) -> int | None:
        """The number of our first commit in which a record has a word; None for none."""
        for step in namer.track.mine:
            after = self.our_side.adapt(namer.track, step.after)
            if after is not None and self._has_one_of(after, [word]):
                return step.number
        return None

    def _bring_back_items(self, records: dict[str, TrackMerge]) -> None:
        for namer in records.values():
            assert namer.final is not None
            content = self.versions.content(namer.final.blob)
            if not any(field in content for field in _FIELDS):
                continue
            self._follow_people(namer, records)
            for path, name in _named_items(self.versions.data(namer.final.blob)):
                client, _slash, item = name.partition("/")
                if client in records:
                    self._bring_back_item(records[client], path, item, namer)

    def _follow_people(self, namer: TrackMerge, records: dict[str, TrackMerge]) -> None:
        """Let a record name people of others by their new ids where a side changed those."""
        assert namer.final is not None
        data = self.versions.data(namer.final.blob)
        for client in {name.partition("/")[0] for _path, name in person_references(data)}:
            target = records.get(client)
            if target is None or target.final is None or target.track.base is None:
                continue
            base, final = target.track.base.blob, target.final.blob
            ids = find_new_ids(self.versions.data(base), self.versions.data(final))
            edits = rename_item_references(data, client, ids) if ids else []
            if edits:
                blob = self.versions.edit(namer.final.blob, edits)
                namer.final = replace(namer.final, blob=blob)

    def _bring_back_item(
        self, target: TrackMerge, path: Path, name: str, namer: TrackMerge
    ) -> None:
        assert target.final is not None
        if _find(self.versions.data(target.final.blob), path, name):
            return
        ours = self.our_side.adapt(target.track, target.track.ours)
        for side in (target.track.remote, ours):
            entry = side and _find(self.versions.data(side.blob), path, name)
            if entry:
                blob = self.versions.edit(target.final.blob, [Append(path, (entry,))])
                target.final = replace(target.final, blob=blob)
                if target.otherwise is None:
                    target.otherwise = self._first_to_name(namer, name)
                line = SettledLine(target.client, _stays(path, entry, name, namer.client))
                target.settled = [*target.settled, line]
                for person in entry.get("with", ()):
                    self._bring_back_item(target, PEOPLE, str(person), namer)
                return


def _named_items(data: Data) -> Iterator[tuple[Path, str]]:
    """The list and the name (`client/item`) of each item of another client that a record names."""
    yield from ((PEOPLE, name) for _path, name in person_references(data))
    yield from ((INTERACTIONS, name) for _path, name in visit_references(data))


def _find(data: Data, path: Path, name: str) -> Data | None:
    return next((each for each in items(data, *path) if each.get("id") == name), None)


def _stays(path: Path, entry: Data, name: str, client: str) -> Message:
    if path == PEOPLE:
        return _(
            "{person} was removed on one side, but {client} names them: they stay",
            person=name,
            client=client,
        )
    return _(
        "{visit}: removed on one side, but it was at {client} too: it stays",
        visit=item_label(entry, reduce(Shape.child, (*path, 0), record_shape())),
        client=client,
    )
