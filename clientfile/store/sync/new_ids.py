"""Ids that ours could not keep on the remote's line: what is told of them, and by which commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clientfile.language import _
from clientfile.records.edits import at
from clientfile.records.ids import all_items
from clientfile.records.merge.new_ids import describe_new_ids
from clientfile.schema.shapes import record_shape
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.our_side import OurIds
from clientfile.store.sync.outcome import SettledLine
from clientfile.store.sync.track_merge import TrackMerge
from clientfile.store.sync.versions import Versions


def describe_renumbered(
    versions: Versions, ids: OurIds, merges: Sequence[TrackMerge]
) -> Iterator[SettledLine]:
    """A line for each client and each item of ours that gets another id."""
    for old, new in ids.renumbered.items():
        line = _(
            "another client has the id {old} on the other side: ours is {new}", old=old, new=new
        )
        yield SettledLine(new, line)
    for each in merges:
        left = dict(each.track.item_ids)
        for file in reversed(list(each.track.our_files)) if left else ():
            data = versions.data(file.blob)
            for line in describe_new_ids(data, left, record_shape()):
                yield SettledLine(each.client, line)
            left = {name: left[name] for name in left.keys() - _items(versions, file, left)}


def renumbered_by_commit(
    versions: Versions, clients: OurIds, merge: TrackMerge
) -> Mapping[int, Mapping[str, str]]:
    """By the numbers of our commits that change such a client or item: its name (`acme`,
    `acme/martin`) there, and on the remote's line.
    """
    ids, found = merge.track.item_ids, dict[int, dict[str, str]]()
    for step in merge.track.mine if merge.client in clients.renumbered.values() else ():
        file = step.after or step.before
        old = stem(file.name) if file else ""
        if clients.renumbered.get(old) == merge.client:
            found.setdefault(step.number, {})[old] = merge.client
    for step in merge.track.mine if ids else ():
        before, after = (_items(versions, file, ids) for file in (step.before, step.after))
        for name in ids:
            if before.get(name) != after.get(name):
                of_step = found.setdefault(step.number, {})
                of_step[f"{merge.client}/{name}"] = f"{merge.client}/{ids[name]}"
    return found


def _items(versions: Versions, file: TreeFile | None, ids: Mapping[str, str]) -> dict[str, object]:
    """The items of a version that have one of the ids."""
    data = versions.data(file.blob) if file else {}
    return {name: at(data, path) for name, path in all_items(data) if name in ids}
