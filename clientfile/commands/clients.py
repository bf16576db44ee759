"""new, list, show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from clientfile.console.options import (
    AsOf,
    ClientItem,
    Committing,
    Fields,
    Listing,
    Records,
    with_option_groups,
)
from clientfile.console.session import Session
from clientfile.console.writing import given, refuse_no_id, write
from clientfile.errors import UsageError
from clientfile.records.edits import Data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientfile.records.cards import Card
    from clientfile.store.cache.cached_ledger import CachedLedger


@dataclass(frozen=True)
class Identity:
    """Who a client is: the options of the first chapter."""

    status: Annotated[str, typer.Option(help="prospect (the default), client, former, lost.")] = ""
    type_: Annotated[
        str,
        typer.Option(
            "--type",
            help="manufacturer, importer, wholesaler, cooperative, purchasing-group, retailer, "
            "other.",
        ),
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
    from clientfile.records.typed.parse import typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.store.folder import record_files

    session: Session = ctx.obj
    shape = record_shape()
    raw = given(identity=_identity(name, identity), business=given(currency=currency))
    data = gathered(session, typed_fields(raw, shape, session.today), shape, source)
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


@with_option_groups
def list_clients(
    ctx: typer.Context,
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT]...", help="Only those whom a name, number … names in part."),
    ] = None,
    persons: Annotated[bool, typer.Option("--people", help="The people, one a row.")] = False,
    *,
    asked: Listing,
    records: Records,
) -> None:
    """List the clients, or with --people everybody in them.

    TEXT is part of a name or an id, without accents or case, a telephone number or an e-mail
    address. Of people it may be their function or department too, and their assistant's number.

    Examples:
        clientfile list --where "status=prospect or city~lyon"
        # who answers to this number?
        clientfile list --people 02 61 91 33 05
        # a page to read before calling on each of claire's best
        clientfile list --where "owner=claire and class=A" -f ids |
            xargs -n1 clientfile brief
    """
    from clientfile.console.listing import show as show_table
    from clientfile.console.listing import usable
    from clientfile.reports import clients as reports

    session: Session = ctx.obj
    book = usable(session, records)
    wanted = " ".join(text or ()).strip()
    table = (
        reports.list_people(book.records(), session.today, wanted)
        if persons
        else reports.list_clients(_cards(book, wanted), book)
    )
    if asked.format == "ids" or asked.columns:
        # What the figures are of is no news to whom none are shown.
        table = replace(table, notes=())
    show_table(session, table, asked, book)


def _cards(book: CachedLedger, wanted: str) -> Mapping[str, Card]:
    """The cards of the clients who are meant, all where nothing is wanted."""
    if not wanted:
        return book.cards
    from clientfile.store.cache.lookup import named_in_part

    return {name: book.cards[name] for name in named_in_part(wanted, book.cards, book.records)}


def show(
    ctx: typer.Context,
    target: ClientItem,
    chapter: Annotated[
        str, typer.Option(metavar="CHAPTER", help="identity, contacts, business or results.")
    ] = "",
    fmt: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="table, yaml or json.")
    ] = "table",
    as_of: AsOf = "",
) -> None:
    """Show a client, or one part of a record.

    yaml is the record as it was written; json is the record with its values typed. The results
    chapter has what is computed beside what is stated.

    Examples:
        clientfile show kervelec --chapter results
        # a person, an order or a visit by its id; people by part of the name, too
        clientfile show kervelec/carpentreau
        clientfile show kervelec/V26-127 -f yaml
    """
    from clientfile.commands.showing import page

    ctx.obj.look_back(as_of)
    page(ctx.obj, target, chapter, fmt)
