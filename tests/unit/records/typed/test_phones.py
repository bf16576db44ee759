"""Telephone numbers of any country, however they are written, looked for in any form."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clientfile.records.contact_match import (
    may_be_reached,
    reach_text,
    reaches,
    reaches_in_part,
)
from clientfile.records.typed.phones import has_number, parse_phone


@pytest.mark.parametrize(
    ("written", "query", "region"),
    [
        ("+32 2 555 12 12", "02 555 12 12", ""),
        ("02 555 13 13", "+3225551313", ""),
        ("0711 99887", "0049 711 99887", ""),
        ("+49 (0)711 55443", "0711/55443", ""),
        ("+45 33 12 34 56", "33 12 34 56", ""),
        ("+39 06 1234 5678", "06 12345678", ""),
        ("06 1 234 5678", "+36 1 234 5678", "HU"),
        ("+36 1 234 5678", "06 1 234 5678", ""),
        ("(718) 222-2222", "+1 718 222 2222", "US"),
        ("+1-718-222-2222", "718.222.2222", ""),
        ("8 (495) 123-45-67", "+7 495 123 45 67", "RU"),
        ("010 1234 5678", "+82 10 1234 5678", "KR"),
        ("+33474000001", "33474000001", ""),
        ("33474000001", "04 74 00 00 01", ""),
        ("04 74 00 00 01 poste 12", "+33474000001", "FR"),
        ("+44 20 7946 0018 x5", "020 7946 0018", ""),
        ("04.74.00.00.01 #12", "0474000001 ext. 12", ""),
        ("tél. 04 74 00 00 21 / 06 12 34 56 78 (perso)", "06 12 34 56 78", ""),
        ("04 74 00 00 21/06 12 34 56 78", "04 74 00 00 21", ""),
        ("04 74 00 00 21 ou 06 12 34 56 78", "+33 6 12 34 56 78", ""),
        ("04 74 00 00 21; +32 2 555 12 12 poste 3", "02 555 12 12", ""),
    ],
)
def test_a_number_is_found_in_every_form(written, query, region):
    number = parse_phone(query)
    assert number is not None
    assert has_number(written, number, region)


@pytest.mark.parametrize(
    ("written", "query", "region"),
    [
        ("04 74 00 00 01 poste 12", "04 74 00 00 01 poste 13", ""),
        ("06 12 34 56 78", "+33 6 12 34 56 79", ""),
        ("02 555 13 13", "+32 3 555 13 13", ""),
        # The same digits in two countries, each of which is said.
        ("06 12 34 56 78", "+39 06 12 34 56 78", "FR"),
        ("+33 6 12 34 56 78", "+32 6 12 34 56 78", ""),
    ],
)
def test_another_number_is_not_found(written, query, region):
    number = parse_phone(query)
    assert number is not None
    assert not has_number(written, number, region)


@pytest.mark.parametrize("text", ["Jean", "12 34", "CMD-104274", "2 m 50", "a@b.example", ""])
def test_what_is_no_number(text):
    assert parse_phone(text) is None


PERSON = {
    "phone": "04 74 00 00 21 / 06 12 34 56 78",
    "email": "Jean.D@acme.example; <jd@perso.example>",
    "assistant": {"phone": "04 74 00 00 22 p. 7"},
    "left": {"email": "mailto:jd@globex.example"},
}


@pytest.mark.parametrize(
    "query",
    [
        "jean.d@ACME.example",
        "jd@perso.example",
        "jd@globex.example",
        "+33 4 74 00 00 22",
        "0612345678",
    ],
)
def test_a_person_is_reached_by_each_address_and_number_of_a_field(query):
    assert reaches(query, PERSON, "FR")
    assert may_be_reached(query, reach_text([PERSON], [], "FR"))


@pytest.mark.parametrize(
    ("part", "region", "fits"),
    [
        ("34 56", "", True),
        ("0612", "", True),
        ("+33 6 12", "FR", True),
        ("+33 6 12", "", False),
        ("+33 6 13", "FR", False),
        ("612", "", False),
        ("21 06 12", "", False),
    ],
)
def test_a_part_of_a_number_has_four_digits_at_least(part, region, fits):
    assert reaches_in_part(part, PERSON, region) is fits


NUMBERS = st.builds(
    lambda code, digits, apart, ext: code + apart.join(digits) + ext,
    st.sampled_from(["0", "+33 ", "+49 (0)", "0032", "(0)", "+1 "]),
    st.text("0123456789", min_size=5, max_size=11),
    st.sampled_from(["", " ", ".", "-"]),
    st.sampled_from(["", " poste 12", " x5"]),
)
FIELDS = st.lists(NUMBERS, min_size=1, max_size=3).map(" / ".join)


@given(FIELDS, NUMBERS | st.text("0123456789 +", min_size=4, max_size=9), st.booleans())
@example("001000", "001000 poste 12", False)
def test_the_cache_leaves_out_nobody_who_is_reached(field, query, known):
    """Who is reached by a number or a part of one is among those whom the cache tells."""
    holder, region = {"mobile": field}, "FR" if known else ""
    if reaches_in_part(query, holder, region):
        assert may_be_reached(query, reach_text([holder], [], region))


@given(FIELDS, st.sampled_from(["", "FR", "DE"]))
def test_every_number_of_a_field_is_found_as_it_is_written(field, region):
    for part in field.split(" / "):
        number = parse_phone(part)
        if number and len(number.digits.lstrip("+")) >= 7:
            assert has_number(part, number, region)
