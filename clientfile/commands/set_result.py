"""`set-result`: states a year's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.options import Client, CommitOptions, FieldSourceOptions, with_option_groups
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data, non_empty, write_change
from clientfile.language import _


@dataclass(frozen=True)
class YearFigures:
    """The options that state the figures of a year, in the folder's currency."""

    revenue: Annotated[str, typer.Option(metavar="AMOUNT", help=_("Without tax."))] = ""
    gross_margin: Annotated[
        str, typer.Option(metavar="AMOUNT", help=_("After the advantages granted."))
    ] = ""
    cost: Annotated[str, typer.Option(metavar="AMOUNT", help=_("What was sold cost us that."))] = ""
    advantages: Annotated[str, typer.Option(metavar="AMOUNT", help=_("All that was granted."))] = ""
    visits: Annotated[str, typer.Option(metavar="N", help=_("How many visits."))] = ""
    until: Annotated[
        str, typer.Option(metavar="DATE", help=_("The last day stated, of a year not closed yet."))
    ] = ""


@with_option_groups
def set_result(
    ctx: typer.Context,
    target: Client,
    year: Annotated[str, typer.Argument(metavar="YEAR", help=_("The fiscal year."))],
    *,
    figures: YearFigures,
    source: FieldSourceOptions,
    acting: CommitOptions,
) -> None:
    """State a year's figures as accounting has them.

    Examples:
        clientfile set-result aubrenac 2024 --revenue "14 200,00" --gross-margin 4100
        # a year that is not closed yet
        clientfile set-result gerbe 2026 --revenue 21500 --until 30/06/2026 --dry-run
    """
    from clientfile.changes import results
    from clientfile.console.input_fields import gather_fields, parse_options
    from clientfile.records.typed.amounts import parse_integer
    from clientfile.records.typed.parse import currencies_of
    from clientfile.schema.shapes import year_shape
    from clientfile.store.cache.lookup import find_client

    session: Session = ctx.obj
    client = find_client(session.folder, target)
    shape = year_shape()
    number = parse_integer(year)
    currencies = currencies_of(load_record_data(session, client), session.folder.settings.currency)
    fields = parse_options(session, non_empty(**vars(figures)), shape, currencies)
    fields = gather_fields(session, fields, shape, source)
    fields.pop("year", None)
    write_change(
        session,
        [client],
        lambda records: results.set_result(client, records[client], number, fields),
        acting,
    )
