"""Merging records: what has a rule of its own."""

from __future__ import annotations

import pytest

from clientfile.records.conflict import ABSENT, Conflict
from clientfile.records.merge import merge_records
from clientfile.schema.shapes import record_shape


def opened(day: str | None) -> dict[str, object]:
    day_too = {"opened": day} if day else {}
    return {"identity": {"name": "Acme", "status": "client", **day_too}}


@pytest.mark.parametrize("base", [None, "2026-11-20"])
def test_of_two_days_on_which_a_record_was_opened_the_earlier_stands(base):
    early, late = opened("2024-02-12"), opened("2025-01-01")
    for ours, theirs in ((early, late), (late, early)):
        merge = merge_records(opened(base), ours, theirs, record_shape())
        assert (merge.data, merge.conflicts) == (early, [])


def test_a_field_with_two_values_is_told_with_all_three():
    base, ours, theirs = (
        {"identity": {"name": "Acme", "phone": phone}} for phone in ("01", "02", "03")
    )
    merge = merge_records(base, ours, theirs, record_shape())
    assert merge.data == ours
    assert merge.conflicts == [Conflict("identity.phone", "value", "01", "02", "03")]
    assert repr(ABSENT) == "ABSENT"
