"""Who a person from another client is at the new one: somebody who is there already, or nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from clientfile.errors import InvalidError, NoSuchItemError
from clientfile.errors.suggest import fold
from clientfile.language import Message, _, pgettext
from clientfile.language.quantities import day as as_day
from clientfile.language.spellings import spellings
from clientfile.records.edits import Data
from clientfile.records.ids import interactions, people, person_name
from clientfile.records.posts import arrival_day, past_posts, person_on, was_gone

NEW = "new"
"""The word for a person who is none of those at the client."""
_NEW = pgettext("who a person is: nobody of those who are there", "new")


class UnsettledNamesakeError(InvalidError):
    """Nobody can tell whether a person is one of the namesakes with these `ids`."""

    def __init__(self, message: str, ids: Sequence[str]) -> None:
        super().__init__(message)
        self.ids = ids


def find_arrived(client: str, data: Data, entry: Data, choice: str) -> Data | None:
    """The person at `client`, whose record is `data`, who is meant by the new `entry` of it; None
    for nobody, so that the entry is added.

    `entry` has the person's name, the function there if known, `since`, the first day there, and
    `came_from`. Who came from the same entry before, or is linked with it, is the person. `choice`
    is the id that the user names, NEW, or "": then a namesake is taken whom nothing contradicts.
    Raises UnsettledNamesakeError where that can't be told, InvalidError for a choice that
    contradicts the record, NoSuchItemError for an id of nobody.
    """
    origin = str(entry["came_from"])
    same = next((each for each in people(data) if _is_linked(each, origin)), None)
    if same is not None:
        if choice not in ("", str(same["id"])):
            raise InvalidError(
                _(
                    "{origin} is {id} at {client} already",
                    origin=origin,
                    id=same["id"],
                    client=client,
                )
            )
        return same
    if choice:
        return None if is_new(choice) else _chosen(client, data, entry, choice)
    day = date.fromisoformat(str(entry["since"]))
    namesakes = [
        each
        for each in people(data)
        if fold(person_name(each)) == fold(person_name(entry)) and not was_gone(each, day)
    ]
    fitting = [each for each in namesakes if not list(_contradictions(data, each, entry))]
    if len(fitting) == 1 or not namesakes:
        return fitting[0] if fitting else None
    raise UnsettledNamesakeError(
        _describe_doubt(client, data, entry, fitting or namesakes),
        [str(each["id"]) for each in fitting or namesakes],
    )


def is_new(choice: str) -> bool:
    """Whether the word, in any language, says that the person is somebody new."""
    return fold(choice) in (NEW, *map(fold, spellings(_NEW)))


def _is_linked(person: Data, origin: str) -> bool:
    return person.get("came_from") == origin or origin in person.get("same_as", ())


def _chosen(client: str, data: Data, entry: Data, choice: str) -> Data:
    ids = [str(each["id"]) for each in people(data)]
    if choice not in ids:
        raise NoSuchItemError(choice, "contacts.people", {each: each for each in [*ids, NEW]})
    person = people(data)[ids.index(choice)]
    if was_gone(person, date.fromisoformat(str(entry["since"]))):
        raise InvalidError(
            _("{person} has left {client}: write --as new", person=choice, client=client)
        )
    if "came_from" in person:
        raise InvalidError(_came_from(person, choice))
    return person


def _came_from(person: Data, name: str) -> Message:
    return _("{person} came from {origin}", person=name, origin=person["came_from"])


def _describe_doubt(client: str, data: Data, entry: Data, namesakes: Sequence[Data]) -> Message:
    values = {"name": person_name(entry), "client": client}
    if len(namesakes) > 1:
        ids = ", ".join(str(each["id"]) for each in namesakes)
        return _(
            "{client} has several of the name {name}: {ids}: say which by --as ID, or --as new",
            **values,
            ids=ids,
        )
    person = namesakes[0]
    reason = next(_contradictions(data, person, entry))
    return _(
        "{client} has a {name} already, and {reason}: the same person? write --as {id}, or "
        "--as new for somebody else",
        **values,
        reason=reason,
        id=person["id"],
    )


def _contradictions(data: Data, person: Data, entry: Data) -> Iterator[Message]:
    """What speaks against a namesake being the person who comes on the entry's first day."""
    first, name = str(entry["since"]), str(person["id"])
    arrival = arrival_day(person)
    over = [post.span.last for post in past_posts(person)]
    if arrival and arrival < first:
        day = as_day(arrival)
        yield _("{person} has been there since {day}", person=name, day=day)
    elif over and str(over[0]) < first:
        day = as_day(str(over[0]))
        yield _("{person} had a post there until {day}", person=name, day=day)
    if "came_from" in person:
        yield _came_from(person, name)
    present = person_on(person, date.fromisoformat(first))
    for key in ("function", "title"):
        if key in present and key in entry and fold(present[key]) != fold(entry[key]):
            yield _("{person} is {post}", person=name, post=present[key])
    for each in interactions(data):
        if name in each.get("with", ()) and str(each["date"]) < first:
            day = as_day(str(each["date"]))
            yield _("{person} was met there on {day}", person=name, day=day)
