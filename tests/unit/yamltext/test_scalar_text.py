"""Values as they are written: any reader of YAML takes them for what they are."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from clientfile.records.shape import Shape
from clientfile.yamltext.scalars import scalar_text
from tests.support.small_shapes import DATE, TEXT, data_of

TRICKY = ["NO", "~", "12", "1e3", "#", " #", ": ", "-", "?", "\n", "'", '"', "\\", "é", "\t", "---"]
ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",))),
    st.lists(st.sampled_from([*TRICKY, "a", " ", "\n\n", "\u2028", "\ufeff", "🙂"])).map("".join),
).filter(lambda text: text and not any(c < " " and c not in "\t\n" for c in text)
         and not any("\x7f" <= c <= "\x9f" for c in text))  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["01000", "NO", "y", "14:30", "1:30:20", "+33612345678", "1_000", "2024-02-30", "~", "=",
     "<<", "null", "0o17", "0b1", "0x1F", "1e3", "7e7", ".5", ".inf", "-.Inf", ".NaN", "1,000",
     "12", "3.",
     "2026-11-20", "2026-11-20 10:00:00", "@a", "%5", "*a", "&a", "!a", "`a`", "- a", "-5", "? a",
     "a: b", "a #b", "a:", " a", "a ", "---", "...", "{a", "[a", "]", "|", ">", "'a", "", "\ta",
     "true", "Off", "a\u2028b", "\ufeff", "\u202ea"],
)  # fmt: skip
def test_quoted_where_a_reader_would_take_it_for_something_else(text):
    assert scalar_text(text, TEXT)[0] in "\"'"


@pytest.mark.parametrize(
    "text", ["Acme", "46.71Z", "50-99", "5%", "10%+5%", "2026-Q3", "01 23 45", "a@b.fr", "L'Oréal",
             "http://a.fr/#x", "k3j2m4x7", "R&D", "Curie: trop"[:5], "a, b", "日本", "c'est 5?"]
)  # fmt: skip
def test_plain_where_nobody_could(text):
    assert scalar_text(text, TEXT) == text


@pytest.mark.parametrize("text", ["a, b", "a]", "{", "b?", "a:b"])
def test_quoted_in_a_flow_list(text):
    assert scalar_text(text, TEXT, flow=True) == f'"{text}"'


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (12, Shape("integer"), "12"), (True, Shape("boolean"), "true"),
        (Decimal("1E+3"), Shape("number"), "1000"), (Decimal("0.10"), Shape("number"), "0.10"),
        ("2026-11-20", DATE, "2026-11-20"), ("5%", Shape("text", format="percent"), "5%"),
        ('say "hi"', TEXT, 'say "hi"'), ('"hi"', TEXT, "'\"hi\"'"),
        ("C:\\x: y", TEXT, "'C:\\x: y'"),
        ("a\\\t", TEXT, '"a\\\\\\t"'), ("a\nb", TEXT, "|-\n  a\n  b"),
        ("a\n\nb\n", TEXT, "|\n  a\n\n  b"),
        (" a\nb", TEXT, '" a\\nb"'), ("a\n\n", TEXT, '"a\\n\\n"'),
    ],
)  # fmt: skip
def test_written(value, shape, text):
    assert scalar_text(value, shape, indent="  ") == text


@pytest.mark.parametrize(
    ("style", "text"),
    [("single", "'it''s'"), ("double", '"it\'s"'), ("plain", "it's"), ("literal", "|-\n  it's"),
     ("folded", ">-\n  it's")],
)  # fmt: skip
def test_the_style_of_what_it_replaces_stays(style, text):
    assert scalar_text("it's", TEXT, style_hint=style, indent="  ") == text


def test_a_style_that_cannot_hold_the_text_gives_way():
    assert scalar_text("a\x00b", TEXT, style_hint="single") == '"a\\0b"'
    assert scalar_text("12", TEXT, style_hint="plain") == '"12"'
    assert scalar_text("a  b", TEXT, style_hint="folded", indent=" ") == "|-\n a  b"


def test_other_types_are_the_callers_fault():
    with pytest.raises(TypeError):
        scalar_text(1.5, Shape("number"))


@given(ANY_TEXT, st.sampled_from([None, "plain", "single", "double", "literal", "folded"]))
@example("a\n", "literal")
@example("x" * 200 + " y" * 100, "folded")
@example("a\n b\n", "folded")
def test_what_is_written_is_read_back(text, style):
    block = scalar_text(text, TEXT, style_hint=style, indent="    ")
    flow = scalar_text(text, TEXT, flow=True, style_hint=style)
    written = f"identity:\n  name: {block}\n  tags: [{flow}, {flow}]\nx-a: {{{flow}: {flow}}}\n"
    expected = {"identity": {"name": text, "tags": [text, text]}, "x-a": {text: text}}
    if len(flow) < 1_000:
        assert data_of(written) == expected
        assert yaml.safe_load(written) == expected
        assert yaml.load(written, yaml.CSafeLoader) == expected
