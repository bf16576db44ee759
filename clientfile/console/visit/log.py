"""Logging a visit or a call, wherever its report comes from: options, questions, a text or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.console.options import Committing, Fields
from clientfile.console.session import Session
from clientfile.console.writing import record_now, standard_input, write
from clientfile.errors import InvalidError, InvalidValueError, UsageError
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.records.visit_report import Answers, build_interaction, parse_newcomers

if TYPE_CHECKING:
    from clientfile.records.change import Change


@dataclass(frozen=True)
class Visit:
    """What is told of a visit before anybody is asked.

    `kind` is what it is where nothing else is told; `answers` are as the options have them;
    `report` is a file with the rest, and `template` asks for a text to fill in instead.
    """

    command: str
    kind: str
    target: str
    answers: Answers
    report: str = ""
    template: bool = False


def log(session: Session, visit: Visit, source: Fields, acting: Committing) -> None:
    """Log a visit in one commit; ask for what is not told, where somebody is there to be asked."""
    from clientfile.store.cache.lookup import find_client, split_target

    shape = _interaction()
    asks = session.can_ask and not (
        visit.answers or visit.report or visit.template or source.json_source or source.edit
    )
    if visit.report:
        visit = _with_report(session, visit, shape)
        _take_up(session, Path(visit.report))
    if not (visit.answers or visit.template or source.json_source or source.edit):
        _refuse_unread(session)
    named, person = split_target(_target(session, visit, asks=asks))
    client = find_client(session.folder, named)
    if person:
        present = [person, *visit.answers.get("with", [])]
        visit = replace(visit, answers={**visit.answers, "with": present})
    if visit.template:
        session.write(_template(session, visit, client, shape))
    elif asks:
        _ask(session, visit, client, acting)
    else:
        _write(session, visit, client, _fields(session, visit, shape, source), acting)


def _interaction() -> Shape:
    from clientfile.schema.shapes import record_shape

    return record_shape().fields["contacts"].fields["interactions"].child(0)


def _with_report(session: Session, visit: Visit, shape: Shape) -> Visit:
    """The visit with what its report tells; what the options tell wins."""
    from clientfile.records.report_text import parse_report
    from clientfile.store.cache.lookup import find_client

    told = parse_report(_text_of(visit.report), shape)
    if not _tells(told, shape, session.today):
        raise UsageError(
            f"this report tells nothing: fill it in, or log a bare {visit.kind} by: "
            f"clientfile {visit.command} CLIENT"
        )
    client = told.pop("client", [""])[0].partition(" (")[0]
    kind = build_interaction({"kind": told.get("kind", [visit.kind])}, shape, session.today)["kind"]
    if visit.command == "add-call" and kind != "call":
        raise UsageError("this is no report of a call: log it by clientfile add-meeting")
    if visit.target and client:
        meant, told_of = (
            find_client(session.folder, each.partition("/")[0]) for each in (visit.target, client)
        )
        if meant != told_of:
            raise InvalidError(
                f"this report is of {told_of}, not of {meant}: leave one of them out"
            )
    return replace(visit, target=visit.target or client, answers={**told, **visit.answers})


def _tells(told: Answers, shape: Shape, today: date) -> bool:
    """Whether a report tells more than that there was a visit, or a call that was answered."""
    fields = build_interaction(told, shape, today)
    return bool(fields.keys() - {"date", "kind", "reached"}) or fields.get("reached") is False


def _refuse_unread(session: Session) -> None:
    """Raise UsageError where a text waits on standard input that nobody asked for: it would be
    lost, and something else be logged.
    """
    if session.text_waits:
        raise UsageError("there is a text on standard input: --report - takes it, --json - JSON")


def _take_up(session: Session, file: Path) -> None:
    """A text that was kept for the user goes once it is in a record."""
    from clientfile.store.drafts import is_draft

    if is_draft(session.folder.root, file):
        session.draft = file


def _text_of(file: str) -> str:
    try:
        raw = standard_input() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"--report {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidValueError(f"--report {file} is not UTF-8 text: save it as UTF-8") from error


def _target(session: Session, visit: Visit, *, asks: bool) -> str:
    if visit.target:
        return visit.target
    if not asks:
        raise UsageError(
            f"which client? write: clientfile {visit.command} CLIENT, such as acme or acme/dupont"
        )
    from clientfile.console.visit.interview import client_asked

    return client_asked(session)


def _template(session: Session, visit: Visit, client: str, shape: Shape) -> str:
    """The text of a report to fill in, with what is told already and who could have been there."""
    from clientfile.output.terminal import one_line
    from clientfile.records.ids import has_left, people, person_name
    from clientfile.records.report_text import format_report

    there = [person for person in people(record_now(session, client)) if not has_left(person)]
    notes = [
        "Fill in what there is. A line that begins with a blank goes on with the text above;",
        "a label of which there are several may stand several times. Lines with # are left out.",
        f"Log it by: clientfile {visit.command} --report FILE",
        *(one_line(f"{person['id']}: {person_name(person)}") for person in there),
    ]
    answers = {"client": [client], "on": [session.today.isoformat()]}
    answers["kind"] = [_kind_word(session, visit, shape)]
    answers |= {"reached": ["yes"]} if visit.kind == "call" else {}
    answers |= visit.answers
    language = session.folder.settings.language
    return format_report(answers, shape, language, blank=True, notes=notes)


def _kind_word(session: Session, visit: Visit, shape: Shape) -> str:
    """What the kind of a visit is called in the folder's language."""
    kinds = shape.fields["kind"]
    words = kinds.choices_fr if session.folder.settings.language == "fr" else kinds.choices
    return words[kinds.choices.index(visit.kind)]


