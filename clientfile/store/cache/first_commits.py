"""The day on which each record first came into git: one call of git, then kept in the cache."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from clientfile.errors import StateError
from clientfile.store.cache.database import Database
from clientfile.store.folder import Folder
from clientfile.store.git.gitdir import git_directory

if TYPE_CHECKING:
    from clientfile.store.git.repository import Repository

_SPAN = "first-commit"
_UNKNOWN = "-"


def first_days(folder: Folder, database: Database, clients: Collection[str]) -> Mapping[str, date]:
    """The author's day of the commit that brought each client's record; renamed records are
    followed.

    Clients whose record no commit has are left out. A folder without git, a shallow clone and a
    history that can't be read have none. A day once found stays in the cache, and that there was
    none stays with the commit at which it was looked for.
    """
    if git_directory(folder.root) is None:
        return {}
    prefix = hashlib.sha1(os.fsencode(folder.root)).hexdigest()[:10]
    wanted = frozenset(clients)
    cached = {client: text for client, text in database.figures(prefix, _SPAN) if client in wanted}
    days = {
        client: date.fromisoformat(text)
        for client, text in cached.items()
        if not text.startswith(_UNKNOWN)
    }
    missing = wanted - days.keys()
    if missing:
        try:
            rows = _look_up(folder, missing, cached, days)
        except StateError:
            return days
        database.put_figures(_SPAN, ((f"{prefix}:{client}", text) for client, text in rows.items()))
    return days


def _look_up(
    folder: Folder, missing: Collection[str], cached: Mapping[str, str], days: dict[str, date]
) -> dict[str, str]:
    """The new rows of the cache; the days that git has are added to `days`. Raises StateError."""
    # git is called for records that say no day and are not in the cache, once each.
    from clientfile.store.git.commits import read_head
    from clientfile.store.git.repository import require_repository
    from clientfile.store.git.shallow import cut_commits

    repo = require_repository(folder.root)
    commit = folder.past.commit if folder.past else read_head(repo)
    unknown = f"{_UNKNOWN}{commit}"
    sought = [client for client in missing if cached.get(client) != unknown]
    if not sought or not commit or cut_commits(repo):
        return {}
    found = _read_days(repo, folder, commit, sought)
    days |= found
    return {client: found[client].isoformat() if client in found else unknown for client in sought}


def _read_days(
    repo: Repository, folder: Folder, commit: str, clients: Collection[str]
) -> dict[str, date]:
    """The day of the newest commit that added each client's record, under whatever name."""
    from clientfile.store.git.log import read_log

    client_of = {client: client for client in clients}
    days: dict[str, date] = {}
    selection = ("--diff-filter=AR", commit, "--", str(folder.records))
    for each in read_log(repo, *selection, files=True):
        for version in each.versions:
            client = client_of.pop(_stem(version.name), None)
            if client is None:
                continue
            if any(version.before):
                client_of[_stem(version.was)] = client
            else:
                days[client] = each.day
        if not client_of:
            break
    return days


def _stem(name: str) -> str:
    """The id in a record's file name; no id for another file."""
    path = PurePosixPath(name)
    return path.stem if path.suffix == ".yaml" else ""
