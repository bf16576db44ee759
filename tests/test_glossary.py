"""One French word for one thing, in the catalogue and in the schema alike."""

from __future__ import annotations

import re

import pytest

from clientfile.language import Message, Term, _, pgettext, translate
from clientfile.schema.shapes import record_shape
from tests.support.paths import PACKAGE

CATALOGUE = PACKAGE / "locale" / "fr" / "LC_MESSAGES" / "clientfile.po"
# What is owed and not due is no "impayé": that is a payment rejected, or late.
REJECTED = ("impayé", "catégorie", "ristourne", "part de client")


def field(path: str) -> Term:
    """The title of a field of the record."""
    shape = record_shape()
    for step in path.split("."):
        shape = (shape.item or shape).child(step)
    return shape.title


@pytest.mark.parametrize(
    ("text", "french"),
    [
        (_("Unpaid"), "Reste dû"),
        (pgettext("amount of money", "Overdue"), "Échu"),
        (_("Category"), "Famille"),
        (field("business.orders.lines.category"), "Famille"),
        (_("Days to pay"), "Délai de règlement"),
        (field("business.payment"), "Conditions de règlement"),
        (field("business.payment.method"), "Mode de règlement"),
        (field("business.payment.days"), "Délai de règlement"),
        (field("business.orders.tax"), "TVA"),
        (_("Our share"), "Part de nos ventes"),
        (_("Next"), "Prochaine action"),
    ],
)
def test_a_word_of_the_glossary(text: Message | Term, french: str):
    assert translate(text, "fr") == french


def test_the_catalogue_has_none_of_the_words_that_mean_something_else():
    translations = re.findall(r'^msgstr.*\n(?:".*\n)*', CATALOGUE.read_text(), re.MULTILINE)
    wrong = [each for each in translations if any(word in each.lower() for word in REJECTED)]
    assert wrong == []
