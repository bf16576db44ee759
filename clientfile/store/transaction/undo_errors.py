"""What `undo` says of a commit that it can't take back, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clientfile.errors import StateError
from clientfile.language import Lines, _
from clientfile.store.git.log import Commit


def undone_error(
    commit: Commit,
    changed: Sequence[object],
    later: Commit | None,
    restores: Iterable[Commit],
    earlier: Iterable[Commit],
) -> StateError:
    """The error for a last change of which nothing stands: it `changed` no file, or was taken back
    by a `later` commit; which `restores` it, and which `earlier` one can be taken back.
    """
    parts = [_say_undone(commit, later) if changed else _say_empty(commit)]
    parts += [_("to restore it: clientfile undo {commit}", commit=each.short) for each in restores]
    parts += [
        _(
            "to take back an earlier one ({subject}): clientfile undo {commit}",
            subject=each.subject,
            commit=each.short,
        )
        for each in earlier
    ]
    return StateError(Lines(parts, "; "))


def _say_empty(commit: Commit) -> str:
    if commit.lost:
        return _(
            "{commit} ({subject}), your last change, has nothing to take back: a sync decided "
            "against it",
            commit=commit.short,
            subject=commit.subject,
        )
    return _(
        "{commit} ({subject}), your last change, has nothing to take back",
        commit=commit.short,
        subject=commit.subject,
    )


def _say_undone(commit: Commit, later: Commit | None) -> str:
    if later is None:
        return _(
            "{commit} ({subject}), your last change, is already taken back",
            commit=commit.short,
            subject=commit.subject,
        )
    return _(
        "{commit} ({subject}), your last change, is already taken back by {later} "
        "({later_subject})",
        commit=commit.short,
        subject=commit.subject,
        later=later.short,
        later_subject=later.subject,
    )


def conflict_error(
    commit: Commit, client: str, fields: Sequence[str], later: Commit | None
) -> StateError:
    """The error for a record that was changed since the commit, by a `later` one or by hand;
    `fields` are some of the parts.
    """
    what = client
    if fields:
        what = _("{fields} of {client}", fields=Lines(fields[:3], ", "), client=client)
    if later is None:
        return StateError(
            _(
                "{commit} ({subject}) can't be taken back: {what} was changed since; nothing was "
                "changed: take the later change back first, or set the field",
                commit=commit.short,
                subject=commit.subject,
                what=what,
            )
        )
    return StateError(
        _(
            "{commit} ({subject}) can't be taken back: {what} was changed since, last by {later} "
            "({later_subject}); nothing was changed: take the later change back first, or set the "
            "field",
            commit=commit.short,
            subject=commit.subject,
            what=what,
            later=later.short,
            later_subject=later.subject,
        )
    )


def other_way(commit: Commit) -> str:
    """How to take back what `undo` does not; a revert of the first commit would remove all."""
    if commit.parents:
        return _("take it back with: git revert {commit}", commit=commit.short)
    return _("it is the first commit, nothing came before it: change the files by hand")
