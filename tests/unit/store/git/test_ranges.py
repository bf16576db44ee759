"""What one commit has and another has not, where the clocks of the team differ."""

from __future__ import annotations

import pytest

from clientfile.store.git.ranges import list_new, select_new
from tests.support.runner import CliRunner

FAST, SLOW = 1_795_170_000, 1_795_160_000
"""Two clocks at one moment, in seconds."""


class Clocks:
    """Commits without files, each at the time of somebody's clock."""

    def __init__(self, runner: CliRunner) -> None:
        self.runner = runner
        self.tree = runner.git("rev-parse", "HEAD^{tree}").strip()

    def commit(self, clock: int, *parents: str) -> str:
        """A commit; its id."""
        words = [word for parent in parents for word in ("-p", parent)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GIT_AUTHOR_DATE", f"@{clock} +0000")
            patch.setenv("GIT_COMMITTER_DATE", f"@{clock} +0000")
            return self.runner.git("commit-tree", *words, "-m", "a fact", self.tree).strip()

    def line(self, clock: int, length: int, *parents: str) -> list[str]:
        """Commits one after another, the first on top of `parents`; their ids."""
        ids = [self.commit(clock, *parents)]
        while len(ids) < length:
            ids.append(self.commit(clock + len(ids), ids[-1]))
        return ids


@pytest.fixture
def clocks(runner: CliRunner) -> Clocks:
    return Clocks(runner)


def test_of_a_slow_clock_that_sent_much_only_what_is_new(runner, clocks):
    common = clocks.line(FAST, 9)
    slow = clocks.line(SLOW, 9, common[-1])
    fast = clocks.line(FAST + 20, 2, common[-1])
    # git itself lists what both have.
    assert len(runner.git("rev-list", f"{slow[-1]}..{fast[-1]}").split()) > 2
    assert list(list_new(runner.root, fast[-1], slow[-1])) == fast
    words = select_new(runner.root, fast[-1], slow[-1])
    assert runner.git("rev-list", "--reverse", *words).split() == fast


def test_of_a_merge_with_a_slow_clock_only_what_is_new(runner, clocks):
    common = clocks.line(FAST, 9)
    slow = clocks.line(SLOW, 9, common[-1])
    fast = clocks.line(FAST + 20, 2, common[-1])
    merge = clocks.commit(FAST + 30, fast[-1], slow[-1])
    tip = clocks.commit(SLOW + 20, slow[-1])
    last = clocks.commit(FAST + 40, merge)
    assert list(list_new(runner.root, last, tip)) == [*fast, merge, last]


def test_without_another_commit_all_are_new(runner, clocks):
    line = clocks.line(FAST, 3)
    new = list_new(runner.root, line[-1], "")
    assert list(new.items()) == [(line[0], []), (line[1], [line[0]]), (line[2], [line[1]])]
