"""Options of a person's fields, shared by add-contact and successor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer


@dataclass(frozen=True)
class PersonOptions:
    """The options that are fields of a person, under the same name."""

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
