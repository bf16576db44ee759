"""add-meeting, add-call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import typer

from clientfile.commands.options import ClientPerson, Committing, Fields, taking
from clientfile.commands.writing import given, write
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.session import Session


def _several(metavar: str, text: str, *names: str) -> Any:
    return typer.Option(*names, metavar=metavar, help=f"{text}; may be given several times.")


@dataclass(frozen=True)
class Report:
    """What came of an interaction: the options of a visit report."""

    with_: Annotated[list[str] | None, _several("PERSON", "Who was there", "--with")] = None
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


@taking
def add_meeting(
    ctx: typer.Context,
    target: ClientPerson,
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="visit, meeting, video, call, email, letter, event.")
    ] = "visit",
    *,
    report: Report,
    source: Fields,
    acting: Committing,
) -> None:
    r"""Log a visit or a meeting.

    A person may be named as CLIENT/PERSON or by --with: by id, or by part of a name. Dates are
    2026-11-20, 20/11, yesterday, hier, -3d or a weekday.

    Examples:
        clientfile add-meeting kervelec --with carpentreau --on yesterday \
            --promise "Price of the bags by friday" --next "Ring about it on +10d"
        clientfile add-meeting gerbe/quintrec --purpose relationship \
            --brought "The new hygiene guide" --question "Do members order alone?"
    """
    _log(ctx.obj, target, "add-meeting", {"kind": kind}, report, source, acting)


@taking
def add_call(
    ctx: typer.Context,
    target: ClientPerson,
    no_answer: Annotated[
        bool, typer.Option("--no-answer", help="Nobody answered; counts for no cadence.")
    ] = False,
    *,
    report: Report,
    source: Fields,
    acting: Committing,
) -> None:
    """Log a phone call.

    Examples:
        clientfile add-call kervelec/carpentreau --summary "Bags for Christmas"
        clientfile add-call lumelle --no-answer
    """
    reached = {"reached": False} if no_answer else {}
    _log(ctx.obj, target, "add-call", {"kind": "call", **reached}, report, source, acting)


def _log(
    session: Session,
    target: str,
    command: str,
    told: Data,
    report: Report,
    source: Fields,
    acting: Committing,
) -> None:
    from clientfile.commands.fields_input import gathered
    from clientfile.identity import random_id, who_am_i
    from clientfile.lookup import find_client, split_target
    from clientfile.schema.shapes import record_shape
    from clientfile.verbs.interactions import add_interaction

    named, person = split_target(target)
    client = find_client(session.folder, named)
    shape = record_shape().fields["contacts"].fields["interactions"].child(0)
    fields = gathered(session, _fields(shape, session.today, told, report, person), shape, source)
    defaults = {"date": session.today.isoformat(), **told}
    if "salesperson" not in fields and (me := who_am_i(session.folder)):
        defaults["salesperson"] = me
    complete = {**defaults, **fields}
    write(
        session,
        [client],
        lambda records: add_interaction(
            client, records[client], complete, command=command, make_id=random_id
        ),
        acting,
    )


def _fields(shape: Shape, today: date, told: Data, report: Report, person: str) -> Data:
    """The options as fields of an interaction, texts with a date taken apart."""
    from clientfile.records.typed import typed_fields

    single = given(
        date=report.on,
        purpose=report.purpose,
        salesperson=report.salesperson,
        summary=report.summary,
    )
    kind = {} if told["kind"] in ("visit", "call") else {"kind": told["kind"]}
    ours = [_dated(text, today, "due") for text in report.promise or []]
    theirs = [_dated(text, today, "due") for text in report.their_promise or []]
    listed = given(
        agreements=report.agreement,
        orders=report.order,
        brought=report.brought,
        competitors=report.competitor,
        promises=ours + [{"whose": "theirs", **promise} for promise in theirs],
        questions=[{"what": text} for text in report.question or []],
        next=_dated(report.next_, today, "date") if report.next_ else {},
    )
    company = [*([person] if person else []), *(report.with_ or [])]
    return typed_fields(kind | single, shape, today) | listed | given(**{"with": company})


def _dated(text: str, today: date, key: str) -> dict[str, Any]:
    from clientfile.records.days import split_text_and_day

    what, day = split_text_and_day(text, today)
    return {"what": what, **({key: day.isoformat()} if day else {})}
