"""`answer`: answers a question."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import Committing, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import day_given, target_of, write


@with_option_groups
def answer(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="CLIENT/ID", help="A question, by its id or words of it.")
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The answer.")],
    on: On = "",
    *,
    acting: Committing,
) -> None:
    """Answer a question that was left to study.

    Examples:
        clientfile questions --columns client,id,what
        clientfile answer kervelec/h2ncq6td "Six weeks, fitted"
    """
    from clientfile.changes.followups import answer as verb

    session: Session = ctx.obj
    client, item = target_of(session, target, needed=False)
    day = day_given(session, on)
    write(session, [client], lambda records: verb(client, records[client], item, text, day), acting)
