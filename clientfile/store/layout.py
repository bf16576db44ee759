"""Where the records of a folder are, by its settings and a listing of the disk or of a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.records.settings import Settings
from clientfile.store.cache.codec import blob_id
from clientfile.store.folder import (
    SETTINGS_NAME,
    Folder,
    is_client_id,
    parse_settings,
    records_name,
    resolve_links,
)
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import list_tree, object_kinds, read_blobs

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


class PastLayouts:
    """Where the records of a folder were in each commit of its history.

    What a commit says of that are its settings and what `records` is in it; a link elsewhere on the
    way to the records is taken from the newest commit of these.
    """

    def __init__(self, folder: Folder, repo: Repository) -> None:
        self._folder = folder
        self._repo = repo
        self._above = prefix_today(replace(folder, records=folder.root), repo)
        self._prefixes: dict[str, str] = {}
        self._by_facts: dict[tuple[str, str], str] = {}

    def prefetch(self, commits: Iterable[str]) -> None:
        """Look at these commits by one call of git."""
        ids = list(dict.fromkeys(id_ for id_ in commits if id_ not in self._prefixes))
        files = (f"{self._above}{SETTINGS_NAME}", f"{self._above}records")
        names = [f"{id_}:{file}" for id_ in ids for file in files]
        kinds = object_kinds(self._repo, names)
        of_settings, of_records = kinds[::2], kinds[1::2]
        for id_, (settings, __), (blob, kind) in zip(ids, of_settings, of_records, strict=True):
            # Of a folder it matters only that it is one.
            key = (settings, kind if kind == "tree" else blob)
            if key not in self._by_facts:
                self._by_facts[key] = self._find_prefix(id_, settings, kind)
            self._prefixes[id_] = self._by_facts[key]

    def prefix(self, commit_id: str) -> str:
        """What git's names of records begin with in a commit: their folder, with `/`."""
        if commit_id not in self._prefixes:
            self.prefetch([commit_id])
        return self._prefixes[commit_id]

    def _find_prefix(self, commit_id: str, settings_blob: str, kind: str) -> str:
        try:
            records = self._read_settings(settings_blob).records
            if kind == "tree" and records in (None, "records"):
                return f"{self._above}records/"
            if kind != "blob" and records is None:
                return self._above
            return CommitTree(self._repo, commit_id, self._folder.root).records_prefix()
        except InvalidError:
            # Settings that nobody can read: those of now.
            return prefix_today(self._folder, self._repo)

    def _read_settings(self, blob: str) -> Settings:
        if not blob:
            return Settings()
        try:
            text = (self._folder.root / SETTINGS_NAME).read_bytes()
        except OSError:
            text = b""
        if self._folder.past is None and text and blob_id(text) == blob:
            return self._folder.settings
        return parse_settings(read_blobs(self._repo, [blob])[blob])


def prefix_today(folder: Folder, repo: Repository) -> str:
    """What git's names of records begin with by the layout of the disk: their folder, with `/`."""
    above = resolve_links(folder.records).relative_to(repo.toplevel.resolve())
    return "" if above == Path() else f"{above.as_posix()}/"


def settings_file(folder: Folder) -> Path | None:
    """The real path of the settings, links followed; None where that is outside the folder."""
    path = resolve_links(folder.root / SETTINGS_NAME)
    return path if path.is_relative_to(folder.root.resolve()) else None


def is_record(name: str, prefix: str) -> bool:
    """Whether a name that git has for a file is a record's, if those begin with `prefix`."""
    if not (name.startswith(prefix) and name.endswith(".yaml")):
        return False
    folder, __, last = name[len(prefix) :].rpartition("/")
    # Folders whose names begin so are left out, at any depth.
    left_out = folder.startswith((".", "_")) or "/." in folder or "/_" in folder
    return not left_out and is_client_id(last.removesuffix(".yaml"))


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
            raise InvalidError(_("{path!r} leads outside the folder in that commit", path=name))
        elif part not in ("", "."):
            parts.append(part)
            target = link_target("/".join(parts))
            if target is None:
                continue
            links += 1
            if links > _MOST_LINKS or target.startswith("/"):
                raise InvalidError(
                    _("{path!r} is a link that leads nowhere in that commit", path=name)
                )
            parts.pop()
            pending += target.split("/")[::-1]
    return "/".join(parts)
