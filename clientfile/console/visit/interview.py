"""add-meeting and add-call on a terminal: the questions of a visit report, asked one by one.

What was answered is kept as a text after every answer, so that nothing typed is lost whatever
happens; `--report` takes it up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import typer

from clientfile.changes.interactions import refuse_unknown_orders
from clientfile.console.candidates import Offer, clients, people, refs
from clientfile.console.prompt import Prompt, PromptEndedError, ask, choose
from clientfile.console.session import Session
from clientfile.console.visit.newcomers import (
    ask_newcomers,
    refuse_who_cannot_be_met,
    unknown_people,
)
from clientfile.errors import ClientfileError, InvalidValueError, UsageError
from clientfile.errors.suggest import fold
from clientfile.output.terminal import one_line, shorten
from clientfile.records.change import Change
from clientfile.records.edits import Data
from clientfile.records.ids import items
from clientfile.records.report_text import format_report, parse_report
from clientfile.records.shape import Shape
from clientfile.records.typed.dates import parse_day, split_text_and_day
from clientfile.records.visit_report import (
    DATED,
    QUESTIONS,
    Answers,
    ReportQuestion,
    build_interaction,
    label_of,
    split_names,
)
from clientfile.store.drafts import list_drafts, new_draft, rewrite_draft

# How much of a hint the people may take.
_HINT = 48
_DAYS = "2026-11-20, 20/11, 5 décembre, monday"
_INTRODUCTION = "Enter passes over, Tab offers, ^D ends; what you type is kept."


@dataclass
class Talk:
    """One interview: what is known of the client, what was answered so far.

    `answers` that are there at first are not asked for; Enter alone takes the `defaults`.
    `preview` makes the change that the answers come to.
    """

    session: Session
    command: str
    client: str
    data: Data
    shape: Shape
    preview: Callable[[Answers], Change]
    answers: Answers = field(default_factory=dict)
    defaults: Answers = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the labels."""
        return self.session.folder.settings.language

    @property
    def day(self) -> date:
        """The day of the interaction, as answered so far."""
        typed = self.answers.get("on")
        today = self.session.today
        return parse_day(typed[0], today, toward="past") if typed else today


def client_asked(session: Session) -> str:
    """The id of the client that the user names."""
    from clientfile.store.cache.lookup import find_client

    def check(typed: str) -> None:
        find_client(session.folder, typed)

    typed = ask(
        Prompt(
            "Client",
            offers=lambda typed: clients(session.folder, typed, named=True),
            check=check,
            hint="an id, a part of the name, a number or an address",
        )
    )
    if not typed:
        raise typer.Abort
    return find_client(session.folder, typed)


def interviewed(talk: Talk) -> None:
    """Ask what is not answered yet, show what it comes to, and ask whether it is to be logged.

    Raises typer.Abort where it is not: what was typed is kept then.
    """
    talk.session.note(_title(talk))
    talk.session.note(_INTRODUCTION)
    for kept in list_drafts(talk.session.folder.root, f"{talk.client}-report.txt"):
        talk.session.note(f"A report of this client is kept: {_taken_up(talk)} {kept}")
    left = list(QUESTIONS)
    try:
        while left:
            if _is_asked(talk, left[0]):
                _ask(talk, left[0])
                _keep(talk)
            del left[0]
    except PromptEndedError:
        for question in left:
            if question.key in talk.defaults:
                talk.answers.setdefault(question.key, talk.defaults[question.key])
        _keep(talk)
    _settle(talk)


def _title(talk: Talk) -> str:
    name = talk.data.get("identity", {}).get("name", talk.client)
    return f"{one_line(str(name))} ({talk.client})"


def _is_asked(talk: Talk, question: ReportQuestion) -> bool:
    """A call asks whether somebody answered, and nothing but when and by whom where nobody did."""
    call = talk.answers.get("kind") == ["call"]
    if question.key == "with_new":
        return False
    if question.key in ("kind", "reached") and call != (question.key == "reached"):
        return False
    if talk.answers.get("reached") and question.key not in ("with", "salesperson", "next"):
        return False
    return question.key not in talk.answers


