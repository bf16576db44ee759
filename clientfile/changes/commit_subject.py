"""How a commit of hand edits tells what they changed."""

from __future__ import annotations

from collections.abc import Mapping

from clientfile.changes.fields import shown
from clientfile.records.change import Change
from clientfile.records.diff import Difference, differences
from clientfile.records.edits import Data
from clientfile.records.shape import Shape

_TOLD = 3
_NO_VALUE = "text or place of the file changed by hand, no value"


def saved(records: Mapping[str, tuple[Data, Data]], shape: Shape) -> Change:
    """The Change of records whose data went from the first to the second by hand."""
    told = [
        f"{client}: {_what(before, after, shape)}" for client, (before, after) in records.items()
    ]
    many = f"{len(told)} records edited by hand: {', '.join(records)}"
    subject = told[0] if len(told) == 1 else many
    return Change(
        command="save",
        subject=subject,
        records=dict.fromkeys(records, ()),
        done="; ".join(told) or "nothing to save",
    )


def _what(before: Data, after: Data, shape: Shape) -> str:
    if not before:
        return "opened by hand"
    if not after:
        return "removed by hand"
    return f"edited by hand: {told}" if (told := _values(before, after, shape)) else _NO_VALUE


def what_changed(before: Data, after: Data, shape: Shape) -> str:
    """What was made of a record in an editor, in a few words."""
    return _values(before, after, shape) or "text edited, no value"


def _values(before: Data, after: Data, shape: Shape) -> str:
    changed = differences(before, after, shape)
    more = f" and {len(changed) - _TOLD} more" if len(changed) > _TOLD else ""
    return "; ".join(map(_one, changed[:_TOLD])) + more


def _one(difference: Difference) -> str:
    before, after = difference.before, difference.after
    if before is None and isinstance(after, dict | list):
        return f"{difference.short} added"
    if after is None and isinstance(before, dict | list):
        return f"{difference.short} removed"
    if isinstance(before, dict | list) or isinstance(after, dict | list):
        return f"{difference.short} changed"
    return f"{difference.short} {shown(before)} → {shown(after)}"
