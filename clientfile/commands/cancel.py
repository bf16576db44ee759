"""`cancel`: cancels a promise, a next action, a reminder or an order."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.followups import write_followup
from clientfile.console.options import CommitOptions, On, with_option_groups
from clientfile.language import _


@with_option_groups
def cancel(
    ctx: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="CLIENT/ID", help=_("A promise, a next action, a reminder or an order.")
        ),
    ],
    on: On = "",
    *,
    acting: CommitOptions,
) -> None:
    """Call off a promise, a next action, a reminder or an order.

    Examples:
        clientfile cancel kervelec/r4dxk7wb
        clientfile cancel gerbe/V26-144 -m "they want it in January"
    """
    from clientfile.changes import followups

    write_followup(ctx.obj, target, on, followups.cancel, acting)
