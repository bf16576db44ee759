"""The user's name as a salesperson, and random ids for new items."""

from __future__ import annotations

import os
import secrets

from clientfile.records.ids import ALPHABET
from clientfile.store.folder import Folder


def current_user(folder: Folder) -> str:
    """The user's name as a salesperson; "" where none is set.

    It is `$CLIENTFILE_ME`, else git's clientfile.me, else the name that `[team]` has for git's
    user.email, else git's user.name.
    """
    if me := os.environ.get("CLIENTFILE_ME"):
        return me
    from clientfile.store.git.repository import read_identity

    settings = read_identity(folder.root)
    if me := settings.get("clientfile.me"):
        return me
    email = settings.get("user.email", "").casefold()
    for name, address in folder.settings.team.items():
        if email and address.casefold() == email:
            return name
    return settings.get("user.name", "")


def set_user(folder: Folder, name: str) -> None:
    """Keep the user's name as a salesperson in the settings of this clone. Raises StateError."""
    from clientfile.store.git.config_file import write_settings
    from clientfile.store.git.repository import require_repository

    write_settings(require_repository(folder.root), {"clientfile.me": name})


def random_id() -> str:
    """Eight random characters of `[a-z2-7]`: the id of an item that clientfile adds."""
    return _random_characters(8)


def random_suffix() -> str:
    """Four random characters of `[a-z2-7]`: the end of an order's ref that clientfile makes, by
    which the orders of one day that people take apart from one another differ.
    """
    return _random_characters(4)


def _random_characters(number: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(number))
