"""A line typed from a French screen does what its English does: tests/data/french_words.txt."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.support.paths import DATA

LINES = [
    line.split(" | ")
    for line in (DATA / "french_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("french", "english"), LINES, ids=[french for french, _ in LINES])
def test_a_line_in_french_words_does_what_its_english_does(examples, french, english):
    expected = examples.run(*shlex.split(english))
    result = examples.run(*shlex.split(french))
    assert _without_ids(result.out) == _without_ids(expected.out)
    assert expected.out


def _without_ids(text: str) -> str:
    """The text without what a run makes by chance."""
    return re.sub(r"\b[a-z2-7]{8}\b|(?<=\b\d{8}-)[a-z2-7]{4}\b", "ID", text)
