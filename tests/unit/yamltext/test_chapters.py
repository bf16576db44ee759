"""A record read by chapters says what it says read whole; what another version has is shared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientfile.records.shape import ANY
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.chapters import join_chapters, read_chapters
from clientfile.yamltext.fast_reader import read_fast
from clientfile.yamltext.lazy_reader import read_lazily, read_version
from tests.support.paths import EXAMPLES
from tests.support.yaml_suite import cases

MOST = 4_000_000
GOOD = ["a: b\n", "b:\n  c: d\n  e:\n    - f: g\n", "c:\n- x\n- y: z\n", "d: x\n  y\n",
        "e-f: {x: y}\n", "f: |\n  x\n\n\n", "g: |+\n  x\n\n\n", "h: >-\n  x: y\n  z\n",
        "i: |2\n  x\n # n\n", "j:\n  # n\n  k: l\n", 'k: "x\n  y"\n', "# n\n", "\n",
        "  \n", "p: x # n\n", "s: x\r\n"]  # fmt: skip
# What runs on at the margin, or ends where nobody expects it.
TRICKY = ['l: "x\nm: y"\n', "m: 'x\n\nn: y'\n", "n: [x,\no: y]\n", "o: {p: q,\nr: s}\n", '"q": r\n',
          "r: x", "t:\n", "a: c\n", 'w: "x\n', 'x: y"\n', "? y\n", "z: &n a\n", "v: *n\n", "---\n",
          " x\n"]  # fmt: skip
TEXTS = st.tuples(
    st.lists(st.sampled_from(GOOD), max_size=6, unique=True),
    st.lists(st.sampled_from(TRICKY), max_size=1),
).flatmap(lambda parts: st.permutations(parts[0] + parts[1]).map("".join))


def assert_alike(text, others=()):
    """The chapters of a text, which say what the whole says, in the same order."""
    chapters = read_chapters(text.encode(), ANY, MOST, others)
    if chapters is not None:
        whole = read_fast(text.encode(), ANY, MOST)
        assert whole is not None
        assert repr(join_chapters(chapters)) == repr(whole)
        assert "".join(chapters) == text
    return chapters or {}


@settings(max_examples=500)
@given(TEXTS, TEXTS)
def test_any_text_says_the_same_by_chapters(text, other):
    assert_alike(text + other, [assert_alike(text), assert_alike(other)])


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.plain], ids=lambda each: each.name
)
def test_the_yaml_suite_between_two_chapters(case):
    assert_alike(f"first: 1\n{case.text}\nlast: 1\n")
    assert_alike(
        "first:\n" + "".join(f"  {line}\n" for line in case.text.split("\n")) + "last: 1\n"
    )


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_examples_share_the_chapters_that_did_not_change(path, ends):
    source, shape = path.read_bytes().replace(b"\n", ends), record_shape()
    changed = source.replace(b"identity:", b"identity:" + ends + b"  x-new: y", 1)
    whole = read_lazily(source, shape, file="")
    before = read_version(source, shape, [], file="")
    after = read_version(changed, shape, [before], file="")
    assert (before, list(before.data)) == (whole, list(whole.data))
    assert after.data == read_lazily(changed, shape, file="").data
    if before.chapters:
        assert [key for key in after.data if after.data[key] is not before.data[key]] == [
            "identity"
        ]
