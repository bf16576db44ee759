"""`merge-record`: git's merge driver for records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientfile.console.merge_record import tell_report
from clientfile.errors.exit_codes import ExitCode
from clientfile.language import _
from clientfile.store.merge_record import MARKER_SIZE, MergeFiles, merge_files


def merge_record(
    ctx: typer.Context,
    base: Annotated[
        Path,
        typer.Argument(metavar="BASE", help=_("The file of the version that both began with.")),
    ],
    ours: Annotated[
        Path, typer.Argument(metavar="OURS", help=_("That of our version, which gets the outcome."))
    ],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help=_("That of theirs."))],
    path: Annotated[str, typer.Option(metavar="PATH", help=_("The record's own path."))] = "",
    marker_size: Annotated[
        int, typer.Option(metavar="N", min=1, help=_("The signs of a conflict marker."))
    ] = MARKER_SIZE,
    our_name: Annotated[
        str, typer.Option("--ours", metavar="NAME", help=_("What our version is called."))
    ] = "",
    their_name: Annotated[
        str, typer.Option("--theirs", metavar="NAME", help=_("What theirs is called."))
    ] = "",
) -> None:
    """Merge three versions of a record, as git does with its files: git's merge driver.

    `clientfile init` tells git to call it, for merge, pull, rebase, cherry-pick, revert and stash
    pop. Items are matched by their ids, fields merged one by one. A field that both sides changed
    gets git's markers around its lines: clientfile resolve asks which it is. What is no record that
    can be read is merged line by line.

    Exit: 1 there is a conflict

    Examples:
        tee base.yaml ours.yaml theirs.yaml < records/lumelle.yaml
        clientfile merge-record base.yaml ours.yaml theirs.yaml > told
    """
    files = MergeFiles(base, ours, theirs, path, marker_size, our_name, their_name)
    if not tell_report(merge_files(files), ctx.obj):
        raise typer.Exit(ExitCode.PROBLEMS)
