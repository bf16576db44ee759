"""Options that decide conflicts where nobody is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from clientfile.console.choices import choice
from clientfile.language import _


@dataclass(frozen=True)
class DecisionOptions:
    """The side of each conflict that is named, and that of all others."""

    prefer: Annotated[
        str,
        choice(
            ("mine", "theirs"),
            metavar="mine|theirs",
            help=_("Decide every conflict for this side."),
        ),
    ] = ""
    take: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CLIENT/ITEM.FIELD=SIDE",
            help=_("Decide one conflict: mine, theirs or both. May be repeated."),
        ),
    ] = None
