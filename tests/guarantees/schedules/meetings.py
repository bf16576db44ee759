"""What is wrong after a meeting of a desk with the remote."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.guarantees.schedules.leaves import (
    contested,
    leaves_of,
    track_of,
    wrong_leaves,
)
from tests.guarantees.schedules.office import Desk, State, tokens
from tests.support.runner import CliRunner

BETWEEN_RECORDS = re.compile(r"\.(group|to_client|shared|came_from|same_as)\b")
MARKER = re.compile(r"^(<<<<<<<|=======|>>>>>>>)", re.M)


@dataclass
class Meeting:
    """The base, both sides and the outcome of a meeting, and what was said in it.

    `kind` is how it ended, "refused" where nothing was changed. `asked` has what was decided, by
    the conflict's name; `preferred` is the side that had it without a question. `about` are the
    clients of which something was settled by rule or asked, `left_out` the ids, or their
    beginnings, of the commits of ours that the remote had already.
    """

    desk: Desk
    kind: str
    base: State
    ours: State
    theirs: State
    outcome: State
    asked: Mapping[str, str] = field(default_factory=dict)
    preferred: str = ""
    about: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def wrong(self) -> list[str]:
        """What is wrong, each in a line."""
        if self.kind == "refused":
            return self.problems
        return [*self.problems, *self._lost(), *self._markers(), *self._leaves(), *self._line(),
                *self._errors()]  # fmt: skip

    @property
    def new(self) -> str:
        """The range of the commits that the meeting put on the remote's line."""
        return f"{self.theirs.commit}..{self.outcome.commit}"

    def replaced(self) -> list[str]:
        """The commits of ours that aren't on the line any more."""
        if self.kind == "refused" or self.left_out:
            return []
        gone = f"{self.outcome.commit}..{self.ours.commit}"
        return self.desk.git("rev-list", "--no-merges", gone).split()

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
            needed -= decided
        messages = self.desk.git("log", "--format=%B", self.new)
        for token in sorted(needed - self.outcome.tokens - tokens(messages)):
            yield f"lost: {token} (ours {token in ours}, theirs {token in theirs})"

    def _contested_tokens(self) -> set[str]:
        sides = [leaves_of(each.records) for each in (self.base, self.ours, self.theirs)]
        return tokens(*(side.get(path) or "" for path in contested(*sides) for side in sides))

    def _markers(self) -> Iterable[str]:
        for path, text in self.outcome.texts.items():
            if MARKER.search(text):
                yield f"a marker in {path}"

    def _leaves(self) -> Iterable[str]:
        """Leaves that are not what both sides come to, but for what was asked and settled."""
        sides = [leaves_of(each.records) for each in (self.base, self.ours, self.theirs)]
        outcome = leaves_of(self.outcome.records)
        free = contested(*sides)
        about = self._tracks() | ({path[0] for path in free} if self.preferred else set())
        wrong = wrong_leaves(*sides, outcome)
        if self.kind.startswith("git"):
            # git looks at each record alone: what refers to another one is for `check`.
            wrong = [line for line in wrong if not BETWEEN_RECORDS.search(line)]
        yield from (line for line in wrong if line.partition(".")[0].partition(":")[0] not in about)
        yield from (f"never asked: {'.'.join(path)}" for path in sorted(free)
                    if path[0] not in about)  # fmt: skip
        answers = {*self.asked.values(), self.preferred} - {""}
        if len(answers) == 1 and answers <= {"mine", "theirs"}:
            side = sides[1 if answers == {"mine"} else 2]
            yield from (
                f"not as decided ({answers}): {'.'.join(path)}: {outcome.get(path)}"
                for path in sorted(free)
                if outcome.get(path) != side.get(path) and not path[-1].startswith("=")
            )

    def _tracks(self) -> set[str]:
        """The tracks of the clients of which something was said."""
        found = {client.lower() for client in self.about}
        for state in (self.base, self.ours, self.theirs, self.outcome):
            records = state.records
            found |= {track_of(each, records[each]) for each in self.about if each in records}
        return found

    def _line(self) -> Iterable[str]:
        """One line, the dates along it never going back, and every commit of ours on it, by its
        author, day and subject.
        """
        if self.kind != "sync":
            return
        git = self.desk.git
        # Merges by git that could be sent as they are stay.
        if merges := git("rev-list", "--merges", self.new, f"^{self.ours.commit}"):
            yield f"merges: {merges}"
        written = git("log", "--format=%ct", self.new, f"^{self.ours.commit}")
        dates = [int(each) for each in written.split()]
        if dates != sorted(dates, reverse=True):
            yield f"the committers' dates go back: {dates}"
        facts, own = (
            "--format=%H%x00%an%x00%ae%x00%aI%x00%s",
            f"{self.base.commit}..{self.ours.commit}",
        )
        there = Counter(line.split("\0", 1)[1] for line in git("log", facts, self.new).splitlines())
        ours = [line.split("\0", 1) for line in git("log", "--no-merges", facts, own).splitlines()]
        wanted = Counter(
            words for commit, words in ours if not commit.startswith(tuple(self.left_out))
        )
        for words in wanted - there:
            yield f"a commit is gone: {words}"

    def _errors(self) -> Iterable[str]:
        """Errors of records that neither side had; a merge by git looks at each record alone."""
        if self.kind.startswith("git"):
            return
        found = errors_in(self.desk)
        if found:
            found -= errors_of(self.ours) | errors_of(self.theirs)
        yield from (f"a new error: {error}" for error in sorted(found))


def errors_in(folder: CliRunner) -> set[str]:
    """The errors that `check` finds in a folder, without their places."""
    result, code = folder.attempt("check", "-f", "json")
    assert code in (0, 1), result.err
    problems = json.loads(result.out) if code else []
    return {f"{each['code']}: {each['message']}" for each in problems
            if each["severity"] == "error"}  # fmt: skip


def errors_of(state: State) -> set[str]:
    """The errors of a commit, whose files are written to a folder of their own for that."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in state.texts.items():
            file = Path(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return errors_in(CliRunner(Path(name)))
