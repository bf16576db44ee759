"""A guessed map as the text of a MAP.toml, with a comment a line that says why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from clientfile.exchange.guess.map_guess import ColumnGuess, MapGuess
from clientfile.language import Lines, _

Say = Callable[[str], str]
"""A message in the language of whoever reads the map."""


def format_map(guess: MapGuess, header: Sequence[str], say: Say = str) -> str:
    """The text of the map. It depends on the header and the guess alone: two people who keep the
    map of the same table write the same file.
    """
    lines = [*_head(guess, header, say), "", "[fields]"]
    lines += _field_lines(guess, say)
    if guess.skip:
        lines += ["", "[skip]", *(f"{_value(name)} = {_value(list(values))}"
                                  for name, values in guess.skip.items())]  # fmt: skip
    left = [each for each in guess.columns if each.role in ("unknown", "refused")]
    if left:
        lines += ["", _comment(say(_("Columns that are left out:")))]
        lines += [_comment(f"{_value(each.column)}: {say(each.why)}") for each in left]
    return "\n".join(lines) + "\n"


def _head(guess: MapGuess, header: Sequence[str], say: Say) -> Iterator[str]:
    if guess.system:
        yield _comment(say(_("A table of {system}", system=guess.system)))
    yield f"kind = {_value(guess.kind)}"
    yield from (f"{key} = {_value(value)}" for key, value in guess.settings.items())
    yield f"header = {_value([name for name in header if name])}"
    if guess.key:
        yield f"key = {_value(list(guess.key))}"
    if guess.client:
        yield f"client = {_value(guess.client)}"
    if guess.kind == "contacts" and (guess.client or "identity.name" in guess.fields):
        # An address book is brought to a folder that knows none of its companies.
        yield 'open = "prospect"'
    if guess.lacking:
        paths = Lines(guess.lacking, ", ")
        yield _comment(say(_("Still to be said, by a column or a value: {fields}", fields=paths)))


def _field_lines(guess: MapGuess, say: Say) -> Iterator[str]:
    of_path: dict[str, ColumnGuess] = {}
    for column in guess.columns:
        if column.role == "field":
            of_path.setdefault(column.path, column)
    for path, entry in guess.fields.items():
        why = _comment(_reason(of_path[path], say)) if path in of_path else ""
        yield f"{_value(path)} = {_value(entry)}  {why}".rstrip()
    for path, names in guess.rivals.items():
        yield _comment(f"{_value(path)} = {_value(names[0])}")
        text = _("one of {columns}", columns=Lines([_value(name) for name in names], ", "))
        yield _comment(say(text))


def _reason(column: ColumnGuess, say: Say) -> str:
    return f"{say(column.why)}: {' | '.join(column.samples)}" if column.samples else say(column.why)


def _comment(text: str) -> str:
    """A comment of one line, without what a line of TOML can't hold."""
    return "# " + "".join(letter if letter.isprintable() else " " for letter in text)


def _value(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A string of JSON is one of TOML, but for the one control character that it leaves.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_bare(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    return f"[{', '.join(map(_value, value))}]"


def _bare(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else _value(key)
