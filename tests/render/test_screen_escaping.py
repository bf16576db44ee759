"""Nothing that moves a terminal's cursor, turns its text or hides gets through."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.screen import is_plain, one_line, padded, shorten, visible, width

UNSAFE = ("Cc", "Cf", "Zl", "Zp", "Cs")
ALL_UNSAFE = [
    chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in UNSAFE
]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("soft\u00adhyphen", "soft\\xadhyphen"),
        ("line\u2028paragraph\u2029", "line\\u2028paragraph\\u2029"),
        ("\ud800", "\\ud800"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("filler\u3164\u115f", "filler\\u3164\\u115f"),
        ("👩\u200d💻", "👩\\u200d💻"),
        ("❤\ufe0f", "❤\\ufe0f"),
        ("e\u0301té", "e\u0301té"),
        ("no-break\u00a0and\u202fnarrow", "no-break\u00a0and\u202fnarrow"),
        ("שלום 東京 \ue000 back\\slash", "שלום 東京 \ue000 back\\slash"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_unsafe_character_is_escaped_wherever_it_stands() -> None:
    assert len(ALL_UNSAFE) > 2_000
    for character in ALL_UNSAFE:
        shown = visible(f"é{character}z")
        assert character not in shown
        assert shown.isprintable()
        assert shown.startswith("é\\")
        assert not is_plain(character)


def test_one_line_puts_a_space_for_each_break() -> None:
    assert one_line("a\r\nb\nc\td\u2028e\x1bf") == "a b c d e\\x1bf"


def test_what_is_kept_is_kept_alone() -> None:
    assert visible("a\nb\r\x1b", keep="\n") == "a\nb\\r\\x1b"


@given(st.text(st.characters() | st.sampled_from(ALL_UNSAFE)))
def test_what_was_made_visible_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert is_plain(shown)
    assert visible(shown) == shown
    assert one_line(one_line(text)) == one_line(text)
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("été", 3), ("e\u0301te\u0301", 3), ("東京", 4), ("👍", 2), ("ｆｕ", 4)],
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("東京都", 6, "東京都"),
        ("東京都", 5, "東京…"),
        ("東京都", 4, "東…"),
        ("e\u0301te\u0301s", 3, "e\u0301t…"),
        ("ee\u0301\u0301t", 3, "ee\u0301\u0301t"),
    ],
)
def test_shortening(text: str, columns: int, short: str) -> None:
    assert shorten(text, columns) == short


@given(st.text(), st.integers(0, 30))
def test_a_shortened_text_fits(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert width(short) <= columns
    assert short == text or columns == 0 or text.startswith(short[:-1])


@given(st.text(), st.integers(0, 30), st.booleans())
def test_padding_fills_exactly(text: str, columns: int, right: bool) -> None:
    filled = padded(text, columns, right=right)
    assert width(filled) == max(columns, width(text))
    assert filled.endswith(text) if right else filled.startswith(text)


def test_a_very_long_line_is_cut() -> None:
    assert shorten("é" * 100_000, 10) == "é" * 9 + "…"
