"""Options that several commands share, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

Client = Annotated[str, typer.Argument(metavar="CLIENT", help="An id, or part of a name.")]
ClientItem = Annotated[
    str, typer.Argument(metavar="CLIENT[/ITEM]", help="A client, or a person, order … of one.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the diff, change nothing.")]
Message = Annotated[
    str, typer.Option("--message", "-m", metavar="TEXT", help="A note for the commit's body.")
]
IncludeEdits = Annotated[
    bool, typer.Option("--include-edits", help="Commit edits by hand of the record with it.")
]
Json = Annotated[
    str,
    typer.Option(
        "--json", metavar="-", help="Read the fields from a JSON file, - for standard input."
    ),
]
Edit = Annotated[bool, typer.Option("--edit", help="Open the fields in $VISUAL or $EDITOR.")]
Answer = Annotated[
    str, typer.Option("--format", "-f", metavar="text|json", help="How to tell what was done.")
]
Format = Annotated[
    str,
    typer.Option(
        "--format", "-f", metavar="FORMAT", help="table, tsv, csv, json, jsonl, md or ids."
    ),
]
Header = Annotated[bool, typer.Option("--header", help="Begin tsv with a line of keys.")]
Columns = Annotated[
    str, typer.Option(metavar="A,B,C", help="These columns, in this order, by their keys.")
]
Where = Annotated[
    str, typer.Option(metavar="EXPR", help="Only rows that match, such as owner=claire.")
]
Sort = Annotated[str, typer.Option(metavar="KEY", help="Sort by this column.")]
Reverse = Annotated[bool, typer.Option("--reverse", help="The other way round.")]
Limit = Annotated[
    int | None, typer.Option("--limit", "-n", metavar="N", min=0, help="At most N rows.")
]
AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="DATE|REVISION", help="The folder as it was then."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Stop at a record with errors.")]
