"""What a brief lists of changes that were taken back, or restored."""

from __future__ import annotations

from clientfile.reports.brief.undone import merge_undone


def row(day, before, after, command="set", field="phone"):
    return {"date": day, "item": None, "field": field, "before": before, "after": after,
            "command": command}  # fmt: skip


SET = row("2026-11-02", "1", "2")
BACK = row("2026-11-03", "2", "1", "undo")
AGAIN = row("2026-11-04", "1", "2", "undo")


def test_what_was_taken_back_is_listed_once():
    assert merge_undone([BACK.copy(), SET.copy()]) == [{**SET, "undone": "2026-11-03"}]


def test_what_was_restored_is_as_if_nothing_had_been():
    assert merge_undone([AGAIN.copy(), BACK.copy(), SET.copy()]) == [SET]


def test_an_undo_of_an_earlier_change_is_a_change():
    assert merge_undone([BACK.copy()]) == [BACK]


def test_other_fields_stay():
    other = row("2026-11-02", "1", "2", field="fax")
    assert merge_undone([BACK.copy(), other.copy(), SET.copy()]) == [
        other, {**SET, "undone": "2026-11-03"}]  # fmt: skip
