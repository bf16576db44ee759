"""Names of people as they are typed: title, first name and last name."""

from __future__ import annotations

from clientfile.errors import InvalidValueError
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.names import quoted

# Forms of address in French, English, German, Spanish, Italian and Dutch.
_TITLES = frozenset(
    {"m", "mm", "mme", "mmes", "mlle", "mr", "mrs", "ms", "miss", "dr", "docteur", "pr", "prof"}
    | {"me", "maître", "herr", "frau", "hr", "fr", "ing", "dipl-ing", "sr", "sra", "sig", "dott"}
    | {"dhr", "mevr"}
)


def split_name(name: str) -> Data:
    """Title, first and last name as typed: `Jean Dupont`, `Mme Jeanne de la Tour`, `DUPONT Jean`,
    `Dupont, Jean`.

    A name in capitals, or before a comma, is the last name; else the first word is the first name.
    One word alone is the last name.
    """
    words = name.split()
    titles: list[str] = []
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        titles.append(words.pop(0))
    titled = {"title": " ".join(titles)} if titles else {}
    return titled | _first_and_last(words)


def new_person(name: str) -> Data:
    """The parts of a new person's name, as `split_name` gives them.

    Raises InvalidValueError for an empty text, an e-mail address and a number.
    """
    if not any(letter.isalpha() for letter in name) or "@" in name:
        raise InvalidValueError(
            _("{text} is no name of a person, such as Paul Martin", text=quoted(name))
        )
    return split_name(name)


def _first_and_last(words: list[str]) -> Data:
    last, comma, first = " ".join(words).partition(",")
    if comma and last.strip() and first.strip():
        return {"first_name": first.strip(), "last_name": last.strip()}
    capitals = [word for word in words if len(word.rstrip(".")) > 1 and word.isupper()]
    if len(words) < 2:
        return {"last_name": " ".join(words)}
    if capitals and len(capitals) < len(words):
        others = [word for word in words if word not in capitals]
        return {"first_name": " ".join(others), "last_name": " ".join(capitals)}
    return {"first_name": words[0], "last_name": " ".join(words[1:])}
