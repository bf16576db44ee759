"""`link`: records that people at two clients are one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data


@with_option_groups
def link(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(metavar="CLIENT/PERSON", help=_("A person."))],
    other: Annotated[
        str, typer.Argument(metavar="CLIENT/PERSON", help=_("The same person at another client."))
    ],
    *,
    acting: CommitOptions,
) -> None:
    """Record that people at two clients are one person.

    Both records say so. A number or an address finds both, and a contact with one counts for the
    cadence of the person at both, not for that of the companies. To end it: clientfile remove.

    Examples:
        clientfile link sarvagne/vidalou aubrenac/vidalou
    """
    from clientfile.changes.links import link as change

    session: Session = ctx.obj
    first, person = resolve_target(session, target)
    second, namesake = resolve_target(session, other)

    def decide(records: Mapping[str, Data]) -> Change:
        return change(first, records[first], person, second, records[second], namesake)

    write_change(session, list(dict.fromkeys([first, second])), decide, acting)
