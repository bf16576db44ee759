"""Sentences for schema errors: what stands in the record, and what to write instead.

Every function takes the value as it was read and the schema node that it violates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientfile.errors.suggest import fold, nearest
from clientfile.records.names import ID, slug
from clientfile.schema import suggestions
from clientfile.schema.files import CHAPTERS, Node, load_document

_LONGEST_QUOTE = 40
_FEW = 12
_SEE_SCHEMA = "clientfile schema tells what may stand here"
_SLIPS = {"UK": "GB", "EL": "GR", "€": "EUR", "$": "USD", "£": "GBP"}


def quote_value(value: Any) -> str:
    """A value for a message: on one line, cut after 40 characters, control characters escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return _printable(json.dumps(cut, ensure_ascii=False)) if isinstance(value, str) else cut


def _printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1] for character in text
    )


def unknown_key(key: Any, node: Node) -> str:
    """The message for an unknown key: with the nearest known one, or the chapter it belongs in."""
    fields = node["properties"]
    if str(key).isdigit():
        return f"{quote_value(key)} is no key: for a decimal number write a point, such as 12.{key}"
    own = "a key of your own begins with x-"
    if home := _chapter_of(key, fields):
        return f"unknown key {quote_value(key)}: it belongs under {home} ({own})"
    if near := _nearest_key(str(key), fields):
        return f"unknown key {quote_value(key)}: did you mean {quote_value(near)}? ({own})"
    hint = f"known here are {', '.join(fields)}" if len(fields) <= _FEW else _SEE_SCHEMA
    return f"unknown key {quote_value(key)}: {hint} ({own})"


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
        below = " and ".join(load_document(key)["required"])
        return f'"{key}" is missing: add {key}: with {below} below it'
    return f'"{key}" is missing: add it, such as {key}: {example}'


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
        rule = "write one such as 48, or a range such as 50-99"
        return f"{quote_value(value)} is no whole number: {rule}"
    return f"{quote_value(value)} is read as a {_kind(value)}: write it as text, between quotes"


def _wrong_structure(value: Any, node: Node, kind: str) -> str:
    there = f"a {_kind(value)} stands here"
    if kind == "object":
        keys = list(node.get("properties", ()))[:3]
        such = f", such as {', '.join(keys)}" if keys else ""
        return f"{there}, keys belong here: write each on a line of its own below{such}"
    if kind == "array" and "x-identity" in node:
        return f"{there}, a list of entries belongs here: begin each entry with a dash (- )"
    if kind == "array":
        return f"{there}, a list of texts belongs here: write each after a dash (- )"
    if kind == "string" and isinstance(value, Mapping):
        return f"{there}, a text belongs here: put it between quotes if it holds a colon"
    return f"{there}, a single value belongs here: write {_single(node, kind)}"


def _single(node: Node, kind: str) -> str:
    if len(choices := node.get("enum", ())) in range(1, _FEW):
        return f"one of {', '.join(choices)}"
    words = {"boolean": "true or false", "integer": "a whole number", "number": "a number"}
    return words.get(kind, "one text" if kind == "string" else "a number or a range")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Mapping):
        return "mapping"
    if isinstance(value, list):
        return "list"
    return "text" if isinstance(value, str) else "null" if value is None else "number"


def _wrong_boolean(value: Any) -> str:
    suggestion = suggestions.boolean_word(str(value))
    return f"{quote_value(value)} is neither true nor false: write {suggestion or 'one of the two'}"


def _wrong_number(value: Any, kind: str) -> str:
    text = str(value)
    suggestion = suggestions.plain_number(text)
    if kind == "integer" and (suggestion is None or "." in suggestion):
        suggestion = suggestion or suggestions.number_beside_unit(text)
        if suggestion and "." not in suggestion:
            return f"{quote_value(value)} is no whole number: write {suggestion}"
        return f"{quote_value(value)} is no whole number: {_digits_alone(suggestion)}"
    if sum(character.isdigit() for character in suggestion or "") > 18:
        return f"{quote_value(value)} has more than 18 digits: write a number that is shorter"
    if suggestion == text:
        hint = f"write {suggestion} without them"
        return f"{quote_value(value)} stands in quotes, which makes it text: {hint}"
    if suggestion:
        return f"{quote_value(value)} is no number in plain decimal notation: write {suggestion}"
    if suggestion := suggestions.number_beside_unit(text):
        return f"{quote_value(value)} is no number: write {suggestion}"
    return f"{quote_value(value)} is no number: {_digits_alone(None)}"


