"""A visit report as it is asked for: its questions in their order, and answers as people type them.

The same answers come from the options of `add-meeting`, from its questions on a terminal and from
a text (`records.report_text`): there is one way from answers to the fields of a record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.errors import InvalidValueError
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.records.typed.dates import split_text_and_day
from clientfile.records.typed.parse import parse_fields
from clientfile.records.typed.person_names import new_person

Answers = dict[str, list[str]]
"""What was typed, by the question's key; a question without an answer is not in it."""


@dataclass(frozen=True)
class ReportQuestion:
    """One question of a visit report. `key` is the option's name, `field` the record's key;
    `several` means that it may have several answers.
    """

    key: str
    field: str
    several: bool = False


QUESTIONS = (
    ReportQuestion("on", "date"),
    ReportQuestion("kind", "kind"),
    ReportQuestion("reached", "reached"),
    ReportQuestion("with", "with", several=True),
    ReportQuestion("with_new", "with", several=True),
    ReportQuestion("purpose", "purpose"),
    ReportQuestion("salesperson", "salesperson"),
    ReportQuestion("summary", "summary"),
    ReportQuestion("agreement", "agreements", several=True),
    ReportQuestion("order", "orders", several=True),
    ReportQuestion("promise", "promises", several=True),
    ReportQuestion("their_promise", "promises", several=True),
    ReportQuestion("question", "questions", several=True),
    ReportQuestion("brought", "brought", several=True),
    ReportQuestion("competitor", "competitors", several=True),
    ReportQuestion("next", "next"),
)

# What is asked in two questions, and kept in one field.
_LABELS = {
    "their_promise": {"en": "Their promises", "fr": "Leurs promesses"},
    "with_new": {"en": "New contacts", "fr": "Nouveaux interlocuteurs"},
}
# Which fields of the record a dated text's day goes to.
DATED = {"promise": "due", "their_promise": "due", "next": "date"}
_APART = {*DATED, "with", "with_new", "question"}
_BETWEEN_NAMES = re.compile(r"[,;]")


def label_of(question: ReportQuestion, shape: Shape, language: str) -> str:
    """What a question is called, in a language: the field's title. `shape` is an interaction's."""
    if question.key in _LABELS:
        return _LABELS[question.key][language]
    field = shape.fields[question.field]
    return field.title_fr if language == "fr" else field.title


def split_names(text: str) -> list[str]:
    """The people of an answer to "with whom", apart by commas or semicolons."""
    return [name.strip() for name in _BETWEEN_NAMES.split(text) if name.strip()]


def parse_newcomers(answers: Mapping[str, list[str]]) -> dict[str, Data]:
    """The new contacts among those present, by name, with what is told of them: `Paul Martin`, or
    `Paul Martin, Head of purchasing`. Raises InvalidValueError for one without a name, or told
    twice.
    """
    newcomers: dict[str, Data] = {}
    for told in answers.get("with_new", []):
        name, _, function = (part.strip() for part in told.partition(","))
        if not name:
            raise InvalidValueError('a new contact needs a name, such as "Paul Martin, Buyer"')
        person = new_person(name) | ({"function": function} if function else {})
        if newcomers.get(name, person) != person:
            raise InvalidValueError(f"the new contact {name} is told twice: tell them apart")
        newcomers[name] = person
    return newcomers


def build_interaction(answers: Mapping[str, list[str]], shape: Shape, today: date) -> Data:
    """Answers as fields of an interaction, named as in the record.

    Days are read seen from `today`, texts with a date taken apart; people and orders stay as
    typed. Raises InvalidValueError for what is no date or no word of its field.
    """
    single = {
        question.field: answers[question.key][0]
        for question in QUESTIONS
        if not question.several and question.key not in DATED and answers.get(question.key)
    }
    fields = parse_fields(single, shape, today)
    for question in QUESTIONS:
        if question.several and question.key not in _APART and answers.get(question.key):
            fields[question.field] = list(answers[question.key])
    if present := [*answers.get("with", []), *parse_newcomers(answers)]:
        fields["with"] = present
    if questions := answers.get("question"):
        fields["questions"] = [{"what": text} for text in questions]
    return fields | _dated_fields(answers, today)


def is_filled_in(answers: Mapping[str, list[str]], shape: Shape, today: date) -> bool:
    """Whether a report says more than that there was a visit, or a call that was answered."""
    fields = build_interaction(answers, shape, today)
    return bool(fields.keys() - {"date", "kind", "reached"}) or fields.get("reached") is False


def kind_of(answers: Mapping[str, list[str]], default: str, shape: Shape, today: date) -> str:
    """The kind of interaction that a report names, as the record has it, else `default`.

    Raises InvalidValueError for a word that is no kind.
    """
    kind = answers.get("kind", [default])
    return str(build_interaction({"kind": kind}, shape, today)["kind"])


def _dated_fields(answers: Mapping[str, list[str]], today: date) -> Data:
    ours = [parse_dated_text(text, today, "due") for text in answers.get("promise", [])]
    theirs = [parse_dated_text(text, today, "due") for text in answers.get("their_promise", [])]
    promises = ours + [{"whose": "theirs", **promise} for promise in theirs]
    following = [parse_dated_text(text, today, "date") for text in answers.get("next", [])]
    fields: Data = {"promises": promises} if promises else {}
    return fields | ({"next": following[0]} if following else {})


def parse_dated_text(text: str, today: date, key: str) -> dict[str, Any]:
    """A text that ends with a day, taken apart: the text under `what`, the day under `key`."""
    what, day = split_text_and_day(text, today)
    return {"what": what, **({key: day.isoformat()} if day else {})}
