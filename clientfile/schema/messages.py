"""Sentences for schema errors: what stands in the record, and what to write instead.

Every function takes the value as it was read and the schema node that it violates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientfile.errors.suggest import enumeration, fold, nearest
from clientfile.language import _
from clientfile.schema import suggestions
from clientfile.schema.files import CHAPTERS, Node, load_document

LONGEST_QUOTE = 40
_FEW = 12
_SLIPS = {"UK": "GB", "EL": "GR", "€": "EUR", "$": "USD", "£": "GBP"}


def quote_value(value: Any) -> str:
    """A value for a message: on one line, cut after 40 characters, control characters escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    cut = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"
    return _printable(json.dumps(cut, ensure_ascii=False)) if isinstance(value, str) else cut


def _printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1] for character in text
    )


def unknown_key(key: Any, node: Node) -> str:
    """The message for an unknown key: with the nearest known one, or the chapter it belongs in."""
    fields = node["properties"]
    if str(key).isdigit():
        return _(
            "{key} is no key: for a decimal number write a point, such as 12.{digits}",
            key=quote_value(key),
            digits=str(key),
        )
    return _(
        "unknown key {key}: {hint} (a key of your own begins with x-)",
        key=quote_value(key),
        hint=_key_hint(key, fields),
    )


def _key_hint(key: Any, fields: Node) -> str:
    """What to write instead of an unknown key."""
    if home := _chapter_of(key, fields):
        return _("it belongs under {home}", home=home)
    if near := _nearest_key(str(key), fields):
        return _("did you mean {words}?", words=quote_value(near))
    if len(fields) <= _FEW:
        return _("known here are {keys}", keys=", ".join(fields))
    return _("clientfile schema tells what may stand here")


def _chapter_of(key: Any, fields: Node) -> str | None:
    """The chapter that has the key, where the key stands beside the chapters or in another one."""
    chapters = {name: load_document(name)["properties"] for name in CHAPTERS}
    if list(fields) not in [list(chapters), *map(list, chapters.values())]:
        return None
    return next((name for name, keys in chapters.items() if key in keys), None)


def _nearest_key(key: str, fields: Node) -> str | None:
    """The key whose name, or whose title in another language, is spelled nearest."""
    words = {
        word: name
        for name, part in fields.items()
        for field, word in part.items()
        if field.startswith("x-title-")
    }
    words |= {name: name for name in fields}
    near = nearest(key, words, 1)
    return near[0] if near else None


def missing(key: str, node: Node) -> str:
    """The message for a required key that is absent, with an example of what to add."""
    part = node["properties"][key]
    example = next(iter(part.get("examples") or part.get("enum") or ()), None)
    if example is None:
        below = enumeration(load_document(key)["required"])
        return _('"{key}" is missing: add {key}: with {below} below it', key=key, below=below)
    return _('"{key}" is missing: add it, such as {key}: {example}', key=key, example=example)


def wrong_type(value: Any, node: Node) -> str:
    """The message for a value of another type than the schema's."""
    kind = node["type"] if isinstance(node["type"], str) else "range"
    if isinstance(value, Mapping | list) or kind in ("object", "array"):
        return _wrong_structure(value, node, kind)
    if kind == "boolean":
        return _wrong_boolean(value)
    if kind in ("integer", "number"):
        return _wrong_number(value, kind)
    if kind == "range":
        return _(
            "{value} is no whole number: write one such as 48, or a range such as 50-99",
            value=quote_value(value),
        )
    return _(
        "{value} is read as {kind}: write it as text, between quotes",
        value=quote_value(value),
        kind=_kind(value),
    )


def _wrong_structure(value: Any, node: Node, kind: str) -> str:
    there = _kind(value)
    if kind == "object":
        return _keys_due(there, list(node.get("properties", ()))[:3])
    if kind == "array" and "x-identity" in node:
        return _(
            "{there} stands here, a list of entries belongs here: "
            "begin each entry with a dash (- )",
            there=there,
        )
    if kind == "array":
        return _(
            "{there} stands here, a list of texts belongs here: write each after a dash (- )",
            there=there,
        )
    if kind == "string" and isinstance(value, Mapping):
        return _(
            "{there} stands here, a text belongs here: put it between quotes if it holds a colon",
            there=there,
        )
    return _(
        "{there} stands here, a single value belongs here: write {value}",
        there=there,
        value=_single(node, kind),
    )


def _keys_due(there: str, keys: list[str]) -> str:
    if not keys:
        return _(
            "{there} stands here, keys belong here: write each on a line of its own below",
            there=there,
        )
    return _(
        "{there} stands here, keys belong here: "
        "write each on a line of its own below, such as {keys}",
        there=there,
        keys=", ".join(keys),
    )


