"""Questions on a terminal: an editable line with completion, checked before it is accepted.

The only user of prompt_toolkit. Questions go to stderr, so that results on stdout stay apart.
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
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import is_dumb_terminal
from prompt_toolkit.validation import ValidationError, Validator

from clientfile.console.confirm import parse_answer
from clientfile.errors import ClientfileError, InvalidValueError
from clientfile.language import _
from clientfile.output.terminal import one_line, visible

Suggestion = tuple[str, str]
"""A word that completes an answer, and its meaning."""

# Control characters that an answer may hold: a pasted text has several lines.
_ALLOWED_CONTROLS = "\n\t"

# A no-break space, which French has before a colon, is a blank like others.
_STYLE = Style.from_dict({"nbsp": "noinherit"})


class PromptEndedError(Exception):
    """The user ended the questions (^D)."""


@dataclass(frozen=True)
class Prompt:
    """One question.

    `say` returns a text in the reader's language. `default` is the answer of Enter alone, `initial`
    the text that stands in the line at first. `suggest` gives the completions of what is typed
    after the last of the `separators`. `check` raises a ClientfileError for an answer that is
    refused.
    """

    label: str
    say: Callable[[str], str]
    default: str = ""
    initial: str = ""
    suggest: Callable[[str], Iterable[Suggestion]] = lambda __: ()
    check: Callable[[str], object] = lambda __: None
    hint: str = ""
    separators: str = ""


def ask(prompt: Prompt) -> str:
    """The answer, without blanks around it; for Enter alone the default, or "".

    Raises PromptEndedError for ^D, KeyboardInterrupt for ^C.
    """
    default = f" [{one_line(prompt.say(prompt.default))}]" if prompt.default else ""
    label = prompt.say(_("{question}: ", question=one_line(prompt.say(prompt.label)) + default))
    if is_dumb_terminal():
        return _ask_plainly(prompt, label)
    session: PromptSession[str] = PromptSession(
        label,
        completer=_PromptCompleter(prompt),
        complete_while_typing=False,
        complete_style=CompleteStyle.COLUMN,
        style=_STYLE,
        validator=_PromptValidator(prompt),
        validate_while_typing=False,
        bottom_toolbar=one_line(prompt.say(prompt.hint)) or None,
        input_processors=[_VisibleInput()],
        reserve_space_for_menu=4,
        enable_suspend=True,
        output=create_output(stdout=sys.stderr),
    )
    try:
        return session.prompt(default=prompt.initial).strip() or prompt.default
    except EOFError:
        raise PromptEndedError from None


def _ask_plainly(prompt: Prompt, label: str) -> str:
    """The answer on a terminal that can't move its cursor: the question is repeated until an
    answer is accepted.
    """
    while True:
        sys.stderr.write(label)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise PromptEndedError
        try:
            _refuse(line.strip(), prompt.check)
        except ClientfileError as error:
            sys.stderr.write(f"{one_line(prompt.say(str(error)))}\n")
        else:
            return line.strip() or prompt.default


def _refuse(text: str, check: Callable[[str], object]) -> None:
    """Raise what refuses an answer; an empty one, which passes the question over, is accepted."""
    if any(ord(sign) < 32 and sign not in _ALLOWED_CONTROLS for sign in text):
        raise InvalidValueError(_("there is a control character in it: take it out"))
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidValueError(_("there is something in it that is no UTF-8 text: take it out"))
    if text:
        check(text)


class _PromptCompleter(Completer):
    """The completions of Tab, without words that hold anything a terminal acts on."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        del event
        typed = _last_part(document.text_before_cursor, self._prompt.separators)
        for word, meaning in self._prompt.suggest(typed):
            if one_line(word) == word:
                yield Completion(word, -len(typed), display=word, display_meta=one_line(meaning))


def _last_part(text: str, separators: str) -> str:
    cut = max([text.rfind(sign) for sign in separators], default=-1)
    return text[cut + 1 :].lstrip()


class _VisibleInput(Processor):
    """Shows the typed text with every character escaped that acts or hides, as records are."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments: StyleAndTextTuples = []
        columns = [0]
        for style, text, *__ in transformation_input.fragments:
            for sign in text:
                escaped = visible(sign, _ALLOWED_CONTROLS)
                fragments.append((style, escaped))
                columns.append(columns[-1] + len(escaped))
        return Transformation(
            fragments,
            source_to_display=lambda index: columns[min(index, len(columns) - 1)],
            display_to_source=lambda column: bisect_right(columns, column) - 1,
        )


class _PromptValidator(Validator):
    """Refuses an answer with the message of its check, so that the user can correct it."""

    def __init__(self, prompt: Prompt) -> None:
        self._prompt = prompt

    def validate(self, document: Document) -> None:
        try:
            _refuse(document.text.strip(), self._prompt.check)
        except ClientfileError as error:
            message = one_line(self._prompt.say(str(error)))
            raise ValidationError(len(document.text), message) from None


def choose(label: str, keys: Sequence[str], say: Callable[[str], str]) -> str:
    """One of `keys`, the first for Enter alone; see `parse_answer` for what may be typed.

    Raises as `ask` does.
    """

    def check(text: str) -> None:
        parse_answer(text, keys)

    return parse_answer(ask(Prompt(label, say, check=check)), keys)


def confirm(question: str, say: Callable[[str], str], *, by_default: bool) -> bool:
    """Whether the user says yes; Enter alone is `by_default`, and no answer at all is no.

    Raises KeyboardInterrupt for ^C.
    """
    try:
        return choose(question, ("y", "n") if by_default else ("n", "y"), say) == "y"
    except PromptEndedError:
        return False
