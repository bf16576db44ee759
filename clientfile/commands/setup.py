"""init, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from clientfile.console.session import Session


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Here if left out.")
    ] = None,
) -> None:
    """Make a client folder: records/, clientfile.toml, git and the editor's schema.

    Safe to run again: what is there stays.

    Exit: 5 git or the disk does not allow it

    Examples:
        clientfile init ~/clients
    """
    from clientfile.store.scaffold import create_folder

    session: Session = ctx.obj
    root = directory or session.option or Path.cwd()
    for line in create_folder(root):
        session.note(line)
    session.write(f"client folder ready in {root}\n")


def schema(
    ctx: typer.Context,
    editor: Annotated[
        bool, typer.Option("--editor", help="The form that suits an editor's YAML server.")
    ] = False,
) -> None:
    """Print the JSON Schema of a record, its four chapters in one document.

    Examples:
        clientfile schema | grep -c '"description"'
        clientfile schema --editor > record.schema.json
    """
    from clientfile.schema.bundle import bundled, editor_form

    session: Session = ctx.obj
    document = editor_form() if editor else bundled()
    session.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
