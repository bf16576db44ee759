"""Logs a visit or a call from options, from an interview, from a report's text or from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clientfile.console.options import CommitOptions, FieldSourceOptions
from clientfile.console.session import Session
from clientfile.console.visit.guests import Guests, split_guests
from clientfile.console.writing import load_record_data, read_stdin, write_change
from clientfile.errors import InvalidError, InvalidValueError, UsageError, reason_of
from clientfile.language import _, translate
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.records.visit_report import (
    Answers,
    build_interaction,
    is_filled_in,
    kind_of,
    parse_newcomers,
)
from clientfile.schema.shapes import interaction_shape
from clientfile.store.safe_open import MOST_TYPED, read_ordinary

if TYPE_CHECKING:
    from clientfile.records.change import Change

_TEMPLATE_NOTES = (
    _("Fill in what there is. A line that begins with a blank goes on with the text above;"),
    _("a label of which there are several may stand several times. Lines with # are left out."),
)


@dataclass(frozen=True)
class Visit:
    """A visit as the command line describes it.

    `command` is the command's name, `kind` the kind of interaction where no answer names one,
    `target` the typed CLIENT or CLIENT/PERSON, empty where none was typed. `answers` come from the
    options. `report` is the path of a file with further answers (`-` for standard input, empty for
    none); `template` asks for the text of a report to fill in.
    """

    command: str
    kind: str
    target: str
    answers: Answers
    report: str = ""
    template: bool = False


def log(session: Session, visit: Visit, source: FieldSourceOptions, acting: CommitOptions) -> None:
    """Log a visit in one commit.

    On a terminal, a visit without answers and without another source is an interview. Raises
    UsageError where no client is named, and where standard input holds a text that no option
    reads.
    """
    from clientfile.store.cache.lookup import find_client, split_target

    shape = interaction_shape()
    is_interview = session.can_ask and not (
        visit.answers or visit.report or visit.template or source.json_source or source.edit
    )
    if visit.report:
        visit = _with_report(session, visit, shape)
        _resume_draft(session, Path(visit.report))
    if not (visit.answers or visit.template or source.json_source or source.edit):
        _refuse_unread_input(session)
    typed, person = split_target(_target(session, visit, can_ask=is_interview))
    client = find_client(session.folder, typed)
    if person:
        present = [person, *visit.answers.get("with", [])]
        visit = replace(visit, answers={**visit.answers, "with": present})
    if visit.template:
        session.write(_template(session, visit, client, shape))
    elif is_interview:
        _interview(session, visit, client, acting)
    else:
        _write(session, visit, client, fields_of_answers(session, visit, shape, source), acting)


def _with_report(session: Session, visit: Visit, shape: Shape) -> Visit:
    """The visit with the answers of its report; the answers of options win.

    Raises UsageError for an empty report and for one of another kind, InvalidError for one of
    another client than the command names.
    """
    from clientfile.records.report_text import parse_report
    from clientfile.store.cache.lookup import find_client

    answers = parse_report(_read_text(visit.report), shape)
    if not is_filled_in(answers, shape, session.today):
        raise UsageError(
            _(
                "this report tells nothing: fill it in, or log a bare {kind} by: "
                "clientfile {command} CLIENT",
                kind=shape.fields["kind"].word(visit.kind),
                command=visit.command,
            )
        )
    client = answers.pop("client", [""])[0].partition(" (")[0]
    kind = kind_of(answers, visit.kind, shape, session.today)
    if visit.command == "add-call" and kind != "call":
        raise UsageError(_("this is no report of a call: log it by clientfile add-meeting"))
    if visit.target and client:
        target, reported = (
            find_client(session.folder, each.partition("/")[0]) for each in (visit.target, client)
        )
        if target != reported:
            raise InvalidError(
                _(
                    "this report is of {reported}, not of {target}: leave one of them out",
                    reported=reported,
                    target=target,
                )
            )
    return replace(visit, target=visit.target or client, answers={**answers, **visit.answers})


def _refuse_unread_input(session: Session) -> None:
    """Raise UsageError where a text waits on standard input that no option reads: it would be
    lost, and something else be logged.
    """
    if session.has_piped_text:
        raise UsageError(_("there is a text on standard input: --report - takes it, --json - JSON"))


def _resume_draft(session: Session, file: Path) -> None:
    """Make a report that is a kept draft the session's: it is removed once it is in a record."""
    from clientfile.store.drafts import is_draft

    if is_draft(session.folder.root, file):
        session.draft = file


def _read_text(file: str) -> str:
    try:
        raw = read_stdin() if file == "-" else read_ordinary(Path(file), MOST_TYPED)
        return raw.decode("utf-8-sig")
    except OSError as error:
        reason = reason_of(error)
        raise UsageError(_("--report {file}: {reason}", file=file, reason=reason)) from error
    except UnicodeDecodeError as error:
        raise InvalidValueError(
            _("--report {file} is not UTF-8 text: save it as UTF-8", file=file)
        ) from error


def _target(session: Session, visit: Visit, *, can_ask: bool) -> str:
    if visit.target:
        return visit.target
    if not can_ask:
        raise UsageError(
            _(
                "which client? write: clientfile {command} CLIENT, such as acme or acme/dupont",
                command=visit.command,
            )
        )
    from clientfile.console.visit.interview import ask_client

    return ask_client(session)


