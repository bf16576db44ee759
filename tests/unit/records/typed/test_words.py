"""The stored word of a typed one: by itself, by its title, in any language, or by none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clientfile.errors import UnknownWordError, UsageError
from clientfile.language import Term, pgettext, translate
from clientfile.language.catalogue import languages
from clientfile.language.spellings import spellings
from clientfile.output.filter_names import match_column
from clientfile.output.translate import words_of
from clientfile.records.query import FieldPath, field_at, find_field, find_titled
from clientfile.records.shape import Shape
from clientfile.records.typed.words import (
    choice_hint,
    choice_words,
    find_choice,
    matching,
    resolve_word,
)
from clientfile.reports.registry import TABLES
from clientfile.schema.shapes import record_shape

TITLES = {
    "margin": Term("Margin", {"fr": "Marge", "de": "Spanne"}),
    "margin-rate": Term("Margin rate", {"fr": "Taux de marge"}),
    "value": Term("Revenue", {"fr": "Chiffre d'affaires"}),
    "revenue": Term("Revenue", {"fr": "Chiffre d'affaires"}),
    "due": Term("Due", {"fr": "Échéance"}),
    "until": Term("Until", {"fr": "Échéance"}),
    "late": Term("Days late", {"fr": "Retard (jours)"}),
}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("margin", ["margin"]),
        ("MARGIN", ["margin"]),
        ("margin_rate", ["margin-rate"]),
        ("marge", ["margin"]),
        ("Spanne", ["margin"]),
        ("taux-de-marge", ["margin-rate"]),
        ("Taux_de marge", ["margin-rate"]),
        ("chiffre d’affaires", ["revenue"]),
        ("chiffre-d-affaires", ["revenue"]),
        ("echeance", ["due", "until"]),
        ("", []),
        ("-", []),
        ("taux", []),
        ("marges", []),
    ],
)
def test_words_and_titles_are_taken(typed, words):
    assert matching(typed, TITLES) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("taux", ["margin-rate"]),
        ("retard", ["late"]),
        ("ta", []),
        ("reta", []),
        ("marge", ["margin"]),
    ],
)
def test_the_first_words_of_a_title_may_do(typed, words):
    assert matching(typed, TITLES, in_part=True) == words


def test_a_title_of_two_is_refused_with_both():
    with pytest.raises(UsageError, match="--by: 'échéance' may be due or until: write which"):
        resolve_word("--by", "échéance", TITLES)


def test_a_wrong_word_is_told_with_the_nearest():
    with pytest.raises(UnknownWordError, match="--by is 'merge': did you mean margin"):
        resolve_word("--by", "merge", TITLES)


def test_the_choices_are_told_in_the_readers_language():
    hint = choice_hint("x", choice_words(field_at(("identity", "status"), record_shape())))
    assert hint == "write one of prospect, client, former, lost"
    assert translate(hint, "fr") == "choisissez parmi prospect, client, ancien client, perdu"
    hint = choice_hint("prdu", choice_words(field_at(("identity", "status"), record_shape())))
    assert hint == "did you mean lost? (prospect, client, former, lost)"
    assert "vouliez-vous dire perdu" in translate(hint, "fr")


def fields(shape: Shape, above: FieldPath = ()) -> Iterator[FieldPath]:
    for key, child in (shape.item or shape).fields.items():
        yield (*above, key)
        yield from fields(child, (*above, key))


FIELDS = {".".join(path): path for path in fields(record_shape())}


@pytest.mark.parametrize("report", TABLES)
def test_the_headings_of_a_table_are_taken_back(report):
    columns = TABLES[report].load_columns()
    for column in columns:
        for heading in spellings(column.heading):
            assert match_column(heading, columns) == column, heading


@pytest.mark.parametrize("report", TABLES)
def test_the_words_of_a_table_are_taken_back(report):
    for column in TABLES[report].load_columns():
        words = words_of(column, record_shape())
        for stored, word in words.items():
            for spelling in spellings(word):
                assert matching(spelling, words) == [stored], spelling


@pytest.mark.parametrize("address", FIELDS)
def test_the_titles_and_words_of_a_field_are_taken_back(address):
    path = FIELDS[address]
    field = field_at(path, record_shape())
    for choice in field.choices:
        for spelling in spellings(field.word(choice)):
            assert find_choice(spelling, field) == choice
    titles: list[str] = []
    shape = record_shape()
    for key in path:
        shape = (shape.item or shape).child(key)
        titles.append(f'"{translate_last(shape)}"')
    assert find_titled(".".join(titles), record_shape()) == path
    assert find_field(address, record_shape()) == path


def translate_last(shape: Shape) -> str:
    """The title in the last language that has one."""
    return list(spellings(shape.title))[-1]


def test_a_word_of_the_catalogue_is_taken():
    titles = {"late": pgettext("state of a client's loyalty", "late")}
    spelled = [matching(each, titles) for each in spellings(titles["late"])]
    assert spelled == [["late"]] * len(languages())
