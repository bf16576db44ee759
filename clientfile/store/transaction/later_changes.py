"""Which later commit changed again what a commit had changed, for what `undo` says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from clientfile.records.diff import differences
from clientfile.records.edits import Data
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.cached_versions import RecordVersions
from clientfile.store.cache.database import Database
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.folder import Folder
from clientfile.store.git.graph import ChangedFile, CommitGraph
from clientfile.store.git.log import Commit, FileVersion
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs

_AT_ONCE = 40

_Parts = Mapping[str, Sequence[str]]
"""Files by their names from the top of the worktree → addresses of parts, none for the whole."""


@dataclass(frozen=True)
class LaterChanges:
    """The changes that came after a commit, by the parts of records that each touched."""

    folder: Folder
    repo: Repository
    graph: CommitGraph

    def last(self, commit: Commit, parts: _Parts) -> Commit | None:
        """The newest commit after `commit` that changed one of these parts; None for none.

        Raises StateError where git can't read the history.
        """
        later = self.graph.later_of(list(parts), since=commit)
        while chunk := list(islice(later, _AT_ONCE)):
            versions = [version for each in chunk for version in each.versions]
            if any(parts.values()):
                blobs = (blob for each in versions for blob in (*each.before, each.after))
                self._versions.prefetch(filter(None, blobs))
            for each in chunk:
                if any(self._touches(version, parts) for version in each.versions):
                    return each
        return None

    def last_of_files(self, commit: Commit, changed: Sequence[ChangedFile]) -> Commit | None:
        """The newest commit that changed again a part of what `commit` changed in these files."""
        parts = {each.name: self._differing(each.before, each.after) for each in changed}
        return self.last(commit, parts)

    def _touches(self, version: FileVersion, parts: _Parts) -> bool:
        names = (version.name, *version.names)
        addresses = next((parts[name] for name in names if name in parts), ())
        # What a merge has of a parent was changed by a commit of that branch.
        return not addresses or all(
            _overlap(addresses, self._differing(before, version.after)) for before in version.before
        )

    def _differing(self, before: str, after: str) -> Sequence[str]:
        """The addresses of what differs between two blobs; none where only the text does."""
        data = (self._load(before), self._load(after))
        return [each.address for each in differences(*data, record_shape())]

    def _load(self, blob: str) -> Data:
        data = self._versions.load(blob) if blob else {}
        return data if isinstance(data, dict) else {}

    @cached_property
    def _versions(self) -> RecordVersions:
        return RecordVersions(
            Database(cache_path(self.folder)),
            self.folder.settings,
            lambda blobs: read_blobs(self.repo, blobs),
            lambda _done, _count: None,
        )


def _overlap(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether an address is that of another, or of a part of it."""
    return any(
        f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
        for one in some
        for other in others
    )
