"""`snooze`: silences a client until a day."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.day_options import day_or_today
from clientfile.console.options import Client, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import write_change
from clientfile.language import _


@with_option_groups
def snooze(
    ctx: typer.Context,
    target: Client,
    until: Annotated[str, typer.Option(metavar="DATE", help=_("The day the silence ends."))] = "",
    *,
    acting: CommitOptions,
) -> None:
    """Leave a client in peace until a day; promises and next actions still fall due.

    Examples:
        clientfile snooze gerbe --until +3w
        clientfile snooze brionnel --until 12/01/2027
    """
    from clientfile.changes import lifecycle
    from clientfile.errors import UsageError
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    if not until:
        raise UsageError(_("until when? clientfile snooze CLIENT --until DATE"))
    client = find_client(session.folder, target)
    day = day_or_today(session, until, "--until")
    write_change(session, [client], lambda _: lifecycle.snooze(client, day, session.today), acting)