def _ask(talk: Talk, question: ReportQuestion) -> None:
    if question.key == "reached":
        _ask_reached(talk)
        return
    asked = _asked(talk, question)
    if question.key == "with":
        _ask_who(talk, asked)
        return
    while answer := ask(asked):
        told = talk.answers.setdefault(question.key, [])
        told.append(answer)
        # What is asked about it may be broken off: the answer itself is kept before.
        _keep(talk)
        told[-1] = _lasting(talk, question, answer)
        if not question.several:
            break
        _keep(talk)


def _ask_reached(talk: Talk) -> None:
    if choose("Did somebody answer? [Y/n]", ("y", "n")) == "n":
        talk.answers["reached"] = ["no"]


def _lasting(talk: Talk, question: ReportQuestion, answer: str) -> str:
    """An answer that means the same on another day: days are written out, and told."""
    today = talk.session.today
    if question.key == "on":
        day = parse_day(answer, today, toward="past")
        if answer != talk.defaults["on"][0]:
            _tell_day(talk, day, " (to come)" if day > today else "")
        return day.isoformat()
    if question.key not in DATED:
        return answer
    what, due = split_text_and_day(answer, today)
    if due is not None:
        _tell_day(talk, due)
    else:
        due = _ask_when(talk)
    return f"{what} by {due}" if due else what


def _tell_day(talk: Talk, day: date, what: str = "") -> None:
    talk.session.note(f"  {day:%A} {day}{what}")


def _ask_when(talk: Talk) -> date | None:
    """The day of what was told without one, which would fall due on none."""

    def check(text: str) -> None:
        parse_day(text, talk.session.today, toward="future")

    typed = ask(Prompt("  By when", check=check, hint=f"{_DAYS}; Enter for no date"))
    if not typed:
        return None
    day = parse_day(typed, talk.session.today, toward="future")
    _tell_day(talk, day)
    return day


def _ask_who(talk: Talk, asked: Prompt) -> None:
    """Who was there. Somebody unknown is new, if the user says so, or is named again."""
    typed = ask(asked)
    while typed and _met(talk, split_names(typed)):
        typed = ask(replace(asked, typed=typed))


def _met(talk: Talk, names: Sequence[str]) -> list[str]:
    """Take these people for those present; who is still unknown after the user was asked."""
    new = ask_newcomers(talk.session, talk.client, talk.data, names)
    known = [name for name in names if name not in new]
    unknown = unknown_people(talk.data, known)
    if unknown:
        # Who is known stays, even if nobody is named again.
        talk.answers["with"] = [name for name in known if name not in unknown]
    else:
        told = [f"{name}, {post}" if post else name for name, post in new.items()]
        met = {"with": known, "with_new": [*talk.answers.get("with_new", []), *told]}
        talk.answers |= {key: told for key, told in met.items() if told or key in talk.answers}
    return unknown


def _asked(talk: Talk, question: ReportQuestion) -> Prompt:
    key, today = question.key, talk.session.today
    label = label_of(question, talk.shape, talk.language)
    default = talk.defaults.get(key, [""])[0]

    def check(text: str) -> None:
        build_interaction({key: [text]}, talk.shape, today)
        if key in DATED and not split_text_and_day(text, today)[0]:
            raise InvalidValueError("that says when, and not what: write both")
        if key == "with":
            refuse_who_cannot_be_met(talk.data, split_names(text), talk.day)
        if key == "order":
            refuse_unknown_orders(talk.data, [text])

    return Prompt(
        label,
        default,
        offers=_offers(talk, question),
        check=check,
        hint=_hint(talk, question),
        apart=",;" if key == "with" else "",
    )


def _hint(talk: Talk, question: ReportQuestion) -> str:
    if question.key in DATED:
        again = "; Enter alone goes on" if question.several else ""
        return f'a text, and when: "send samples by friday", "rappeler le 12/12"{again}'
    if question.key == "on":
        return f"yesterday, hier, -3d, {_DAYS}"
    if question.key == "with":
        there = ", ".join(word for word, _ in people(talk.session.folder, talk.client, ""))
        return f"{shorten(there, _HINT)}; a full name for somebody new"
    if choices := _words(talk, question):
        return ", ".join(choices)
    return "one at a time; Enter alone goes on" if question.several else ""


