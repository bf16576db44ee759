"""The files of a client folder in a commit: which are records, and under which id each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from clientfile.store.folder import Folder
from clientfile.store.git.commit_line import TreeChange, TreeFile, read_changes, read_tree
from clientfile.store.git.renames import stem
from clientfile.store.git.repository import Repository
from clientfile.store.layout import PastLayouts, is_record

Key = tuple[str, str]
"""What makes two files of different commits the same one: `("record", id)`, `("file", name)`."""
KeyOf = Callable[[TreeFile], Key]

RECORD, FILE = "record", "file"


@dataclass(frozen=True)
class CommitState:
    """The files of one commit by their names from the top of the worktree, and where its records
    are: what their names begin with. `like` is a state from which it differs little.
    """

    files: Mapping[str, TreeFile]
    prefix: str
    like: CommitState | None = None

    @cached_property
    def _keys(self) -> dict[str, Key]:
        """The key of each file by its name, the same for records of one id."""
        keys: dict[str, Key] = {}
        if self.like is not None and self.like.prefix == self.prefix:
            old, keys = self.like.files, self.like._keys
            keys = {name: keys[name] for name, file in self.files.items() if old.get(name) is file}
        return {
            name: keys.get(name) or key_of(file, self.prefix) for name, file in self.files.items()
        }

    @cached_property
    def by_key(self) -> dict[Key, TreeFile]:
        """The files by their key. Of two records of one id, which is an error, the first one
        stands under it, the other under its name.
        """
        found = self._by_key_of_like()
        if found:
            return found
        for name, file in self.files.items():
            key = self._keys[name]
            found[key if key not in found else (FILE, name)] = file
        return found

    def _by_key_of_like(self) -> dict[Key, TreeFile]:
        """The files by their key, where all keys are those of `like`, as after most commits; else
        none.
        """
        like = self.like
        if like is None or like.prefix != self.prefix or len(like.files) != len(self.files):
            return {}
        found = dict(like.by_key)
        for name, file in self.files.items():
            old = like.files.get(name)
            if old is file:
                continue
            key = key_of(file, self.prefix)
            if old is None or like._keys[name] != key:
                return {}
            found[key if like.by_key[key] is old else (FILE, name)] = file
        return found

    @cached_property
    def clients(self) -> frozenset[str]:
        """The ids of the records."""
        return frozenset(name for kind, name in self.by_key if kind == RECORD)

    def keys_unlike(self, other: CommitState) -> set[Key]:
        """The keys of the files that are not the same in two states."""
        one, two = self.by_key, other.by_key
        unlike = {key for key, file in one.items() if two.get(key) is not file}
        unlike |= two.keys() - one.keys()
        return {key for key in unlike if one.get(key) != two.get(key)}


def read_states(
    folder: Folder, repo: Repository, base: str, tips: Sequence[str]
) -> list[CommitState]:
    """The files of the commit `base`, "" for none, and of the commits `tips`. Raises StateError
    where git can't read one.
    """
    layouts = PastLayouts(folder, repo)
    layouts.prefetch(commit for commit in (base, *tips) if commit)
    if not base:
        return [CommitState({}, ""), *(_read_whole(repo, layouts, tip) for tip in tips)]
    begin = _read_whole(repo, layouts, base)
    changes = read_changes(repo, [(tip, base) for tip in tips], renames=False)
    states = [
        CommitState(_apply(begin.files, of_tip), layouts.prefix(tip), begin)
        for tip, of_tip in zip(tips, changes, strict=True)
    ]
    return [begin, *states]


def _read_whole(repo: Repository, layouts: PastLayouts, commit: str) -> CommitState:
    return CommitState(read_tree(repo, commit), layouts.prefix(commit))


def _apply(files: Mapping[str, TreeFile], changes: Sequence[TreeChange]) -> dict[str, TreeFile]:
    """The files after some changes, in the order of their names."""
    new = {change.after.name: change.after for change in changes if change.after is not None}
    gone = {change.before.name for change in changes if change.before is not None} - new.keys()
    after = {name: file for name, file in files.items() if name not in gone} if gone else files
    added = new.keys() - after.keys()
    after = {**after, **new}
    return dict(sorted(after.items())) if added else after


def key_of(file: TreeFile, prefix: str) -> Key:
    """The key of a file of a commit whose records' names begin with `prefix`."""
    if file.is_regular and is_record(file.name, prefix):
        return RECORD, stem(file.name)
    return FILE, file.name
