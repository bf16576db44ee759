"""`undo`: reverts a change by a new commit."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import print_outcome, refuse_format
from clientfile.language import _


@with_option_groups
def undo(
    ctx: typer.Context,
    commit: Annotated[
        str, typer.Argument(metavar="[COMMIT]", help=_("Your own last change if left out."))
    ] = "",
    *,
    acting: CommitOptions,
) -> None:
    """Take back your last change, or the one of a commit, as a new commit.

    What has come since stays; where it touches the same part, nothing is changed, and that is
    told. Undoing an undo restores.

    Exit: 3 no such commit, or no change of yours

    Examples:
        clientfile add-call kervelec --no-answer
        clientfile undo
        # what undoing that would bring back
        clientfile undo HEAD --dry-run
    """
    from clientfile.store.transaction.transact import WriteOptions
    from clientfile.store.transaction.undo import undo as take_back

    session: Session = ctx.obj
    refuse_format(acting.format)
    options = WriteOptions(session.today, acting.dry_run, acting.message, acting.include_edits)
    print_outcome(session, take_back(session.folder, commit, options), acting)
