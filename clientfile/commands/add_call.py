"""`add-call`: logs a phone call."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.console.options import (
    ClientPerson,
    CommitOptions,
    FieldSourceOptions,
    with_option_groups,
)
from clientfile.console.visit.log import log
from clientfile.console.visit.log_many import ManyVisitsOptions, log_at_many
from clientfile.console.visit.options import ReportOptions, ReportTextOptions, visit_of_options
from clientfile.language import _


@with_option_groups
def add_call(
    ctx: typer.Context,
    target: ClientPerson = "",
    no_answer: Annotated[
        bool, typer.Option("--no-answer", help=_("Nobody answered; counts for no cadence."))
    ] = False,
    *,
    many: ManyVisitsOptions,
    answers: ReportOptions,
    text: ReportTextOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    """Log a phone call.

    On a terminal, with no more than the client, it asks for the rest. --with CLIENT/PERSON logs it
    at another client too. With --where or --people-where it is logged at all clients that match, in
    one commit.

    Examples:
        clientfile add-call kervelec/carpentreau --summary "Bags for Christmas"
        clientfile add-call lumelle --no-answer
    """
    fixed = {"reached": ["no"]} if no_answer else {}
    visit = visit_of_options("add-call", "call", target, fixed, answers, text)
    if many.chooses:
        log_at_many(ctx.obj, visit, many, source, acting)
    else:
        log(ctx.obj, visit, source, acting)
