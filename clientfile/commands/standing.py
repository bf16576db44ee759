"""lose, snooze, rename, remove-client."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import Client, Committing, On, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import day_given, refuse_no_id, write


@with_option_groups
def lose(
    ctx: typer.Context,
    target: Client,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    on: On = "",
    *,
    acting: Committing,
) -> None:
    """Record a prospect lost, or a client gone.

    Examples:
        clientfile lose sarvagne --reason "Bought elsewhere" --on yesterday
    """
    from clientfile.changes.lifecycle import lose as verb
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    day = day_given(session, on)
    write(
        session,
        [client],
        lambda records: verb(client, records[client], reason, day, dated=bool(on)),
        acting,
    )


@with_option_groups
def snooze(
    ctx: typer.Context,
    target: Client,
    until: Annotated[str, typer.Option(metavar="DATE", help="The day the silence ends.")] = "",
    *,
    acting: Committing,
) -> None:
    """Leave a client in peace until a day; promises and next actions still fall due.

    Examples:
        clientfile snooze gerbe --until +3w
        clientfile snooze brionnel --until 12/01/2027
    """
    from clientfile.changes.lifecycle import snooze as verb
    from clientfile.errors import UsageError
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    if not until:
        raise UsageError("until when? clientfile snooze CLIENT --until DATE")
    client = find_client(session.folder, target)
    day = day_given(session, until, toward="future")
    write(session, [client], lambda _: verb(client, day, session.today), acting)


@with_option_groups
def rename(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(metavar="OLD", help="The client, as it is now.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its new id.")],
    *,
    acting: Committing,
) -> None:
    """Give a client another id, in every record that names it.

    Examples:
        clientfile rename gerbe gerbe-commune
    """
    from clientfile.changes.lifecycle import rename as verb
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import record_files

    session: Session = ctx.obj
    refuse_no_id(new)
    old = find_client(session.folder, target)
    taken = {file.id for file in record_files(session.folder)}
    write(session, None, lambda records: verb(old, new, records, taken), acting, needed=[old])


@with_option_groups
def remove_client(ctx: typer.Context, target: Client, *, acting: Committing) -> None:
    """Take a client out of the folder; history keeps it.

    Refused while other records refer to it.

    Examples:
        clientfile remove-client lumelle -m "never a bakery"
        # and back again
        clientfile undo
    """
    from clientfile.changes.lifecycle import remove_client as verb
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    write(session, [client], lambda records: verb(client, records[client]), acting)
