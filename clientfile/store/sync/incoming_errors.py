"""Errors of records and settings that came in: told, and never a reason to stop a sync."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientfile import checks
from clientfile.errors import InvalidError
from clientfile.errors.suggest import list_some
from clientfile.language import _, ngettext
from clientfile.records.settings import Settings
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import Folder, parse_settings
from clientfile.store.git.landing import tree_changes
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
    folder: Folder, repo: Repository, start: str, tip: str
) -> Iterator[str]:
    """A sentence for the records with errors, and one for wrong settings, that the commits of `tip`
    have and `start` has not; one for too many records to be checked now. Raises StateError.
    """
    bases = merge_bases(repo.root, start, tip)
    changes = tree_changes(repo, bases[0], tip) if bases else []
    prefix, path = prefix_today(folder, repo), settings_file(folder)
    blobs = {each.name: each.new for each in changes if each.new}
    settings = blobs.get(repo.name(path)) if path else None
    records = {name: blob for name, blob in blobs.items() if is_record(name, prefix)}
    if settings:
        yield from _describe_settings(read_blobs(repo, [settings])[settings])
    if len(records) > _MOST:
        yield ngettext(
            "{count} record came in: clientfile check tells whether it has errors",
            "{count} records came in: clientfile check tells whether one has errors",
            len(records),
        )
    else:
        yield from _describe_records(repo, records, folder.settings)


def _describe_settings(source: bytes) -> Iterator[str]:
    try:
        parse_settings(source)
    except InvalidError as error:
        yield _(
            "the settings came in with an error, which stops every command: mend them by hand, "
            "then: clientfile save. {reason}",
            reason=error.sentence,
        )


def _describe_records(
    repo: Repository, records: Mapping[str, str], settings: Settings
) -> Iterator[str]:
    texts = read_blobs(repo, sorted(set(records.values())))
    clients = [
        stem(name) for name, blob in records.items() if _has_errors(name, texts[blob], settings)
    ]
    if clients:
        yield ngettext(
            "{clients} came in with an error, which is told by: clientfile check",
            "{clients} came in with errors, which are told by: clientfile check",
            len(clients),
            clients=list_some(clients),
        )


def _has_errors(name: str, source: bytes, settings: Settings) -> bool:
    parsed = read_lazily(source, record_shape(), file=name, max_bytes=settings.max_bytes)
    found = [] if parsed.data is None else checks.error_findings(parsed.data, settings)
    return any(each.severity == "error" for each in problems_of(parsed, found, settings))
