"""Answers of yes and no, in every language, and a question on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from clientfile.console.session import Session
from clientfile.errors import InvalidValueError
from clientfile.errors.suggest import fold
from clientfile.language import Lines, _, pgettext
from clientfile.language.spellings import spellings

_LETTERS = {
    "y": pgettext("the letter that answers: yes", "y"),
    "n": pgettext("the letter that answers: no", "n"),
    "e": pgettext("the letter that answers: let me edit it", "e"),
}
_WORDS = {"y": pgettext("an answer", "yes"), "n": pgettext("an answer", "no")}


def parse_answer(typed: str, keys: Sequence[str]) -> str:
    """The key that a letter or a word answers: `y`, `n` or `e`; the first for nothing typed.

    Yes and no may be in any language, or written out. Raises InvalidValueError for another word.
    """
    form = fold(typed)
    if not form or form in keys:
        return form or keys[0]
    for key in keys:
        texts = [_LETTERS[key], *([_WORDS[key]] if key in _WORDS else [])]
        if form in (fold(word) for text in texts for word in spellings(text)):
            return key
    words = Lines([_LETTERS[key] for key in keys], ", ")
    raise InvalidValueError(_("write one of {words}", words=words))


def confirm(session: Session, question: str) -> bool:
    """Whether the user agrees, as Enter alone does. Raises typer.Abort for ^C and ^D."""
    while True:
        typed = typer.prompt(session.say(question), default="", show_default=False, err=True)
        try:
            return parse_answer(typed, ("y", "n")) == "y"
        except InvalidValueError as error:
            session.note(str(error))
