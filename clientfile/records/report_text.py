"""A visit report as text, format and parse: one line for each label and its value.

    Client: acme
    Date: yesterday
    With: Jean Dupont, Léa Blanc
    Summary: They like the new line,
      not its price.
    Promises: send the catalogue by friday

A label may be repeated where its question takes several answers. A line that begins with a blank
continues the text above; a line that begins with # is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import fold, nearest
from clientfile.language import Lines, _, translate
from clientfile.language.spellings import spellings
from clientfile.records.names import quoted
from clientfile.records.shape import Shape
from clientfile.records.visit_report import (
    QUESTIONS,
    Answers,
    ReportQuestion,
    label_of,
    split_names,
)

CLIENT = ReportQuestion("client", "client")
_MARGIN = "  "


def format_report(
    answers: Mapping[str, list[str]],
    shape: Shape,
    language: str = "en",
    *,
    blank: bool = False,
    notes: Iterable[str] = (),
) -> str:
    """The text of a visit report; `shape` is an interaction's.

    With `blank` it has a line for every question, answered or not, but for the one whether a call
    was answered. `notes` stand on top, as lines that `parse_report` ignores.
    """
    lines = [f"# {note}" for note in notes]
    for question in (CLIENT, *QUESTIONS):
        empty = blank and question.key != "reached"
        texts = answers.get(question.key) or ([""] if empty else [])
        label = translate(_label(question, shape), language)
        lines += [_line(label, text) for text in texts]
    return "\n".join([*lines, ""])


def _line(label: str, text: str) -> str:
    return f"{label}: {text}".replace("\n", f"\n{_MARGIN}").rstrip(" ")


def parse_report(text: str, shape: Shape) -> Answers:
    """The answers of a visit report's text; the client, if there is one, under `client`.

    Labels are in any language, or the names of options. Raises InvalidValueError with the line for
    an unknown label, for a repeated label that takes one value, and for a text without a label.
    """
    questions = {
        fold(name): question
        for question in (CLIENT, *QUESTIONS)
        for name in (
            *spellings(_label(question, shape)),
            question.key.replace("_", "-"),
            question.field,
        )
        if name != question.field or question.key not in ("their_promise", "with_new")
    }
    answers: Answers = {}
    for number, label, value in _entries(text):
        question = questions.get(fold(label))
        if question is None:
            nearest_labels = nearest(
                label, [name for q in questions.values() for name in spellings(_label(q, shape))]
            )
            hint = (
                _("did you mean {words}?", words=nearest_labels[0])
                if nearest_labels
                else _("labels are {labels}", labels=_all_labels(shape))
            )
            raise InvalidValueError(
                _(
                    "line {line}: {label} is no label: {hint}",
                    line=number,
                    label=quoted(label.rstrip()),
                    hint=hint,
                )
            )
        if not value:
            continue
        if question.key in answers and not question.several:
            raise InvalidValueError(
                _(
                    "line {line}: {label} stands twice, and holds one value: keep one",
                    line=number,
                    label=label.rstrip(),
                )
            )
        values = split_names(value) if question.key == "with" else [value]
        answers.setdefault(question.key, []).extend(values)
    return answers


def _entries(text: str) -> Iterable[tuple[int, str, str]]:
    """The line number, the label and the whole text of each entry."""
    number, label, parts = 0, "", list[str]()
    for row, line in enumerate(re.split("\r\n|[\r\n]", text), start=1):
        if line[:1] == "#":
            continue
        if line[:1] in ("", " ", "\t"):
            if not label and line.strip():
                raise InvalidValueError(
                    _("line {line}: begin a report with a label, such as Summary:", line=row)
                )
            parts.append(
                line.removeprefix("\t") if line[:1] == "\t" else line.removeprefix(_MARGIN)
            )
            continue
        if label:
            yield number, label, "\n".join(parts).strip()
        label, colon, first = line.partition(":")
        if not colon:
            raise InvalidValueError(
                _(
                    "line {line}: {text} has no label: begin it with one, such as Summary:, "
                    "or with a blank to go on with the text above",
                    line=row,
                    text=quoted(line),
                )
            )
        number, parts = row, [first]
    if label:
        yield number, label, "\n".join(parts).strip()


def _label(question: ReportQuestion, shape: Shape) -> str:
    return _("Client") if question is CLIENT else label_of(question, shape)


def _all_labels(shape: Shape) -> str:
    return Lines((_label(question, shape) for question in (CLIENT, *QUESTIONS)), ", ")
