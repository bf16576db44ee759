"""add-meeting, add-call."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from clientfile.commands import options as opt
from clientfile.commands.writing import Answer, given, write
from clientfile.records.edits import Data
from clientfile.session import Session

With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="PERSON", help="Who was there; may be given several times."),
]
On = Annotated[str, typer.Option(metavar="DATE", help="When; today by default.")]
Kind = Annotated[
    str, typer.Option(metavar="KIND", help="visit, meeting, video, call, email, letter, event.")
]
Purpose = Annotated[
    str, typer.Option(metavar="PURPOSE", help="sale, relationship, service, collection.")
]
Salesperson = Annotated[str, typer.Option(metavar="NAME", help="Who of ours; you by default.")]
Summary = Annotated[str, typer.Option(metavar="TEXT", help="The report in a few sentences.")]
Agreement = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="What was agreed; several times.")
]
Order = Annotated[
    list[str] | None, typer.Option(metavar="REF", help="An order taken there; several times.")
]
Promise = Annotated[
    list[str] | None,
    typer.Option(metavar='"TEXT by DATE"', help="What we promised; several times."),
]
TheirPromise = Annotated[
    list[str] | None,
    typer.Option(metavar='"TEXT by DATE"', help="What they promised; several times."),
]
Question = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="What is left to study; several times.")
]
Brought = Annotated[
    list[str] | None,
    typer.Option(metavar="TEXT", help="Information or advice we brought; several times."),
]
Competitor = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="What was heard of a competitor; several times."),
]
Next = Annotated[
    str, typer.Option("--next", metavar='"TEXT on DATE"', help="What we do next, and when.")
]


def add_meeting(
    ctx: typer.Context,
    target: opt.ClientItem,
    with_: With = None,
    on: On = "",
    kind: Kind = "",
    purpose: Purpose = "",
    salesperson: Salesperson = "",
    summary: Summary = "",
    agreement: Agreement = None,
    order: Order = None,
    promise: Promise = None,
    their_promise: TheirPromise = None,
    question: Question = None,
    brought: Brought = None,
    competitor: Competitor = None,
    next_: Next = "",
    json_source: opt.Json = "",
    edit: opt.Edit = False,
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    include_edits: opt.IncludeEdits = False,
    answer: opt.Answer = "text",
) -> None:
    """Log a visit: `clientfile add-meeting acme --with dupont --promise "send samples by friday"`.

    A person may be named as CLIENT/PERSON or by --with: by id, or by part of a name. Dates are
    2026-11-20, 20/11, yesterday, hier, -3d or a weekday.
    """
    session: Session = ctx.obj
    fields = _fields(
        session.today,
        given(date=on, kind=kind, purpose=purpose, salesperson=salesperson, summary=summary),
        given(agreements=agreement, orders=order, brought=brought, competitors=competitor),
        given(promises=promise, their_promises=their_promise, questions=question, next=next_),
        with_,
    )
    acting = Answer(message, dry_run, include_edits, answer)
    _log(session, target, fields, "add-meeting", "visit", json_source, edit, acting)


def add_call(
    ctx: typer.Context,
    target: opt.ClientItem,
    with_: With = None,
    on: On = "",
    purpose: Purpose = "",
    no_answer: Annotated[
        bool, typer.Option("--no-answer", help="Nobody answered; counts for no cadence.")
    ] = False,
    salesperson: Salesperson = "",
    summary: Summary = "",
    agreement: Agreement = None,
    order: Order = None,
    promise: Promise = None,
    their_promise: TheirPromise = None,
    question: Question = None,
    brought: Brought = None,
    competitor: Competitor = None,
    next_: Next = "",
    json_source: opt.Json = "",
    edit: opt.Edit = False,
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    include_edits: opt.IncludeEdits = False,
    answer: opt.Answer = "text",
) -> None:
    """Log a phone call: `clientfile add-call acme/dupont --no-answer`."""
    session: Session = ctx.obj
    fields = _fields(
        session.today,
        given(date=on, purpose=purpose, salesperson=salesperson, summary=summary),
        given(agreements=agreement, orders=order, brought=brought, competitors=competitor),
        given(promises=promise, their_promises=their_promise, questions=question, next=next_),
        with_,
    )
    if no_answer:
        fields["reached"] = False
    acting = Answer(message, dry_run, include_edits, answer)
    _log(session, target, fields, "add-call", "call", json_source, edit, acting)


def _fields(today: date, single: Data, listed: Data, dated: Data, with_: list[str] | None) -> Data:
    """The options as fields of an interaction, texts with a date taken apart."""
    from clientfile.records.typed import typed_fields
    from clientfile.schema.shapes import record_shape

    shape = record_shape().fields["contacts"].fields["interactions"].child(0)
    fields = typed_fields(single, shape, today) | listed
    ours = [_dated(text, today, "due") for text in dated.get("promises", [])]
    theirs = [_dated(text, today, "due") for text in dated.get("their_promises", [])]
    promises = ours + [{"whose": "theirs", **promise} for promise in theirs]
    questions = [{"what": text} for text in dated.get("questions", [])]
    following = _dated(dated["next"], today, "date") if "next" in dated else {}
    return fields | given(
        **{"with": with_, "promises": promises, "questions": questions, "next": following}
    )


def _dated(text: str, today: date, key: str) -> dict[str, Any]:
    from clientfile.records.days import split_text_and_day

    what, day = split_text_and_day(text, today)
    return {"what": what, **({key: day.isoformat()} if day else {})}


def _log(
    session: Session,
    target: str,
    fields: Data,
    command: str,
    kind: str,
    json_source: str,
    edit: bool,
    acting: Answer,
) -> None:
    from clientfile.commands.fields_input import gathered
    from clientfile.identity import random_id, who_am_i
    from clientfile.lookup import find_client, split_target
    from clientfile.schema.shapes import record_shape
    from clientfile.verbs.interactions import add_interaction

    named, person = split_target(target)
    client = find_client(session.folder, named)
    if person:
        fields["with"] = [person, *fields.get("with", [])]
    shape = record_shape().fields["contacts"].fields["interactions"].child(0)
    fields = gathered(session, fields, shape, json_source, edit)
    defaults = {"date": session.today.isoformat(), "kind": kind}
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
