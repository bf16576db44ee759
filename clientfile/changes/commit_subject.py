"""Subjects of commits of hand edits: what differs between two states of a record, in few words."""

from __future__ import annotations

from collections.abc import Mapping

from clientfile.changes.fields import shorten_value
from clientfile.records.change import Change
from clientfile.records.diff import Difference, differences
from clientfile.records.edits import Data
from clientfile.records.shape import Shape

_MOST_DIFFERENCES = 3
_NO_VALUE = "text or place of the file changed by hand, no value"


def save_change(records: Mapping[str, tuple[Data, Data]], shape: Shape) -> Change:
    """The Change of `save`: `records` holds the data before and after the edits, by client id.

    Data is empty before for a new record, after for a removed one.
    """
    sentences = [
        f"{client}: {_describe_record(before, after, shape)}"
        for client, (before, after) in records.items()
    ]
    many = f"{len(sentences)} records edited by hand: {', '.join(records)}"
    return Change(
        command="save",
        subject=sentences[0] if len(sentences) == 1 else many,
        records=dict.fromkeys(records, ()),
        done="; ".join(sentences) or "nothing to save",
    )


def _describe_record(before: Data, after: Data, shape: Shape) -> str:
    if not before:
        return "opened by hand"
    if not after:
        return "removed by hand"
    values = _describe_values(before, after, shape)
    return f"edited by hand: {values}" if values else _NO_VALUE


def describe_edits(before: Data, after: Data, shape: Shape) -> str:
    """What an editor changed in a record, in a few words."""
    return _describe_values(before, after, shape) or "text edited, no value"


def _describe_values(before: Data, after: Data, shape: Shape) -> str:
    """The first differences in words; empty where no value differs."""
    changed = differences(before, after, shape)
    rest = len(changed) - _MOST_DIFFERENCES
    more = f" and {rest} more" if rest > 0 else ""
    return "; ".join(map(_describe, changed[:_MOST_DIFFERENCES])) + more


def _describe(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if before is None and isinstance(after, dict | list):
        return f"{difference.short} added"
    if after is None and isinstance(before, dict | list):
        return f"{difference.short} removed"
    if isinstance(before, dict | list) or isinstance(after, dict | list):
        return f"{difference.short} changed"
    return f"{difference.short} {shorten_value(before)} → {shorten_value(after)}"