def _digits_alone(suggestion: str | None) -> str:
    if suggestion and "." in suggestion:
        return f"write it without decimals, such as {suggestion.partition('.')[0]}"
    return "write digits alone, without unit, currency or separators"


def no_choice(value: str, node: Node) -> str:
    """The message for a text that is none of the enumeration."""
    choices = node["enum"]
    choice = _nearest_choice(value, node)
    if len(choices) > _FEW:
        return f"{quote_value(value)} is no {_no_code(value, choice, node['format'])}"
    words = ", ".join(choices)
    hint = f"did you mean {choice}? ({words})" if choice else f"write one of {words}"
    return f"{quote_value(value)} is none of the choices: {hint}"


def _no_code(value: str, choice: str | None, kind: str) -> str:
    standard, example = {"country": ("ISO 3166-1", "FR"), "currency": ("ISO 4217", "EUR")}[kind]
    if choice:
        hint = f"did you mean {choice}?"
    elif len(value) == len(example) and value.isupper():
        hint = f"write one that is in use, such as {example}"
    else:
        hint = f"write {len(example)} capital letters, such as {example}"
    return f"{kind} code of {standard}: {hint}"


def _nearest_choice(value: str, node: Node) -> str | None:
    """The choice spelled nearest; among codes only letter case and the slips of `_SLIPS` count."""
    folded, choices = fold(value[:_LONGEST_QUOTE]), node["enum"]
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
        bounds = f"from {node['minimum']} to {node['maximum']}"
        return f"{quote_value(value)} is out of range: write a number {bounds}"
    return f"{quote_value(value)} is out of range: write {node['minimum']} or more"


def misshapen(value: Any, node: Node) -> str:
    """The message for a text that does not match the pattern or the format of its field."""
    forms = {
        "date": _no_date,
        "percent": _no_percent,
        "range": _no_range,
        "id": _no_id,
        "ref": _no_ref,
        "client/person": _no_client_person,
    }
    form = forms.get(node.get("format", ""), _empty)
    return form(str(value), node)


def _no_date(value: str, _node: Node) -> str:
    if why := suggestions.why_no_day(value):
        return f"{quote_value(value)} is no day of the calendar: {why}"
    suggestion = suggestions.iso_day(value) or "it as YYYY-MM-DD, such as 2026-11-20"
    return f"{quote_value(value)} is no date: write {suggestion}"


def _no_percent(value: str, _node: Node) -> str:
    if suggestion := suggestions.plain_percent(value):
        return f"{quote_value(value)} is no percentage: write {suggestion}"
    rule = "write 5% or 2.5%, each from 0% to 100%, several in a row as 10%+5%"
    return f"{quote_value(value)} is no percentage: {rule}"


def _no_range(value: str, _node: Node) -> str:
    if suggestion := suggestions.swapped_range(value):
        return f"{quote_value(value)} ends below its start: write {suggestion}"
    suggestion = suggestions.plain_range(value) or suggestions.plain_number(value)
    if suggestion and "." not in suggestion and not suggestion.startswith("-"):
        return f"{quote_value(value)} is no whole number or range: write {suggestion}"
    rule = "write one such as 48, or a range such as 50-99"
    return f"{quote_value(value)} is no whole number or range: {rule}"


def _no_id(value: str, node: Node) -> str:
    if "A-Z" in node["pattern"]:
        rule = "letters, digits, hyphens, dots and underscores alone, 64 at most"
        return f"{quote_value(value)} is no id: write {rule}"
    if ID.fullmatch(value):
        return f"{quote_value(value)} is a name that Windows reserves, and so no id: take another"
    rule = "small letters, digits and hyphens, 64 at most"
    example = slug(value[:_LONGEST_QUOTE], "jean-dupont")
    return f"{quote_value(value)} is no id ({rule}): write one such as {example}"


def _no_ref(value: str, _node: Node) -> str:
    rule = "one line, with no blank at either end and no # at its start"
    return f"{quote_value(value)} is no reference of an order: write {rule}"


def _no_client_person(value: str, _node: Node) -> str:
    rule = "write the client's id, a slash and the person's id, such as acme/jean-dupont"
    return f"{quote_value(value)} is no person of another client: {rule}"


def _empty(value: str, _node: Node) -> str:
    return f"{quote_value(value)} says nothing: write a text, or take the key away"
