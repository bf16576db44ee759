"""Our versions as they are on the remote's line: under its ids, with references that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from clientfile.records.merge.collisions import rename_item_references, rename_items
from clientfile.records.references import rename_references
from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.collisions import another_id
from clientfile.store.sync.merged_clients import MergedClient
from clientfile.store.sync.tracks import Track
from clientfile.store.sync.versions import Versions


@dataclass(frozen=True)
class Renaming:
    """A client that our commit of a number renames, on the remote's line."""

    number: int
    old: str
    new: str


@dataclass
class OurIds:
    """The ids of clients on the remote's line by those that our commits have, where they differ.

    `renamings` are what our commits rename there. `renumbered` are clients of ours whose id is
    another's on the remote, `twice` those that each side renamed differently: our id and theirs.
    """

    ids: dict[str, str] = field(default_factory=dict)
    renamings: list[Renaming] = field(default_factory=list)
    renumbered: dict[str, str] = field(default_factory=dict)
    twice: list[Track] = field(default_factory=list)

    @cached_property
    def forward(self) -> Mapping[str, str]:
        """The ids at the end by those that our commits rename on the remote's line."""
        forward: dict[str, str] = {}
        for each in self.renamings:
            forward = {old: each.new if new == each.old else new for old, new in forward.items()}
            forward[each.old] = each.new
        return forward

    def follow_merged(self, merged: Iterable[MergedClient]) -> None:
        """Let what names a client that a side merged into another one name that: the remote's
        records from our merge on, ours always.
        """
        for each in merged:
            if each.number is None:
                self.ids.setdefault(each.gone, each.kept)
            else:
                self.renamings.append(Renaming(each.number, each.gone, each.kept))
        self.renamings.sort(key=lambda each: each.number)


def assign_ids(
    tracks: Sequence[Track], taken: frozenset[str], decided: Mapping[str, str]
) -> OurIds:
    """The ids of our clients on the remote's line.

    `taken` are all ids of both sides; `decided` the id of each client that both sides renamed, by
    its id in the base: the remote's, where nothing is decided.
    """
    result = OurIds()
    used = set(taken) | {name for each in tracks if each.is_record for name in _our_names(each)}
    theirs = {stem(each.remote.name): each for each in tracks if each.is_record and each.remote}
    for track in tracks:
        if track.is_record and (track.mine or track.ours != track.base or _is_renamed(track)):
            _assign(result, track, theirs, used, decided)
            _assign_passing(result, track, theirs, used)
    for track in tracks:
        if track.is_record:
            result.renamings += _renamings(track, result.ids)
    result.renamings.sort(key=lambda each: each.number)
    return result


def _is_renamed(track: Track) -> bool:
    """Whether the remote has the record of the base under another id."""
    base, remote = track.base, track.remote
    return base is not None and remote is not None and stem(base.name) != stem(remote.name)


def _assign(
    result: OurIds,
    track: Track,
    theirs: Mapping[str, Track],
    used: set[str],
    decided: Mapping[str, str],
) -> None:
    base, remote, mine = (stem(file.name) if file else "" for file in track.states)
    last = mine
    if _is_renamed(track):
        result.ids[base] = remote
        for step in track.mine:
            for file in (step.before, step.after):
                if file is not None and stem(file.name) != mine:
                    result.ids[stem(file.name)] = remote
        if mine and mine not in (base, remote):
            result.twice.append(track)
            last = decided.get(base, remote)
            if last not in (mine, remote) and last in used:
                last = another_id(last, used)
            used.add(last)
    if mine and last == mine and (mine != base or not remote) and _is_taken(track, mine, theirs):
        last = another_id(mine, used)
        used.add(last)
        result.renumbered[mine] = last
    if last and last != mine:
        result.ids[mine] = last


def _assign_passing(
    result: OurIds, track: Track, theirs: Mapping[str, Track], used: set[str]
) -> None:
    """Another id in the place of each that a record had in between, and that is another's there."""
    base, __, mine = (stem(file.name) if file else "" for file in track.states)
    for name in _our_names(track):
        if name not in (base, mine, *result.ids) and _is_taken(track, name, theirs):
            result.ids[name] = another_id(name, used)
            used.add(result.ids[name])


def _our_names(track: Track) -> list[str]:
    """The ids that a record had on our side, the oldest first."""
    return list(dict.fromkeys(stem(file.name) for file in track.our_files))


def _is_taken(track: Track, name: str, theirs: Mapping[str, Track]) -> bool:
    """Whether another record has this id on the remote's line where ours gets it."""
    holder = theirs.get(name, track)
    if holder is track:
        return False
    base, remote, mine = holder.states
    if base is None or stem(base.name) != name:
        return True
    # Ours got the id when our commits had taken it from its holder.
    is_left = stem(mine.name) != name if mine else remote == base
    return not is_left


def _renamings(track: Track, ids: Mapping[str, str]) -> list[Renaming]:
    found = []
    for step in track.mine:
        if step.before is not None and step.after is not None:
            old, new = (stem(file.name) for file in (step.before, step.after))
            old, new = ids.get(old, old), ids.get(new, new)
            if old != new:
                found.append(Renaming(step.number, old, new))
    return found


class OurSide:
    """Our versions of records on the remote's line; `ids` are those of clients there."""

    def __init__(
        self, versions: Versions, ids: Mapping[str, str], tracks: Sequence[Track] = ()
    ) -> None:
        self._versions, self._ids = versions, ids
        self._items = {
            ids.get(client, client): track.item_ids
            for track in tracks
            if track.item_ids
            for client in _our_names(track)
        }

    def adapt(self, track: Track, file: TreeFile | None) -> TreeFile | None:
        """A version of ours of a track under the ids of the remote's line."""
        if file is None or not track.is_record or not (self._ids or self._items):
            return file
        file = follow_file(self._versions, file, self._ids)
        return replace(file, blob=self._with_item_ids(track, file.blob))

    def _with_item_ids(self, track: Track, blob: str) -> str:
        """The version with the new ids of items, its own and those that it names at clients."""
        content = self._versions.content(blob)
        if has_one_of(content, track.item_ids):
            edits = rename_items(self._versions.data(blob), track.item_ids)
            blob = self._versions.edit(blob, edits)
        for client, ids in self._items.items():
            if has_one_of(content, [f"{client}/{item}" for item in ids]):
                edits = rename_item_references(self._versions.data(blob), client, ids)
                blob = self._versions.edit(blob, edits)
        return blob


def follow(versions: Versions, blob: str, ids: Mapping[str, str]) -> str:
    """The version of a record whose references to clients follow their new ids."""
    if not has_one_of(versions.content(blob), ids):
        return blob
    return versions.edit(blob, rename_references(versions.data(blob), ids))


def follow_file(versions: Versions, file: TreeFile, ids: Mapping[str, str]) -> TreeFile:
    """A record's file under its new id, and with references that follow."""
    own = stem(file.name)
    name = rename_file(file.name, ids.get(own, own))
    return replace(file, name=name, blob=follow(versions, file.blob, ids))


def has_one_of(content: bytes, words: Iterable[str]) -> bool:
    """Whether a text has one of the words, in whatever place."""
    return any(word.encode() in content for word in words)


def rename_file(name: str, client: str) -> str:
    """The name of a record's file under another id, in the folder where it is."""
    folder, slash, __ = name.rpartition("/")
    return f"{folder}{slash}{client}.yaml"
