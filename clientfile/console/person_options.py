"""Options of a person's fields, shared by add-contact and successor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.language import _


@dataclass(frozen=True)
class PersonOptions:
    """The options that are fields of a person, under the same name."""

    title: Annotated[str, typer.Option(help=_("Mme, M., Dr …"))] = ""
    function: Annotated[str, typer.Option(help=_("The post held."))] = ""
    department: Annotated[str, typer.Option(help=_("Where in the company."))] = ""
    phone: Annotated[str, typer.Option(help=_("Direct line."))] = ""
    mobile: Annotated[str, typer.Option(help=_("Mobile number."))] = ""
    fax: Annotated[str, typer.Option(help=_("Fax number."))] = ""
    email: Annotated[str, typer.Option(help=_("The person's address."))] = ""
    responsibility: Annotated[str, typer.Option(help=_("What the person is in charge of."))] = ""
    since: Annotated[str, typer.Option(metavar="DATE", help=_("In the post since."))] = ""
    cadence: Annotated[
        str, typer.Option(metavar="DAYS", help=_("Days between two contacts with this person."))
    ] = ""
    notes: Annotated[str, typer.Option(help=_("Anything else worth knowing."))] = ""
