"""Finds what a merge left out: changes that one of its sides made, and that it does not have."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush

from clientfile.errors import StateError
from clientfile.language import _
from clientfile.store.git.log import Commit, DroppedFile, FileVersion, parse_version
from clientfile.store.git.process import run_git
from clientfile.store.git.repository import Repository

_DIFF = ("diff-tree", "--stdin", "--always", "-r", "-z", "--raw", "-M", "-l0", "--no-abbrev")
# A branch that merges another again and again and never goes back is walked from its beginning for
# each of these merges; older ones than so many steps reach are not looked at.
_MOST_STEPS = 50_000


class CommitsAhead:
    """Commits, children before parents, taken some at a time; those to come can be looked up, and
    no more are read for it than up to the one that is looked for.
    """

    def __init__(self, commits: Iterable[Commit]) -> None:
        self._source = iter(commits)
        self._taken: list[Commit] = []
        self._ahead: deque[Commit] = deque()
        self._places: dict[str, tuple[int, Commit]] = {}
        self._count = 0
        self.steps_left = _MOST_STEPS

    def take(self, size: int) -> list[Commit]:
        """The next commits, at most so many; empty at the end."""
        for commit in self._taken:
            del self._places[commit.id]
        while len(self._ahead) < size and self._read():
            pass
        self._taken = [self._ahead.popleft() for _ in range(min(size, len(self._ahead)))]
        return self._taken

    def find(self, commit_id: str) -> tuple[int, Commit] | None:
        """The place in the order of a commit among those just taken or to come, and the commit;
        None where there is none such.
        """
        while commit_id not in self._places:
            if not self._read():
                return None
        return self._places[commit_id]

    def _read(self) -> bool:
        commit = next(self._source, None)
        if commit is None:
            return False
        self._ahead.append(commit)
        self._places[commit.id] = self._count, commit
        self._count += 1
        return True


@dataclass(frozen=True)
class _Side:
    """A parent of a merge that has commits of its `own`, which the other parents lack: `bases` are
    the last commits that it has in common with them.
    """

    merge: Commit
    place: int
    bases: Sequence[str]
    own: Sequence[Commit]

    @cached_property
    def _changed(self) -> frozenset[str] | None:
        """The files that its commits changed; None where a merge among them may have dropped what
        its own parents had.
        """
        if any(len(commit.parents) > 1 for commit in self.own):
            return None
        versions = (version for commit in self.own for version in commit.versions)
        return frozenset(name for each in versions for name in (each.name, *each.names))

    def may_have_changed(self, version: FileVersion) -> bool:
        """Whether a file that the merge has otherwise may be one that the side changed."""
        return self._changed is None or version.names[0] in self._changed

    @property
    def parent(self) -> str:
        """The id of the side's last commit."""
        return self.merge.parents[self.place]


def with_dropped_files(
    repo: Repository, commits: Sequence[Commit], ahead: CommitsAhead
) -> list[Commit]:
    """The commits, of which merges have the files that they dropped: one call of git for all."""
    sides = [
        side for commit in commits if len(commit.parents) > 1 for side in _sides(commit, ahead)
    ]
    if not sides:
        return list(commits)
    differences = _differences(repo, [(side.merge.id, side.parent) for side in sides])
    sides = [
        side
        for side in sides
        if any(side.may_have_changed(each) for each in differences[side.merge.id, side.parent])
    ]
    pairs = [(side.parent, base) for side in sides for base in side.bases]
    differences |= _differences(repo, list(dict.fromkeys(pairs)))
    dropped: dict[str, list[DroppedFile]] = {}
    for side in sides:
        dropped.setdefault(side.merge.id, []).extend(_dropped(side, differences))
    return [
        replace(commit, dropped=dropped[commit.id]) if dropped.get(commit.id) else commit
        for commit in commits
    ]


