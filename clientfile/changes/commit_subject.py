"""Subjects of commits of hand edits: what differs between two states of a record, in few words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientfile.changes.fields import describe_change
from clientfile.language import Lines, _, ngettext
from clientfile.records.change import Change
from clientfile.records.diff import Difference, differences
from clientfile.records.edits import Data
from clientfile.records.settings_changes import SETTINGS_ITEM, Table, settings_changes
from clientfile.records.shape import Shape

_MOST_DIFFERENCES = 3


def save_change(
    records: Mapping[str, tuple[Data, Data]],
    shape: Shape,
    settings: tuple[Table | None, Table | None] | None = None,
) -> Change:
    """The Change of `save`: `records` holds the data before and after the edits, by client id, and
    `settings` those of the folder where they were edited, too.

    Data is empty before for a new record, after for a removed one; settings are None for no file.
    """
    sentences = [
        _describe_record(client, before, after, shape)
        for client, (before, after) in records.items()
    ]
    many = ngettext(
        "{count} record edited by hand: {clients}",
        "{count} records edited by hand: {clients}",
        len(sentences),
        clients=", ".join(records),
    )
    of_settings = [_describe_settings(*settings)] if settings else []
    of_records = [many] if len(sentences) > 1 else sentences
    return Change(
        command="save",
        subject=Lines([*of_settings, *of_records], "; ") or _("nothing to save"),
        records=dict.fromkeys(records, ()),
        done=Lines([*of_settings, *sentences], "; ") or _("nothing to save"),
    )


def _describe_settings(before: Table | None, after: Table | None) -> str:
    """What became of the settings by hand."""
    if before is None:
        return _("{file}: added by hand", file=SETTINGS_ITEM)
    if after is None:
        return _("{file}: removed by hand", file=SETTINGS_ITEM)
    changed = settings_changes(before, after)
    if not changed:
        return _("{file}: text changed by hand, no setting", file=SETTINGS_ITEM)
    first = [
        describe_change(each.field, each.before, each.after) for each in changed[:_MOST_DIFFERENCES]
    ]
    changes = _with_count(first, len(changed) - _MOST_DIFFERENCES)
    return _("{file}: edited by hand: {changes}", file=SETTINGS_ITEM, changes=changes)


def _describe_record(client: str, before: Data, after: Data, shape: Shape) -> str:
    if not before:
        return _("{client}: opened by hand", client=client)
    if not after:
        return _("{client}: removed by hand", client=client)
    if changes := _describe_values(before, after, shape, ""):
        return _("{client}: edited by hand: {changes}", client=client, changes=changes)
    return _("{client}: text or place of the file changed by hand, no value", client=client)


def describe_edits(before: Data, after: Data, shape: Shape, *, above: str = "") -> str:
    """What an editor changed in a record, in a few words; addresses begin below `above`."""
    return _describe_values(before, after, shape, above) or _("text edited, no value")


def _describe_values(before: Data, after: Data, shape: Shape, above: str) -> str:
    """The first differences in words; empty where no value differs."""
    changed = differences(before, after, shape)
    first = [_describe(each, above) for each in changed[:_MOST_DIFFERENCES]]
    return _with_count(first, len(changed) - _MOST_DIFFERENCES)


def _with_count(differences_in_words: Sequence[str], rest: int) -> str:
    """These differences, and how many more there are."""
    first = Lines(differences_in_words, "; ")
    if rest <= 0:
        return first
    return ngettext("{changes} and {count} more", "{changes} and {count} more", rest, changes=first)


def _describe(difference: Difference, above: str) -> str:
    before, after = difference.before, difference.after
    field = difference.short.removeprefix(f"{above}.")
    if before is None and isinstance(after, dict | list):
        return _("{field} added", field=field)
    if after is None and isinstance(before, dict | list):
        return _("{field} removed", field=field)
    if isinstance(before, dict | list) or isinstance(after, dict | list):
        return _("{field} changed", field=field)
    return describe_change(field, before, after)
