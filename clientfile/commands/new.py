"""`new`: opens a client's record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.console.options import Committing, Fields, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import given, refuse_no_id, write
from clientfile.errors import UsageError
from clientfile.records.edits import Data

# Those of the record's schema.
_STATUSES = ("prospect", "client", "former", "lost")
_TYPES = (
    "manufacturer", "importer", "wholesaler", "cooperative", "purchasing-group", "retailer",
    "other",
)  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """Who a client is: the options of the first chapter."""

    status: Annotated[str, choice(_STATUSES, default="prospect")] = ""
    type_: Annotated[
        str,
        choice(_TYPES, "--type"),
    ] = ""
    legal_form: Annotated[str, typer.Option(help="SARL, SAS, GmbH …")] = ""
    group: Annotated[str, typer.Option(help="The client id of the group it belongs to.")] = ""
    owner: Annotated[str, typer.Option(help="The salesperson in charge.")] = ""
    ape: Annotated[str, typer.Option(help="NAF code, such as 46.71Z.")] = ""
    sector: Annotated[str, typer.Option(help="The sector in words.")] = ""
    siren: Annotated[str, typer.Option(help="Nine digits.")] = ""
    siret: Annotated[str, typer.Option(help="Fourteen digits.")] = ""
    vat: Annotated[str, typer.Option(help="VAT number.")] = ""
    street: Annotated[str, typer.Option(help="Number and street.")] = ""
    postcode: Annotated[str, typer.Option(help="As written, zeros kept.")] = ""
    city: Annotated[str, typer.Option(help="Town.")] = ""
    region: Annotated[str, typer.Option(help="Region or state.")] = ""
    country: Annotated[str, typer.Option(help="Two letters, such as FR.")] = ""
    phone: Annotated[str, typer.Option(help="The switchboard.")] = ""
    fax: Annotated[str, typer.Option(help="Fax number.")] = ""
    email: Annotated[str, typer.Option(help="The company's address.")] = ""
    website: Annotated[str, typer.Option(help="Its address on the web.")] = ""
    headcount: Annotated[str, typer.Option(help="40, or a range 20-49.")] = ""
    notes: Annotated[str, typer.Option(help="Anything else worth knowing.")] = ""
    tag: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None


@with_option_groups
def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The company's name.")] = "",
    client: Annotated[str, typer.Option("--id", help="Its id; else made from the name.")] = "",
    currency: Annotated[str, typer.Option(help="The client's, if not the folder's.")] = "",
    *,
    identity: Identity,
    source: Fields,
    acting: Committing,
) -> None:
    r"""Open a client's record.

    The id is made from the name; a prospect is one from today on.

    Examples:
        clientfile new "Fournil Mésange" --city Nantes --owner claire
        clientfile new "Moulins Delorme" --status client --type manufacturer \
            --siren 552100554 --tag salon-2026
    """
    from clientfile.changes.clients import new_client
    from clientfile.console.input_fields import gathered
    from clientfile.records.typed.parse import parse_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.store.folder import record_files

    session: Session = ctx.obj
    shape = record_shape()
    raw = given(identity=_identity(name, identity), business=given(currency=currency))
    data = gathered(session, parse_fields(raw, shape, session.today), shape, source)
    identifier = client or _made_id(data)
    refuse_no_id(identifier)
    taken = {file.id for file in record_files(session.folder)}
    write(session, [], lambda _: new_client(identifier, data, taken, session.today), acting)


def _identity(name: str, told: Identity) -> Data:
    return given(
        name=name,
        legal_form=told.legal_form,
        website=told.website,
        notes=told.notes,
        tags=told.tag,
        group=told.group,
        status=told.status,
        owner=told.owner,
        type=told.type_,
        sector=given(ape=told.ape, label=told.sector),
        registration=given(siren=told.siren, siret=told.siret, vat=told.vat),
        address=given(
            street=told.street,
            postcode=told.postcode,
            city=told.city,
            region=told.region,
            country=told.country,
        ),
        phone=told.phone,
        fax=told.fax,
        email=told.email,
        size=given(headcount=told.headcount),
    )


def _made_id(data: Data) -> str:
    from clientfile.records.edits import at
    from clientfile.records.names import slug

    named = str(at(data, ("identity", "name")) or "").strip()
    if not named:
        raise UsageError('a client needs a name: clientfile new "Boulangerie Martin"')
    return slug(named)
