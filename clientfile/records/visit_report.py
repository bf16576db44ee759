"""The questions of a visit report, and answers as people type them → fields of an interaction.

Answers come from the options of `add-meeting`, from its questions on a terminal and from a text
(`records.report_text`). All of them become the fields of a record here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.fiscal_year import FiscalYearStart
from clientfile.records.shape import Shape
from clientfile.records.typed.dated_texts import split_text_and_day
from clientfile.records.typed.parse import parse_fields
from clientfile.records.typed.person_names import new_person

Answers = dict[str, list[str]]
"""The typed texts by the question's key, without the questions that have no answer."""


@dataclass(frozen=True)
class ReportQuestion:
    """One question of a visit report. `key` is the option's name, `field` the record's key;
    `several` is whether it takes several answers.
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

# The second question of a field that two questions fill.
_LABELS = {
    "their_promise": _("Their promises"),
    "with_new": _("New contacts"),
}
# The field of the record that takes the day of a dated text.
DATED = {"promise": "due", "their_promise": "due", "next": "date"}
_PARSED_APART = {*DATED, "with", "with_new", "question"}
_NAME_SEPARATOR = re.compile(r"[,;]")


def label_of(question: ReportQuestion, shape: Shape) -> str:
    """The label of a question: the field's title. `shape` is an interaction's."""
    return _LABELS.get(question.key) or shape.fields[question.field].title


def split_names(text: str) -> list[str]:
    """The people of an answer to "with whom", separated by commas or semicolons."""
    return [name.strip() for name in _NAME_SEPARATOR.split(text) if name.strip()]


def parse_newcomers(answers: Mapping[str, list[str]]) -> dict[str, Data]:
    """The new contacts among those present: their fields by name as typed, `Paul Martin` or
    `Paul Martin, Head of purchasing`.

    Raises InvalidValueError for one without a name, and for two different ones of the same name.
    """
    newcomers: dict[str, Data] = {}
    for text in answers.get("with_new", []):
        name, __, function = (part.strip() for part in text.partition(","))
        if not name:
            raise InvalidValueError(_('a new contact needs a name, such as "Paul Martin, Buyer"'))
        person = new_person(name) | ({"function": function} if function else {})
        if newcomers.get(name, person) != person:
            raise InvalidValueError(
                _("the new contact {name} is told twice: tell them apart", name=name)
            )
        newcomers[name] = person
    return newcomers


def build_interaction(
    answers: Mapping[str, list[str]],
    shape: Shape,
    today: date,
    fiscal_year_start: FiscalYearStart | None = None,
) -> Data:
    """The fields of an interaction from answers, named as in the record.

    Days are resolved against `today` and the beginning of fiscal years; a text with a day
    is split into both. People and orders stay as typed. Raises InvalidValueError for a text that
    is no date or no word of its field.
    """
    single = {
        question.field: answers[question.key][0]
        for question in QUESTIONS
        if not question.several and question.key not in DATED and answers.get(question.key)
    }
    fields = parse_fields(single, shape, today, fiscal_year_start=fiscal_year_start)
    for question in QUESTIONS:
        if question.several and question.key not in _PARSED_APART and answers.get(question.key):
            fields[question.field] = list(answers[question.key])
    if present := [*answers.get("with", []), *parse_newcomers(answers)]:
        fields["with"] = present
    if questions := answers.get("question"):
        fields["questions"] = [{"what": text} for text in questions]
    return fields | _dated_fields(answers, today, fiscal_year_start)


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


def _dated_fields(
    answers: Mapping[str, list[str]], today: date, fiscal_year_start: FiscalYearStart | None
) -> Data:
    def dated(question: str) -> list[dict[str, Any]]:
        texts, key = answers.get(question, []), DATED[question]
        return [parse_dated_text(text, today, key, fiscal_year_start) for text in texts]

    promises = dated("promise")
    promises += [{"whose": "theirs", **promise} for promise in dated("their_promise")]
    following = dated("next")
    fields: Data = {"promises": promises} if promises else {}
    return fields | ({"next": following[0]} if following else {})


def parse_dated_text(
    text: str, today: date, key: str, fiscal_year_start: FiscalYearStart | None = None
) -> dict[str, Any]:
    """A text that may end with a day, split: the text under `what`, the day under `key`."""
    what, day = split_text_and_day(text, today, fiscal_year_start)
    return {"what": what, **({key: day.isoformat()} if day else {})}
