"""A table on a terminal that is too narrow goes without what it can spare."""

from __future__ import annotations

import pytest

from clientfile.output.render import lines
from clientfile.output.table import Column, Table

TABLE = Table(
    [Column("client", "Client"), Column("name", "Name"), Column("tags", "Tags"), Column("c", "C")],
    [{"client": "acme", "name": "Acme Industries of the North", "tags": "a" * 30, "c": "FR"}],
    spare=("tags", "c"),
)


@pytest.mark.parametrize(
    ("width", "headings"),
    [
        (None, ["Client", "Name", "Tags", "C"]),
        (80, ["Client", "Name", "Tags", "C"]),
        (60, ["Client", "Name", "C"]),
        (33, ["Client", "Name"]),
        (10, ["Client", "Name"]),
    ],
)
def test_columns_give_way(width, headings):
    made = list(lines(TABLE, "table", width=width))
    assert made[0].split() == headings
    if width is not None and width >= 30:
        assert max(map(len, made)) <= width


def test_columns_that_were_asked_for_stay():
    made = list(lines(TABLE, "table", width=20, columns=["client", "tags"]))
    assert made[0].split() == ["Client", "Tags"]