def _words(talk: Talk, question: ReportQuestion) -> tuple[str, ...]:
    field_ = talk.shape.fields[question.field]
    return field_.choices_fr if talk.language == "fr" and field_.choices_fr else field_.choices


def _offers(talk: Talk, question: ReportQuestion) -> Callable[[str], Iterable[Offer]]:
    folder = talk.session.folder
    if question.key == "with":
        return lambda typed: people(folder, talk.client, typed)
    if question.key == "order":
        return lambda typed: refs(folder, talk.client, typed)
    if question.key == "salesperson":
        return lambda typed: _beginning(typed, folder.settings.team)
    if question.key == "competitor":
        known = [str(each.get("name", "")) for each in items(talk.data, "business", "competitors")]
        return lambda typed: _beginning(typed, known)
    words = _words(talk, question)
    return lambda typed: _beginning(typed, words)


def _beginning(typed: str, words: Iterable[str]) -> list[Offer]:
    return [(word, "") for word in words if word and fold(word).startswith(fold(typed))]


def _keep(talk: Talk) -> None:
    """Put what was answered so far where it outlives us."""
    typed = {key: told for key, told in talk.answers.items() if told != talk.defaults.get(key)}
    if not typed.keys() - {"kind"}:
        return
    text = _text(talk).encode()
    if talk.session.draft is None:
        root = talk.session.folder.root
        talk.session.draft = new_draft(root, f"{talk.client}-report.txt", text)
    else:
        rewrite_draft(talk.session.draft, text)
    talk.session.draft_use = _taken_up(talk)


def _text(talk: Talk) -> str:
    answers = {"client": [talk.client], **talk.answers}
    return format_report(answers, talk.shape, talk.language)


def _settle(talk: Talk) -> None:
    """Show what would be logged until the user takes it, mends it in the editor, or gives up."""
    while True:
        try:
            change = talk.preview(talk.answers)
        except ClientfileError as error:
            talk.session.note(str(error))
            answer = _chosen("Mend it in your editor? [Y/n]", ("e", "n", "y"))
        else:
            for line in (change.done, *(f"  {detail}" for detail in change.details)):
                talk.session.note(line)
            answer = _chosen("Log it? [Y/n, e to edit it]", ("y", "n", "e"))
            if answer == "y":
                return
        if answer == "n":
            raise typer.Abort
        _edit(talk)


def _chosen(label: str, keys: tuple[str, ...]) -> str:
    try:
        return choose(label, keys)
    except PromptEndedError:
        raise typer.Abort from None


def _edit(talk: Talk) -> None:
    """Have the user mend the report in the editor; who is unknown then may be added."""
    from clientfile.console.editor import typed_in_editor

    kept = talk.session.draft
    text = _text(talk).encode()
    try:
        typed = typed_in_editor(
            talk.session, f"{talk.client}-report.txt", text, lambda text: _problems(talk, text)
        )
    except UsageError as error:
        # No editor, or an emptied file: what was answered still stands.
        talk.session.draft = kept
        talk.session.note(str(error))
        return
    if kept is not None:
        kept.unlink(missing_ok=True)
    talk.answers = parse_report(typed.decode("utf-8-sig"), talk.shape)
    talk.answers.pop("client", None)
    _met(talk, talk.answers.get("with", []))
    _keep(talk)


def _taken_up(talk: Talk) -> str:
    return f"clientfile {talk.command} --report"


def _problems(talk: Talk, typed: bytes) -> list[str]:
    """What is wrong with a report as it was edited."""
    try:
        answers = parse_report(typed.decode("utf-8-sig"), talk.shape)
        if answers.get("client", [talk.client]) != [talk.client]:
            return [f"this report is of {talk.client}: its Client can't be another"]
        kind = build_interaction(answers, talk.shape, talk.session.today).get("kind", "call")
        if talk.command == "add-call" and kind != "call":
            return ["a call stays a call: log a visit by clientfile add-meeting"]
    except (UnicodeDecodeError, ClientfileError) as error:
        return [str(error)]
    return []
