"""`not-duplicates`: records that two that look alike are not one."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.language import _


@with_option_groups
def not_duplicates(
    ctx: typer.Context,
    one: Annotated[
        str, typer.Argument(metavar="CLIENT[/PERSON]", help=_("A client, or a person."))
    ],
    other: Annotated[
        str, typer.Argument(metavar="CLIENT[/PERSON]", help=_("Who it is not, however alike."))
    ],
    *,
    acting: CommitOptions,
) -> None:
    """Record that two clients, or two people, are not one.

    `duplicates` leaves them out from then on. To take it back: clientfile unset CLIENT
    distinct_from.

    Examples:
        clientfile not-duplicates gerbe lumelle
    """
    from clientfile.changes.distinct import tell_apart

    session: Session = ctx.obj
    first = resolve_target(session, one, needed=False)
    second = resolve_target(session, other, needed=False)
    write_change(
        session,
        list(dict.fromkeys([first[0], second[0]])),
        lambda records: tell_apart(first, second, records),
        acting,
    )