def _sides(merge: Commit, ahead: CommitsAhead) -> Iterator[_Side]:
    """The sides of a merge on which files of interest changed, if their beginning is here."""
    for place, parent in enumerate(merge.parents):
        others = [other for other in merge.parents if other != parent]
        own, bases = _part(parent, others, ahead)
        if bases and any(commit.versions or len(commit.parents) > 1 for commit in own):
            yield _Side(merge, place, bases, own)


_MINE, _THEIRS, _SHARED = 1, 2, 4
_Differences = dict[tuple[str, str], list[FileVersion]]


def _part(
    parent: str, others: Sequence[str], ahead: CommitsAhead
) -> tuple[list[Commit], list[str]]:
    """The commits that a parent has and the others lack, and the last ones that both have.

    Nothing where the steps have run out. Children come before parents: a commit has the marks of
    all its children when it is looked at.
    """
    painting = _Painting(ahead)
    painting.mark(parent, _MINE)
    for other in others:
        painting.mark(other, _THEIRS)
    own, bases = [], []
    while painting.unshared:
        ahead.steps_left -= 1
        if ahead.steps_left < 0:
            return [], []
        commit, marks = painting.next()
        if marks == _MINE:
            own.append(commit)
        elif marks == _MINE | _THEIRS:
            bases.append(commit.id)
            marks |= _SHARED
        for each in commit.parents:
            painting.mark(each, marks)
    return own, bases


class _Painting:
    """Commits that are to be looked at, in their order, with marks; `unshared` are those of one
    side alone, or of both for the first time.
    """

    def __init__(self, ahead: CommitsAhead) -> None:
        self._ahead = ahead
        self._pending: list[tuple[int, str]] = []
        self._marks: dict[str, int] = {}
        self.unshared: set[str] = set()

    def mark(self, commit_id: str, marks: int) -> None:
        """Add marks to a commit. One that this clone lacks is passed over."""
        if (match := self._ahead.find(commit_id)) is None:
            return
        if commit_id not in self._marks:
            heappush(self._pending, (match[0], commit_id))
            self.unshared.add(commit_id)
        self._marks[commit_id] = self._marks.get(commit_id, 0) | marks
        if marks & _SHARED:
            self.unshared.discard(commit_id)

    def next(self) -> tuple[Commit, int]:
        """The first of the commits, and its marks."""
        _, commit_id = heappop(self._pending)
        self.unshared.discard(commit_id)
        match = self._ahead.find(commit_id)
        assert match is not None
        return match[1], self._marks[commit_id]


def _dropped(side: _Side, differences: _Differences) -> Iterator[DroppedFile]:
    """The files that a side changed, from all its bases on, and that the merge has otherwise."""
    changes = [
        {version.name: version for version in differences[side.parent, base]} for base in side.bases
    ]
    told = {version.name: list(filter(None, version.before)) for version in side.merge.versions}
    for version in differences[side.merge.id, side.parent]:
        name = version.names[0]
        bases = [each[name] for each in changes if name in each]
        if len(bases) == len(changes):
            yield DroppedFile(
                side.place,
                name,
                version.before[0],
                version.name,
                version.after,
                [(base.names[0], base.before[0]) for base in bases],
                told.get(version.name, ()),
            )


def _differences(repo: Repository, pairs: Sequence[tuple[str, str]]) -> _Differences:
    """The files that differ between each pair of commits, the older one second."""
    if not pairs:
        return {}
    lines = "".join(f"{commit} {older}\n" for commit, older in pairs).encode()
    result = run_git(repo.toplevel, *_DIFF, stdin=lines)
    if result.code != 0:
        raise StateError(
            _("git can't compare commits: {reason}; look with: git fsck", reason=result.words)
        )
    pieces = iter(result.raw.split(b"\0")[:-1])
    differences: _Differences = {}
    of_pair, pending = list[FileVersion](), iter(pairs)
    for piece in pieces:
        if piece.startswith(b":"):
            of_pair.append(parse_version(piece.decode(), pieces))
        else:
            differences[next(pending)] = of_pair = []
    return differences
