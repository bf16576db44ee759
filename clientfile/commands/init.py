"""`init`: creates a client folder, or joins that of a team."""

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
    url: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="URL",
            help=_("Join a team: DIR is made from its remote, a URL or a path."),
        ),
    ] = "",
) -> None:
    """Make a client folder: records/, clientfile.toml, git and the editor's schema.

    Safe to run again: what is there stays. With --from, the folder is a clone of
    your team's, and you sync with it from then on.

    Exit: 5 git, the disk or the network does not allow it

    Examples:
        clientfile init ~/clients
        clientfile init ~/sales --from git@git.example.com:sales/clients.git
    """
    from clientfile.store.folder import current_directory
    from clientfile.store.scaffold import create_folder

    session: Session = ctx.obj
    root = directory or session.folder_option or current_directory()
    if url:
        from clientfile.console.sync.joining import join_team

        steps = join_team(session, root, url)
    else:
        steps = create_folder(root, session.language)
    for line in steps:
        session.note(line)
    session.write(session.say(_("client folder ready in {folder}", folder=root)) + "\n")
