"""`remove-client`: removes a client from the folder."""

from __future__ import annotations

import typer

from clientfile.console.options import Client, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import write_change


@with_option_groups
def remove_client(ctx: typer.Context, target: Client, *, acting: CommitOptions) -> None:
    """Take a client out of the folder; history keeps it.

    Refused while other records refer to it.

    Examples:
        clientfile remove-client lumelle -m "never a bakery"
        # and back again
        clientfile undo
    """
    from clientfile.changes import lifecycle
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    write_change(
        session,
        [client],
        lambda records: lifecycle.remove_client(client, records[client]),
        acting,
    )
