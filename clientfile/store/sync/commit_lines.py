"""Commits in a line each, for what came in and what went out: words of the record, the author."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import overload

from clientfile.changes.commit_subject import save_change
from clientfile.errors import ClientfileError, InvalidError
from clientfile.errors.suggest import list_some
from clientfile.language import Lines, _, ngettext
from clientfile.records.edits import Data, at
from clientfile.records.item_label import item_label
from clientfile.records.lost_values import LostTrailer, parse_lost
from clientfile.records.paths import resolve
from clientfile.records.settings_changes import Table
from clientfile.schema.shapes import record_shape
from clientfile.store.cache.cached_versions import RecordVersions, UnreadableVersion
from clientfile.store.cache.database import Database
from clientfile.store.cache.own_cache import cache_path
from clientfile.store.folder import Folder, settings_table
from clientfile.store.git.log import Commit, FileVersion, read_log
from clientfile.store.git.ranges import select_new
from clientfile.store.git.renames import stem
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.layout import is_record, prefix_today, settings_file
from clientfile.store.sync.outcome import CommitLine

_MOST_NAMES, _MOST_LETTERS = 3, 60
_AT_ONCE = 1_000
"""How many commits are named to one process of git."""


class CommitLines(Sequence[CommitLine]):
    """Lines of commits, each made when it is read: of many commits only the first are told.

    By then the sync is done: what can't be read is told by the subject of its commit.
    """

    def __init__(self, folder: Folder, repo: Repository, commits: Sequence[Commit]) -> None:
        self._repo, self._commits = repo, commits
        self._words = _CommitWords(folder, repo)

    @overload
    def __getitem__(self, place: int) -> CommitLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[CommitLine]: ...
    def __getitem__(self, place: int | slice) -> CommitLine | Sequence[CommitLine]:
        if isinstance(place, slice):
            commits = self._commits[place]
            with suppress(ClientfileError):
                commits = _with_files(self._repo, commits)
                self._words.prefetch(commits)
            return [self._words.line(commit) for commit in commits]
        return self[place : place + 1 or None][0]

    def __iter__(self) -> Iterator[CommitLine]:
        return iter(self[:])

    def __len__(self) -> int:
        return len(self._commits)

    @property
    def is_by_hand(self) -> bool:
        """Whether one of the commits was made without clientfile."""
        return any(not each.command for each in self._commits)


def describe_commits(
    folder: Folder, repo: Repository, start: str, end: str, leaving_out: Collection[str] = ()
) -> CommitLines:
    """The lines of the commits of `end` that `start` has not, the newest first.

    `start` is "" where all of `end` are described, `end` is "" where there is none. The ids of
    `leaving_out` are passed over, and so is a merge that has nothing of its own. Raises StateError.
    """
    if not end:
        return CommitLines(folder, repo, ())
    selection = ("--date-order", *(select_new(repo.root, end, start) if start else [end]))
    commits = [each for each in read_log(repo, *selection) if each.id not in leaving_out]
    merges = [commit for commit in commits if len(commit.parents) > 1]
    empty = {commit.id for commit in _with_files(repo, merges) if not commit.versions}
    return CommitLines(folder, repo, [commit for commit in commits if commit.id not in empty])


def _with_files(repo: Repository, commits: Sequence[Commit]) -> list[Commit]:
    """The commits with the files that each changed: git takes long for those of many commits."""
    ids = [commit.id for commit in commits]
    read: dict[str, Commit] = {}
    for start in range(0, len(ids), _AT_ONCE):
        selection = ("--no-walk=unsorted", *ids[start : start + _AT_ONCE])
        read |= {each.id: each for each in read_log(repo, *selection, files=True)}
    return [read[id_] for id_ in ids]


class _CommitWords:
    """What commits of a folder say in a line."""

    def __init__(self, folder: Folder, repo: Repository) -> None:
        self._folder, self._repo = folder, repo
        self._prefix = prefix_today(folder, repo)
        path = settings_file(folder)
        self._settings_name = repo.name(path) if path is not None else ""
        self._names = {mail.casefold(): name for name, mail in folder.settings.team.items()}
        self._versions = RecordVersions(
            Database(cache_path(folder)),
            folder.settings,
            lambda blobs: read_blobs(repo, blobs),
            lambda _done, _count: None,
        )

    def prefetch(self, commits: Sequence[Commit]) -> None:
        """Fetch the records of the commits by hand at once."""
        by_hand = [version for each in commits if not each.command for version in each.versions]
        records = [each for each in by_hand if self._is_record(each)]
        self._versions.prefetch(
            blob for each in records for blob in (*each.before, each.after) if blob
        )

    def line(self, commit: Commit) -> CommitLine:
        """The line of a commit; its author as `[team]` has the address."""
        records = {stem(each.name): each for each in commit.versions if self._is_record(each)}
        lost = [trailer for text in commit.lost if (trailer := parse_lost(text))]
        # A commit whose values were all decided against changes nothing, and is of its client.
        clients = [*records] or [*dict.fromkeys(each.client for each in lost)]
        client = clients[0] if len(clients) == 1 else ""
        author = self._names.get(commit.email.casefold()) or commit.author
        text = commit.subject if commit.command else self._by_hand(commit, records)
        text = _with_lost(text or commit.subject, lost, self._values_instead(lost, records))
        return CommitLine(client, text, author, commit.day, commit.id)

    def _values_instead(
        self, lost: Sequence[LostTrailer], records: Mapping[str, FileVersion]
    ) -> list[str]:
        """The values that the commit itself sets in the place of those that were decided against:
        others were written by no commit before it.
        """
        values: list[str] = []
        for each in lost:
            with suppress(ClientfileError):
                if (version := records.get(each.client)) and version.after and each.place:
                    data = self._data(version)[1]
                    value = at(data, resolve(each.place, data, record_shape()))
                    if value not in (None, each.value):
                        values.append(item_label(value, most=_MOST_LETTERS))
        return values

    def _is_record(self, version: FileVersion) -> bool:
        names = [version.name, *version.names]
        return any(is_record(name, self._prefix) for name in names)

    def _by_hand(self, commit: Commit, records: Mapping[str, FileVersion]) -> str:
        """What a commit by hand did, from what differs; "" where that can't be read."""
        settings = next((v for v in commit.versions if v.name == self._settings_name), None)
        names = {version.name for version in records.values()}
        others = [
            each.name for each in commit.versions if each is not settings and each.name not in names
        ]
        sentences = [_many_by_hand(records)] if len(records) > 1 else []
        try:
            one = records.items() if len(records) == 1 else ()
            states = {client: self._data(version) for client, version in one}
            tables = self._tables(settings) if settings else None
            if states or tables:
                sentences.insert(0, save_change(states, record_shape(), tables).subject)
        except ClientfileError:
            return ""
        if others:
            sentences.append(_("changed by hand: {files}", files=list_some(others, _MOST_NAMES)))
        return Lines(sentences, "; ")

    def _data(self, version: FileVersion) -> tuple[Data, Data]:
        """A record before and after a commit. Raises InvalidError for what can't be parsed."""
        before = next(filter(None, version.before), "")
        return self._load(before), self._load(version.after)

    def _load(self, blob: str) -> Data:
        if not blob:
            return {}
        data = self._versions.load(blob)
        if isinstance(data, UnreadableVersion):
            raise InvalidError(data.why)
        return data

    def _tables(self, version: FileVersion) -> tuple[Table | None, Table | None]:
        """The settings before and after a commit. Raises InvalidError."""
        blobs = (next(filter(None, version.before), ""), version.after)
        texts = read_blobs(self._repo, sorted({blob for blob in blobs if blob}))
        before, after = (settings_table(texts[blob]) if blob else None for blob in blobs)
        return before, after


def _many_by_hand(records: Mapping[str, FileVersion]) -> str:
    """What a commit by hand did with several records, of which the first are named."""
    names, count = list_some(list(records), _MOST_NAMES), len(records)
    if not any(any(each.before) for each in records.values()):
        return ngettext(
            "{count} record added by hand: {clients}",
            "{count} records added by hand: {clients}",
            count,
            clients=names,
        )
    if not any(each.after for each in records.values()):
        return ngettext(
            "{count} record removed by hand: {clients}",
            "{count} records removed by hand: {clients}",
            count,
            clients=names,
        )
    return ngettext(
        "{count} record edited by hand: {clients}",
        "{count} records edited by hand: {clients}",
        count,
        clients=names,
    )


def _with_lost(line: str, lost: Sequence[LostTrailer], instead: Sequence[str]) -> str:
    """The line, with the values of the commit that a sync decided against, and what stands."""
    if not lost:
        return line
    values = list_some([item_label(each.value, most=_MOST_LETTERS) for each in lost], _MOST_NAMES)
    if not instead:
        return _("{change}; not kept: {values}", change=line, values=values)
    return _(
        "{change}; not kept: {values}; instead: {others}",
        change=line,
        values=values,
        others=list_some(instead, _MOST_NAMES),
    )
