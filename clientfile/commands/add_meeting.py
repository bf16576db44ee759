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
    answers: ReportOptions,
    text: ReportTextOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    r"""Log a visit or a meeting.

    On a terminal, with no more than the client, it asks for the rest. A person may be named as
    CLIENT/PERSON or by --with: by id, or by part of a name. Dates are 2026-11-20, 20/11,
    yesterday, hier, -3d or a weekday.

    Examples:
        clientfile add-meeting kervelec --with carpentreau --on yesterday \
            --promise "Price of the bags by friday" --next "Ring about it on +10d"
        clientfile add-meeting gerbe/quintrec --purpose relationship \
            --brought "The new hygiene guide" --question "Do members order alone?"
        clientfile add-meeting vaudrenne --template > visit.txt
    """
    fixed = {"kind": [kind]} if kind else {}
    visit = visit_of_options("add-meeting", "visit", target, fixed, answers, text)
    log(ctx.obj, visit, source, acting)
