"""`lose`: records that a prospect or a client is lost."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.day_options import day_or_today
from clientfile.console.options import Client, CommitOptions, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import write_change
from clientfile.language import _


@with_option_groups
def lose(
    ctx: typer.Context,
    target: Client,
    reason: Annotated[str, typer.Option(metavar="TEXT", help=_("Why."))] = "",
    on: On = "",
    *,
    acting: CommitOptions,
) -> None:
    """Record a prospect lost, or a client gone.

    Examples:
        clientfile lose sarvagne --reason "Bought elsewhere" --on yesterday
    """
    from clientfile.changes import lifecycle
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    day = day_or_today(session, on)
    write_change(
        session,
        [client],
        lambda records: lifecycle.lose(client, records[client], reason, day, dated=bool(on)),
        acting,
    )
