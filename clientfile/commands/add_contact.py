"""`add-contact`: adds a person to a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.options import Client, CommitOptions, FieldSourceOptions, with_option_groups
from clientfile.console.person_options import PersonOptions
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, non_empty, write_change
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data

# Those of the record's schema.
_ROLES = ("decides", "influences", "advises", "uses", "buys", "blocks")
_FOCUSES = ("price", "quality", "balanced")


@dataclass(frozen=True)
class NestedPersonOptions:
    """The options that are parts of a person's field: social, decision, profile, assistant."""

    social: Annotated[
        list[str] | None,
        typer.Option(metavar="NET=HANDLE", help=_("Such as linkedin=jdupont; several times.")),
    ] = None
    decision: Annotated[str, choice(_ROLES, metavar="ROLE")] = ""
    decision_scope: Annotated[str, typer.Option(help=_("What the person decides on."))] = ""
    decision_limit: Annotated[
        str, typer.Option(metavar="AMOUNT", help=_("Up to which amount, in the client's currency."))
    ] = ""
    focus: Annotated[str, choice(_FOCUSES, either=True)] = ""
    assistant: Annotated[str, typer.Option(metavar="NAME", help=_("Who filters the calls."))] = ""
    assistant_phone: Annotated[str, typer.Option(help=_("The assistant's number."))] = ""
    assistant_email: Annotated[str, typer.Option(help=_("The assistant's address."))] = ""


@with_option_groups
def add_contact(
    ctx: typer.Context,
    target: Client,
    name: Annotated[str, typer.Argument(metavar='"FIRST LAST"', help=_("The person's name."))] = "",
    identifier: Annotated[str, typer.Option("--id", help=_("Else made from the name."))] = "",
    *,
    person: PersonOptions,
    nested: NestedPersonOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    r"""Add a person to a client.

    Examples:
        clientfile add-contact lumelle "Nora Estrade-Vaux" --function "Head chef" \
            --phone "05 36 49 22 72" --decision decides --focus quality
        clientfile add-contact kervelec "Loïc Madec-Rieux" --cadence 60 --focus price
    """
    from clientfile.changes.people import add_contact as change
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.console.likely_doubles import warn_of_people
    from clientfile.records.typed.parse import currencies_of
    from clientfile.records.typed.person_names import split_name
    from clientfile.schema.shapes import person_shape
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = person_shape()
    raw = {
        "id": identifier,
        **split_name(name),
        **non_empty(**asdict(person)),
        **_nested_fields(nested),
    }

    data = load_record_data(session, client)
    currencies = currencies_of(data, session.folder.settings.currency)
    typed = parse_options(session, non_empty(**raw), shape, currencies)
    fields = gather_fields(session, typed, shape, source)
    added = change(client, data, fields)
    is_told = bool(added.details)
    warnings = [] if is_told else warn_of_people(session, client, {**fields, "id": added.ids[0]})

    def decide(records: Mapping[str, Data]) -> Change:
        now = change(client, records[client], fields)
        return replace(now, details=[*now.details, *warnings])

    write_change(session, [client], decide, acting)


def _nested_fields(options: NestedPersonOptions) -> Data:
    return {
        "social": _handles(options.social),
        "decision": non_empty(
            role=options.decision, scope=options.decision_scope, limit=options.decision_limit
        ),
        "profile": non_empty(focus=options.focus),
        "assistant": non_empty(
            name=options.assistant, phone=options.assistant_phone, email=options.assistant_email
        ),
    }


def _handles(entries: list[str] | None) -> dict[str, str]:
    handles = {}
    for entry in entries or []:
        network, equals, handle = entry.partition("=")
        if not (network and equals and handle):
            raise UsageError(
                _(
                    "--social {typed!r}: write NETWORK=HANDLE, such as linkedin=jdupont",
                    typed=entry,
                )
            )
        handles[network] = handle
    return handles
