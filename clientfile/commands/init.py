"""`init`: creates a client folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientfile.console.session import Session
from clientfile.language import _


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help=_("Here if left out."))
    ] = None,
) -> None:
    """Make a client folder: records/, clientfile.toml, git and the editor's schema.

    Safe to run again: what is there stays.

    Exit: 5 git or the disk does not allow it

    Examples:
        clientfile init ~/clients
    """
    from clientfile.store.folder import current_directory
    from clientfile.store.scaffold import create_folder

    session: Session = ctx.obj
    root = directory or session.folder_option or current_directory()
    for line in create_folder(root, session.language):
        session.note(line)
    session.write(session.say(_("client folder ready in {folder}", folder=root)) + "\n")
