"""`remind`: sets a reminder of a client, once or again and again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from clientfile.console.day_options import parse_option_day
from clientfile.console.options import CommitOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import resolve_target, write_change
from clientfile.language import _


@with_option_groups
def remind(
    ctx: typer.Context,
    target: Annotated[
        str, typer.Argument(metavar="CLIENT[/PERSON]", help=_("A client, and whom it is about."))
    ],
    what: Annotated[str, typer.Argument(metavar='"WHAT"', help=_("What to think of."))] = "",
    by: Annotated[str, typer.Option("--by", metavar="DATE", help=_("The day it falls due."))] = "",
    every: Annotated[
        str, typer.Option(metavar="INTERVAL", help=_("Again every 1y, 6m, 2w or 10d."))
    ] = "",
    *,
    acting: CommitOptions,
) -> None:
    """Set a reminder of a client, once or again and again, without an interaction.

    `due` and `brief` tell it; `done` ends it, or moves one that recurs to its next day; `cancel`
    ends it for good.

    Examples:
        clientfile remind kervelec "Their lease ends" --by 2027-03-31
        clientfile remind kervelec/carpentreau "Her birthday" --by 12/05 --every 1y
    """
    from clientfile.changes import reminders
    from clientfile.records.typed.intervals import parse_interval
    from clientfile.store.user import random_id

    session: Session = ctx.obj
    client, person = resolve_target(session, target, needed=False)
    text, day = _text_and_day(session, what, by)
    interval = parse_interval(every) if every else ""
    write_change(
        session,
        [client],
        lambda records: reminders.remind(
            client,
            records[client],
            text,
            day,
            today=session.today,
            make_id=random_id,
            every=interval,
            person=person,
        ),
        acting,
    )


def _text_and_day(session: Session, what: str, by: str) -> tuple[str, date]:
    """The text of a reminder and its day: that of --by, else the one at the text's end.

    Raises UsageError where neither has one.
    """
    from clientfile.errors import UsageError
    from clientfile.records.typed.dated_texts import split_text_and_day

    if by:
        return what, parse_option_day(session, "--by", by)
    start = session.folder.settings.fiscal_year_start
    text, day = split_text_and_day(what, session.today, start)
    if day is None:
        raise UsageError(_('when? clientfile remind CLIENT "WHAT" --by DATE'))
    return text, day
