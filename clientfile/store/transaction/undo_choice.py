"""The commit that `undo` takes back: the one that is named, or the user's own last change."""

from __future__ import annotations

from collections.abc import Iterator

from clientfile.errors import NoMatchError, StateError
from clientfile.errors.suggest import did_you_mean
from clientfile.language import _
from clientfile.store.git.graph import CommitGraph, my_email
from clientfile.store.git.log import Commit
from clientfile.store.git.repository import require_identity
from clientfile.store.git.shallow import absence
from clientfile.store.transaction.transact import LockedFolder


def choose_commit(locked: LockedFolder, revision: str) -> Commit:
    """The commit to revert. Raises StateError for one that can't be, NoMatchError for none."""
    graph = _graph(locked)
    commit = _find_named(graph, revision) if revision else _find_last(locked, graph)
    require_revertible(locked, commit)
    return commit


def require_revertible(locked: LockedFolder, commit: Commit) -> None:
    """Raise StateError for a commit that can't be taken back, whatever has come since."""
    if commit.id in _graph(locked).cut:
        raise StateError(
            _(
                "{commit} ({subject}) can't be taken back: what it changed is not here, since this "
                "shallow clone begins with it: fetch the history with: git fetch --unshallow",
                commit=commit.short,
                subject=commit.subject,
            )
        )
    if len(commit.parents) > 1:
        raise StateError(
            _(
                "{commit} is a merge: take it back with: git revert -m 1 {commit}",
                commit=commit.short,
            )
        )


def _graph(locked: LockedFolder) -> CommitGraph:
    return CommitGraph(locked.repo, locked.folder.root)


def _find_named(graph: CommitGraph, revision: str) -> Commit:
    commit = graph.find(revision)
    if commit is not None:
        return commit
    if graph.cut:
        raise StateError(
            _(
                "{revision!r} is no commit in the history: {absence}",
                revision=revision,
                absence=absence(graph.cut),
            )
        )
    raise NoMatchError(
        _(
            "{revision!r} is no commit in the history of this branch: {hint}",
            revision=revision,
            hint=did_you_mean(revision, ["HEAD"], _("see git log")),
        )
    )


def _find_last(locked: LockedFolder, graph: CommitGraph) -> Commit:
    """The user's own last change."""
    require_identity(locked.repo.root)
    if last := next(own_changes(locked), None):
        return last
    email = my_email(locked.repo)
    if graph.cut:
        raise StateError(
            _(
                "no change of yours ({email}) is in the history: {absence}",
                email=email,
                absence=absence(graph.cut),
            )
        )
    raise NoMatchError(
        _(
            "no change of yours ({email}) is in the history: name a commit to take back",
            email=email,
        )
    )


def own_changes(locked: LockedFolder) -> Iterator[Commit]:
    """The changes that clientfile made for the user, the newest first."""
    me = my_email(locked.repo)
    # `init` makes settings, and no record.
    commits = _graph(locked).by_clientfile()
    return (each for each in commits if each.email == me and each.command != "init")
