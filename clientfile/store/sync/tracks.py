"""What both sides of a sync did to each file: the record under all its ids, or the file by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from clientfile.store.git.commit_line import TreeFile
from clientfile.store.git.renames import stem
from clientfile.store.sync.commit_state import RECORD, CommitState, Key
from clientfile.store.sync.lines import Origin, SideLine, Step


@dataclass
class Track:
    """A file on both sides since the base; None where it does not exist.

    `mine` and `theirs` are what each side's commits did to it. `item_ids` are the ids on the
    remote's line of the items of ours whose id is another item's there, by the ids that we gave.
    """

    key: Key
    base: TreeFile | None
    ours: TreeFile | None
    remote: TreeFile | None
    mine: Sequence[Step] = field(default_factory=list)
    theirs: Sequence[Step] = field(default_factory=list)
    item_ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_record(self) -> bool:
        """Whether it is a record."""
        return self.key[0] == RECORD

    @property
    def client(self) -> str:
        """The record's id as the remote has it, else as we have it; the name of another file."""
        file = self.remote or self.ours or self.base
        return self.key[1] if file is None or not self.is_record else stem(file.name)

    @property
    def of_both(self) -> bool:
        """Whether the remote has it otherwise than the base, and a commit of ours changed it."""
        return self.remote != self.base and (bool(self.mine) or self.ours != self.base)

    @property
    def our_files(self) -> Iterator[TreeFile]:
        """The file as our side had it: in the base, and before and after each of our commits."""
        steps = (file for step in self.mine for file in (step.before, step.after))
        return (file for file in (self.base, *steps, self.ours) if file is not None)

    @property
    def states(self) -> tuple[TreeFile | None, TreeFile | None, TreeFile | None]:
        """The file in the base, in the remote's last commit, and in ours."""
        return self.base, self.remote, self.ours


def match_tracks(base: CommitState, mine: SideLine, theirs: SideLine) -> list[Track]:
    """Every file that a side changed, with what the other did to it.

    Files that are new on both sides under one key are one track, and parted again where they are
    different clients.
    """
    tracks: dict[Origin, Track] = {}
    for origin in {**mine.tips, **theirs.tips}:
        if origin.added or origin.key not in base.by_key:
            continue
        file = base.by_key[origin.key]
        tracks[origin] = Track(
            origin.key,
            file,
            mine.tips.get(origin, file),
            theirs.tips.get(origin, file),
            mine.steps.get(origin, []),
            theirs.steps.get(origin, []),
        )
    return [*tracks.values(), *_new_tracks(tracks, mine, theirs)]


def _new_tracks(known: dict[Origin, Track], mine: SideLine, theirs: SideLine) -> list[Track]:
    """The files that the base lacks; those of one key at the end of both sides are one."""
    new: dict[Key, Track] = {}
    gone: list[Track] = []
    for origin, file in theirs.tips.items():
        if origin not in known and file is not None:
            key = _last_key(origin, file)
            new[key] = Track(key, None, None, file, [], theirs.steps.get(origin, []))
    for origin, file in mine.tips.items():
        if origin in known:
            continue
        key, steps = _last_key(origin, file), mine.steps.get(origin, [])
        if file is None:
            gone.append(Track(key, None, None, None, steps, []))
        elif key in new:
            new[key] = replace(new[key], ours=file, mine=steps)
        else:
            new[key] = Track(key, None, file, None, steps, [])
    return [*new.values(), *gone]


def _last_key(origin: Origin, file: TreeFile | None) -> Key:
    if file is None or origin.key[0] != RECORD:
        return origin.key
    return RECORD, stem(file.name)
