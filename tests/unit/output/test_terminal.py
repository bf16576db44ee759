"""Nothing that moves a terminal's cursor, turns its text or hides gets through."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.output.terminal import (
    abridge,
    has_right_to_left,
    is_plain,
    one_line,
    pad,
    shorten,
    visible,
    width,
    with_bar,
    wrap,
)
from tests.support.terminal import acts, all_acting

ALL_UNSAFE = all_acting()


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
        ("\u0301e", "\\u0301e"),
        ("a \u0301\u0302b", "a \\u0301\\u0302b"),
        ("e" + "\u0301" * 8, "e" + "\u0301" * 6 + "\\u0301\\u0301"),
        ("\U0001343f", "\\U0001343f"),
        ("שלום 東京 \ue000 back\\slash", "שלום 東京 \ue000 back\\slash"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_unsafe_character_is_escaped_wherever_it_stands() -> None:
    assert len(ALL_UNSAFE) > 6_000
    for character in ALL_UNSAFE:
        shown = visible(f"é{character}z")
        assert character not in shown
        assert shown.isprintable()
        assert shown.startswith("é\\")
        assert not is_plain(character)


def test_what_is_escaped_acts_or_is_a_mark_too_many() -> None:
    # Format characters that Unicode has named since this Python's tables were made.
    later = {chr(code) for code in range(0x13439, 0x13440)}
    for code in range(sys.maxunicode + 1):
        if chr(code) not in later:
            assert is_plain(f"a{chr(code)}") == (not acts(chr(code))), hex(code)


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
    [
        ("", 0),
        ("abc", 3),
        ("été", 3),
        ("e\u0301te\u0301", 3),
        ("東京", 4),
        ("👍", 2),
        ("ｆｕ", 4),
        ("🇫🇷", 2),
        ("\u1112\u1161\u11ab", 2),
        ("\u0378", 1),
        ("\U0001fae8", 2),
    ],
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
    filled = pad(text, columns, right=right)
    assert width(filled) == max(columns, width(text))
    assert filled.endswith(text) if right else filled.startswith(text)


def test_a_very_long_line_is_cut() -> None:
    assert shorten("é" * 100_000, 10) == "é" * 9 + "…"


@given(st.text(st.characters() | st.sampled_from(" 東é\u0301")), st.integers(2, 20))
def test_lines_of_a_text_fit_and_have_all_of_it(text: str, columns: int) -> None:
    shown = one_line(text)
    lines = list(wrap(shown, columns))
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 5, [""]),
        ("ab cd", 5, ["ab cd"]),
        ("ab  cd", 5, ["ab", "cd"]),
        ("ab  cd", 6, ["ab  cd"]),
        ("abcdefgh ij", 5, ["abcde", "fgh", "ij"]),
        ("1\u202f250 €", 5, ["1\u202f250", "€"]),
        ("東京都", 5, ["東京", "都"]),
    ],
)
def test_lines_of_a_text(text: str, columns: int, lines: list[str]) -> None:
    assert list(wrap(text, columns)) == lines


def test_a_message_keeps_its_beginning_and_its_end() -> None:
    assert abridge("short") == "short"
    told = abridge(f"no client fits {'x' * 5000}: see: clientfile list")
    assert len(told) == 1000
    assert told.startswith("no client fits xxx")
    assert told.endswith("xxx: see: clientfile list")


@pytest.mark.parametrize("text", ["שלום", "a ש", "مخبز", "١٢"])
def test_what_is_written_from_right_to_left_is_set_apart(text: str) -> None:
    assert has_right_to_left(text)
    assert with_bar(text) == f"{text} \u01c0"


@pytest.mark.parametrize("text", ["", "a b", "été", "東京", "ไทย", "👍", "1,250 €"])
def test_the_rest_is_not(text: str) -> None:
    assert not has_right_to_left(text)
    assert with_bar(text) == text
