"""Questions on a terminal: a line that can be edited, completed, and is checked before it is taken.

The one user of prompt_toolkit. Questions go to stderr, so that results on stdout stay apart.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.utils import is_dumb_terminal
from prompt_toolkit.validation import ValidationError, Validator

from clientfile.errors import ClientfileError, InvalidValueError
from clientfile.errors.suggest import fold
from clientfile.output.terminal import one_line, visible

Offer = tuple[str, str]
"""A word that an answer may be, and what it means."""

_YES_AND_NO = {"yes": "y", "o": "y", "oui": "y", "no": "n", "non": "n"}
# What a line may hold: a pasted text keeps its lines.
_KEPT = "\n\t"


class PromptEndedError(Exception):
    """The user has said all that they wanted to (^D)."""


@dataclass(frozen=True)
class Prompt:
    """One question: its label; the answer of Enter alone; what stands in the line already; what Tab
    offers for what is typed, after the last of `apart`; and what refuses an answer, by raising a
    ClientfileError.
    """

    label: str
    default: str = ""
    typed: str = ""
    offers: Callable[[str], Iterable[Offer]] = lambda _: ()
    check: Callable[[str], object] = lambda _: None
    hint: str = ""
    apart: str = ""


def ask(asked: Prompt) -> str:
    """The answer, without blanks around it; the default, or nothing, for Enter alone.

    Raises Enough for ^D, KeyboardInterrupt for ^C.
    """
    default = f" [{one_line(asked.default)}]" if asked.default else ""
    label = f"{one_line(asked.label)}{default}: "
    if is_dumb_terminal():
        return _asked_plainly(asked, label)
    session: PromptSession[str] = PromptSession(
        label,
        completer=_Offering(asked),
        complete_while_typing=False,
        complete_style=CompleteStyle.COLUMN,
        validator=_Checking(asked.check),
        validate_while_typing=False,
        bottom_toolbar=one_line(asked.hint) or None,
        input_processors=[_Showing()],
        reserve_space_for_menu=4,
        enable_suspend=True,
        output=create_output(stdout=sys.stderr),
    )
    try:
        return session.prompt(default=asked.typed).strip() or asked.default
    except EOFError:
        raise PromptEndedError from None


def _asked_plainly(asked: Prompt, label: str) -> str:
    """The answer on a terminal that only prints: asked again until it can be taken."""
    while True:
        sys.stderr.write(label)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise PromptEndedError
        try:
            _refuse(line.strip(), asked.check)
        except ClientfileError as error:
            sys.stderr.write(f"{one_line(str(error))}\n")
        else:
            return line.strip() or asked.default


def _refuse(text: str, check: Callable[[str], object]) -> None:
    """Raise what refuses an answer; nothing refuses that a question is passed over."""
    if any(ord(sign) < 32 and sign not in _KEPT for sign in text):
        raise InvalidValueError("there is a control character in it: take it out")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidValueError("there is something in it that is no UTF-8 text: take it out")
    if text:
        check(text)


class _Offering(Completer):
    """What Tab offers, with nothing in it that acts on the terminal."""

    def __init__(self, asked: Prompt) -> None:
        self._asked = asked

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        del event
        typed = _last_part(document.text_before_cursor, self._asked.apart)
        for word, meaning in self._asked.offers(typed):
            shown = one_line(word)
            if shown == word:
                yield Completion(word, -len(typed), display=word, display_meta=one_line(meaning))


def _last_part(text: str, apart: str) -> str:
    cut = max([text.rfind(sign) for sign in apart], default=-1)
    return text[cut + 1 :].lstrip()


class _Showing(Processor):
    """Shows what is typed with every character escaped that acts or hides, as records are shown."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        shown: StyleAndTextTuples = []
        places = [0]
        for style, text, *_ in transformation_input.fragments:
            for sign in text:
                told = visible(sign, _KEPT)
                shown.append((style, told))
                places.append(places[-1] + len(told))
        return Transformation(
            shown,
            source_to_display=lambda place: places[min(place, len(places) - 1)],
            display_to_source=lambda place: bisect_right(places, place) - 1,
        )


class _Checking(Validator):
    """Refuses an answer with the sentence that its check raises: the answer can then be mended."""

    def __init__(self, check: Callable[[str], object]) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        try:
            _refuse(document.text.strip(), self._check)
        except ClientfileError as error:
            raise ValidationError(len(document.text), one_line(str(error))) from None


def choose(label: str, keys: Sequence[str]) -> str:
    """One of `keys`, the first where nothing is typed; yes and no may be French or written out.

    Raises as `ask` does.
    """

    def meant(text: str) -> str:
        return _YES_AND_NO.get(fold(text), fold(text))

    def check(text: str) -> None:
        if meant(text) not in keys:
            raise InvalidValueError(f"write one of {', '.join(keys)}")

    return meant(ask(Prompt(label, check=check))) or keys[0]
