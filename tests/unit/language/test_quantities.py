"""Numbers, percentages and days in a language's own marks."""

from __future__ import annotations

import json

import pytest

from clientfile.language import translate
from clientfile.language.encode import decode_text, encode_text
from clientfile.language.quantities import Rates


@pytest.mark.parametrize(
    ("written", "french"),
    [
        ("5%", "5\u202f%"),
        ("1.5%", "1,5\u202f%"),
        ("10%+2.5%", "10\u202f% + 2,5\u202f%"),
    ],
)
def test_percentages_of_a_record_have_the_marks_of_the_language(written, french):
    for rates in (Rates(written), decode_text(json.loads(json.dumps(encode_text(Rates(written)))))):
        assert translate(rates, "en") == rates == written
        assert translate(rates, "fr") == french
