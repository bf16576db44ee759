"""People who are named as present and whom the record does not know: who is new, and who is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import typer

from clientfile.errors import ItemNotFound, SeveralItems
from clientfile.records.edits import Data
from clientfile.records.ids import find_person, people, person_name, present_person
from clientfile.records.names import nearest
from clientfile.records.person_names import split_name
from clientfile.screen import one_line
from clientfile.session import Session


def strangers(data: Data, names: Iterable[str]) -> list[str]:
    """The names that fit nobody in the record."""
    return [name for name in names if _is_unknown(data, name)]


def _is_unknown(data: Data, name: str) -> bool:
    try:
        find_person(data, name, present=True)
    except ItemNotFound:
        return True
    except SeveralItems:
        return False
    return False


def refuse_who_cannot_be_met(data: Data, names: Iterable[str], day: date) -> None:
    """Raise InvalidError for somebody who had left by then, SeveralItems where several are meant.

    Somebody unknown may be new, and is let pass.
    """
    for name in names:
        if not _is_unknown(data, name):
            present_person(data, name, day)


def newcomers_among(
    session: Session, client: str, data: Data, names: Iterable[str]
) -> dict[str, str]:
    """Of names that fit nobody, those of whom the user says that they are new: what is told of
    each, as `NAME` or `NAME, POST`.
    """
    told = {name: _new(session, client, data, name) for name in strangers(data, names)}
    return {name: text for name, text in told.items() if text}


def _new(session: Session, client: str, data: Data, name: str) -> str:
    near = nearest(name, [str(person["id"]) for person in people(data)])
    hint = f": did you mean {' or '.join(near)}?" if near else ""
    session.note(f"nobody of {client} fits {name!r}{hint}")
    if not typer.confirm(f"Add {one_line(name)} as a new contact of {client}?", err=True):
        return ""
    post = typer.prompt("Function (Enter passes it over)", "", show_default=False, err=True)
    plain = person_name(split_name(name))
    return f"{plain}, {post.strip()}" if post.strip() else plain
