"""add-contact, successor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from clientfile.changes import Change
from clientfile.commands import options as opt
from clientfile.commands.writing import Answer, given, write
from clientfile.errors import UsageError
from clientfile.records.edits import Data
from clientfile.session import Session

Text = Annotated[str, typer.Option()]
Social = Annotated[
    list[str] | None,
    typer.Option("--social", metavar="NET=HANDLE", help="Such as linkedin=jdupont; several times."),
]


def add_contact(
    ctx: typer.Context,
    target: opt.Client,
    name: Annotated[str, typer.Argument(metavar='"FIRST LAST"', help="The person's name.")] = "",
    identifier: Annotated[str, typer.Option("--id", help="Else made from the name.")] = "",
    title: Annotated[str, typer.Option(help="Mme, M., Dr …")] = "",
    function: Annotated[str, typer.Option(help="The post held.")] = "",
    department: Text = "",
    phone: Text = "",
    mobile: Text = "",
    fax: Text = "",
    email: Text = "",
    social: Social = None,
    responsibility: Text = "",
    decision: Annotated[
        str, typer.Option(metavar="ROLE", help="decides, influences, advises, uses, buys, blocks.")
    ] = "",
    decision_scope: Annotated[str, typer.Option(help="What the person decides on.")] = "",
    decision_limit: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Up to which amount, in the client's currency.")
    ] = "",
    focus: Annotated[str, typer.Option(help="price, quality or balanced.")] = "",
    assistant: Annotated[str, typer.Option(metavar="NAME", help="Who filters the calls.")] = "",
    assistant_phone: Text = "",
    assistant_email: Text = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="In the post since.")] = "",
    cadence: Annotated[
        str, typer.Option(metavar="DAYS", help="Days between two contacts with this person.")
    ] = "",
    notes: Text = "",
    json_source: opt.Json = "",
    edit: opt.Edit = False,
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    include_edits: opt.IncludeEdits = False,
    answer: opt.Answer = "text",
) -> None:
    """Add a person: `clientfile add-contact acme "Jean Dupont" --function "Head buyer"`."""
    from clientfile.commands.fields_input import gathered
    from clientfile.lookup import find_client
    from clientfile.records.typed import typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.verbs.people import add_contact as verb
    from clientfile.verbs.people import split_name

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = record_shape().fields["contacts"].fields["people"].child(0)
    raw = given(
        id=identifier, **split_name(name), title=title, function=function, department=department,
        phone=phone, mobile=mobile, fax=fax, email=email, social=_handles(social),
        responsibility=responsibility, since=since, cadence=cadence, notes=notes,
        decision=given(role=decision, scope=decision_scope, limit=decision_limit),
        profile=given(focus=focus),
        assistant=given(name=assistant, phone=assistant_phone, email=assistant_email),
    )  # fmt: skip

    def decide(records: Mapping[str, Data]) -> Change:
        currency = _currency(session, records[client])
        typed = typed_fields(raw, shape, session.today, currency)
        return verb(client, records[client], gathered(session, typed, shape, json_source, edit))

    write(session, [client], decide, Answer(message, dry_run, include_edits, answer))


def successor(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(metavar="CLIENT/PERSON", help="Who changes jobs.")],
    name: Annotated[
        str, typer.Argument(metavar='["NAME"]', help="Who follows: someone new, or a colleague.")
    ] = "",
    on: Annotated[str, typer.Option(metavar="DATE", help="Since when; today by default.")] = "",
    to: Annotated[str, typer.Option(metavar="COMPANY", help="Where the person goes.")] = "",
    to_function: Annotated[str, typer.Option(metavar="POST", help="The person's new post.")] = "",
    to_client: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="The client the person goes to; with --to NAME a new one is opened as a prospect.",
        ),
    ] = "",
    to_phone: Annotated[str, typer.Option(help="The person's new number.")] = "",
    to_email: Annotated[str, typer.Option(help="The person's new address.")] = "",
    stays: Annotated[
        bool, typer.Option("--stays", help="A new post in the same company: with --to-function.")
    ] = False,
    title: Annotated[str, typer.Option(help="The successor's: Mme, M., Dr …")] = "",
    function: Annotated[str, typer.Option(help="The successor's, if not the same post.")] = "",
    phone: Annotated[str, typer.Option(help="The successor's.")] = "",
    mobile: Annotated[str, typer.Option(help="The successor's.")] = "",
    email: Annotated[str, typer.Option(help="The successor's.")] = "",
    json_source: opt.Json = "",
    edit: opt.Edit = False,
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    include_edits: opt.IncludeEdits = False,
    answer: opt.Answer = "text",
) -> None:
    """Record a change of jobs: `clientfile successor acme/dupont "Marie Curie" --to Globex`.

    The person's entry gets where they went; the successor is added or linked and takes over the
    post. Run again, it fills in what was not known before. --json and --edit hold the successor's
    fields, named as in the record.
    """
    from clientfile.commands.fields_input import gathered
    from clientfile.folder import record_files
    from clientfile.lookup import find_client, split_target
    from clientfile.records.typed import typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.verbs.succession import Departure
    from clientfile.verbs.succession import successor as verb

    session: Session = ctx.obj
    client_typed, person = split_target(target)
    if not person:
        raise UsageError(f"{target!r} names no person: write CLIENT/PERSON, such as acme/dupont")
    client = find_client(session.folder, client_typed)
    shape = record_shape().fields["contacts"].fields["people"].child(0)
    left = typed_fields(
        given(date=on, to_company=to, to_function=to_function, phone=to_phone, email=to_email),
        shape.fields["left"],
        session.today,
    )
    left.setdefault("date", session.today.isoformat())
    there = {file.id for file in record_files(session.folder)}
    if to_client:
        left["to_client"] = _destination(session, to_client, to, there)
    fields = typed_fields(
        given(title=title, function=function, phone=phone, mobile=mobile, email=email),
        shape,
        session.today,
    )
    fields = gathered(session, fields, shape, json_source, edit)
    departure = Departure(left, bool(on), stays, name, fields)
    clients = [client, *({left.get("to_client", client)} & there - {client})]

    def decide(records: Mapping[str, Data]) -> Change:
        return verb(client, records[client], person, departure, records)

    write(session, clients, decide, Answer(message, dry_run, include_edits, answer))


def _destination(session: Session, typed: str, company: str, there: set[str]) -> str:
    """The client a person goes to: one of the folder, or a new id where the company is named."""
    from clientfile.folder import is_client_id
    from clientfile.lookup import find_client

    if typed in there or not (company and is_client_id(typed)):
        return find_client(session.folder, typed)
    return typed


def _handles(social: list[str] | None) -> dict[str, str]:
    handles = {}
    for entry in social or []:
        network, equals, handle = entry.partition("=")
        if not (network and equals and handle):
            raise UsageError(f"--social {entry!r}: write NETWORK=HANDLE, such as linkedin=jdupont")
        handles[network] = handle
    return handles


def _currency(session: Session, data: Data) -> str:
    return str(data.get("business", {}).get("currency", session.folder.settings.currency))
