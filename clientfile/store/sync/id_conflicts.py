"""Clients that both sides renamed to different ids: a conflict, and what is decided of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientfile.records.conflict import Conflict, Decision
from clientfile.store.git.commit_line import LineCommit
from clientfile.store.git.renames import stem
from clientfile.store.sync.lines import SideLine, Step
from clientfile.store.sync.outcome import Authorship, FolderConflict, NamedDecisions
from clientfile.store.sync.replay import Loss
from clientfile.store.sync.tracks import Track

FIELD = "id"
"""What stands for the address of a client's id."""


@dataclass(frozen=True)
class DecidedIds:
    """The ids of clients that both sides renamed, by those in the base, and what is undecided."""

    ids: Mapping[str, str]
    conflicts: Sequence[FolderConflict]


def decide_ids(
    tracks: Sequence[Track], mine: SideLine, theirs: SideLine, named: NamedDecisions
) -> DecidedIds:
    """What is decided of the ids of clients that both sides renamed."""
    ids, conflicts = dict[str, str](), list[FolderConflict]()
    for track in tracks:
        base, remote, ours = (stem(file.name) for file in track.states if file)
        conflict = FolderConflict(
            base,
            FIELD,
            FIELD,
            Conflict(FIELD, "value", base, ours, remote),
            _author(mine.commits, track.mine),
            _author(theirs.commits, track.theirs),
        )
        if conflict.name in named:
            ids[base] = _decided(named[conflict.name], ours, remote)
        else:
            conflicts.append(conflict)
    return DecidedIds(ids, conflicts)


def lost_ids(track: Track, client: str) -> list[Loss]:
    """The ids that our commits gave a client that is now called `client`."""
    return [
        Loss(step.number, FIELD, stem(step.after.name))
        for step in track.mine
        if _is_renaming(step) and step.after and stem(step.after.name) != client
    ]


def _decided(decision: Decision, ours: str, remote: str) -> str:
    if decision.choice is None:
        return str(decision.value)
    return ours if decision.choice == "mine" else remote


def _author(commits: Sequence[LineCommit], steps: Sequence[Step]) -> Authorship:
    renaming = [step for step in steps if _is_renaming(step)]
    commit = commits[renaming[-1].number if renaming else -1]
    return Authorship(commit.author_name, commit.day, commit.id)


def _is_renaming(step: Step) -> bool:
    before, after = step.before, step.after
    return before is not None and after is not None and stem(before.name) != stem(after.name)
