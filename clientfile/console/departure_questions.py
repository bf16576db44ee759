"""What `successor` asks: who a person is at the new client, and where else they leave."""

from __future__ import annotations

from dataclasses import replace

from clientfile.changes.departure import Departure, settle_arrival
from clientfile.changes.namesakes import NEW, UnsettledNamesakeError, is_new
from clientfile.console.session import Session
from clientfile.console.writing import load_record_data
from clientfile.errors import UnknownWordError
from clientfile.language import _
from clientfile.records.ids import find_person, people
from clientfile.records.posts import has_left
from clientfile.records.references import linked_people
from clientfile.store.folder import files_named


def settle_namesake(session: Session, client: str, person: str, departure: Departure) -> Departure:
    """The departure with who the person is at the new client, asked where that can't be told."""
    data = load_record_data(session, client)
    record = load_record_data(session, departure.left["to_client"])
    try:
        settle_arrival(client, data, person, departure, record)
    except UnsettledNamesakeError as error:
        return replace(departure, arriving_as=_ask_namesake(session, error))
    return departure


def with_other_clients(
    session: Session, client: str, typed: str, departure: Departure
) -> Departure:
    """The departure with the other clients that the person leaves too: asked of each at which they
    are, on a terminal; elsewhere a note says how to record it.
    """
    person = find_person(load_record_data(session, client), typed)
    linked = [] if departure.stays else linked_people(person)
    there = [
        name
        for name in linked
        if not name.startswith(f"{departure.left.get('to_client')}/") and _is_there(session, name)
    ]
    if session.can_ask:
        also = tuple(name for name in there if _leaves_too(session, str(person["id"]), name))
        return replace(departure, also=also)
    for name in there:
        session.note(
            _(
                "{person} is {other} too: if they leave there as well: "
                "clientfile successor {other}",
                person=person["id"],
                other=name,
            )
        )
    return departure


def _is_there(session: Session, name: str) -> bool:
    """Whether another client has a person (`client/person`) of whom no departure is recorded."""
    client, _slash, id_ = name.partition("/")
    if not files_named(session.folder, [client]):
        return False
    everyone = people(load_record_data(session, client))
    return any(each.get("id") == id_ and not has_left(each) for each in everyone)


def _leaves_too(session: Session, person: str, other: str) -> bool:
    """Whether a person leaves another client too, as the user answers; no without an answer."""
    from clientfile.console.prompt import confirm

    question = _(
        "{person} is {other} too: do they leave there as well? [y/N]", person=person, other=other
    )
    return confirm(question, session.say, by_default=False)


def _ask_namesake(session: Session, doubt: UnsettledNamesakeError) -> str:
    """Which of the namesakes the person is, or "new". Raises the doubt itself where nobody says."""
    from clientfile.console.prompt import Prompt, PromptEndedError, ask

    words = [*doubt.ids, NEW]

    def check(text: str) -> None:
        if text not in words and not is_new(text):
            raise UnknownWordError("--as", text, words)

    session.note(str(doubt))
    hint = ", ".join(words)
    question = _("Who is it there? {words}", words=hint)
    try:
        answer = ask(
            Prompt(
                question,
                session.say,
                suggest=lambda typed: [(word, "") for word in words if word.startswith(typed)],
                check=check,
                hint=hint,
            )
        )
    except PromptEndedError:
        raise doubt from None
    if not answer:
        raise doubt
    return answer
