"""new, list, show."""

from __future__ import annotations

from typing import Annotated

import typer

from clientfile.commands import options as opt
from clientfile.commands.writing import Answer, given, write
from clientfile.session import Session


def new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The company's name.")] = "",
    client: Annotated[str, typer.Option("--id", help="Its id; else made from the name.")] = "",
    status: Annotated[str, typer.Option(help="prospect, client, former or lost.")] = "",
    type_: Annotated[str, typer.Option("--type", help="manufacturer, wholesaler …")] = "",
    legal_form: Annotated[str, typer.Option(help="SARL, SAS, GmbH …")] = "",
    group: Annotated[str, typer.Option(help="The client id of the group it belongs to.")] = "",
    owner: Annotated[str, typer.Option(help="The salesperson in charge.")] = "",
    ape: Annotated[str, typer.Option(help="NAF code, such as 46.71Z.")] = "",
    sector: Annotated[str, typer.Option(help="The sector in words.")] = "",
    siren: Annotated[str, typer.Option()] = "",
    siret: Annotated[str, typer.Option()] = "",
    vat: Annotated[str, typer.Option(help="VAT number.")] = "",
    street: Annotated[str, typer.Option()] = "",
    postcode: Annotated[str, typer.Option()] = "",
    city: Annotated[str, typer.Option()] = "",
    region: Annotated[str, typer.Option()] = "",
    country: Annotated[str, typer.Option(help="Two letters, such as FR.")] = "",
    phone: Annotated[str, typer.Option()] = "",
    fax: Annotated[str, typer.Option()] = "",
    email: Annotated[str, typer.Option()] = "",
    website: Annotated[str, typer.Option()] = "",
    headcount: Annotated[str, typer.Option(help="40, or a range 20-49.")] = "",
    currency: Annotated[str, typer.Option(help="The client's, if not the folder's.")] = "",
    notes: Annotated[str, typer.Option()] = "",
    tag: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    json_source: opt.Json = "",
    edit: opt.Edit = False,
    message: opt.Message = "",
    dry_run: opt.DryRun = False,
    answer: opt.Answer = "text",
) -> None:
    """Open a client's record: `clientfile new "Boulangerie Martin" --city Lyon`."""
    from clientfile.commands.fields_input import gathered
    from clientfile.errors import InvalidError, UsageError
    from clientfile.folder import is_client_id, record_files
    from clientfile.records.names import slug
    from clientfile.records.typed import typed_fields
    from clientfile.schema.shapes import record_shape
    from clientfile.verbs.clients import new_client

    session: Session = ctx.obj
    shape = record_shape()
    identity = given(
        name=name,
        legal_form=legal_form,
        website=website,
        notes=notes,
        tags=tag,
        group=group,
        status=status,
        owner=owner,
        type=type_,
        phone=phone,
        fax=fax,
        email=email,
        sector=given(ape=ape, label=sector),
        registration=given(siren=siren, siret=siret, vat=vat),
        address=given(street=street, postcode=postcode, city=city, region=region, country=country),
        size=given(headcount=headcount),
    )
    typed = given(identity=identity, business=given(currency=currency.upper()))
    data = gathered(session, typed_fields(typed, shape, session.today), shape, json_source, edit)
    named = str(data.get("identity", {}).get("name", ""))
    if not named:
        raise UsageError('a client needs a name: clientfile new "Boulangerie Martin"')
    identifier = client or slug(named)
    if not is_client_id(identifier):
        raise InvalidError(
            f"{identifier!r} can't be a client's id: small letters, digits and -, at most 64; "
            "give one by: --id"
        )
    taken = {file.id for file in record_files(session.folder)}
    write(
        session,
        [],
        lambda _: new_client(identifier, data, taken, session.today),
        Answer(message, dry_run, False, answer),
    )


def list_clients(
    ctx: typer.Context,
    persons: Annotated[bool, typer.Option("--people", help="The people, one a row.")] = False,
    where: opt.Where = "",
    fmt: opt.Format = "",
    header: opt.Header = False,
    columns: opt.Columns = "",
    sort: opt.Sort = "",
    reverse: opt.Reverse = False,
    limit: opt.Limit = None,
    as_of: opt.AsOf = "",
    strict: opt.Strict = False,
) -> None:
    """List the clients: `clientfile list --where "city~lyon and class=A"`."""
    from clientfile.commands.listing import Shape, usable
    from clientfile.commands.listing import show as show_table
    from clientfile.reports import clients as reports

    session: Session = ctx.obj
    session.look_back(as_of)
    portfolio = usable(session, strict)
    table = (
        reports.list_people(portfolio.records, session.today)
        if persons
        else reports.list_clients(portfolio.records, session.folder.settings, session.today)
    )
    asked = Shape(fmt, header, columns, where, sort, reverse, limit)
    show_table(session, table, asked, portfolio)


def show(
    ctx: typer.Context,
    target: opt.ClientItem,
    chapter: Annotated[
        str, typer.Option(metavar="CHAPTER", help="identity, contacts, business or results.")
    ] = "",
    fmt: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="table, yaml or json.")
    ] = "table",
    as_of: opt.AsOf = "",
) -> None:
    """Show a client, or one part: `clientfile show acme`, `clientfile show acme/dupont`.

    yaml is the record as it was written; json is the record with its values typed. The results
    chapter has what is computed beside what is stated.
    """
    from clientfile.commands.showing import page

    ctx.obj.look_back(as_of)
    page(ctx.obj, target, chapter, fmt)
