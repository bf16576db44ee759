"""Errors of what comes in or goes out: told, and never a reason to stop a sync."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from clientfile import checks
from clientfile.errors import InvalidError
from clientfile.errors.suggest import list_some
from clientfile.language import _, ngettext
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import Folder, parse_settings
from clientfile.store.git.landing import FileDifference, tree_changes
from clientfile.store.git.ranges import merge_bases
from clientfile.store.git.renames import stem
from clientfile.store.git.repository import Repository
from clientfile.store.git.revisions import read_blobs
from clientfile.store.layout import is_record, prefix_today, settings_file
from clientfile.store.load import problems_of
from clientfile.yamltext.lazy_reader import read_lazily

_MOST = 200
"""How many records are checked, at about a millisecond each; `check` is for more."""


def describe_incoming_errors(
    folder: Folder, repo: Repository, start: str, tip: str, *, dry_run: bool
) -> Iterator[str]:
    """A sentence for the records with errors, and one for wrong settings, that the commits of `tip`
    have and `start` has not; one for too many records to be checked now.

    A dry run brings nothing in: `check` can't tell them yet. Raises StateError.
    """
    changes, path = _changes(repo, start, tip), settings_file(folder)
    records = _records_of(folder, repo, changes)
    settings = [each.new for each in changes if path and each.name == repo.name(path) and each.new]
    for blob in settings:
        yield from _describe_settings(read_blobs(repo, [blob])[blob], dry_run=dry_run)
    if len(records) <= _MOST:
        clients = _with_errors(repo, records, folder.settings)
        yield from _describe_records(clients, dry_run=dry_run)
    elif not dry_run:
        yield ngettext(
            "{count} record came in: clientfile check tells whether it has errors",
            "{count} records came in: clientfile check tells whether one has errors",
            len(records),
        )


def describe_outgoing_errors(
    folder: Folder, repo: Repository, tip: str, head: str
) -> Iterator[str]:
    """A sentence for the records that have errors in `head` and have none on the remote, whose tip
    is `tip`; none where there are too many to be checked now. Raises StateError.
    """
    changes = _changes(repo, tip, head)
    records = _records_of(folder, repo, changes)
    if len(records) > _MOST:
        return
    wrong = _with_errors(repo, records, folder.settings)
    before = {each.name: each.old for each in changes if each.name in wrong and each.old}
    if clients := [*map(stem, wrong - _with_errors(repo, before, folder.settings))]:
        yield ngettext(
            "{clients}: what you send has an error, which is told by: clientfile check",
            "{clients}: what you send has errors, which are told by: clientfile check",
            len(clients),
            clients=list_some(sorted(clients)),
        )


def _changes(repo: Repository, start: str, end: str) -> Sequence[FileDifference]:
    """What the commits of `end` change that `start` has not."""
    bases = merge_bases(repo.root, start, end)
    return tree_changes(repo, bases[0], end) if bases else []


def _records_of(
    folder: Folder, repo: Repository, changes: Sequence[FileDifference]
) -> Mapping[str, str]:
    """The blobs of the records that are changed and not gone, by name."""
    prefix = prefix_today(folder, repo)
    return {each.name: each.new for each in changes if each.new and is_record(each.name, prefix)}


def _describe_settings(source: bytes, *, dry_run: bool) -> Iterator[str]:
    try:
        parse_settings(source)
    except InvalidError as error:
        if dry_run:
            yield _(
                "the settings would come in with an error, which stops every command: {reason}",
                reason=error.sentence,
            )
            return
        yield _(
            "the settings came in with an error, which stops every command: mend them by hand, "
            "then: clientfile save. {reason}",
            reason=error.sentence,
        )


def _describe_records(names: Collection[str], *, dry_run: bool) -> Iterator[str]:
    clients = list_some(sorted(map(stem, names)))
    if names and dry_run:
        yield ngettext(
            "{clients} would come in with an error",
            "{clients} would come in with errors",
            len(names),
            clients=clients,
        )
    elif names:
        yield ngettext(
            "{clients} came in with an error, which is told by: clientfile check",
            "{clients} came in with errors, which are told by: clientfile check",
            len(names),
            clients=clients,
        )


def _with_errors(repo: Repository, records: Mapping[str, str], settings: Settings) -> set[str]:
    """The names of the records that have errors."""
    texts = read_blobs(repo, sorted(set(records.values())))
    return {name for name, blob in records.items() if _has_errors(name, texts[blob], settings)}


def _has_errors(name: str, source: bytes, settings: Settings) -> bool:
    parsed = read_lazily(source, record_shape(), file=name, max_bytes=settings.max_bytes)
    found = [] if parsed.data is None else checks.error_findings(parsed.data, settings)
    return any(each.severity == "error" for each in problems_of(parsed, found, settings))