def _fields(session: Session, visit: Visit, shape: Shape, source: Fields) -> Data:
    """What is told, completed by JSON or in the editor, as fields of the record."""
    from clientfile.console.input_fields import gathered

    fields = build_interaction(visit.answers, shape, session.today)
    return gathered(session, fields, shape, source)


def _ask(session: Session, visit: Visit, client: str, acting: Committing) -> None:
    from clientfile.console.visit.interview import Talk, interviewed
    from clientfile.store.user import current_user

    data, shape = record_now(session, client), _interaction()

    def preview(answers: Answers) -> Change:
        fields = _complete(session, visit, build_interaction(answers, shape, session.today))
        return _change(visit, client, data, fields, parse_newcomers(answers))

    fixed = {"kind": ["call"]} if visit.kind == "call" else {}
    defaults = {
        "on": [session.today.isoformat()],
        "kind": [_kind_word(session, visit, shape)],
        "with": visit.answers.get("with", [""]),
        "salesperson": [current_user(session.folder)],
    }
    known = {key: told for key, told in defaults.items() if told != [""]}
    talk = Talk(session, visit.command, client, data, shape, preview, fixed, known)
    interviewed(talk)
    told = replace(visit, answers=talk.answers)
    fields = build_interaction(told.answers, shape, session.today)
    # What the promises come to has just been shown.
    _write(session, told, client, fields, acting, shown=True)


def _write(
    session: Session,
    visit: Visit,
    client: str,
    fields: Data,
    acting: Committing,
    *,
    shown: bool = False,
) -> None:
    """Log what is told; `shown` where the user has just seen what it comes to."""
    newcomers = parse_newcomers(visit.answers)
    if session.can_ask and "with" in fields:
        from clientfile.console.visit.newcomers import ask_newcomers
        from clientfile.records.typed.person_names import new_person

        names = [str(name) for name in fields["with"] if name not in newcomers]
        new = ask_newcomers(session, client, record_now(session, client), names)
        newcomers |= {
            name: new_person(name) | ({"function": post} if post else {})
            for name, post in new.items()
        }
    complete = _complete(session, visit, fields)
    _note_stranger(session, str(fields.get("salesperson", "")))

    def decide(records: Mapping[str, Data]) -> Change:
        change = _change(visit, client, records[client], complete, newcomers)
        return replace(change, details=()) if shown else change

    write(session, [client], decide, acting)


def _complete(session: Session, visit: Visit, fields: Data) -> Data:
    from clientfile.store.user import current_user

    complete = {"date": session.today.isoformat(), "kind": visit.kind, **fields}
    if "salesperson" not in fields and (me := current_user(session.folder)):
        complete["salesperson"] = me
    return complete


def _note_stranger(session: Session, salesperson: str) -> None:
    """Tell of a salesperson whom a folder with a team does not know: it may be a slip."""
    team = session.folder.settings.team
    if salesperson and team and salesperson not in team:
        from clientfile.errors.suggest import did_you_mean

        hint = did_you_mean(salesperson, list(team))
        session.note(f"nobody of [team] in clientfile.toml is called {salesperson!r}: {hint}")


def _change(
    visit: Visit, client: str, data: Data, fields: Data, newcomers: Mapping[str, Data]
) -> Change:
    from clientfile.changes.interactions import add_interaction
    from clientfile.store.user import random_id

    return add_interaction(
        client,
        data,
        fields,
        command=visit.command,
        make_id=random_id,
        newcomers=newcomers,
    )
