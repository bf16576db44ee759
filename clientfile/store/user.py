"""Who is at the keyboard, and ids nobody else has: what the outside world gives to a verb."""

from __future__ import annotations

import os
import secrets

from clientfile.records.ids import ALPHABET
from clientfile.store.folder import Folder


def current_user(folder: Folder) -> str:
    """The user as a salesperson: `$CLIENTFILE_ME`, else git's clientfile.me, else the `[team]`
    entry of git's user.email, else user.name; empty where none is set.
    """
    if me := os.environ.get("CLIENTFILE_ME"):
        return me
    from clientfile.store.git.repository import read_identity

    known = read_identity(folder.root)
    if me := known.get("clientfile.me"):
        return me
    email = known.get("user.email", "").casefold()
    for name, address in folder.settings.team.items():
        if email and address.casefold() == email:
            return name
    return known.get("user.name", "")


def random_id() -> str:
    """Eight random characters of `[a-z2-7]`, for an item that the tool adds."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))
