"""`answer`: answers a question."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.day_options import day_or_today
from clientfile.console.options import CommitOptions, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.language import _


@with_option_groups
def answer(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="CLIENT/ID", help=_("A question, by its id or words of it."))
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("The answer."))],
    on: On = "",
    *,
    acting: CommitOptions,
) -> None:
    """Answer a question that was left to study.

    Examples:
        clientfile questions --columns client,id,what
        clientfile answer kervelec/h2ncq6td "Six weeks, fitted"
    """
    from clientfile.changes import followups

    session: Session = ctx.obj
    client, item = resolve_target(session, target, needed=False)
    day = day_or_today(session, on)
    write_change(
        session,
        [client],
        lambda records: followups.answer(client, records[client], item, text, day),
        acting,
    )
