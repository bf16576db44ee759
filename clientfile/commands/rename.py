"""`rename`: gives a client another id."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import refuse_invalid_id, write_change
from clientfile.language import _


@with_option_groups
def rename(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(metavar="OLD", help=_("The client, as it is now."))],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_("Its new id."))],
    *,
    acting: CommitOptions,
) -> None:
    """Give a client another id, in every record that names it.

    Examples:
        clientfile rename gerbe gerbe-commune
    """
    from clientfile.changes import lifecycle
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import record_files

    session: Session = ctx.obj
    refuse_invalid_id(new)
    old = find_client(session.folder, target)
    ids = {file.id for file in record_files(session.folder)}
    write_change(
        session,
        None,
        lambda records: lifecycle.rename(old, new, records, ids),
        acting,
        needed=[old],
    )
