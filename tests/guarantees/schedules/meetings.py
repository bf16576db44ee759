"""What is wrong after a meeting of a desk with the remote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tests.guarantees.schedules.leaves import (
    REFERENCES,
    LeafPath,
    Leaves,
    contested,
    is_below,
    leaves_of,
    revived,
    track_of,
    wrong_leaves,
)
from tests.guarantees.schedules.office import Desk, State, tokens

BETWEEN_RECORDS = re.compile(r"\.(group|to_client|shared|came_from|same_as)\b")
STAYS = re.compile(r"\.contacts\.people\..*: base (.+), ours .*, outcome \1$")
MARKER = re.compile(r"^(<<<<<<<|=======|>>>>>>>)", re.M)


_FORM = "--format=%H%x00%P%x00%ct%x00%an%x00%ae%x00%aI%x00%s%x00%B%x01"
_COMMENT = re.compile(r"# (word\d+)")
LOST = re.compile(r"^Clientfile-Lost: .*", re.M)


@dataclass(frozen=True)
class Commit:
    """A commit; `written` is the committer's date in seconds, `fact` the author's name, address and
    day with the subject, `trailers` what the message says of lost values.
    """

    id: str
    is_merge: bool
    written: int
    fact: tuple[str, ...]
    trailers: str


def list_commits(desk: Desk, start: str, end: str) -> list[Commit]:
    """The commits of `end` that `start` has not, the newest first.

    git's own `A..B` is wrong among clocks that differ.
    """
    if start == end:
        return []
    there, commits = set(desk.git("rev-list", start).split()), []
    for entry in desk.git("log", _FORM, "--topo-order", end).split("\x01\n")[:-1]:
        id_, parents, written, *fact, message = entry.split("\0")
        if id_ not in there:
            lost = "\n".join(LOST.findall(message))
            commits.append(Commit(id_, " " in parents, int(written), tuple(fact), lost))
    return commits


@dataclass(frozen=True)
class Question:
    """A conflict that was asked by its name: the address in the client's record, and both values
    in words.
    """

    client: str
    address: str
    kind: str
    values: tuple[str, str]

    @property
    def _keys(self) -> LeafPath:
        return tuple(self.address.split("."))

    def is_about(self, path: LeafPath, texts: Collection[str | None]) -> bool:
        """Whether a leaf of the client, of those texts, is the field, or in the items."""
        if len(path) > len(self._keys) + 1 and path[1 : len(self._keys) + 1] == self._keys:
            # All of a chapter or of a list, where a comment that stands there would be lost.
            return True
        if self.kind == "value" and self.address.rpartition(".")[2] != path[-1]:
            return False
        is_reference = path[-1] in REFERENCES
        return is_reference or all(any(each in value for value in self.values)
                                   for each in texts if each)  # fmt: skip


@dataclass
class Meeting:
    """The base, both sides and the outcome of a meeting, and what was said in it.

    `kind` is how it ended, "refused" where nothing was changed. `asked` has what was decided, by
    the conflict's name, and `questions` what was asked; `preferred` is the side that had it without
    a question. `settled` are the clients of which something was settled by rule, `left_out` the
    ids, or their beginnings, of the commits of ours that the remote had already. `moved` says that
    the remote moved meanwhile; `earlier` is the meeting of the colleague who moved it, before that.
    """

    desk: Desk
    kind: str
    base: State
    ours: State
    theirs: State
    outcome: State
    asked: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[Question] = ()
    preferred: str = ""
    settled: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    moved: bool = False
    earlier: Meeting | None = None

    def wrong(self) -> list[str]:
        """What is wrong, each in a line."""
        if self.kind == "refused":
            return self.problems
        return [*self.problems, *self._lost(), *self._markers(), *self._leaves(), *self._line(),
                *self._errors()]  # fmt: skip

    @cached_property
    def new(self) -> list[Commit]:
        """The commits that the meeting put on the remote's line, the newest first."""
        return list_commits(self.desk, self.theirs.commit, self.outcome.commit)

    @cached_property
    def own(self) -> list[Commit]:
        """The commits of ours that the base lacks, the newest first."""
        return list_commits(self.desk, self.base.commit, self.ours.commit)

    @cached_property
    def leaves(self) -> tuple[Leaves, Leaves, Leaves]:
        """The leaves of the base, ours and theirs."""
        base, ours, theirs = (leaves_of(each.records)
                              for each in (self.base, self.ours, self.theirs))  # fmt: skip
        return base, ours, theirs

    @cached_property
    def contested(self) -> set[LeafPath]:
        """The leaves that both sides set to different values."""
        return contested(*self.leaves)

    @cached_property
    def renamed_apart(self) -> dict[str, tuple[str, str]]:
        """Our id and theirs of each client that both sides renamed, differently, by its track."""
        base, ours, theirs = (
            {track_of(client, data): client for client, data in state.records.items()}
            for state in (self.base, self.ours, self.theirs)
        )
        return {
            track: (ours[track], theirs[track])
            for track in base.keys() & ours.keys() & theirs.keys()
            if len({base[track], ours[track], theirs[track]}) == 3
        }

    def replaced(self) -> list[str]:
        """The commits of ours that aren't on the line any more."""
        if self.kind == "refused" or self.left_out:
            return []
        there = {each.id for each in self.new}
        return [each.id for each in self.own if each.id not in there and not each.is_merge]

    def _lost(self) -> Iterable[str]:
        """Tokens that neither side took away, and that are neither there nor in a message.

        What the remote has is on the line: a decision may take it out of the records.
        """
        base, ours, theirs = self.base.tokens, self.ours.tokens, self.theirs.tokens
        needed = (ours & theirs) | (ours - base)
        answers = {*self.asked.values(), self.preferred} - {""}
        decided = self._contested_tokens() if answers - {"theirs"} else set()
        needed |= theirs - base - decided
        if self.kind == "git, resolved":
            # git's own merge has both sides in its history, and no words of ours.
            needed -= self._contested_tokens()
        trailers = tokens(*(each.trailers for each in self.new))
        for token in sorted(needed - self.outcome.tokens - trailers):
            yield f"lost: {token} (ours {token in ours}, theirs {token in theirs})"

    def _contested_tokens(self) -> set[str]:
        """The tokens of values that a decision may take out, and of the remote's comments."""
        values = (side.get(path) or "" for path in self.contested for side in self.leaves)
        ids = (each for pair in self.renamed_apart.values() for each in pair)
        return tokens(*values, *ids, *_COMMENT.findall("\n".join(self.theirs.texts.values())))

    def _markers(self) -> Iterable[str]:
        for path, text in self.outcome.texts.items():
            if MARKER.search(text):
                yield f"a marker in {path}"

    def _leaves(self) -> Iterable[str]:
        """Leaves that are not what both sides come to, but for what was asked and settled."""
        sides, outcome, free = self.leaves, leaves_of(self.outcome.records), self.contested
        settled = self._tracks(self.settled)
        free_tracks = set[str]()
        if self.preferred:
            free_tracks = {path[0] for path in free} | self._commented()
        wrong = wrong_leaves(*sides, outcome)
        if self.kind.startswith("git"):
            # git looks at each record alone: what refers to another one is for `check`.
            wrong = {path: line for path, line in wrong.items()
                     # Nobody is told that somebody stays who was removed and whom the other names.
                     if not BETWEEN_RECORDS.search(line) and not STAYS.search(line)}  # fmt: skip
        untold = (path for path in wrong if path[0] not in settled | free_tracks)
        yield from (wrong[path] for path in untold if not self._is_asked(path))
        yield from self._asked_for_nothing(free)
        back = revived(*sides)
        if not self.preferred:
            yield from self._ids_never_asked()
            yield from (f"never asked: {'.'.join(path)}" for path in sorted(free)
                        if not self._is_asked(path)
                        and not (path[0] in settled and is_below(path, back)))  # fmt: skip
        answers = {*self.asked.values(), self.preferred} - {""}
        if len(answers) == 1 and answers <= {"mine", "theirs"}:
            side = sides[1 if answers == {"mine"} else 2]
            yield from (
                f"not as decided ({answers}): {'.'.join(path)}: {outcome.get(path)}"
                for path in sorted(free)
                if outcome.get(path) != side.get(path)
                and not path[-1].startswith("=")
                # What one side removed and the other changed stays, whatever is decided.
                and not is_below(path, back)
            )

    def _is_asked(self, path: LeafPath) -> bool:
        """Whether a conflict was asked by name that a leaf, as the two sides have it, is in."""
        texts = [side.get(path) for side in self.leaves[1:]]
        return any(path[0] in self._tracks({each.client}) and each.is_about(path, texts)
                   for each in self.questions)  # fmt: skip

    def _asked_for_nothing(self, free: Iterable[LeafPath]) -> Iterable[str]:
        """Conflicts of clients of which no leaf was set to two values, and that have no new
        comment: one that would be lost is a conflict too.
        """
        contested_tracks = {path[0] for path in free} | self._commented()
        for name in self.asked:
            client, __, part = name.partition("/")
            due = self.renamed_apart.keys() if part == "id" else contested_tracks
            if not due & self._tracks({client}) and not self._has_comment(client, part):
                yield f"asked for nothing: {name}"

    def _has_comment(self, client: str, address: str) -> bool:
        """Whether a comment stands in the line of a field in the base, for which there is no place
        where both sides together take the field away.
        """
        field = re.compile(rf"^ *{re.escape(address.rpartition('.')[2])}:.* #", re.M)
        tracks = self._tracks({client})
        return any(
            track_of(name, self.base.records[name]) in tracks and field.search(text)
            for path, text in self.base.texts.items()
            if (name := path.rpartition("/")[2].removesuffix(".yaml")) in self.base.records
        )

    def _ids_never_asked(self) -> Iterable[str]:
        """Clients that both sides renamed, differently, with no question which id it is."""
        asked = {name.partition("/")[0] for name in self.asked if name.endswith("/id")}
        for track in sorted(self.renamed_apart.keys() - self._tracks(asked)):
            yield f"never asked: the id of {track}"

    def _commented(self) -> set[str]:
        """The tracks of clients in whose records a side has written a comment."""
        before = set(_COMMENT.findall("\n".join(self.base.texts.values())))
        return {
            track_of(client, state.records[client])
            for state in (self.ours, self.theirs)
            for path, text in state.texts.items()
            if not before.issuperset(_COMMENT.findall(text))
            and (client := path.rpartition("/")[2].removesuffix(".yaml")) in state.records
        }

    def _tracks(self, clients: Collection[str]) -> set[str]:
        """The tracks of clients, by the ids that they have on any side."""
        tracks = {client.lower() for client in clients}
        for state in (self.base, self.ours, self.theirs, self.outcome):
            records = state.records
            tracks |= {track_of(each, records[each]) for each in clients if each in records}
        return tracks

    def _line(self) -> Iterable[str]:
        """One line, the dates along it never going back, and every commit of ours on it, by its
        author, day and subject.
        """
        if self.kind != "sync":
            return
        own = {each.id for each in self.own}
        made = [each for each in self.new if each.id not in own]
        # Merges by git that could be sent as they are stay.
        if merges := [each.id for each in made if each.is_merge]:
            yield f"merges: {merges}"
        dates = [each.written for each in made]
        if dates != sorted(dates, reverse=True):
            yield f"the committers' dates go back: {dates}"
        gone = tuple(self.left_out)
        own_facts = [each.fact for each in self.own
                     if not each.is_merge and not each.id.startswith(gone)]  # fmt: skip
        for fact in Counter(own_facts) - Counter(each.fact for each in self.new):
            yield f"a commit is gone: {fact}"

    def _errors(self) -> Iterable[str]:
        """Errors of records that neither side had; a merge by git looks at each record alone."""
        if self.kind.startswith("git"):
            return
        new = self.outcome.errors
        if new:
            new = new - self.ours.errors - self.theirs.errors
        yield from (f"a new error: {error}" for error in sorted(new))
