"""`save`: commits edits made by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import print_outcome, refuse_format
from clientfile.errors import NoMatchError
from clientfile.language import _


@with_option_groups
def save(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="[CLIENT]", help=_("All where none is named."))
    ] = "",
    *,
    acting: CommitOptions,
) -> None:
    """Commit what was edited by hand, once it is valid.

    Without CLIENT that is every record, and the settings in clientfile.toml.

    Examples:
        echo "# seen at the fair" >> records/lumelle.yaml
        clientfile save lumelle -m "met at the fair"
    """
    from clientfile.store.transaction.save import save as commit_hand_edits
    from clientfile.store.transaction.transact import WriteOptions

    session: Session = ctx.obj
    refuse_format(acting.format)
    clients = [_resolve_saved_client(session, target)] if target else []
    options = WriteOptions(session.today, acting.dry_run, acting.message, True)
    print_outcome(session, commit_hand_edits(session.folder, clients, options), acting)


def _resolve_saved_client(session: Session, target: str) -> str:
    """The id of the client to save; it may be one whose file was removed by hand."""
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import is_client_id

    try:
        return find_client(session.folder, target)
    except NoMatchError:
        if not is_client_id(target):
            raise
        return target
