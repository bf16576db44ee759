"""What git leaves of an unsettled merge, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.support.small_shapes import codes_of, data_of, reading_of

HEAD, MIDDLE, END = "<<<<<<< HEAD", "=======", ">>>>>>> 1234567 (acme: visit on 2026-11-20)"


def conflict(before: str, ours: str, theirs: str, after: str = "") -> str:
    return f"{before}{HEAD}\n{ours}{MIDDLE}\n{theirs}{END}\n{after}"


BROKEN = {
    "in a mapping": (conflict("identity:\n", "  name: A\n", "  name: B\n"), 2),
    "at the beginning": (conflict("", "identity: {name: A}\n", "identity: {name: B}\n"), 1),
    "in a list": (conflict("contacts:\n  people:\n", "  - id: a\n", "  - id: b\n"), 3),
    "between items": (
        conflict("contacts:\n  people:\n  - id: c\n", "  - id: a\n", "  - id: b\n"), 4),
    "in braces": (conflict('{"x-a": "1",\n', '"x-b": "2",\n', '"x-b": "3",\n', '"x-c": "4"}\n'), 2),
    "in a block of text": (
        conflict("identity:\n  notes: |\n    a\n", "    b\n", "    c\n", "    d\n"), 4),
    "in quoted text that one side ends": (
        conflict('identity:\n  name: "A\n', '    and sons"\n', '    and daughters"\n'), 3),
    "with the base": (
        f"identity:\n{HEAD}\n  name: A\n||||||| 89abcde\n  name: C\n{MIDDLE}\n  name: B\n{END}\n",
        2),
    "with CRLF": (
        conflict("identity:\n", "  name: A\n", "  name: B\n").replace("\n", "\r\n"), 2),
    "a line that was left": (f"identity:\n  name: A\n{END}\n", 3),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_an_unsettled_merge_is_reported_where_it_begins(name):
    text, line = BROKEN[name]
    reading = reading_of(text)
    assert [(p.line, p.column, p.code) for p in reading.problems] == [(line, 1, "merge-conflict")]
    assert "clientfile resolve" in reading.problems[0].message
    assert reading.data is None


def test_what_was_wrong_before_it_is_reported_too():
    text = conflict("identity:\n  name: A\n  name: B\n", "  phone: 1\n", "  phone: 2\n")
    assert codes_of(text) == ["duplicate-key", "merge-conflict"]


@pytest.mark.parametrize("indent", ["    ", "  # "])
def test_markers_in_a_block_of_text_or_a_comment_are_text(indent):
    lines = "".join(f"{indent}{line}\n" for line in (HEAD, "b", MIDDLE, "c", END))
    assert data_of(f"identity:\n  notes: |\n    a\n{lines}")["identity"]["notes"].startswith("a\n")


def test_markers_in_quoted_text_are_text_even_where_the_file_is_broken_elsewhere():
    text = f'identity:\n  notes: "a\n{HEAD}\n{MIDDLE}\n{END}"\n'
    assert data_of(text)["identity"]["notes"] == f"a {HEAD} {MIDDLE} {END}"
    assert codes_of(f"{text}  phone: : :\n") == ["syntax"]


def test_markers_after_what_broke_the_file_are_not_blamed():
    assert codes_of(conflict("identity:\n  name: A: b\n", "  phone: 1\n", "  phone: 2\n")) == [
        "syntax"
    ]
