"""Where the records of a folder are, by its settings and a listing of the disk or of a commit."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from clientfile.errors import InvalidError
from clientfile.records.settings import Settings
from clientfile.store.folder import (
    SETTINGS_NAME,
    Folder,
    is_client_id,
    parse_settings,
    records_name,
    resolve_links,
)
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import list_tree, read_blobs

_MOST_LINKS = 40
_LINK, _FILE = "120", "100"


class CommitTree:
    """The files at or below a client folder in a commit, named from there.

    The disk of today is not looked at: links are followed within the commit. Raises StateError
    where git can't list the commit.
    """

    def __init__(self, repo: Repository, commit_id: str, root: Path) -> None:
        self._repo = repo
        above = root.resolve().relative_to(repo.toplevel.resolve())
        self._above = "" if above == Path() else f"{above.as_posix()}/"
        entries = list_tree(repo, commit_id, [self._above] if self._above else [])
        self._entries = {
            name.removeprefix(self._above): (about[:3], about.split()[2])
            for name, about in entries.items()
        }

    @cached_property
    def settings(self) -> Settings:
        """The settings that the commit has for the folder. Raises InvalidError."""
        mode, blob = self._entries.get(self._resolve(SETTINGS_NAME), ("", ""))
        if mode != _FILE:
            return Settings()
        return parse_settings(read_blobs(self._repo, [blob])[blob])

    @cached_property
    def records(self) -> str:
        """The name of the records folder, from the client folder; "" for the client folder."""
        return records_name(self.settings, self._is_folder)

    def record_blobs(self) -> dict[str, str]:
        """The regular files in the records folder: the name from there → blob id."""
        prefix = self._prefix(self.records)
        return {
            name.removeprefix(prefix): blob
            for name, (mode, blob) in self._entries.items()
            if mode == _FILE and name.startswith(prefix)
        }

    def records_prefix(self) -> str:
        """What git's names of records begin with: the records folder, with `/`."""
        return self._above + self._prefix(self.records)

    def _is_folder(self, name: str) -> bool:
        prefix = self._prefix(name)
        return any(each.startswith(prefix) for each in self._entries)

    def _prefix(self, name: str) -> str:
        real = self._resolve(name)
        return f"{real}/" if real else ""

    def _resolve(self, name: str) -> str:
        """The name with the commit's links followed. Raises InvalidError for one that leads out."""
        return resolve_name(name, self._link_target)

    def _link_target(self, name: str) -> str | None:
        mode, blob = self._entries.get(name, ("", ""))
        if mode != _LINK:
            return None
        return read_blobs(self._repo, [blob])[blob].decode("utf-8", "surrogateescape")


def prefix_today(folder: Folder, repo: Repository) -> str:
    """What git's names of records begin with by the layout of the disk: their folder, with `/`."""
    above = resolve_links(folder.records).relative_to(repo.toplevel.resolve())
    return "" if above == Path() else f"{above.as_posix()}/"


def is_record(name: str, prefix: str) -> bool:
    """Whether a name that git has for a file is a record's, if those begin with `prefix`."""
    *folders, last = name.removeprefix(prefix).split("/")
    return (
        name.startswith(prefix)
        and last.endswith(".yaml")
        and is_client_id(last.removesuffix(".yaml"))
        and not any(folder.startswith((".", "_")) for folder in folders)
    )


def resolve_name(name: str, link_target: Callable[[str], str | None]) -> str:
    """A name below a folder without `.`, `..` and links.

    `link_target` returns the text of a link, None for another file. Raises InvalidError for a name
    that leads out of the folder or in a circle.
    """
    pending, parts, links = name.split("/")[::-1], list[str](), 0
    while pending:
        part = pending.pop()
        if part == ".." and parts:
            parts.pop()
        elif part == "..":
            raise InvalidError(f"{name!r} leads outside the folder in that commit")
        elif part not in ("", "."):
            parts.append(part)
            target = link_target("/".join(parts))
            if target is None:
                continue
            links += 1
            if links > _MOST_LINKS or target.startswith("/"):
                raise InvalidError(f"{name!r} is a link that leads nowhere in that commit")
            parts.pop()
            pending += target.split("/")[::-1]
    return "/".join(parts)
