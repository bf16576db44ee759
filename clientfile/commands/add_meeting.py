"""`add-meeting`: logs a visit or a meeting."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.options import (
    ClientPerson,
    CommitOptions,
    FieldSourceOptions,
    with_option_groups,
)
from clientfile.console.visit.log import log
from clientfile.console.visit.log_many import ManyVisitsOptions, log_at_many
from clientfile.console.visit.options import ReportOptions, ReportTextOptions, visit_of_options

# Those of the record's schema.
_KINDS = ("visit", "meeting", "video", "call", "email", "letter", "event")


@with_option_groups
def add_meeting(
    ctx: typer.Context,
    target: ClientPerson = "",
    kind: Annotated[
        str,
        choice(_KINDS, metavar="KIND", default="visit"),
    ] = "",
    *,
    many: ManyVisitsOptions,
    answers: ReportOptions,
    text: ReportTextOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    r"""Log a visit or a meeting.

    On a terminal, with no more than the client, it asks for the rest. A person may be named as
    CLIENT/PERSON or by --with: by id, or by part of a name. Dates are 2026-11-20, 20/11,
    yesterday, hier, -3d or a weekday. --with CLIENT/PERSON logs it at another client too.

    With --where or --people-where it is logged at all clients that match, in one commit. An e-mail
    or a letter to many is a mailing: it counts for no cadence, unless --counts says so.

    Examples:
        clientfile add-meeting kervelec --with carpentreau --on yesterday \
            --promise "Price of the bags by friday" --next "Ring about it on +10d"
        clientfile add-meeting gerbe/quintrec --purpose relationship \
            --brought "The new hygiene guide" --question "Do members order alone?"
        clientfile add-meeting vaudrenne --template > visit.txt
        # a circular to all who decide
        clientfile add-meeting --where status=client --kind email \
            --people-where decision.role=decides --brought "Prices of 2027" --yes
    """
    fixed = {"kind": [kind]} if kind else {}
    visit = visit_of_options("add-meeting", "visit", target, fixed, answers, text)
    if many.chooses:
        log_at_many(ctx.obj, visit, many, source, acting)
    else:
        log(ctx.obj, visit, source, acting)
