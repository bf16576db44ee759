"""People who are named as present and whom the record does not know: who is new, and who is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clientfile.console.session import Session
from clientfile.errors import AmbiguousItemError, ItemNotFoundError
from clientfile.errors.suggest import nearest
from clientfile.output.terminal import one_line
from clientfile.records.contact_match import may_reach
from clientfile.records.edits import Data
from clientfile.records.ids import find_person, people, present_person


def unknown_people(data: Data, names: Iterable[str]) -> list[str]:
    """The names that fit nobody in the record."""
    return [name for name in names if _is_unknown(data, name)]


def _is_unknown(data: Data, name: str) -> bool:
    try:
        find_person(data, name, present=True)
    except ItemNotFoundError:
        return True
    except AmbiguousItemError:
        # More than one is known.
        pass
    return False


def refuse_who_cannot_be_met(data: Data, names: Iterable[str], day: date) -> None:
    """Raise InvalidError for somebody who had left by then, AmbiguousItemError where several are
    meant.

    Somebody unknown may be new, and is let pass.
    """
    for name in names:
        if not _is_unknown(data, name):
            present_person(data, name, day)


def ask_newcomers(
    session: Session, client: str, data: Data, names: Iterable[str]
) -> dict[str, str]:
    """Of names that fit nobody, those of whom the user says that they are new, with the function
    of each ("" where it was passed over).
    """
    posts = {name: _post(session, client, data, name) for name in unknown_people(data, names)}
    return {name: post for name, post in posts.items() if post is not None}


def _post(session: Session, client: str, data: Data, name: str) -> str | None:
    """The function of somebody new; None where it is nobody new."""
    from clientfile.console.prompt import Prompt, PromptEndedError, ask, choose

    near = nearest(name, [str(person["id"]) for person in people(data)])
    hint = f": did you mean {' or '.join(near)}?" if near else ""
    session.note(f"nobody of {client} fits {name!r}{hint}")
    if may_reach(name):
        return None
    try:
        if choose(f"Add {one_line(name)} as a new contact of {client}? [y/N]", ("n", "y")) == "n":
            return None
        return ask(Prompt("Function", hint="the post held; Enter passes it over"))
    except PromptEndedError:
        return None
