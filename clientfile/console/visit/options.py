"""Options of a visit report, shared by add-meeting and add-call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from clientfile.console.choices import choice, compose
from clientfile.console.visit.log import Visit
from clientfile.console.writing import non_empty
from clientfile.language import _
from clientfile.records.visit_report import Answers

# Those of the record's schema.
_PURPOSES = ("sale", "relationship", "service", "collection")

_BY_DATE, _ON_DATE = '"TEXT by DATE"', '"TEXT on DATE"'  # no message


def _several(metavar: str, text: str, *names: str) -> Any:
    help_text = compose(_("{what}; may be given several times.", what=text))
    return typer.Option(*names, metavar=metavar, help=help_text)


@dataclass(frozen=True)
class ReportOptions:
    """The options that answer the questions of a visit report."""

    with_: Annotated[list[str] | None, _several("PERSON", _("Who was there"), "--with")] = None
    with_new: Annotated[
        list[str] | None,
        _several('"NAME, POST"', _("Who was there and is a new contact"), "--with-new"),
    ] = None
    on: Annotated[str, typer.Option(metavar="DATE", help=_("When; today by default."))] = ""
    purpose: Annotated[str, choice(_PURPOSES, metavar="PURPOSE")] = ""
    salesperson: Annotated[
        str, typer.Option(metavar="NAME", help=_("Who of ours; you by default."))
    ] = ""
    summary: Annotated[
        str, typer.Option(metavar="TEXT", help=_("The report in a few sentences."))
    ] = ""
    agreement: Annotated[list[str] | None, _several("TEXT", _("What was agreed"))] = None
    order: Annotated[list[str] | None, _several("REF", _("An order taken there"))] = None
    promise: Annotated[list[str] | None, _several(_BY_DATE, _("What we promised"))] = None
    their_promise: Annotated[list[str] | None, _several(_BY_DATE, _("What they promised"))] = None
    question: Annotated[list[str] | None, _several("TEXT", _("What is left to study"))] = None
    brought: Annotated[
        list[str] | None, _several("TEXT", _("Information or advice we brought"))
    ] = None
    competitor: Annotated[
        list[str] | None, _several("TEXT", _("What was heard of a competitor"))
    ] = None
    next_: Annotated[
        str, typer.Option("--next", metavar=_ON_DATE, help=_("What we do next, and when."))
    ] = ""


@dataclass(frozen=True)
class ReportTextOptions:
    """The options for a visit report as a text."""

    report: Annotated[
        str,
        typer.Option(metavar="FILE", help=_("Read the report from a text, - for standard input.")),
    ] = ""
    template: Annotated[
        bool, typer.Option("--template", help=_("Print the text of a report to fill in."))
    ] = False


def visit_of_options(
    command: str,
    kind: str,
    target: str,
    fixed: Answers,
    answers: ReportOptions,
    text: ReportTextOptions,
) -> Visit:
    """The visit that the options describe; `fixed` are answers by options of the command's own."""
    single = non_empty(
        on=answers.on,
        purpose=answers.purpose,
        salesperson=answers.salesperson,
        summary=answers.summary,
        next=answers.next_,
    )
    several = non_empty(
        agreement=answers.agreement,
        order=answers.order,
        promise=answers.promise,
        their_promise=answers.their_promise,
        question=answers.question,
        brought=answers.brought,
        competitor=answers.competitor,
        with_new=answers.with_new,
        **{"with": answers.with_},
    )
    typed = fixed | {key: [value] for key, value in single.items()} | several
    return Visit(command, kind, target, typed, text.report, text.template)
