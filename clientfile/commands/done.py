"""`done`: marks a promise, a next action or a reminder as done."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.followups import write_followup
from clientfile.console.options import CommitOptions, On, with_option_groups
from clientfile.language import _

_Promise = Annotated[
    str,
    typer.Argument(
        metavar="CLIENT/ID",
        help=_("A promise, a next action or a reminder, by its id or words of it."),
    ),
]


@with_option_groups
def done(ctx: typer.Context, target: _Promise, on: On = "", *, acting: CommitOptions) -> None:
    """Record that a promise, a next action or a reminder is done.

    A reminder that recurs moves to its next day.

    Examples:
        # what is open, and its ids
        clientfile promises --ours --columns client,id,what
        clientfile done vaudrenne/m3qtc5wz --on yesterday
        # or by words of it, where one that is open has them
        clientfile done gerbe/référencement
    """
    from clientfile.changes import followups

    write_followup(ctx.obj, target, on, followups.done, acting)
