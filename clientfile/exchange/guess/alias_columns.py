"""Which column of a header fills which field by its heading alone, without a preset."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from clientfile.exchange.guess.aliases import (
    CLIENT_CODE,
    CLIENT_NAME,
    WHOLE_NAME,
    WHOSE,
    Alias,
    find_aliases,
    plain_headings,
)

_COMPANY, _PERSON = "identity.", "contacts.people."
_NAMES_OF_COMPANIES = ("identity.name", CLIENT_NAME, CLIENT_CODE)
_NAMES_OF_PEOPLE = ("contacts.people.last_name", "contacts.people.first_name", WHOLE_NAME)


@dataclass(frozen=True)
class Claim:
    """A column, by its place in the header, that would fill the field at `path`."""

    place: int
    path: str
    proved: bool


def claim_fields(
    numbered: Sequence[tuple[str, int]], kind: str, free: Collection[int], filled: Mapping[int, str]
) -> list[Claim]:
    """What the columns at the places `free` would fill in a table of that kind.

    `numbered` are the headings, normalized, with their numbers; `filled` are the fields that other
    columns fill already. A heading that stands twice, or means several fields, claims none.
    """
    plain = plain_headings(name for name, __ in numbered)
    seconds = {name for name, number in numbered if number == 2}
    aliases = {
        place: find_aliases(name, plain, kind)
        for place, (name, __) in enumerate(numbered)
        if name and name not in seconds
    }
    paths = {place: each[0].path for place, each in aliases.items() if each} | dict(filled)
    claims: list[Claim] = []
    for place in sorted(free):
        # Where a heading stands twice, companies and people each have one: of all it may be either.
        claims += _claims(place, aliases.get(place, ()), {} if seconds else paths)
    return claims


def _claims(place: int, aliases: Sequence[Alias], paths: Mapping[int, str]) -> list[Claim]:
    fields = {each.path: each for each in aliases}
    # A code names the client and is no field; a name of the client may be its company's, too.
    who = [path for path in fields if path in (CLIENT_CODE, CLIENT_NAME)]
    others = [path for path in fields if path not in who]
    claims = [Claim(place, path, fields[path].proved) for path in who]
    if len(others) == 1:
        path = _resolve_whose(others[0], place, paths)
        claims += [Claim(place, path, fields[others[0]].proved)] if path else []
    return claims


def _resolve_whose(path: str, place: int, paths: Mapping[int, str]) -> str:
    """The field of a company or of a person, for a path that is either's; empty where that is not
    clear.

    Nothing is clear in a table of people without their names. An address is the company's where the
    table names one. A number or an e-mail address after the name of a person is theirs, also where
    the company is named in between; one after the company alone is the company's.
    """
    if not path.startswith(WHOSE):
        return path
    field = path.removeprefix(WHOSE)
    companies = [at for at, each in paths.items() if each in _NAMES_OF_COMPANIES]
    people = [at for at, each in paths.items() if each in _NAMES_OF_PEOPLE]
    if not people and (not companies or any(each.startswith(_PERSON) for each in paths.values())):
        return ""
    if not people or (companies and field.startswith("address.")):
        return _COMPANY + field
    if not companies or min(people) < place:
        return _PERSON + field
    return _COMPANY + field if min(companies) < place else ""
