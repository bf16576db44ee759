"""The stored word of a typed one: a column's or field's name, a choice, a word of an option.

A word may be typed as it is stored, as its title or word is in any language of the program, or as
either of them without case and accents. Blanks, `-`, `_`, `/` and apostrophes are the same. The
stored words come first; other languages are looked up where none of them fits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from clientfile.errors import UnknownWordError, UsageError
from clientfile.errors.suggest import FEW, alternatives, did_you_mean, fold
from clientfile.language import _, pgettext
from clientfile.language.spellings import spellings
from clientfile.records.shape import Shape

Titles = Mapping[str, str]
"""What people read for stored words, by the stored one."""
YES_NO: Titles = {"true": _("yes"), "false": _("no")}
_TRUE, _FALSE = _("true"), _("false")
_Y, _N = pgettext("yes, in one letter", "y"), pgettext("no, in one letter", "n")
_FLAGS = {True: ("1", _TRUE, YES_NO["true"], _Y), False: ("0", _FALSE, YES_NO["false"], _N)}

_BETWEEN = re.compile(r"[\s'/_-]+")
# A shorter beginning of a title says too little.
_LEAST = 3


def form_of(word: str) -> str:
    """A word for comparing: words of one form are the same."""
    return _BETWEEN.sub(" ", fold(word)).strip()


def matching(typed: str, titles: Titles, *, in_part: bool = False) -> list[str]:
    """The stored words that a typed one may be: none, one, or several that have one title.

    With `in_part` the first words of a title do, where none is that as a whole.
    """
    if typed in titles:
        return [typed]
    form = form_of(typed)
    if stored := [word for word in titles if form_of(word) == form]:
        return stored
    fitting = [word for word, title in titles.items() if form in _forms(title)]
    if in_part and not fitting:
        return [
            word
            for word, title in titles.items()
            if any(begins_with(form, whole) for whole in _forms(title))
        ]
    # Of two columns with one title, the one that is called by it.
    named = [word for word in fitting if form_of(word) == form_of(titles[word])]
    return named if len(named) == 1 else fitting


def resolve_word(where: str, typed: str, titles: Titles) -> str:
    """The stored word of an option's value; `where` names the option in messages.

    Raises UnknownWordError for a word that is none, UsageError for a title of several.
    """
    words = matching(typed, titles, in_part=True)
    if not words:
        raise UnknownWordError(where, typed, by_spelling(titles))
    return only(typed, words, where)


def begins_with(form: str, whole: str) -> bool:
    """Whether a form is the first words of another one."""
    return len(form) >= _LEAST and whole.startswith(f"{form} ")


def only(typed: str, words: list[str], where: str = "") -> str:
    """The single one of the words that a typed one may be. Raises UsageError for several."""
    if len(words) == 1:
        return words[0]
    several = _("{typed!r} may be {words}: write which", typed=typed, words=alternatives(words))
    raise UsageError(_("{where}: {reason}", where=where, reason=several) if where else several)


def by_spelling(titles: Titles) -> dict[str, str]:
    """The stored words by all spellings that they have, for suggestions."""
    others = {
        spelling: word for word, title in titles.items() for spelling in spellings(title) if title
    }
    return others | {word: word for word in titles}


def field_titles(shape: Shape) -> Titles:
    """The titles of a mapping's fields, by their keys."""
    return {key: field.title for key, field in shape.fields.items()}


def choice_words(shape: Shape) -> Titles:
    """What people read for the values of an enumeration, by value."""
    return {choice: shape.word(choice) for choice in shape.choices}


def find_choice(typed: str, shape: Shape) -> str | None:
    """The value of an enumeration that a typed text is."""
    words = matching(typed, choice_words(shape))
    return words[0] if words else None


def find_flag(typed: str) -> bool | None:
    """Whether a typed text is yes or no, in a word or a letter; None for another text."""
    form = form_of(typed)
    for flag, words in _FLAGS.items():
        if any(form in _forms(word) for word in words):
            return flag
    return None


def choice_hint(typed: str, choices: Titles) -> str:
    """The end of a message about a text that is none of the choices: what to write instead."""
    if len(choices) <= FEW:
        # Named as people read it, where that is a translation of the stored word.
        read = {word: title if title == word else word for word, title in choices.items()}
        return did_you_mean(
            typed, {spelling: read[word] for spelling, word in by_spelling(choices).items()}
        )
    example = next((code for code in ("FR", "EUR") if code in choices), next(iter(choices)))
    return _("write one of {count} codes, such as {example}", count=len(choices), example=example)


def _forms(title: str) -> list[str]:
    return [form_of(spelling) for spelling in spellings(title)]
