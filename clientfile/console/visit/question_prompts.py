"""The prompts of an interview: which questions apply, their labels, hints, completions, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clientfile.changes.interactions import refuse_absent_people, refuse_unknown_orders
from clientfile.console.candidates import order_candidates, person_candidates
from clientfile.console.prompt import Prompt, Suggestion
from clientfile.console.visit.interview_state import Interview
from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import fold
from clientfile.language import Lines, _, translate
from clientfile.output.terminal import shorten
from clientfile.records.ids import items
from clientfile.records.typed.dated_texts import split_text_and_day
from clientfile.records.visit_report import (
    DATED,
    ReportQuestion,
    build_interaction,
    label_of,
    split_names,
)

# Characters of a hint that the names of people may take.
_NAMES_WIDTH = 48
DAY_EXAMPLES = _("2026-11-20, 20/11, 5 décembre, monday")
_GO_ON = _("Enter alone goes on")


def applies(interview: Interview, question: ReportQuestion) -> bool:
    """Whether a question is to be asked.

    Of a call the interview asks whether somebody answered; where nobody did, only when and by
    whom, and what is next.
    """
    is_call = interview.answers.get("kind") == ["call"]
    if question.key == "with_new":
        return False
    if question.key in ("kind", "reached") and is_call != (question.key == "reached"):
        return False
    if interview.answers.get("reached") and question.key not in ("with", "salesperson", "next"):
        return False
    return question.key not in interview.answers


def build_prompt(interview: Interview, question: ReportQuestion) -> Prompt:
    """The prompt of a question: label, default, completions, check and hint."""
    key, today = question.key, interview.session.today

    def check(text: str) -> None:
        month = interview.fiscal_year_start
        build_interaction({key: [text]}, interview.shape, today, month)
        if key in DATED and not split_text_and_day(text, today, month)[0]:
            raise InvalidValueError(_("that says when, and not what: write both"))
        if key == "with":
            refuse_absent_people(interview.data, split_names(text), interview.day)
        if key == "order":
            refuse_unknown_orders(interview.data, [text])

    return Prompt(
        label_of(question, interview.shape),
        interview.session.say,
        interview.defaults.get(key, [""])[0],
        suggest=_suggestions(interview, question),
        check=check,
        hint=_hint(interview, question),
        separators=",;" if key == "with" else "",
    )


def _hint(interview: Interview, question: ReportQuestion) -> str:
    if question.key in DATED:
        how = _('a text, and when: "send samples by friday", "rappeler le 12/12"')
        return Lines([how, _GO_ON], "; ") if question.several else how
    if question.key == "on":
        return _("yesterday, hier, -3d, {examples}", examples=DAY_EXAMPLES)
    if question.key == "with":
        people = person_candidates(interview.session.folder, interview.client, "", interview.day)
        names = shorten(", ".join(candidate[0] for candidate in people), _NAMES_WIDTH)
        return _("{names}; a full name for somebody new", names=names)
    if choices := _choices(interview, question):
        return ", ".join(choices)
    return _("one at a time; Enter alone goes on") if question.several else ""


def _choices(interview: Interview, question: ReportQuestion) -> tuple[str, ...]:
    """The words that an answer may be, in the reader's language; empty where it is free text."""
    shape = interview.shape.fields[question.field]
    words = map(shape.word, shape.choices)
    return tuple(translate(word, interview.language) for word in words)


def _suggestions(
    interview: Interview, question: ReportQuestion
) -> Callable[[str], Iterable[Suggestion]]:
    """The function that completes an answer."""
    folder = interview.session.folder
    if question.key == "with":
        return lambda typed: person_candidates(folder, interview.client, typed, interview.day)
    if question.key == "order":
        return lambda typed: order_candidates(folder, interview.client, typed)
    if question.key == "salesperson":
        return lambda typed: _beginning(typed, folder.settings.team)
    if question.key == "competitor":
        competitors = items(interview.data, "business", "competitors")
        names = [str(each.get("name", "")) for each in competitors]
        return lambda typed: _beginning(typed, names)
    choices = _choices(interview, question)
    return lambda typed: _beginning(typed, choices)


def _beginning(typed: str, words: Iterable[str]) -> list[Suggestion]:
    """The words that begin with what is typed, without a meaning."""
    return [(word, "") for word in words if word and fold(word).startswith(fold(typed))]
