"""What is no record, or passes a filter of git's on its way: what sync leaves to git."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientfile.errors import InvalidError
from clientfile.language import _
from clientfile.schema.shapes import record_shape
from clientfile.store.folder import SETTINGS_NAME, parse_settings, settings_table
from clientfile.store.git.attributes import filters_of
from clientfile.store.git.repository import Repository
from clientfile.store.sync.track_merge import TrackMerge
from clientfile.store.sync.versions import Versions
from clientfile.yamltext.lazy_reader import read_lazily


def refuse_filtered(repo: Repository, merges: Sequence[TrackMerge]) -> list[str]:
    """A sentence for each record that git stores otherwise than it is on the disk."""
    names = [each.final.name for each in merges if each.track.is_record and each.final]
    return [
        _(
            "{file}: git stores it through the filter {filter}, and only git can merge it",
            file=name,
            filter=filter_,
        )
        for name, filter_ in filters_of(repo, names).items()
    ]


def refuse_broken(versions: Versions, merges: Sequence[TrackMerge]) -> Iterator[str]:
    """A sentence for each file that is no record, is right on both sides, and is not when merged:
    settings that are wrong together, TOML or YAML that can't be read.
    """
    for each in merges:
        sides = [file for file in (each.track.ours, each.track.remote) if file]
        if each.track.is_record or each.final is None or len(sides) < 2:
            continue
        if each.final.blob in [file.blob for file in sides]:
            continue
        problem = _problem(each.final.name, versions.content(each.final.blob))
        if problem and not any(_problem(file.name, versions.content(file.blob)) for file in sides):
            yield problem


def _problem(name: str, content: bytes) -> str:
    """The sentence for a merged file that can't be what its name says; "" where it can."""
    if name.rpartition("/")[2] == SETTINGS_NAME:
        try:
            parse_settings(content)
        except InvalidError as error:
            return _("each side is right, both together are not: {reason}", reason=error.sentence)
    elif not _is_readable(name, content):
        return _("{file}: each side is right, both together can't be read", file=name)
    return ""


def _is_readable(name: str, content: bytes) -> bool:
    if name.endswith(".toml"):
        try:
            settings_table(content)
        except InvalidError:
            return False
    if name.endswith((".yaml", ".yml")):
        return read_lazily(content, record_shape(), file=name, max_bytes=len(content)).sound
    return True
