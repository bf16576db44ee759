"""Conflicts as a table for the eye, and as rows for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clientfile.console.sync.conflict_words import part_title, shape_of, side_words, value_words
from clientfile.language import _
from clientfile.output.table import Column, Table
from clientfile.records.conflict import ABSENT
from clientfile.store.sync.outcome import FolderConflict

COLUMNS = (
    Column("name", _("Conflict"), "text"),
    Column("part", _("Field"), "text"),
    Column("mine", _("Mine"), "text"),
    Column("mine_by", _("Mine, by"), "text"),
    Column("theirs", _("Theirs"), "text"),
    Column("theirs_by", _("Theirs, by"), "text"),
)


def conflict_table(conflicts: Sequence[FolderConflict]) -> Table:
    """A row for each conflict, with its values and who wrote each, in words."""
    rows = [_row(each) for each in conflicts]
    return Table(COLUMNS, rows, client_key="", spare=("part", "mine_by", "theirs_by"))


def conflict_rows(conflicts: Sequence[FolderConflict]) -> list[dict[str, Any]]:
    """A mapping for each conflict, with the values as the records have them; absent is None."""
    return [
        {
            "name": each.name,
            "client": each.client,
            "address": each.address,
            "kind": each.conflict.kind,
            "before": _plain(each.conflict.base),
            "mine": _plain(each.conflict.ours),
            "mine_by": each.mine.author or None,
            "mine_on": each.mine.day if each.mine.commit else None,
            "mine_commit": each.mine.commit or None,
            "theirs": _plain(each.conflict.theirs),
            "theirs_by": each.theirs.author or None,
            "theirs_on": each.theirs.day if each.theirs.commit else None,
            "theirs_commit": each.theirs.commit or None,
        }
        for each in conflicts
    ]


def _row(each: FolderConflict) -> dict[str, Any]:
    shape, conflict = shape_of(each.address), each.conflict
    return {
        "name": each.name,
        "part": part_title(each),
        "mine": value_words(conflict.ours, shape, conflict.base),
        "mine_by": side_words(each.mine),
        "theirs": value_words(conflict.theirs, shape, conflict.base),
        "theirs_by": side_words(each.theirs),
    }


def _plain(value: Any) -> Any:
    return None if value is ABSENT else value
