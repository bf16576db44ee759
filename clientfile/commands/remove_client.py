"""`remove-client`: removes a client from the folder."""

from __future__ import annotations

import typer

from clientfile.console.options import Client, CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, write_change
from clientfile.language import _


@with_option_groups
def remove_client(ctx: typer.Context, target: Client, *, acting: CommitOptions) -> None:
    """Take a client out of the folder; history keeps it.

    Refused while other records refer to it. A client with orders or stated figures is asked about
    on a terminal.

    Examples:
        clientfile remove-client lumelle -m "never a bakery"
        # and back again
        clientfile undo
    """
    from clientfile.changes import lifecycle
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    if session.can_ask and not acting.dry_run:
        _ask_about_figures(session, client)
    write_change(
        session,
        [client],
        lambda records: lifecycle.remove_client(client, records[client]),
        acting,
    )


def _ask_about_figures(session: Session, client: str) -> None:
    """Ask whether a client with orders or stated years is to be removed. Raises typer.Abort."""
    from clientfile.console.prompt import confirm
    from clientfile.records.edits import at
    from clientfile.records.ids import orders

    data = load_record_data(session, client)
    count, years = len(orders(data)), len(at(data, ("results", "years")) or ())
    if not count + years:
        return
    question = _(
        "{client} has figures (orders: {orders}, stated years: {years}). Remove it? [y/N]",
        client=client,
        orders=count,
        years=years,
    )
    if not confirm(question, session.say, by_default=False):
        raise typer.Abort
