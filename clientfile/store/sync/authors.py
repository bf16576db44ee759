"""Who wrote the value of a conflict on each side, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientfile.store.git.commit_line import LineCommit, TreeFile
from clientfile.store.sync.addresses import value_at
from clientfile.store.sync.lines import Step
from clientfile.store.sync.outcome import Authorship
from clientfile.store.sync.versions import Versions


def find_author(
    versions: Versions,
    commits: Sequence[LineCommit],
    steps: Sequence[Step],
    address: str,
    team: Mapping[str, str],
) -> Authorship:
    """The commit of a side that was the last to change the value at an address of a record; the
    last that changed the record at all, where none can be told.

    `team` has the names of salespeople by their addresses in small letters.
    """
    found = next(
        (step for step in reversed(steps) if _changes(versions, step, address)),
        steps[-1] if steps else None,
    )
    commit = commits[found.number if found else -1]
    name = team.get(commit.author_address.casefold()) or commit.author_name
    return Authorship(name, commit.day, commit.id)


def _changes(versions: Versions, step: Step, address: str) -> bool:
    before, after = (_value(versions, file, address) for file in (step.before, step.after))
    return bool(before != after)


def _value(versions: Versions, file: TreeFile | None, address: str) -> object:
    return value_at(versions.data(file.blob), address) if file else None