_SINGLES = {
    "boolean": _("true or false"),
    "integer": _("a whole number"),
    "number": _("a number"),
    "string": _("one text"),
    "range": _("a number or a range"),
}


def _single(node: Node, kind: str) -> str:
    if len(choices := node.get("enum", ())) in range(1, _FEW):
        return _("one of {words}", words=", ".join(choices))
    return _SINGLES[kind]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return _("a boolean")
    if isinstance(value, Mapping):
        return _("a mapping")
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, str):
        return _("a text")
    return _("a null") if value is None else _("a number")


def _wrong_boolean(value: Any) -> str:
    suggestion = suggestions.boolean_word(str(value))
    return _(
        "{value} is neither true nor false: write {word}",
        value=quote_value(value),
        word=suggestion or _("one of the two"),
    )


def _wrong_number(value: Any, kind: str) -> str:
    suggestion = suggestions.plain_number(str(value))
    if kind == "integer" and (suggestion is None or "." in suggestion):
        return _no_integer(value, suggestion)
    if sum(character.isdigit() for character in suggestion or "") > 18:
        return _(
            "{value} has more than 18 digits: write a number that is shorter",
            value=quote_value(value),
        )
    if suggestion == str(value):
        return _(
            "{value} stands in quotes, which makes it text: write {number} without them",
            value=quote_value(value),
            number=suggestion,
        )
    if suggestion:
        return _(
            "{value} is no number in plain decimal notation: write {number}",
            value=quote_value(value),
            number=suggestion,
        )
    if suggestion := suggestions.number_beside_unit(str(value)):
        return _(
            "{value} is no number: write {number}", value=quote_value(value), number=suggestion
        )
    return _(
        "{value} is no number: write digits alone, without unit, currency or separators",
        value=quote_value(value),
    )


def _no_integer(value: Any, suggestion: str | None) -> str:
    suggestion = suggestion or suggestions.number_beside_unit(str(value))
    if suggestion is None:
        return _(
            "{value} is no whole number: write digits alone, without unit, currency or separators",
            value=quote_value(value),
        )
    if "." not in suggestion:
        return _(
            "{value} is no whole number: write {number}",
            value=quote_value(value),
            number=suggestion,
        )
    return _(
        "{value} is no whole number: write it without decimals, such as {number}",
        value=quote_value(value),
        number=suggestion.partition(".")[0],
    )


def no_choice(value: str, node: Node) -> str:
    """The message for a text that is none of the enumeration."""
    choices = node["enum"]
    choice = _nearest_choice(value, node)
    if len(choices) > _FEW:
        return _no_code(value, choice, node["format"])
    words = ", ".join(choices)
    if choice:
        hint = _("did you mean {near}? ({words})", near=choice, words=words)
    else:
        hint = _("write one of {words}", words=words)
    return _("{value} is none of the choices: {hint}", value=quote_value(value), hint=hint)


def _no_code(value: str, choice: str | None, kind: str) -> str:
    example = {"country": "FR", "currency": "EUR"}[kind]
    if choice:
        hint = _("did you mean {words}?", words=choice)
    elif len(value) == len(example) and value.isupper():
        hint = _("write one that is in use, such as {example}", example=example)
    else:
        hint = _(
            "write {length} capital letters, such as {example}",
            length=len(example),
            example=example,
        )
    if kind == "country":
        return _(
            "{value} is no country code of ISO 3166-1: {hint}", value=quote_value(value), hint=hint
        )
    return _("{value} is no currency code of ISO 4217: {hint}", value=quote_value(value), hint=hint)


def _nearest_choice(value: str, node: Node) -> str | None:
    """The choice spelled nearest; among codes only letter case and the slips of `_SLIPS` count."""
    folded, choices = fold(value[:LONGEST_QUOTE]), node["enum"]
    words = {
        fold(word): choice
        for field, translated in node.items()
        if field.startswith("x-enum-")
        for word, choice in zip(translated, choices, strict=False)
    }
    words |= {fold(choice): choice for choice in choices}
    words |= {fold(slip): code for slip, code in _SLIPS.items() if code in choices}
    near = nearest(value, words, 1) if len(choices) <= _FEW else [words.get(folded)]
    return near[0] if near else None


def out_of_range(value: Any, node: Node) -> str:
    """The message for a number below the minimum or above the maximum."""
    if "maximum" in node:
        return _(
            "{value} is out of range: write a number from {least} to {most}",
            value=quote_value(value),
            least=node["minimum"],
            most=node["maximum"],
        )
    return _(
        "{value} is out of range: write {least} or more",
        value=quote_value(value),
        least=node["minimum"],
    )
