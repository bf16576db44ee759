"""The files of a client folder in a commit: which are records, and under which id each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from clientfile.store.folder import Folder
from clientfile.store.git.commit_line import TreeFile, read_tree
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
    are: what their names begin with.
    """

    files: Mapping[str, TreeFile]
    prefix: str

    @cached_property
    def by_key(self) -> dict[Key, TreeFile]:
        """The files by their key. Of two records of one id, which is an error, the first one
        stands under it, the other under its name.
        """
        found: dict[Key, TreeFile] = {}
        for name, file in self.files.items():
            key = key_of(file, self.prefix)
            found[key if key not in found else (FILE, name)] = file
        return found

    @cached_property
    def clients(self) -> frozenset[str]:
        """The ids of the records."""
        return frozenset(name for kind, name in self.by_key if kind == RECORD)


def read_state(folder: Folder, repo: Repository, commit: str) -> CommitState:
    """The files of a commit; none for "". Raises StateError where git can't read it."""
    if not commit:
        return CommitState({}, "")
    return CommitState(read_tree(repo, commit), PastLayouts(folder, repo).prefix(commit))


def key_of(file: TreeFile, prefix: str) -> Key:
    """The key of a file of a commit whose records' names begin with `prefix`."""
    if file.is_regular and is_record(file.name, prefix):
        return RECORD, stem(file.name)
    return FILE, file.name
