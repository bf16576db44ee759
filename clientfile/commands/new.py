"""`new`: opens a client's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.options import CommitOptions, FieldSourceOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import non_empty, refuse_invalid_id, write_change
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.change import Change
from clientfile.records.edits import Data

# Those of the record's schema.
_STATUSES = ("prospect", "client", "former", "lost")
_TYPES = (
    "manufacturer", "importer", "wholesaler", "cooperative", "purchasing-group", "retailer",
    "other",
)  # fmt: skip


@dataclass(frozen=True)
class IdentityOptions:
    """The options that are fields of the identity, a record's first chapter."""

    status: Annotated[str, choice(_STATUSES, default="prospect")] = ""
    type_: Annotated[
        str,
        choice(_TYPES, "--type"),
    ] = ""
    legal_form: Annotated[str, typer.Option(help=_("SARL, SAS, GmbH …"))] = ""
    group: Annotated[str, typer.Option(help=_("The client id of the group it belongs to."))] = ""
    owner: Annotated[str, typer.Option(help=_("The salesperson in charge."))] = ""
    ape: Annotated[str, typer.Option(help=_("NAF code, such as 46.71Z."))] = ""
    sector: Annotated[str, typer.Option(help=_("The sector in words."))] = ""
    siren: Annotated[str, typer.Option(help=_("Nine digits."))] = ""
    siret: Annotated[str, typer.Option(help=_("Fourteen digits."))] = ""
    vat: Annotated[str, typer.Option(help=_("VAT number."))] = ""
    street: Annotated[str, typer.Option(help=_("Number and street."))] = ""
    postcode: Annotated[str, typer.Option(help=_("As written, zeros kept."))] = ""
    city: Annotated[str, typer.Option(help=_("Town."))] = ""
    region: Annotated[str, typer.Option(help=_("Region or state."))] = ""
    country: Annotated[str, typer.Option(help=_("Two letters, such as FR."))] = ""
    phone: Annotated[str, typer.Option(help=_("The switchboard."))] = ""
    fax: Annotated[str, typer.Option(help=_("Fax number."))] = ""
    email: Annotated[str, typer.Option(help=_("The company's address."))] = ""
    website: Annotated[str, typer.Option(help=_("Its address on the web."))] = ""
    headcount: Annotated[str, typer.Option(help=_("40, or a range 20-49."))] = ""
    notes: Annotated[str, typer.Option(help=_("Anything else worth knowing."))] = ""
    tag: Annotated[list[str] | None, typer.Option(help=_("May be given several times."))] = None


@with_option_groups
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=_("The company's name."))] = "",
    client: Annotated[str, typer.Option("--id", help=_("Its id; else made from the name."))] = "",
    currency: Annotated[str, typer.Option(help=_("The client's, if not the folder's."))] = "",
    *,
    identity: IdentityOptions,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    r"""Open a client's record.

    The id is made from the name, in Latin letters, with a number where it is in use: a likely
    double is told. A prospect is one from today on.

    Examples:
        clientfile new "Fournil Mésange" --city Nantes --owner claire
        clientfile new "Moulins Delorme" --status client --type manufacturer \
            --siren 552100554 --tag salon-2026
    """
    from clientfile.changes.clients import new_client
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.console.likely_doubles import warn_of_clients
    from clientfile.records.names import free_id
    from clientfile.schema.shapes import record_shape
    from clientfile.store.folder import record_files

    session: Session = ctx.obj
    shape = record_shape()
    texts = non_empty(identity=_identity(name, identity), business=non_empty(currency=currency))
    data = gather_fields(session, parse_options(session, texts, shape), shape, source)
    stem = client or _id_of_name(data)
    refuse_invalid_id(stem)
    ids = {file.id for file in record_files(session.folder)}
    identifier = client or free_id(stem, ids)
    alike = _names_alike(session, stem, identifier) if identifier != stem else {}
    warnings = [] if alike or not ids else warn_of_clients(session, identifier, data)

    def decide(_records: Mapping[str, Data]) -> Change:
        change = new_client(identifier, data, ids, session.today, alike)
        return replace(change, details=[*change.details, *warnings])

    write_change(session, [], decide, acting)


def _names_alike(session: Session, stem: str, identifier: str) -> dict[str, str]:
    """The names of the clients with the numbered ids before this one, by id."""
    from clientfile.records.names import numbered_ids

    cards = session.open_ledger().cards
    before = takewhile(lambda each: each != identifier, numbered_ids(stem))
    return {each: cards[each].name for each in before if each in cards}


def _identity(name: str, options: IdentityOptions) -> Data:
    return non_empty(
        name=name,
        legal_form=options.legal_form,
        website=options.website,
        notes=options.notes,
        tags=options.tag,
        group=options.group,
        status=options.status,
        owner=options.owner,
        type=options.type_,
        sector=non_empty(ape=options.ape, label=options.sector),
        registration=non_empty(siren=options.siren, siret=options.siret, vat=options.vat),
        address=non_empty(
            street=options.street,
            postcode=options.postcode,
            city=options.city,
            region=options.region,
            country=options.country,
        ),
        phone=options.phone,
        fax=options.fax,
        email=options.email,
        size=non_empty(headcount=options.headcount),
    )


def _id_of_name(data: Data) -> str:
    """An id made from the company's name. Raises UsageError without a name."""
    from clientfile.records.edits import at
    from clientfile.records.names import slug

    name = str(at(data, ("identity", "name")) or "").strip()
    if not name:
        raise UsageError(_('a client needs a name: clientfile new "Boulangerie Martin"'))
    return slug(name)
