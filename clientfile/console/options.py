"""Option groups that several commands share; a command takes a group as one argument.

    @with_option_groups
    def rank(ctx: typer.Context, by: By = "revenue", *, listing: ListingOptions) -> None: ...

gives `rank` every option that a field of `ListingOptions` declares; `rank` gets them as one value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, get_type_hints

import typer

from clientfile.console.choices import choice, format_choice
from clientfile.language import _
from clientfile.output.formats import FORMATS

Client = Annotated[str, typer.Argument(metavar="CLIENT", help=_("An id, or part of a name."))]
ClientItem = Annotated[
    str,
    typer.Argument(
        metavar="CLIENT[/ITEM]", help=_("A client, or one person, visit, order … of it.")
    ),
]
ClientPerson = Annotated[
    str, typer.Argument(metavar="CLIENT[/PERSON]", help=_("A client, and who of it was met."))
]
On = Annotated[str, typer.Option(metavar="DATE", help=_("When; today by default."))]
OfClient = Annotated[
    str, typer.Argument(metavar="[CLIENT]", help=_("One client; all where none is named."))
]
Everything = Annotated[bool, typer.Option("--all", help=_("Those that are done with, too."))]
PARTS = ("month", "quarter", "year")
"""The parts of a period, as reports/common/period_parts.py has them."""
Per = Annotated[str, choice(PARTS, metavar="PART", either=True)]
AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="DATE|REVISION", help=_("The folder as it was then.")),
]


@dataclass(frozen=True)
class CommitOptions:
    """How a change is committed, and how its outcome is printed."""

    message: Annotated[
        str,
        typer.Option("--message", "-m", metavar="TEXT", help=_("A note for the commit's body.")),
    ] = ""
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show the diff, change nothing."))
    ] = False
    include_edits: Annotated[
        bool, typer.Option("--include-edits", help=_("Commit edits by hand of the record with it."))
    ] = False
    format: Annotated[
        str,
        choice(
            ("text", "json"),
            "--format",
            "-f",
            metavar="text|json",
            help=_("How to tell what was done."),
        ),
    ] = "text"


@dataclass(frozen=True)
class FieldSourceOptions:
    """Sources of a change's fields beside the command's own options."""

    json_source: Annotated[
        str,
        typer.Option(
            "--json", metavar="-", help=_("Read the fields from a JSON file, - for standard input.")
        ),
    ] = ""
    edit: Annotated[
        bool, typer.Option("--edit", help=_("Open the fields in $VISUAL or $EDITOR."))
    ] = False


@dataclass(frozen=True)
class ListingOptions:
    """The rows of a listing, their order and their format."""

    format: Annotated[
        str,
        format_choice(FORMATS),
    ] = ""
    for_spreadsheet: Annotated[
        bool,
        typer.Option("--for-spreadsheet", help=_("A csv as your spreadsheet opens it.")),
    ] = False
    header: Annotated[bool, typer.Option("--header", help=_("Begin tsv with a line of keys."))] = (
        False
    )
    columns: Annotated[
        str, typer.Option(metavar="A,B,C", help=_("These columns, in this order, by their keys."))
    ] = ""
    where: Annotated[
        str, typer.Option(metavar="EXPR", help=_("Only rows that match, such as owner=claire."))
    ] = ""
    sort: Annotated[str, typer.Option(metavar="KEY", help=_("Sort by this column."))] = ""
    reverse: Annotated[bool, typer.Option("--reverse", help=_("The other way round."))] = False
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="N", min=0, help=_("At most N rows."))
    ] = None


@dataclass(frozen=True)
class RecordOptions:
    """The state of the folder that a report reads, and whether records with errors stop it."""

    as_of: AsOf = ""
    strict: Annotated[bool, typer.Option("--strict", help=_("Stop at a record with errors."))] = (
        False
    )


@dataclass(frozen=True)
class PeriodOptions:
    """The days that a report is about."""

    period: Annotated[
        str,
        typer.Option(
            metavar="PERIOD",
            help=_("2026, 2026-Q3, 2026-03, 2026-W47, last-12-months, this-year … or all."),
        ),
    ] = ""
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help=_("The first day, included."))
    ] = ""
    to: Annotated[str, typer.Option("--to", metavar="DATE", help=_("The last day, included."))] = ""


def with_option_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Expand the option groups of a command: its parameters that are dataclasses.

    Typer sees the options of a group in the group's place; the command gets the group.
    """
    hints = get_type_hints(command, include_extras=True)
    own = inspect.signature(command).parameters
    groups = {name: hints[name] for name in own if is_dataclass(hints[name])}

    def expanded(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{each.name: values.pop(each.name) for each in fields(group)})
        command(**values)

    parameters = [
        parameter
        for name in own
        for parameter in (
            _parameters_of(groups[name]) if name in groups else [_with_hint(own[name], hints[name])]
        )
    ]
    expanded.__name__, expanded.__doc__ = command.__name__, command.__doc__
    expanded.__module__ = __name__
    expanded.__annotations__ = {each.name: each.annotation for each in parameters}
    expanded.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return expanded


def _parameters_of(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(each.name, kind, default=each.default, annotation=hints[each.name])
        for each in fields(group)
    ]


def _with_hint(parameter: inspect.Parameter, hint: Any) -> inspect.Parameter:
    # By keyword, since a group may stand before an option of the command's own.
    return parameter.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY)
