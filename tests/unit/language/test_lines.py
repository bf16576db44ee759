"""Texts that are read one after the other, in a language whose numbers have a comma."""

from __future__ import annotations

from decimal import Decimal

from clientfile.language import Lines, translate
from clientfile.language.quantities import number


def test_no_comma_stands_between_texts_that_have_commas_of_their_own():
    values = Lines(["2025", number(Decimal("41800.5")), number(Decimal("12350"))], ", ")
    assert values == "2025, 41,800.5, 12,350"
    assert translate(values, "fr") == "2025\u202f; 41\u202f800,5\u202f; 12\u202f350"


def test_texts_without_commas_keep_theirs():
    assert translate(Lines(["farine", number(12)], ", "), "fr") == "farine, 12"
