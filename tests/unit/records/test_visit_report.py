"""A visit report as text, and as fields of the record."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientfile.errors import InvalidValueError
from clientfile.language import translate
from clientfile.records.report_text import format_report, parse_report
from clientfile.records.visit_report import QUESTIONS, build_interaction, label_of, split_names
from clientfile.schema.shapes import interaction_shape

SHAPE = interaction_shape()
TODAY = date(2026, 11, 20)

texts = (
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60)
    .map(str.strip)
    .filter(bool)
)
# "With" is apart by commas: each name is an answer.
names = texts.map(lambda text: text.replace(",", " ").replace(";", " ").strip()).filter(bool)


def answers():
    return st.fixed_dictionaries(
        {},
        optional={
            "client": st.lists(texts, min_size=1, max_size=1),
            **{
                question.key: st.lists(
                    names if question.key == "with" else texts,
                    min_size=1,
                    max_size=3 if question.several else 1,
                )
                for question in QUESTIONS
            },
        },
    )


@given(answers(), st.sampled_from(["en", "fr"]), st.booleans())
def test_a_report_that_is_written_is_read_as_it_was(answers, language, blank):
    written = format_report(answers, SHAPE, language, blank=blank, notes=["Fill in.", "a: b"])
    assert parse_report(written, SHAPE) == answers


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_label_stands_for_two_questions(language):
    labels = [translate(label_of(question, SHAPE), language) for question in QUESTIONS]
    assert len(set(labels)) == len(labels)


def test_labels_in_either_language_and_the_names_of_options():
    report = """\
\ufeff# a visit
client: acme
DATE: hier
Avec: Jean Dupont; Léa Blanc,
with: marie
compte rendu résumé: Une ligne\r
\tet une autre

  Et un paragraphe : avec un deux-points.
# left out
Summary
""".removeprefix("\ufeff").replace("Summary\n", "")
    assert parse_report(report, SHAPE) == {
        "client": ["acme"],
        "on": ["hier"],
        "with": ["Jean Dupont", "Léa Blanc", "marie"],
        "summary": ["Une ligne\net une autre\n\nEt un paragraphe : avec un deux-points."],
    }


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ("Sumary: x", 'line 1: "Sumary" is no label: did you mean Summary?'),
        ("Client: acme\n\nPromisses: x", 'line 3: "Promisses" is no label: did you mean Promises?'),
        ("zzz: x", "labels are Client, Date, Kind"),
        ("Date: hier\nDate: lundi", "line 2: Date stands twice, and holds one value"),
        ("Date: hier\nOn: lundi", "line 2: On stands twice, and holds one value"),
        ("They like it.", 'line 1: "They like it." has no label'),
        ("  They like it.\nDate: hier", "line 1: begin a report with a label"),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(report, message):
    with pytest.raises(InvalidValueError) as caught:
        parse_report(report, SHAPE)
    assert message in str(caught.value)


def test_answers_are_fields_of_the_record():
    answers = {
        "on": ["hier"],
        "kind": ["visite"],
        "reached": ["non"],
        "with": ["jean"],
        "with_new": ["Mme Ada Lind, Acheteuse", "Paul Martin"],
        "promise": ["samples by friday", "call back"],
        "their_promise": ["retour le 12/12"],
        "question": ["which size?"],
        "order": ["CMD-1"],
        "next": ["call on 2026-12-01"],
    }
    assert build_interaction(answers, SHAPE, TODAY) == {
        "date": "2026-11-19",
        "kind": "visit",
        "reached": False,
        "with": ["jean", "Mme Ada Lind", "Paul Martin"],
        "orders": ["CMD-1"],
        "promises": [
            {"what": "samples", "due": "2026-11-27"},
            {"what": "call back"},
            {"whose": "theirs", "what": "retour", "due": "2026-12-12"},
        ],
        "questions": [{"what": "which size?"}],
        "next": {"what": "call", "date": "2026-12-01"},
    }


def test_names_are_apart_by_commas_or_semicolons():
    assert split_names(" Jean Dupont,Léa ; ,") == ["Jean Dupont", "Léa"]
