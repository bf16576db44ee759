"""add-meeting and add-call on a terminal: asks the questions of a visit report, then confirms it.

The answers are written to a draft after every question, so that nothing typed is lost whatever
happens; `--report` reads the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import typer

from clientfile.changes.interactions import unknown_people
from clientfile.console.candidates import client_candidates
from clientfile.console.day_options import parse_option_day
from clientfile.console.prompt import Prompt, PromptEndedError, ask, choose
from clientfile.console.session import Session
from clientfile.console.visit.guests import is_guest
from clientfile.console.visit.interview_state import Interview
from clientfile.console.visit.newcomers import ask_newcomers
from clientfile.console.visit.question_prompts import DAY_EXAMPLES, applies, build_prompt
from clientfile.errors import ClientfileError, UsageError
from clientfile.language import Lines, _
from clientfile.language.quantities import WEEKDAYS
from clientfile.output.terminal import one_line
from clientfile.records.report_text import parse_report
from clientfile.records.typed.dated_texts import split_text_and_day
from clientfile.records.visit_report import (
    DATED,
    QUESTIONS,
    ReportQuestion,
    build_interaction,
    split_names,
)
from clientfile.store.drafts import delete_draft, list_drafts

_INTRODUCTION = _("Enter passes over, Tab offers, ^D ends; what you type is kept.")


def ask_client(session: Session) -> str:
    """The id of the client that the user names. Raises typer.Abort for an empty answer."""
    from clientfile.store.cache.lookup import find_client

    def check(typed: str) -> None:
        find_client(session.folder, typed)

    typed = ask(
        Prompt(
            _("Client"),
            session.say,
            suggest=lambda typed: client_candidates(session.folder, typed, meanings=True),
            check=check,
            hint=_("an id, a part of the name, a number or an address"),
        )
    )
    if not typed:
        raise typer.Abort
    return find_client(session.folder, typed)


def run_interview(interview: Interview) -> None:
    """Ask the questions that have no answer, show the resulting change and have it confirmed.

    The answers are left in the interview. Raises typer.Abort where the user declines: the draft
    stays then.
    """
    session = interview.session
    session.note(_title(interview))
    session.note(_INTRODUCTION)
    for path in list_drafts(session.folder.root, interview.draft_name):
        command = f"{interview.resume_command} {path}"
        session.note(_("A report of this client is kept: {command}", command=command))
    remaining = list(QUESTIONS)
    try:
        while remaining:
            if applies(interview, remaining[0]):
                _ask(interview, remaining[0])
                interview.save_draft()
            del remaining[0]
    except PromptEndedError:
        for question in remaining:
            if question.key in interview.defaults:
                interview.answers.setdefault(question.key, interview.defaults[question.key])
        interview.save_draft()
    _confirm(interview)


def _title(interview: Interview) -> str:
    name = interview.data.get("identity", {}).get("name", interview.client)
    return f"{one_line(str(name))} ({interview.client})"


def _ask(interview: Interview, question: ReportQuestion) -> None:
    if question.key == "reached":
        _ask_reached(interview)
        return
    prompt = build_prompt(interview, question)
    if question.key == "with":
        _ask_who(interview, prompt)
        return
    while answer := ask(prompt):
        answers = interview.answers.setdefault(question.key, [])
        answers.append(answer)
        # The next prompt about this answer may be broken off: the answer is saved before.
        interview.save_draft()
        answers[-1] = _with_absolute_day(interview, question, answer)
        if not question.several:
            break
        interview.save_draft()


def _ask_reached(interview: Interview) -> None:
    question = _("Did somebody answer? [Y/n]")
    if choose(question, ("y", "n"), interview.session.say) == "n":
        interview.answers["reached"] = ["no"]


def _with_absolute_day(interview: Interview, question: ReportQuestion, answer: str) -> str:
    """The answer with its day written out, which is shown: a draft is read on another day."""
    today = interview.session.today
    if question.key == "on":
        day = parse_option_day(interview.session, "--on", answer)
        if answer != interview.defaults["on"][0]:
            _note_day(interview, day, is_to_come=day > today)
        return day.isoformat()
    if question.key not in DATED:
        return answer
    what, due = split_text_and_day(answer, today, interview.fiscal_year_start)
    if due is not None:
        _note_day(interview, due)
    else:
        due = _ask_when(interview)
    # A report is read in the language of its labels, and its days in any.
    by = _("{what} by {day}", what=what, day=due.isoformat()) if due else what
    return interview.session.say(by)


def _note_day(interview: Interview, day: date, *, is_to_come: bool = False) -> None:
    weekday = WEEKDAYS[day.weekday()]
    sentence = (
        _("{weekday} {day} (to come)", weekday=weekday, day=day)
        if is_to_come
        else _("{weekday} {day}", weekday=weekday, day=day)
    )
    interview.session.note(Lines(["  ", sentence], ""))


def _ask_when(interview: Interview) -> date | None:
    """The day of a promise or a next action that was typed without one; None for no day."""

    def check(text: str) -> None:
        parse_option_day(interview.session, "--by", text)

    label = Lines(["  ", _("By when")], "")
    hint = _("{examples}; Enter for no date", examples=DAY_EXAMPLES)
    typed = ask(Prompt(label, interview.session.say, check=check, hint=hint))
    if not typed:
        return None
    day = parse_option_day(interview.session, "--by", typed)
    _note_day(interview, day)
    return day


def _ask_who(interview: Interview, prompt: Prompt) -> None:
    """Ask who was there, until every name is in the record or is a new contact's."""
    typed = ask(prompt)
    while typed and _set_present(interview, split_names(typed)):
        typed = ask(replace(prompt, initial=typed))