def _template(session: Session, visit: Visit, client: str, shape: Shape) -> str:
    """The text of a report to fill in: the answers of options, and who could have been there."""
    from clientfile.output.terminal import one_line
    from clientfile.records.ids import people, person_name
    from clientfile.records.posts import was_there
    from clientfile.records.report_text import format_report

    present = [
        person
        for person in people(load_record_data(session, client))
        if was_there(person, session.today)
    ]
    notes = [
        *map(session.say, _TEMPLATE_NOTES),
        session.say(_("Log it by: clientfile {command} --report FILE", command=visit.command)),
        *(one_line(f"{person['id']}: {person_name(person)}") for person in present),
    ]
    answers = {"client": [client], "on": [session.today.isoformat()]}
    answers["kind"] = [_kind_word(session, visit, shape)]
    answers |= {"reached": ["yes"]} if visit.kind == "call" else {}
    answers |= visit.answers
    return format_report(answers, shape, session.language, blank=True, notes=notes)


def _kind_word(session: Session, visit: Visit, shape: Shape) -> str:
    """The word for the kind of a visit in the reader's language."""
    return translate(shape.fields["kind"].word(visit.kind), session.language)


def fields_of_answers(
    session: Session, visit: Visit, shape: Shape, source: FieldSourceOptions
) -> Data:
    """The answers as fields of the record, completed by JSON or in the editor."""
    from clientfile.console.input_fields import gather_fields

    return gather_fields(session, _interaction(session, visit.answers, shape), shape, source)


def _interaction(session: Session, answers: Answers, shape: Shape) -> Data:
    """The answers as fields of the record, with their days as of today in this folder."""
    month = session.folder.settings.fiscal_year_start
    return build_interaction(answers, shape, session.today, month)


def _interview(session: Session, visit: Visit, client: str, acting: CommitOptions) -> None:
    from clientfile.console.visit.interview import run_interview
    from clientfile.console.visit.interview_state import Interview
    from clientfile.language.quantities import day
    from clientfile.store.user import current_user

    data, shape = load_record_data(session, client), interaction_shape()

    def preview(answers: Answers) -> Change:
        newcomers = parse_newcomers(answers)
        fields = _interaction(session, answers, shape)
        own, guests = split_guests(session, client, fields, newcomers)
        records = {other: load_record_data(session, other) for other in guests}
        complete = complete_fields(session, visit, own)
        return _change(visit, client, {client: data, **records}, complete, newcomers, guests)

    fixed = {"kind": ["call"]} if visit.kind == "call" else {}
    defaults = {
        "on": [day(session.today)],
        "kind": [_kind_word(session, visit, shape)],
        "with": visit.answers.get("with", [""]),
        "salesperson": [current_user(session.folder)],
    }
    defaults = {key: texts for key, texts in defaults.items() if texts != [""]}
    interview = Interview(session, visit.command, client, data, shape, preview, fixed, defaults)
    run_interview(interview)
    visit = replace(visit, answers=interview.answers)
    fields = _interaction(session, visit.answers, shape)
    _write(session, visit, client, fields, acting, with_details=False)


def _write(
    session: Session,
    visit: Visit,
    client: str,
    fields: Data,
    acting: CommitOptions,
    *,
    with_details: bool = True,
) -> None:
    """Log the visit; `with_details` is false where the interview has just shown the details."""
    newcomers = parse_newcomers(visit.answers)
    fields, guests = split_guests(session, client, fields, newcomers)
    newcomers |= _ask_newcomers(session, visit, client, fields)
    complete = complete_fields(session, visit, fields)
    note_unknown_salesperson(session, str(fields.get("salesperson", "")))

    def decide(records: Mapping[str, Data]) -> Change:
        change = _change(visit, client, records, complete, newcomers, guests)
        return change if with_details else replace(change, details=())

    write_change(session, [client, *guests], decide, acting)


def _ask_newcomers(session: Session, visit: Visit, client: str, fields: Data) -> dict[str, Data]:
    """The new contacts among those present, by typed name; empty where nobody can be asked."""
    if not session.can_ask or "with" not in fields:
        return {}
    from clientfile.console.visit.newcomers import ask_newcomers
    from clientfile.records.typed.person_names import new_person

    newcomers = parse_newcomers(visit.answers)
    names = [str(name) for name in fields["with"] if name not in newcomers]
    posts = ask_newcomers(session, client, load_record_data(session, client), names)
    return {
        name: new_person(name) | ({"function": post} if post else {})
        for name, post in posts.items()
    }


def complete_fields(session: Session, visit: Visit, fields: Data) -> Data:
    """The fields of an interaction with defaults for its day, its kind and whose it is."""
    from clientfile.changes.interactions import complete_interaction
    from clientfile.store.user import current_user

    salesperson = "" if "salesperson" in fields else current_user(session.folder)
    return complete_interaction(fields, visit.kind, session.today, salesperson)


def note_unknown_salesperson(session: Session, salesperson: str) -> None:
    """Note a salesperson who is not in the folder's team: the name may be a slip."""
    team = session.folder.settings.team
    if salesperson and team and salesperson not in team:
        from clientfile.errors.suggest import did_you_mean

        hint = did_you_mean(salesperson, list(team))
        session.note(
            _(
                "nobody of [team] in clientfile.toml is called {name!r}: {hint}",
                name=salesperson,
                hint=hint,
            )
        )


def _change(
    visit: Visit,
    client: str,
    records: Mapping[str, Data],
    fields: Data,
    newcomers: Mapping[str, Data],
    guests: Guests,
) -> Change:
    from clientfile.changes.interactions import add_interaction
    from clientfile.store.user import random_id

    data = records[client]
    if guests:
        from clientfile.changes.shared_visits import log_at_others, with_salesperson

        fields = with_salesperson(fields, data)
    change = add_interaction(
        client, data, fields, command=visit.command, make_id=random_id, newcomers=newcomers
    )
    return log_at_others(change, client, records, guests, random_id) if guests else change
