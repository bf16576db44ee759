"""The sides of a conflict: what people read for them and type, as an answer or in an option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from clientfile.errors import InvalidValueError, UsageError
from clientfile.errors.suggest import fold
from clientfile.language import Lines, Translatable, _, pgettext
from clientfile.language.spellings import spellings
from clientfile.records.conflict import Choice
from clientfile.records.typed.words import form_of, resolve_word

SIDES: Mapping[str, str] = {
    "mine": pgettext("a side of a conflict", "mine"),
    "theirs": pgettext("a side of a conflict", "theirs"),
    "both": pgettext("a side of a conflict", "both"),
}
OTHER = "other"
_WORDS = {**SIDES, OTHER: pgettext("an answer about a conflict", "other")}
_LETTERS = {
    "mine": pgettext("the letter that answers: mine", "m"),
    "theirs": pgettext("the letter that answers: theirs", "t"),
    "both": pgettext("the letter that answers: both", "b"),
    OTHER: pgettext("the letter that answers: another value", "o"),
}


def letters(keys: Sequence[str]) -> str:
    """The letters that answer, for a question: `m/t/o`."""
    return Lines((_LETTERS[key] for key in keys), "/")


def parse_side(typed: str, keys: Sequence[str]) -> str:
    """The key among `mine`, `theirs`, `both` and `other` that a letter or a word answers, in any
    language.

    Raises InvalidValueError for another word, and for nothing typed: no side is the usual one.
    """
    form = form_of(typed)
    for key in keys:
        texts = (key, *spellings(_LETTERS[key]), *spellings(_WORDS[key]))
        if form and form in (form_of(fold(text)) for text in texts):
            return key
    raise InvalidValueError(ask_for_side(keys))


def ask_for_side(keys: Sequence[str]) -> Translatable:
    """The sentence that names the letters of a question, for an answer that is none of them."""
    return _("write one of {words}", words=Lines((_LETTERS[key] for key in keys), ", "))


def parse_prefer(typed: str) -> Literal["mine", "theirs", ""]:
    """The side of `--prefer`; "" without it. Raises UsageError for another word."""
    if not typed:
        return ""
    words = {key: SIDES[key] for key in ("mine", "theirs")}
    return "mine" if resolve_word("--prefer", typed, words) == "mine" else "theirs"


def parse_takes(typed: Sequence[str]) -> dict[str, Choice]:
    """The choices of `--take NAME=SIDE`, by the names of the conflicts.

    Raises UsageError for a text of another form, for another side and for a name with two.
    """
    takes: dict[str, Choice] = {}
    for text in typed:
        name, equals, side = text.rpartition("=")
        if not equals or not name.strip():
            raise UsageError(
                _(
                    "--take {typed!r}: write the conflict's name and a side, such as "
                    "--take acme/jean-dupont.phone=mine",
                    typed=text,
                )
            )
        choice = cast(Choice, resolve_word("--take", side.strip(), SIDES))
        if takes.setdefault(name.strip(), choice) != choice:
            raise UsageError(
                _("--take {name} is there twice, with two sides: leave one out", name=name.strip())
            )
    return takes
