"""add-contact, successor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from clientfile.console.options import Client, Committing, Fields, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import given, record_now, write
from clientfile.errors import InvalidError, NoSuchClientError, NotFoundError, UsageError
from clientfile.records.change import Change
from clientfile.records.edits import Data


@dataclass(frozen=True)
class Person:
    """What is known of a person: the options that are fields of the same name."""

    title: Annotated[str, typer.Option(help="Mme, M., Dr …")] = ""
    function: Annotated[str, typer.Option(help="The post held.")] = ""
    department: Annotated[str, typer.Option(help="Where in the company.")] = ""
    phone: Annotated[str, typer.Option(help="Direct line.")] = ""
    mobile: Annotated[str, typer.Option(help="Mobile number.")] = ""
    fax: Annotated[str, typer.Option(help="Fax number.")] = ""
    email: Annotated[str, typer.Option(help="The person's address.")] = ""
    responsibility: Annotated[str, typer.Option(help="What the person is in charge of.")] = ""
    since: Annotated[str, typer.Option(metavar="DATE", help="In the post since.")] = ""
    cadence: Annotated[
        str, typer.Option(metavar="DAYS", help="Days between two contacts with this person.")
    ] = ""
    notes: Annotated[str, typer.Option(help="Anything else worth knowing.")] = ""


@dataclass(frozen=True)
class Ways:
    """How a person decides and is reached: the options that are parts of a field."""

    social: Annotated[
        list[str] | None,
        typer.Option(metavar="NET=HANDLE", help="Such as linkedin=jdupont; several times."),
    ] = None
    decision: Annotated[
        str, typer.Option(metavar="ROLE", help="decides, influences, advises, uses, buys, blocks.")
    ] = ""
    decision_scope: Annotated[str, typer.Option(help="What the person decides on.")] = ""
    decision_limit: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Up to which amount, in the client's currency.")
    ] = ""
    focus: Annotated[str, typer.Option(help="price, quality or balanced.")] = ""
    assistant: Annotated[str, typer.Option(metavar="NAME", help="Who filters the calls.")] = ""
    assistant_phone: Annotated[str, typer.Option(help="The assistant's number.")] = ""
    assistant_email: Annotated[str, typer.Option(help="The assistant's address.")] = ""


@dataclass(frozen=True)
class Leaving:
    """Where a person goes."""

    on: Annotated[str, typer.Option(metavar="DATE", help="Since when; today by default.")] = ""
    to: Annotated[str, typer.Option(metavar="COMPANY", help="Where the person goes.")] = ""
    to_function: Annotated[str, typer.Option(metavar="POST", help="The person's new post.")] = ""
    to_client: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="The client the person goes to; a new id opens a prospect, named by --to.",
        ),
    ] = ""
    to_phone: Annotated[str, typer.Option(help="The person's new number.")] = ""
    to_email: Annotated[str, typer.Option(help="The person's new address.")] = ""
    stays: Annotated[
        bool, typer.Option("--stays", help="A new post in the same company: with --to-function.")
    ] = False


@with_option_groups
def add_contact(
    ctx: typer.Context,
    target: Client,
    name: Annotated[str, typer.Argument(metavar='"FIRST LAST"', help="The person's name.")] = "",
    identifier: Annotated[str, typer.Option("--id", help="Else made from the name.")] = "",
    *,
    person: Person,
    ways: Ways,
    source: Fields,
    acting: Committing,
) -> None:
    r"""Add a person to a client.

    Examples:
        clientfile add-contact lumelle "Nora Estrade-Vaux" --function "Head chef" \
            --phone "05 36 49 22 72" --decision decides --focus quality
        clientfile add-contact kervelec "Loïc Madec-Rieux" --cadence 60 --focus price
    """
    from clientfile.changes.people import add_contact as verb
    from clientfile.console.input_fields import gathered
    from clientfile.records.typed.parse import currencies_of, typed_fields
    from clientfile.records.typed.person_names import split_name
    from clientfile.schema.shapes import record_shape
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = record_shape().fields["contacts"].fields["people"].child(0)
    raw = {"id": identifier, **split_name(name), **given(**asdict(person)), **_parts(ways)}

    currencies = currencies_of(record_now(session, client), session.folder.settings.currency)
    typed = typed_fields(given(**raw), shape, session.today, currencies)
    fields = gathered(session, typed, shape, source)
    write(session, [client], lambda records: verb(client, records[client], fields), acting)


@with_option_groups
def successor(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(metavar="CLIENT/PERSON", help="Who changes jobs.")],
    name: Annotated[
        str, typer.Argument(metavar='["NAME"]', help="Who follows: someone new, or a colleague.")
    ] = "",
    *,
    leaving: Leaving,
    person: Person,
    source: Fields,
    acting: Committing,
) -> None:
    r"""Record that a person changed jobs, and who follows.

    The person's entry gets where they went; the successor is added or linked and takes over the
    post. Options without --to are the successor's; --json and --edit hold the successor's fields,
    named as in the record. Run again, it fills in what was not known before.

    Examples:
        clientfile successor kervelec/lanvaux "Enora Tanguy-Lesk" --on 01/12 \
            --to "Halles de Brest" --to-function "Head accountant"
        # promoted, and a colleague follows
        clientfile successor vaudrenne/wattenel Lottrel --stays --to-function Director
    """
    from clientfile.changes.succession import Departure
    from clientfile.changes.succession import successor as verb
    from clientfile.console.input_fields import gathered
    from clientfile.records.ids import person_name
    from clientfile.records.typed.parse import typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.store.cache.lookup import find_client, split_target

    session: Session = ctx.obj
    client_typed, typed = split_target(target)
    if not typed:
        raise UsageError(f"{target!r} names no person: write CLIENT/PERSON, such as acme/dupont")
    client = find_client(session.folder, client_typed)
    shape = record_shape().fields["contacts"].fields["people"].child(0)
    left, others = _left(session, leaving)
    fields = typed_fields(given(**asdict(person)), shape, session.today)
    fields = gathered(session, fields, shape, source)
    if name and fields.keys() & {"id", "first_name", "last_name"}:
        raise UsageError(
            f"the successor is named {name!r} already: leave the name in the fields out"
        )
    name = name or (person_name(fields) if fields.get("last_name") else "")
    departure = Departure(left, bool(leaving.on), leaving.stays, name, fields)

    def decide(records: Mapping[str, Data]) -> Change:
        return verb(client, records[client], typed, departure, records)

    write(session, list(dict.fromkeys([client, *others])), decide, acting)


def _left(session: Session, leaving: Leaving) -> tuple[Data, list[str]]:
    """What is known of where the person goes, as the record has it, and the client that is, if
    the folder has it.
    """
    from clientfile.records.typed.parse import typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.store.folder import record_files

    shape = record_shape().fields["contacts"].fields["people"].child(0).fields["left"]
    raw = given(
        date=leaving.on,
        to_company=leaving.to,
        to_function=leaving.to_function,
        phone=leaving.to_phone,
        email=leaving.to_email,
    )
    left = {"date": session.today.isoformat(), **typed_fields(raw, shape, session.today)}
    if not leaving.to_client:
        _note_known(session, leaving.to)
        return left, []
    there = {file.id for file in record_files(session.folder)}
    left["to_client"] = _destination(session, leaving, there)
    if left["to_client"] in there:
        return left, [left["to_client"]]
    return {"to_company": _name_of(left["to_client"]), **left}, []


def _note_known(session: Session, company: str) -> None:
    """Tell where a company that is named is a client of the folder: it would not be linked."""
    if not company:
        return
    from clientfile.errors.suggest import fold

    for client, card in sorted(session.book().cards.items()):
        if fold(company) in (fold(card.name), fold(client)):
            session.note(f"{company} is the client {client}: --to-client {client} links them")


def _destination(session: Session, leaving: Leaving, there: set[str]) -> str:
    """The client a person goes to: one of the folder, or a new id that can't be meant for one."""
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import is_client_id

    typed = leaving.to_client
    try:
        return find_client(session.folder, typed)
    except NoSuchClientError as error:
        if not is_client_id(typed) or (error.nearest and not leaving.to):
            raise NotFoundError(f"{error}; to open a new one: --to-client ID --to NAME") from None
    _refuse_twin(leaving.to, there)
    return typed


def _name_of(identifier: str) -> str:
    """A company's name where nothing but its id is known."""
    return " ".join(word.capitalize() for word in identifier.split("-"))


def _refuse_twin(company: str, there: set[str]) -> None:
    """A company that the folder has under another id is not opened once more."""
    from clientfile.records.names import slug

    if company and slug(company) in there:
        raise InvalidError(f"{company} is in the folder already: write --to-client {slug(company)}")


def _parts(ways: Ways) -> Data:
    return {
        "social": _handles(ways.social),
        "decision": given(role=ways.decision, scope=ways.decision_scope, limit=ways.decision_limit),
        "profile": given(focus=ways.focus),
        "assistant": given(
            name=ways.assistant, phone=ways.assistant_phone, email=ways.assistant_email
        ),
    }


def _handles(social: list[str] | None) -> dict[str, str]:
    handles = {}
    for entry in social or []:
        network, equals, handle = entry.partition("=")
        if not (network and equals and handle):
            raise UsageError(f"--social {entry!r}: write NETWORK=HANDLE, such as linkedin=jdupont")
        handles[network] = handle
    return handles
