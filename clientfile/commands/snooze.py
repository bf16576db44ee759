"""`snooze`: silences a client until a day."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.day_options import day_or_today
from clientfile.console.many import (
    ManyOptions,
    matching_clients,
    refuse_two_targets,
    write_to_many,
)
from clientfile.console.options import Client, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import write_change
from clientfile.language import _


@with_option_groups
def snooze(
    ctx: typer.Context,
    target: Client = "",
    until: Annotated[str, typer.Option(metavar="DATE", help=_("The day the silence ends."))] = "",
    *,
    many: ManyOptions,
    acting: CommitOptions,
) -> None:
    """Leave a client in peace until a day; promises and next actions still fall due.

    With --where all clients that match are, in one commit.

    Examples:
        clientfile snooze gerbe --until +3w
        clientfile snooze brionnel --until 12/01/2027
        # the bakers' week off
        clientfile snooze --where "type=retailer" --until +1w --yes
    """
    from clientfile.changes import lifecycle
    from clientfile.errors import UsageError
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    if not until:
        raise UsageError(_("until when? clientfile snooze CLIENT --until DATE"))
    refuse_two_targets(target, many.where)
    day = day_or_today(session, until, "--until")
    if many.where:
        clients = matching_clients(session, many.where)
        write_to_many(
            session, clients, many, acting,
            lambda each, _: lifecycle.snooze(each, day, session.today),
        )  # fmt: skip
        return
    if not target:
        raise UsageError(_("which client? write: clientfile snooze CLIENT --until DATE"))
    client = find_client(session.folder, target)
    write_change(session, [client], lambda _: lifecycle.snooze(client, day, session.today), acting)
