"""What a spreadsheet made of a text, and what it stood for."""

from __future__ import annotations

import pytest

from clientfile.records.typed.spoilt_texts import (
    first_zero_added,
    is_cut_number,
    is_formula_error,
    is_guarded,
    is_postcode,
    without_guard,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('="0474000001"', "0474000001"),
        ('="say ""hi"""', 'say "hi"'),
        ('=""', ""),
        ("'0474 00 00 01", "0474 00 00 01"),
        ("'(04) 74", "(04) 74"),
        ("'+33474000001", "+33474000001"),
        ("'=1+1", "=1+1"),
        ("'-5", "-5"),
        ("'@home", "@home"),
        ("''01000", "'01000"),
    ],
)
def test_a_guard_is_taken_off(text: str, value: str) -> None:
    assert is_guarded(text)
    assert without_guard(text) == value


@pytest.mark.parametrize(
    "text",
    ["'s-Gravenhage", "'70s Café", "'", "=1+1", '="a"&"b"', '="a', "'12' wide", "", "l'eau", '"a"'],
)
def test_other_texts_stay(text: str) -> None:
    assert not is_guarded(text)
    assert without_guard(text) == text


@pytest.mark.parametrize("text", ["3.36123E+10", "3,36123E+10", "1E+05", "4,5e+012", "-1.2E+11"])
def test_a_number_that_was_cut(text: str) -> None:
    assert is_cut_number(text)


@pytest.mark.parametrize("text", ["1.5E-03", "12E5", "1E5", "E+10", "33612345678", "1E+10 kg", ""])
def test_a_text_that_was_not(text: str) -> None:
    assert not is_cut_number(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("#N/A", True), ("#VALEUR!", True), ("Err:502", True), ("#12", False), ("#N/A x", False)],
)
def test_the_error_of_a_formula(text: str, is_one: bool) -> None:
    assert is_formula_error(text) is is_one


@pytest.mark.parametrize(
    ("text", "country", "is_one"),
    [
        ("01000", "FR", True),
        ("97400", "FR", True),
        ("75 008", "FR", True),
        ("F-75008", "FR", True),
        ("1000", "FR", False),
        ("99123", "FR", False),
        ("75008 Paris", "FR", False),
        ("1067", "DE", False),
        ("D-01067", "DE", True),
        ("1000", "CH", True),
        ("SW1A 1AA", "GB", True),
        ("1000", "", True),
    ],
)
def test_postcodes_of_five_digits_are_known(text: str, country: str, is_one: bool) -> None:
    assert is_postcode(text, country) is is_one


@pytest.mark.parametrize(("text", "value"), [("1000", "01000"), ("100", "100"), ("0100", "0100")])
def test_a_first_zero_is_added_to_four_digits(text: str, value: str) -> None:
    assert first_zero_added(text) == value
