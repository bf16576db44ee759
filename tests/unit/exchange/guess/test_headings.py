"""Headings as they are compared, and the names of columns that stand twice."""

from __future__ import annotations

import pytest

from clientfile.exchange.guess.headings import normalize, without_entity
from clientfile.exchange.tables.header import column_names


@pytest.mark.parametrize(
    ("heading", "normal"),
    [
        ("Prénom", "prenom"),
        ("  E-MAIL * ", "e-mail"),
        ("*Nom :", "nom"),
        ("Tél.", "tel"),
        ("Secteur d’activité", "secteur d'activite"),
        ('"Ville"', "ville"),
        ("Code\u00a0postal", "code postal"),
        ("", ""),
        ("N°", "n°"),
    ],
)
def test_what_a_form_adds_makes_no_difference(heading, normal):
    assert normalize(heading) == normal
    assert normalize(normalize(heading)) == normal


def test_the_word_for_the_table_is_left_out():
    assert without_entity(normalize("Personne - E-mail")) == "e-mail"
    assert without_entity(normalize("E-mail 1 - Value")) == "e-mail 1 - value"


def test_a_column_that_stands_twice_has_a_number():
    assert column_names(["Titre", "Nom", "Titre", "Titre"]) == (
        "Titre",
        "Nom",
        "Titre#2",
        "Titre#3",
    )
    assert column_names(["A", "A#2", "A"]) == ("A", "A#2", "A#3")
