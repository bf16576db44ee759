"""`schema`: prints the JSON Schema of a record."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from clientfile.console.session import Session
from clientfile.language import _


def schema(
    ctx: typer.Context,
    editor: Annotated[
        bool, typer.Option("--editor", help=_("The form that suits an editor's YAML server."))
    ] = False,
) -> None:
    """Print the JSON Schema of a record, its four chapters in one document.

    Examples:
        clientfile schema | grep -c '"description"'
        clientfile schema --editor > record.schema.json
    """
    from clientfile.schema.bundle import bundle, editor_form

    session: Session = ctx.obj
    document = editor_form() if editor else bundle()
    session.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
