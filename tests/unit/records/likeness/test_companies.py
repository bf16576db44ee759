"""What makes two records look like one company, and what does not."""

from __future__ import annotations

import pytest

from clientfile.records.likeness.names import company_words, own_domain
from clientfile.records.likeness.profile import client_profile
from clientfile.records.likeness.score import LEAST, alike_pairs, likeness, nearest

LYON = {"street": "12 rue des Lices", "postcode": "69003", "city": "Lyon"}
MARTIN = {"name": "Boulangeries Martin", "address": LYON, "phone": "04 78 11 22 33",
          "email": "contact@martin.example",
          "registration": {"siren": "732 829 320"}}  # fmt: skip


def profile(client, **identity):
    return client_profile(client, {"identity": {"status": "client", **identity}})


def pair(**other):
    return likeness(profile("one", **MARTIN), profile("two", **other))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Boulangeries Martin SAS", "boulangeries martin"),
        ("S.A.R.L. Boulangeries Martin", "boulangeries martin"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Établissements Dupont et Fils", "dupont fils"),
        ("SAS", "sas"),
        ("L'Épi d'Or", "epi or"),
    ],
)
def test_words_of_a_name(name, words):
    assert company_words(name) == words


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("jean@martin.example", "martin.example"),
        ("https://www.shop.martin.co.uk/a?b", "martin.co.uk"),
        ("jean@gmail.com", ""),
        ("https://www.facebook.com/martin", ""),
        ("none", ""),
    ],
)
def test_domain_of_a_company_alone(text, domain):
    assert own_domain(text) == domain


def test_registers_are_certain_but_for_sites_of_one_company():
    same = pair(name="Whatever", registration={"siren": "732829320"})
    assert (same.certain, same.score, same.reasons) == (True, 1, ("siren",))
    sites = [
        profile(name, name="Martin", registration={"siren": "732829320", "siret": siret})
        for name, siret in (("one", "73282932000074"), ("two", "73282932000082"))
    ]
    assert not likeness(*sites).certain
    assert list(alike_pairs(sites)) == []


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"name": "BOULANGERIES MARTIN SARL", "address": {"city": "Lyon"}}, ("name", "city")),
        ({"name": "Boulangerie Martin", "phone": "+33 4 78 11 22 33"}, ("name", "phone")),
        ({"name": "Boulangeries Martin", "website": "www.martin.example"}, ("name", "domain")),
        ({"name": "Martin Boulanger", "address": LYON, "phone": "0478112233"},
         ("phone", "address")),
    ],
)  # fmt: skip
def test_likely_ones(other, reasons):
    found = pair(**other)
    assert found.score >= LEAST
    assert found.reasons == reasons
    assert not found.certain


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Boulangeries Martin", "address": {"city": "Paris", "postcode": "75011"}},
        {"name": "Garage Martin", "address": {"city": "Lyon"}},
        {"name": "Fleurs du Lac", "phone": "04 78 11 22 33"},
        {"name": "Boulangeries Martin", "address": {"city": "Lyon"},
         "registration": {"siren": "552 100 554"}},
    ],
)  # fmt: skip
def test_others(other):
    assert pair(**other).score < LEAST


def test_who_is_told_apart_is_left_out():
    double = {**MARTIN, "registration": {}}
    profiles = [profile("one", **double), profile("two", **double, distinct_from=["one"])]
    assert list(alike_pairs(profiles)) == []
    assert nearest(profiles[0], profiles[1:]) == profiles[1:]
