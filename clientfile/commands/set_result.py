"""`set-result`: states a year's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.options import Client, Committing, Fields, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import given, record_now, write


@dataclass(frozen=True)
class Stated:
    """The figures of a year, in the folder's currency."""

    revenue: Annotated[str, typer.Option(metavar="AMOUNT", help="Without tax.")] = ""
    gross_margin: Annotated[
        str, typer.Option(metavar="AMOUNT", help="After the advantages granted.")
    ] = ""
    cost: Annotated[str, typer.Option(metavar="AMOUNT", help="What was sold cost us that.")] = ""
    advantages: Annotated[str, typer.Option(metavar="AMOUNT", help="All that was granted.")] = ""
    visits: Annotated[str, typer.Option(metavar="N", help="How many visits.")] = ""
    until: Annotated[
        str, typer.Option(metavar="DATE", help="The last day stated, of a year not closed yet.")
    ] = ""


@with_option_groups
def set_result(
    ctx: typer.Context,
    target: Client,
    year: Annotated[str, typer.Argument(metavar="YEAR", help="The fiscal year.")],
    *,
    stated: Stated,
    source: Fields,
    acting: Committing,
) -> None:
    """State a year's figures as accounting has them.

    Examples:
        clientfile set-result aubrenac 2024 --revenue "14 200,00" --gross-margin 4100
        # a year that is not closed yet
        clientfile set-result gerbe 2026 --revenue 21500 --until 30/06/2026 --dry-run
    """
    from clientfile.changes.results import set_result as verb
    from clientfile.console.input_fields import gathered
    from clientfile.records.typed.amounts import parse_integer
    from clientfile.records.typed.parse import currencies_of, parse_fields
    from clientfile.schema.shapes import year_shape
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = year_shape()
    number = parse_integer(year)
    currencies = currencies_of(record_now(session, client), session.folder.settings.currency)
    fields = parse_fields(given(**vars(stated)), shape, session.today, currencies)
    fields = gathered(session, fields, shape, source)
    fields.pop("year", None)
    write(session, [client], lambda records: verb(client, records[client], number, fields), acting)
