"""`successor`: records that a person changed jobs, and who follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from clientfile.console.options import CommitOptions, FieldSourceOptions, with_option_groups
from clientfile.console.person_options import PersonOptions
from clientfile.console.session import Session
from clientfile.console.writing import non_empty, write_change
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data


@dataclass(frozen=True)
class DepartureOptions:
    """The options that say where a person goes."""

    on: Annotated[str, typer.Option(metavar="DATE", help=_("Since when; today by default."))] = ""
    to: Annotated[str, typer.Option(metavar="COMPANY", help=_("Where the person goes."))] = ""
    to_function: Annotated[str, typer.Option(metavar="POST", help=_("The person's new post."))] = ""
    to_client: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help=_("The client the person goes to; a new id opens a prospect, named by --to."),
        ),
    ] = ""
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="ID|new",
            help=_("Who the person is at that client: one of its people, or somebody new."),
        ),
    ] = ""
    to_phone: Annotated[str, typer.Option(help=_("The person's new number."))] = ""
    to_email: Annotated[str, typer.Option(help=_("The person's new address."))] = ""
    stays: Annotated[
        bool, typer.Option("--stays", help=_("A new post in the same company: with --to-function."))
    ] = False


@with_option_groups
def successor(
    ctx: typer.Context,
    target: Annotated[str, typer.Argument(metavar="CLIENT/PERSON", help=_("Who changes jobs."))],
    name: Annotated[
        str, typer.Argument(metavar='["NAME"]', help=_("Who follows: someone new, or a colleague."))
    ] = "",
    *,
    leaving: DepartureOptions,
    person: PersonOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
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
    from clientfile.changes.departure import Departure
    from clientfile.changes.succession import successor as change
    from clientfile.console.departure_questions import settle_namesake, with_other_clients

    session: Session = ctx.obj
    client, typed_person = _target(session, target)
    left, others = _left(session, leaving)
    name, fields = _successor_fields(session, name, person, source)
    departure = Departure(
        left, bool(leaving.on), leaving.stays, name, fields, session.today, leaving.as_
    )
    if others and session.can_ask:
        departure = settle_namesake(session, client, typed_person, departure)
    departure = with_other_clients(session, client, typed_person, departure)
    others = [*others, *(name.partition("/")[0] for name in departure.also)]

    def decide(records: Mapping[str, Data]) -> Change:
        return change(client, records[client], typed_person, departure, records)

    write_change(session, list(dict.fromkeys([client, *others])), decide, acting)


def _target(session: Session, target: str) -> tuple[str, str]:
    """The client's id and the person of CLIENT/PERSON, as typed. Raises UsageError without one."""
    from clientfile.store.cache.lookup import find_client, split_target

    typed_client, typed_person = split_target(target)
    if not typed_person:
        raise UsageError(
            _(
                "{typed!r} names no person: write CLIENT/PERSON, such as acme/dupont",
                typed=target,
            )
        )
    return find_client(session.folder, typed_client), typed_person


def _successor_fields(
    session: Session, name: str, person: PersonOptions, source: FieldSourceOptions
) -> tuple[str, Data]:
    """The successor's name, as typed or of the fields, and the fields. Raises UsageError where both
    name the successor.
    """
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.records.ids import person_name
    from clientfile.schema.shapes import person_shape

    shape = person_shape()
    fields = parse_options(session, non_empty(**asdict(person)), shape)
    fields = gather_fields(session, fields, shape, source)
    if name and fields.keys() & {"id", "first_name", "last_name"}:
        raise UsageError(
            _(
                "the successor is named {name!r} already: leave the name in the fields out",
                name=name,
            )
        )
    return name or (person_name(fields) if fields.get("last_name") else ""), fields


def _left(session: Session, leaving: DepartureOptions) -> tuple[Data, list[str]]:
    """The field `left` of the options, and the client that the person goes to where the folder
    has it.
    """
    from clientfile.changes.departure import resolve_destination, with_destination
    from clientfile.console.input_fields import parse_options
    from clientfile.schema.shapes import person_shape
    from clientfile.store.cache.lookup import find_client
    from clientfile.store.folder import record_files

    shape = person_shape().fields["left"]
    raw = non_empty(
        date=leaving.on,
        to_company=leaving.to,
        to_function=leaving.to_function,
        phone=leaving.to_phone,
        email=leaving.to_email,
    )
    left = {"date": session.today.isoformat(), **parse_options(session, raw, shape)}
    if leaving.as_ and not leaving.to_client:
        raise UsageError(_("--as goes with --to-client: it says who the person is at that client"))
    if not leaving.to_client:
        _note_client_of_that_name(session, leaving.to)
        return left, []
    ids = {file.id for file in record_files(session.folder)}
    client = resolve_destination(
        leaving.to_client, leaving.to, ids, lambda typed: find_client(session.folder, typed)
    )
    is_new = client not in ids
    return with_destination(left, client, is_new=is_new), [] if is_new else [client]


def _note_client_of_that_name(session: Session, company: str) -> None:
    """Note that a company is a client of the folder, since `--to` alone does not link them."""
    if not company:
        return
    from clientfile.errors.suggest import fold

    for client, card in sorted(session.open_ledger().cards.items()):
        if fold(company) in (fold(card.name), fold(client)):
            session.note(
                _(
                    "{company} is the client {client}: --to-client {client} links them",
                    company=company,
                    client=client,
                )
            )
