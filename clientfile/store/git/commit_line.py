"""The commits of one side of a merge: author, message, and the files that each changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.process import run_git
from clientfile.store.git.ranges import list_new, require_output
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import list_tree, read_objects

_DIFF = ("diff-tree", "--stdin", "--always", "--root", "-r", "-z", "--raw")
_RENAMES = ("-M", "-l0")
_WHOLE_IDS = ("--no-abbrev",)


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a commit: its name from the top of the worktree, its mode (`100644`), its blob."""

    name: str
    mode: str
    blob: str

    @property
    def is_regular(self) -> bool:
        """Whether it is a file, and no link and no submodule."""
        return self.mode.startswith("100")


@dataclass(frozen=True, slots=True)
class TreeChange:
    """A file before and after a commit, None where it does not exist; git's renames are paired."""

    before: TreeFile | None
    after: TreeFile | None


@dataclass(frozen=True)
class LineCommit:
    """A commit of a line; `author` is git's line of the author, `message` is in `encoding` ("" for
    UTF-8). `changes` are against the first parent.
    """

    id: str
    parents: Sequence[str]
    author: bytes
    message: bytes
    encoding: str
    changes: Sequence[TreeChange]

    @property
    def author_name(self) -> str:
        """The author's name."""
        return self._decode(self.author.rpartition(b" <")[0])

    @property
    def author_address(self) -> str:
        """The author's e-mail address."""
        return self._decode(self.author.rpartition(b" <")[2].partition(b">")[0])

    @property
    def day(self) -> date:
        """The author's day in local time."""
        seconds = self.author.rpartition(b"> ")[2].split()
        return datetime.fromtimestamp(int(seconds[0]) if seconds else 0).astimezone().date()

    @property
    def text(self) -> str:
        """The message as text."""
        return self._decode(self.message)

    def _decode(self, words: bytes) -> str:
        try:
            return words.decode(self.encoding or "utf-8", errors="replace")
        except LookupError:
            return words.decode(errors="replace")


def read_lines(repo: Repository, ends: Sequence[tuple[str, str]]) -> list[list[LineCommit]]:
    """For each pair of commits the line up to the first, without what the second has, parents
    before children. What the commits of all lines hold is read at once.

    Raises StateError where git can't read one.
    """
    lines = [list_new(repo.root, tip, without) for tip, without in ends]
    parents = [each for line in lines for each in line.items()]
    bodies = read_objects(repo, [id_ for id_, _parents in parents])
    if missing := [id_ for id_, _parents in parents if id_ not in bodies]:
        raise _unreadable(missing[0])
    changes = iter(read_changes(repo, [(id_, next(iter(of_id), "")) for id_, of_id in parents]))
    return [
        [_commit(id_, of_id, bodies[id_], next(changes)) for id_, of_id in line.items()]
        for line in lines
    ]


def read_changes(
    repo: Repository, pairs: Sequence[tuple[str, str]], *, renames: bool = True
) -> list[list[TreeChange]]:
    """The files that differ between the commits of each pair, the older second ("" for none);
    without `renames` one that was moved is a removal and an addition.
    """
    lines = "".join(f"{commit} {older}".rstrip() + "\n" for commit, older in pairs).encode()
    if not pairs:
        return []
    options = (*_DIFF, *_WHOLE_IDS, *(_RENAMES if renames else ("--no-renames",)))
    output = require_output(run_git(repo.toplevel, *options, stdin=lines))
    pieces = iter(output.split("\0")[:-1])
    changes: list[list[TreeChange]] = []
    for piece in pieces:
        if piece.startswith(":"):
            changes[-1].append(_change(piece, pieces))
        else:
            changes.append([])
    return changes


def read_tree(repo: Repository, commit: str) -> dict[str, TreeFile]:
    """Every file of a commit by its name from the top; none for "". Raises StateError."""
    entries: Mapping[str, str] = list_tree(repo, commit, []) if commit else {}
    files = {}
    for name, about in entries.items():
        mode, __, blob = about.split()
        files[name] = TreeFile(name, mode, blob)
    return files


def _change(about: str, pieces: Iterator[str]) -> TreeChange:
    old_mode, mode, old_blob, blob, letter = about[1:].split()
    was = next(pieces)
    name = next(pieces) if letter[0] in "RC" else was
    before = TreeFile(was, old_mode, old_blob) if old_mode.strip("0") else None
    after = TreeFile(name, mode, blob) if mode.strip("0") else None
    return TreeChange(before, after)


def _commit(
    id_: str, parents: Sequence[str], body: bytes, changes: Sequence[TreeChange]
) -> LineCommit:
    head, __, message = body.partition(b"\n\n")
    fields: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        key, __, value = line.partition(b" ")
        fields.setdefault(key, value)
    encoding = fields.get(b"encoding", b"").decode("ascii", "replace")
    return LineCommit(id_, parents, fields[b"author"], message, encoding, changes)


def _unreadable(commit: str) -> StateError:
    return StateError(
        _("git can't read the commit {commit}: look with: git fsck", commit=commit[:12])
    )
