"""add-meeting, add-call: a visit report from options, from questions, from a text or from JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from clientfile.console.options import ClientPerson, Committing, Fields, with_option_groups
from clientfile.console.visit.log import Visit, log
from clientfile.console.writing import given
from clientfile.records.visit_report import Answers


def _several(metavar: str, text: str, *names: str) -> Any:
    return typer.Option(*names, metavar=metavar, help=f"{text}; may be given several times.")


@dataclass(frozen=True)
class Report:
    """What came of an interaction: the options of a visit report."""

    with_: Annotated[list[str] | None, _several("PERSON", "Who was there", "--with")] = None
    with_new: Annotated[
        list[str] | None,
        _several('"NAME, POST"', "Who was there and is a new contact", "--with-new"),
    ] = None
    on: Annotated[str, typer.Option(metavar="DATE", help="When; today by default.")] = ""
    purpose: Annotated[
        str, typer.Option(metavar="PURPOSE", help="sale, relationship, service, collection.")
    ] = ""
    salesperson: Annotated[
        str, typer.Option(metavar="NAME", help="Who of ours; you by default.")
    ] = ""
    summary: Annotated[str, typer.Option(metavar="TEXT", help="The report in a few sentences.")] = (
        ""
    )
    agreement: Annotated[list[str] | None, _several("TEXT", "What was agreed")] = None
    order: Annotated[list[str] | None, _several("REF", "An order taken there")] = None
    promise: Annotated[list[str] | None, _several('"TEXT by DATE"', "What we promised")] = None
    their_promise: Annotated[list[str] | None, _several('"TEXT by DATE"', "What they promised")] = (
        None
    )
    question: Annotated[list[str] | None, _several("TEXT", "What is left to study")] = None
    brought: Annotated[list[str] | None, _several("TEXT", "Information or advice we brought")] = (
        None
    )
    competitor: Annotated[list[str] | None, _several("TEXT", "What was heard of a competitor")] = (
        None
    )
    next_: Annotated[
        str, typer.Option("--next", metavar='"TEXT on DATE"', help="What we do next, and when.")
    ] = ""


@dataclass(frozen=True)
class Text:
    """A visit report as a text."""

    report: Annotated[
        str, typer.Option(metavar="FILE", help="Read the report from a text, - for standard input.")
    ] = ""
    template: Annotated[
        bool, typer.Option("--template", help="Print the text of a report to fill in.")
    ] = False


@with_option_groups
def add_meeting(
    ctx: typer.Context,
    target: ClientPerson = "",
    kind: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="visit (the default), meeting, video, call, email, letter, event.",
        ),
    ] = "",
    *,
    heard: Report,
    text: Text,
    source: Fields,
    acting: Committing,
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
    told = {"kind": [kind]} if kind else {}
    visit = _visit("add-meeting", "visit", target, told, heard, text)
    log(ctx.obj, visit, source, acting)


@with_option_groups
def add_call(
    ctx: typer.Context,
    target: ClientPerson = "",
    no_answer: Annotated[
        bool, typer.Option("--no-answer", help="Nobody answered; counts for no cadence.")
    ] = False,
    *,
    heard: Report,
    text: Text,
    source: Fields,
    acting: Committing,
) -> None:
    """Log a phone call.

    On a terminal, with no more than the client, it asks for the rest.

    Examples:
        clientfile add-call kervelec/carpentreau --summary "Bags for Christmas"
        clientfile add-call lumelle --no-answer
    """
    told = {"reached": ["no"]} if no_answer else {}
    log(ctx.obj, _visit("add-call", "call", target, told, heard, text), source, acting)


def _visit(command: str, kind: str, target: str, told: Answers, heard: Report, text: Text) -> Visit:
    """What the options tell."""
    single = given(
        on=heard.on,
        purpose=heard.purpose,
        salesperson=heard.salesperson,
        summary=heard.summary,
        next=heard.next_,
    )
    several = given(
        agreement=heard.agreement,
        order=heard.order,
        promise=heard.promise,
        their_promise=heard.their_promise,
        question=heard.question,
        brought=heard.brought,
        competitor=heard.competitor,
        with_new=heard.with_new,
        **{"with": heard.with_},
    )
    answers = told | {key: [value] for key, value in single.items()} | several
    return Visit(command, kind, target, answers, text.report, text.template)