def _set_present(interview: Interview, names: Sequence[str]) -> list[str]:
    """Take these names as the people present, after asking which unknown ones are new contacts.

    Returns the names that are still unknown.
    """
    own = [name for name in names if not is_guest(name)]
    posts = ask_newcomers(interview.session, interview.client, interview.data, own)
    others = [name for name in names if name not in posts]
    unknown = unknown_people(interview.data, [name for name in others if not is_guest(name)])
    if unknown:
        # The names that match stay, even if the user names nobody again.
        interview.answers["with"] = [name for name in others if name not in unknown]
        return unknown
    newcomers = [f"{name}, {post}" if post else name for name, post in posts.items()]
    newcomers = [*interview.answers.get("with_new", []), *newcomers]
    for key, texts in (("with", others), ("with_new", newcomers)):
        if texts or key in interview.answers:
            interview.answers[key] = texts
    return []


def _confirm(interview: Interview) -> None:
    """Show what would be logged until the user accepts it, corrects it in the editor or declines.

    Raises typer.Abort where the user declines.
    """
    while True:
        try:
            change = interview.preview(interview.answers)
        except ClientfileError as error:
            interview.session.note(str(error))
            question = _("Mend it in your editor? [Y/n]")
            answer = _choose_or_abort(interview, question, ("e", "n", "y"))
        else:
            for line in (change.done, *(Lines(["  ", text], "") for text in change.details)):
                interview.session.note(line)
            question = _("Log it? [Y/n, e to edit it]")
            answer = _choose_or_abort(interview, question, ("y", "n", "e"))
            if answer == "y":
                return
        if answer == "n":
            raise typer.Abort
        _edit(interview)


def _choose_or_abort(interview: Interview, label: str, keys: tuple[str, ...]) -> str:
    try:
        return choose(label, keys, interview.session.say)
    except PromptEndedError:
        raise typer.Abort from None


def _edit(interview: Interview) -> None:
    """Let the user correct the report in the editor, then ask about people who are unknown."""
    from clientfile.console.editor import edit_in_editor

    session, draft = interview.session, interview.session.draft
    text = interview.text().encode()
    try:
        typed = edit_in_editor(
            session, interview.draft_name, text, lambda text: _problems(interview, text)
        )
    except UsageError as error:
        # No editor, or an emptied file: the answers stand as they were.
        session.draft = draft
        session.note(str(error))
        return
    if draft is not None:
        delete_draft(draft)
    interview.answers = parse_report(typed.decode("utf-8-sig"), interview.shape)
    interview.answers.pop("client", None)
    _set_present(interview, interview.answers.get("with", []))
    interview.save_draft()


def _problems(interview: Interview, typed: bytes) -> list[str]:
    """What is wrong with an edited report; empty where it can be read."""
    try:
        answers = parse_report(typed.decode("utf-8-sig"), interview.shape)
        if answers.get("client", [interview.client]) != [interview.client]:
            return [
                _(
                    "this report is of {client}: its Client can't be another",
                    client=interview.client,
                )
            ]
        today = interview.session.today
        kind = build_interaction(answers, interview.shape, today).get("kind", "call")
        if interview.command == "add-call" and kind != "call":
            return [_("a call stays a call: log a visit by clientfile add-meeting")]
    except UnicodeDecodeError:
        return [_("this is not UTF-8 text: save it as UTF-8")]
    except ClientfileError as error:
        return [str(error)]
    return []
