"""What changed in the folder's settings, from git's commits: for `history`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.records.diff import FieldChange
from clientfile.records.settings_changes import SETTINGS_ITEM, Table, settings_changes
from clientfile.store.folder import settings_table
from clientfile.store.git.graph import CommitGraph
from clientfile.store.git.log import Commit
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs


@dataclass(frozen=True)
class SettingsRevision:
    """The settings that one commit changed, which git calls `name`: `before` has the blob id of
    each parent, `after` that of the commit, "" for no file.
    """

    commit: Commit
    name: str
    before: Sequence[str]
    after: str
    dropped: None = None
    lost: tuple[()] = ()

    @property
    def client(self) -> str:
        """No client: the settings are the folder's."""
        return ""

    @property
    def blobs(self) -> Iterator[str]:
        """No versions of records."""
        return iter(())

    def changes(self, repo: Repository, graph: CommitGraph, field: str) -> Iterator[FieldChange]:
        """The settings that differ, or those at or below `field` alone.

        A merge tells only what none of its parents has. A version that can't be read is a change
        that says so; the next one is compared with the last that could.
        """
        texts = read_blobs(repo, sorted({blob for blob in (self.after, *self.before) if blob}))
        try:
            after = _parse(texts.get(self.after))
        except InvalidError as error:
            why = _("(could not be read: {reason})", reason=str(error))
            yield FieldChange(SETTINGS_ITEM, "", None, why)
            return
        first, *others = (self._before(repo, graph, texts.get(blob)) for blob in self.before)
        told = [{each.field for each in settings_changes(other, after)} for other in others]
        for each in settings_changes(first, after):
            if all(each.field in fields for fields in told) and _is_below(each.field, field):
                yield each

    def _before(self, repo: Repository, graph: CommitGraph, text: bytes | None) -> Table | None:
        with contextlib.suppress(InvalidError):
            return _parse(text)
        for blob in graph.earlier_blobs(self.commit, self.name):
            with contextlib.suppress(InvalidError):
                return _parse(read_blobs(repo, [blob])[blob])
        return {}


def settings_revisions(commits: Iterable[Commit], name: str) -> Iterator[SettingsRevision]:
    """The commits that changed the settings, which git calls `name`, in their order."""
    for commit in commits:
        for version in commit.versions:
            if version.name == name:
                yield SettingsRevision(commit, name, version.before, version.after)


def _parse(source: bytes | None) -> Table | None:
    return None if source is None else settings_table(source)


def _is_below(path: str, field: str) -> bool:
    return not field or path == field or path.startswith(f"{field}.")
