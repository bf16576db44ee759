"""done, answer, cancel: what becomes of what was promised, asked or ordered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from clientfile.console.options import Committing, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import day_given, target_of, write
from clientfile.records.change import Change
from clientfile.records.edits import Data

_Promise = Annotated[
    str,
    typer.Argument(
        metavar="CLIENT/ID", help="A promise or a next action, by its id or words of it."
    ),
]


@with_option_groups
def done(ctx: typer.Context, target: _Promise, on: On = "", *, acting: Committing) -> None:
    """Record that a promise or a next action is done.

    Examples:
        # what is open, and its ids
        clientfile promises --ours --columns client,id,what
        clientfile done vaudrenne/m3qtc5wz --on yesterday
        # or by words of it, where one that is open has them
        clientfile done gerbe/référencement
    """
    from clientfile.changes.followups import done as verb

    _follow(ctx.obj, target, on, verb, acting)


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


@with_option_groups
def cancel(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="CLIENT/ID", help="A promise, a next action or an order.")
    ],
    on: On = "",
    *,
    acting: Committing,
) -> None:
    """Call off a promise, a next action or an order.

    Examples:
        clientfile cancel kervelec/r4dxk7wb
        clientfile cancel gerbe/V26-144 -m "they want it in January"
    """
    from clientfile.changes.followups import cancel as verb

    _follow(ctx.obj, target, on, verb, acting)


def _follow(
    session: Session,
    target: str,
    on: str,
    verb: Callable[[str, Data, str, date], Change],
    acting: Committing,
) -> None:
    client, item = target_of(session, target, needed=False)
    day = day_given(session, on)
    write(session, [client], lambda records: verb(client, records[client], item, day), acting)
