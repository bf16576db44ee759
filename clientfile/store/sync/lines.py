"""The commits of one side of a sync: which files each changed, through renames and removals."""

from __future__ import annotations

import re
from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field

from clientfile.store.git.commit_line import LineCommit, TreeChange, TreeFile
from clientfile.store.sync.commit_state import FILE, RECORD, CommitState, Key, KeyOf

_RENAMED = re.compile(
    r"^Clientfile-Command: rename\nClientfile-Client: (\S+)\nClientfile-Client: (\S+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file is followed by: its key when the line began, or when it was added by the commit
    of the number `added`, from 1.
    """

    key: Key
    added: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit of the line, by its number from 0, did to a file."""

    number: int
    before: TreeFile | None
    after: TreeFile | None


@dataclass
class SideLine:
    """The commits of one side, with the steps of each file that they changed.

    `tips` are the files of the side's last commit that may differ from the base's; None for one
    that is gone.
    """

    commits: Sequence[LineCommit]
    steps: dict[Origin, list[Step]] = field(default_factory=dict)
    tips: dict[Origin, TreeFile | None] = field(default_factory=dict)


def follow_line(
    commits: Sequence[LineCommit],
    changes: Sequence[Sequence[TreeChange]],
    base: CommitState,
    tip: CommitState,
    key_of: KeyOf,
) -> SideLine:
    """The line of these commits, parents first; `changes` are the files that each itself changed,
    `base` and `tip` the states where it begins and ends.
    """
    line = SideLine(commits)
    walk = _LineWalk(base)
    for number, (commit, of_commit) in enumerate(zip(commits, changes, strict=True)):
        stated = _stated_rename(commit)
        for before, after in _pair(of_commit, stated, key_of):
            if stated and before is None and after and key_of(after) == (RECORD, stated[1]):
                walk.bring_back((RECORD, stated[0]), (RECORD, stated[1]))
            origin = walk.follow(number, before, after, key_of)
            line.steps.setdefault(origin, []).append(Step(number, before, after))
    _add_tips(line, walk, base, tip)
    return line


def _add_tips(line: SideLine, walk: _LineWalk, base: CommitState, tip: CommitState) -> None:
    """Add where each file is at the end, also those that merges alone changed."""
    unlike = base.keys_unlike(tip)
    ends = {key for key in unlike | walk.moved_keys if key in tip.by_key}
    ends |= {
        each.key for each in line.steps if walk.origin_of(each.key) == each
    } & tip.by_key.keys()
    for key in sorted(ends, key=lambda key: tip.by_key[key].name):
        origin, file = walk.origin_of(key), tip.by_key[key]
        if origin in line.steps or base.by_key.get(key) != file:
            line.tips[origin] = file
    left = unlike - tip.by_key.keys()
    gone = [key for key in base.by_key if key in left] if left else []
    for origin in [*line.steps, *map(Origin, gone)]:
        line.tips.setdefault(origin, None)


class _LineWalk:
    """Where each file is now, along the commits of a line."""

    def __init__(self, base: CommitState) -> None:
        self._base = base
        self._origins: dict[Key, Origin] = {}
        self._left: set[Key] = set()
        self._removed: set[Key] = set()

    @property
    def moved_keys(self) -> KeysView[Key]:
        """The keys that files have now and did not begin with."""
        return self._origins.keys()

    def origin_of(self, key: Key) -> Origin:
        """The origin of the file that has this key now, or had it."""
        return self._origins.get(key) or Origin(key)

    def bring_back(self, old: Key, new: Key) -> None:
        """Follow a removed file by the new key with which a rename brings it back."""
        if old in self._removed:
            self._removed.discard(old)
            self._rename(self.origin_of(old), old, new)

    def follow(
        self, number: int, before: TreeFile | None, after: TreeFile | None, key_of: KeyOf
    ) -> Origin:
        """The origin of the file that a commit changed, added, renamed or removed."""
        old, new = (key_of(file) if file else None for file in (before, after))
        if old is None:
            assert new is not None
            if new in self._left:
                # The file that had this key is another one, which was renamed.
                self._origins[new] = Origin(new, number + 1)
                self._left.discard(new)
            return self.origin_of(new)
        origin = self.origin_of(old)
        if new is None:
            self._removed.add(old)
        elif new != old:
            self._rename(origin, old, new)
        return origin

    def _rename(self, origin: Origin, old: Key, new: Key) -> None:
        self._origins[new] = origin
        self._origins.pop(old, None)
        self._left.add(old)
        self._left.discard(new)


def _stated_rename(commit: LineCommit) -> tuple[str, str] | None:
    """The ids before and after, where the commit says that it renames a record."""
    found = _RENAMED.search(commit.text)
    return (found[1], found[2]) if found else None


_Pair = tuple[TreeFile | None, TreeFile | None]


def _pair(
    changes: Iterable[TreeChange], stated: tuple[str, str] | None, key_of: KeyOf
) -> list[_Pair]:
    """The files of a commit before and after: of one key, as the commit states it, else as git
    finds renames.
    """
    gone: dict[Key, TreeFile] = {}
    new: dict[Key, TreeFile] = {}
    renames: list[tuple[Key, Key]] = []
    pairs: list[_Pair] = []
    for each in changes:
        if each.before and each.after and each.before.name == each.after.name:
            pairs.append((each.before, each.after))
            continue
        if each.before:
            gone[key_of(each.before)] = each.before
        if each.after:
            new[key_of(each.after)] = each.after
        if each.before and each.after:
            renames.append((key_of(each.before), key_of(each.after)))
    if not gone or not new:
        return [*pairs, *((file, None) for file in gone.values()), *_added(new)]
    if stated:
        renames.insert(0, ((RECORD, stated[0]), (RECORD, stated[1])))
    for old, after in [*((key, key) for key in list(gone)), *renames]:
        # A file that is no record has no identity but its name.
        if old in gone and after in new and (old == after or FILE not in (old[0], after[0])):
            pairs.append((gone.pop(old), new.pop(after)))
    return [*pairs, *((file, None) for file in gone.values()), *_added(new)]


def _added(new: Mapping[Key, TreeFile]) -> list[_Pair]:
    return [(None, file) for file in new.values()]
