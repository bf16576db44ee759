"""Conflict markers around the lines at which two outcomes of a merge differ."""

from __future__ import annotations

import pytest

from clientfile.schema.shapes import record_shape
from clientfile.yamltext.conflict_markers import MarkerStyle, mark_differences
from clientfile.yamltext.lazy_reader import read_lazily
from clientfile.yamltext.parsed import ParsedRecord
from tests.support.runner import ACME

STYLE = MarkerStyle("HEAD", "other")


def parse(text: str) -> ParsedRecord:
    return read_lazily(text.encode(), record_shape(), file="acme.yaml")


def mark(ours: str, theirs: str, style: MarkerStyle = STYLE) -> str:
    return mark_differences(parse(ours), parse(theirs), style)


def side(text: str, which: str) -> str:
    """The text of one side, as somebody takes it who takes the markers out by hand."""
    lines, place = [], "both"
    for line in text.splitlines(keepends=True):
        marker = {"<<<<<<<": "ours", "=======": "theirs", ">>>>>>>": "both"}.get(line.rstrip()[:7])
        if marker:
            place = marker
        elif place in ("both", which):
            lines.append(line)
    return "".join(lines)


NOTES = ACME.replace("status: client\n", "status: client\n    notes: {}\n")
CASES = {
    "one line": ("cadence: 30", "cadence: 45", "cadence: 60", 1),
    "two apart": ("Jean\n", "Jeanne\n", "Hans\n", 1),
    "a comment": ("# two blanks", "# one blank", "# no blanks", 1),
    "a flow mapping": ("Anne Roux", "Anne Vert", "Anne Bleu", 1),
    "folded text": ("the new line", "the old line", "no line", 1),
    "the last line": ("# the end\n", "# the END\n", "# The End\n", 1),
    "no end of the last line": ("# the end\n", "# the END", "# The End", 1),
    "a line that one side lacks": ("    cadence: 30\n", "", "    cadence: 31\n", 1),
    "the first line": ("# Acme", "# ACME", "#Acme", 1),
}


@pytest.mark.parametrize("name", CASES)
def test_each_side_is_what_stands_between_the_markers(name):
    part, one, other, count = CASES[name]
    ours, theirs = ACME.replace(part, one), ACME.replace(part, other)
    text = mark(ours, theirs)
    assert text.count("<<<<<<< HEAD\n") == text.count(">>>>>>> other\n") == count
    assert text.count("=======\n") == count
    assert side(text, "ours").rstrip("\n") == ours.rstrip("\n")
    assert side(text, "theirs").rstrip("\n") == theirs.rstrip("\n")


@pytest.mark.parametrize(
    "notes",
    [
        '"the first line\n      {}\n      the last line"',
        "'one\n\n      {}'",
        "|\n      a\n      {}\n      b",
    ],
)
def test_a_text_of_several_lines_is_never_parted(notes):
    """Markers within quoted text would be text, and nobody would be told of them."""
    texts = [NOTES.replace("{}", notes.replace("{}", word), 1) for word in ("mine", "yours")]
    text = mark(*texts)
    assert text.count("<<<<<<<") == 1
    assert "<<<<<<< HEAD\n    notes: " in text
    assert [side(text, which) for which in ("ours", "theirs")] == texts
    assert [problem.code for problem in parse(text).problems] == ["merge-conflict"]


def test_two_places_have_markers_each():
    text = mark(
        ACME.replace("30", "45").replace("2026-09-01", "2026-09-02"),
        ACME.replace("30", "60").replace("2026-09-01", "2026-09-03"),
    )
    assert text.count("<<<<<<< HEAD\n") == 2


def test_the_line_ends_of_the_file_end_the_markers_too():
    ours, theirs = (ACME.replace("30", days).replace("\n", "\r\n") for days in ("45", "60"))
    text = mark(ours, theirs)
    assert "<<<<<<< HEAD\r\n" in text
    assert text.count("\n") == text.count("\r\n")


def test_other_separators_end_no_line():
    ours, theirs = (ACME.replace("# two", f"# \u2028{days}") for days in ("45", "60"))
    assert "<<<<<<< HEAD\n    name:" in mark(ours, theirs)


def test_a_marker_has_as_many_signs_as_git_says():
    style = MarkerStyle("a", "b", 10)
    text = mark(ACME.replace("30", "45"), ACME.replace("30", "60"), style)
    assert f"\n{'<' * 10} a\n" in text
    assert f"\n{'=' * 10}\n" in text
