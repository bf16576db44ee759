"""Aliases, anchors, tags and merge keys: the first few reported one by one, the rest counted."""

from __future__ import annotations

import pytest

from tests.support.small_shapes import reading_of


def problems_of(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in reading_of(text).problems]


def test_a_merge_key_is_reported_once_and_without_a_line_to_write():
    address = "    city: Lyon\n"
    text = f"identity:\n  address:\n    <<: *a\n{address}"
    assert problems_of(text) == [
        (3, "merge keys (<<) are not used in records: write the fields out")
    ]


def test_an_anchor_on_a_mapping_is_not_taken_for_text():
    ((line, message),) = problems_of("identity:\n  address: &a {city: Lyon}\n")
    assert (line, "write:" in message) == (2, False)
    assert message.endswith("delete it")


@pytest.mark.parametrize(
    ("item", "code", "rest"),
    [
        ("*a", "alias", "and 997 more aliases from here on: write the values out"),
        ("&a x", "anchor", "and 997 more anchors from here on: delete what begins with &"),
        ("!a x", "tag", "and 997 more tags from here on: delete what begins with !"),
    ],
)
def test_of_many_the_first_are_reported_and_the_rest_counted(item, code, rest):
    reading = reading_of("identity:\n  tags:\n" + f"  - {item}\n" * 1_000)
    assert [(p.line, p.code) for p in reading.problems] == [(n, code) for n in (3, 4, 5, 6)]
    assert reading.problems[-1].message == rest


def test_one_more_is_one():
    messages = problems_of("identity:\n  tags: [*a, *b, *c, *d]\n")
    assert messages[-1] == (2, "and 1 more alias here: write the values out")


def test_lines_are_reported_as_quoted_for_the_first_of_many_cut_texts():
    reading = reading_of("identity:\n  tags:\n" + "  - a #b\n" * 100)
    quoted = [problem for problem in reading.problems if '"a #b"' in problem.message]
    assert len(reading.problems) == 100
    assert len(quoted) == 20
    assert "quote the whole text" in reading.problems[-1].message
