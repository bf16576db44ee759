"""A card comes out of the cache as it was put in: every field, empty ones too."""

from dataclasses import fields

import pytest

from clientfile.records.cards import Card
from clientfile.records.problems import Problem
from clientfile.store.cache.codec import (
    decode_card,
    decode_client_info,
    decode_problems,
    decode_years,
    encode_facts,
    has_card,
)

FULL = {
    "str": "Käse & Brot",
    "str | None": "eva",
    "Sequence[str]": ("2026-11-20", "2026-01-05"),
    "Sequence[int]": (2025, 2024),
}
EMPTY = {"str": "Käse", "str | None": None, "Sequence[str]": (), "Sequence[int]": ()}
PROBLEM = Problem("acme.yaml", 3, 1, "identity.name", "it is odd", "warning", "odd")


@pytest.mark.parametrize("values", [FULL, EMPTY], ids=["full", "empty"])
@pytest.mark.parametrize("problems", [[], [PROBLEM]], ids=["sound", "warned"])
def test_every_field_of_a_card_is_decoded_as_it_was_encoded(values, problems):
    card = Card(**{field.name: values[field.type] for field in fields(Card)})
    text = encode_facts(card, problems)
    assert decode_card(text) == card
    assert has_card(text)
    assert decode_problems(text, "acme.yaml") == problems


def test_parts_of_a_card_are_those_of_the_whole():
    card = Card(**{field.name: FULL[field.type] for field in fields(Card)})
    text = encode_facts(card, [PROBLEM])
    who = decode_client_info(text)
    assert (who.name, who.owner, tuple(who.years)) == (card.name, card.owner, card.years)
    assert decode_years(text, "2026-11-27") == ("2026-11-20", card.stated)
    assert decode_years(text, "2026-02-01") == ("2026-01-05", card.stated)
    assert decode_years(text, "2025-12-31") == ("", card.stated)


def test_a_record_with_an_error_has_problems_and_no_card():
    text = encode_facts(None, [PROBLEM])
    assert decode_card(text) is None
    assert decode_client_info(text) is None
    assert not has_card(text)
    assert decode_problems(text, "acme.yaml") == [PROBLEM]
