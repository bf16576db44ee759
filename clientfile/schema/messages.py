"""What is wrong with a value, as a sentence: what is there, and what to write instead.

Every function takes the value as it was read and the schema node that it breaks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clientfile.errors.suggest import fold, nearest
from clientfile.records.names import ID, slug
from clientfile.schema import suggestions
from clientfile.schema.files import CHAPTERS, Node, document

_SHOWN = 40
_FEW = 12
_SEE_SCHEMA = "clientfile schema tells what may stand here"
_WORDS = {"UK": "GB", "EL": "GR", "€": "EUR", "$": "USD", "£": "GBP"}


def shown(value: Any) -> str:
    """A value as a message quotes it: cut where it is long, on one line, no bytes of control."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return _printable(json.dumps(cut, ensure_ascii=False)) if isinstance(value, str) else cut


def _printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else json.dumps(character)[1:-1] for character in text
    )


def unknown_key(key: Any, node: Node) -> str:
    """A key that its mapping does not know, with the nearest that it does, or where it belongs."""
    known = node["properties"]
    if str(key).isdigit():
        return f"{shown(key)} is no key: for a decimal number write a point, such as 12.{key}"
    own = "a key of your own begins with x-"
    if home := _chapter_of(key, known):
        return f"unknown key {shown(key)}: it belongs under {home} ({own})"
    if near := _nearest_key(str(key), known):
        return f"unknown key {shown(key)}: did you mean {shown(near)}? ({own})"
    told = f"known here are {', '.join(known)}" if len(known) <= _FEW else _SEE_SCHEMA
    return f"unknown key {shown(key)}: {told} ({own})"


def _chapter_of(key: Any, known: Node) -> str | None:
    """The chapter whose key this is, where it stands beside the chapters or in another one."""
    chapters = {name: document(name)["properties"] for name in CHAPTERS}
    if list(known) not in [list(chapters), *map(list, chapters.values())]:
        return None
    return next((name for name, keys in chapters.items() if key in keys), None)


def _nearest_key(key: str, known: Node) -> str | None:
    """The key that is spelled nearest, or whose French title is."""
    words = {part["x-title-fr"]: name for name, part in known.items() if "x-title-fr" in part}
    words |= {name: name for name in known}
    near = nearest(key, words, 1)
    return near[0] if near else None


def missing(key: str, node: Node) -> str:
    """A required key that is absent, with an example of what to add."""
    part = node["properties"][key]
    example = next(iter(part.get("examples") or part.get("enum") or ()), None)
    if example is None:
        below = " and ".join(document(key)["required"])
        return f'"{key}" is missing: add {key}: with {below} below it'
    return f'"{key}" is missing: add it, such as {key}: {example}'


def wrong_type(value: Any, node: Node) -> str:
    """A value of another type than the schema's."""
    wanted = node["type"] if isinstance(node["type"], str) else "range"
    if isinstance(value, Mapping | list) or wanted in ("object", "array"):
        return _wrong_structure(value, node, wanted)
    if wanted == "boolean":
        return _wrong_boolean(value)
    if wanted in ("integer", "number"):
        return _wrong_number(value, wanted)
    if wanted == "range":
        return f"{shown(value)} is no whole number: write one such as 48, or a range such as 50-99"
    return f"{shown(value)} is read as a {_kind(value)}: write it as text, between quotes"


def _wrong_structure(value: Any, node: Node, wanted: str) -> str:
    there = f"a {_kind(value)} stands here"
    if wanted == "object":
        keys = list(node.get("properties", ()))[:3]
        such = f", such as {', '.join(keys)}" if keys else ""
        return f"{there}, keys belong here: write each on a line of its own below{such}"
    if wanted == "array" and "x-identity" in node:
        return f"{there}, a list of entries belongs here: begin each entry with a dash (- )"
    if wanted == "array":
        return f"{there}, a list of texts belongs here: write each after a dash (- )"
    if wanted == "string" and isinstance(value, Mapping):
        return f"{there}, a text belongs here: put it between quotes if it holds a colon"
    return f"{there}, a single value belongs here: write {_single(node, wanted)}"


def _single(node: Node, wanted: str) -> str:
    if len(choices := node.get("enum", ())) in range(1, _FEW):
        return f"one of {', '.join(choices)}"
    words = {"boolean": "true or false", "integer": "a whole number", "number": "a number"}
    return words.get(wanted, "one text" if wanted == "string" else "a number or a range")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, Mapping):
        return "mapping"
    if isinstance(value, list):
        return "list"
    return "text" if isinstance(value, str) else "null" if value is None else "number"


def _wrong_boolean(value: Any) -> str:
    meant = suggestions.boolean(str(value))
    return f"{shown(value)} is neither true nor false: write {meant or 'one of the two'}"


def _wrong_number(value: Any, wanted: str) -> str:
    text = str(value)
    meant = suggestions.number(text)
    if wanted == "integer" and (meant is None or "." in meant):
        meant = meant or suggestions.bare(text)
        if meant and "." not in meant:
            return f"{shown(value)} is no whole number: write {meant}"
        return f"{shown(value)} is no whole number: {_digits_alone(meant)}"
    if sum(character.isdigit() for character in meant or "") > 18:
        return f"{shown(value)} has more than 18 digits: write a number that is shorter"
    if meant == text:
        return f"{shown(value)} stands in quotes, which makes it text: write {meant} without them"
    if meant:
        return f"{shown(value)} is no number in plain decimal notation: write {meant}"
    if meant := suggestions.bare(text):
        return f"{shown(value)} is no number: write {meant}"
    return f"{shown(value)} is no number: {_digits_alone(None)}"


def _digits_alone(meant: str | None) -> str:
    if meant and "." in meant:
        return f"write it without decimals, such as {meant.partition('.')[0]}"
    return "write digits alone, without unit, currency or separators"


def no_choice(value: str, node: Node) -> str:
    """A text that is none of the words that may stand there."""
    choices = node["enum"]
    meant = _meant_choice(value, choices, node.get("x-enum-fr", ()))
    if len(choices) > _FEW:
        return f"{shown(value)} is no {_no_code(value, meant, node['format'])}"
    hint = f"did you mean {meant}? (" if meant else "write one of "
    return (
        f"{shown(value)} is none of the choices: {hint}{', '.join(choices)}{')' if meant else ''}"
    )


def _no_code(value: str, meant: str | None, kind: str) -> str:
    standard, example = {"country": ("ISO 3166-1", "FR"), "currency": ("ISO 4217", "EUR")}[kind]
    if meant:
        hint = f"did you mean {meant}?"
    elif len(value) == len(example) and value.isupper():
        hint = f"write one that is in use, such as {example}"
    else:
        hint = f"write {len(example)} capital letters, such as {example}"
    return f"{kind} code of {standard}: {hint}"


def _meant_choice(value: str, choices: list[str], french: list[str]) -> str | None:
    """The choice that is spelled nearest; among codes only letter case and known slips count."""
    folded = fold(value[:_SHOWN])
    words = {fold(word): choice for word, choice in zip(french, choices, strict=False)}
    words |= {fold(choice): choice for choice in choices}
    words |= {fold(slip): code for slip, code in _WORDS.items() if code in choices}
    near = nearest(value, words, 1) if len(choices) <= _FEW else [words.get(folded)]
    return near[0] if near else None


def out_of_range(value: Any, node: Node) -> str:
    """A number below or above what makes sense."""
    if "maximum" in node:
        bounds = f"from {node['minimum']} to {node['maximum']}"
        return f"{shown(value)} is out of range: write a number {bounds}"
    return f"{shown(value)} is out of range: write {node['minimum']} or more"


def misshapen(value: Any, node: Node) -> str:
    """A text that is not formed as its kind of text is."""
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
    if why := suggestions.unreal(value):
        return f"{shown(value)} is no day of the calendar: {why}"
    meant = suggestions.day(value)
    return f"{shown(value)} is no date: write {meant or 'it as YYYY-MM-DD, such as 2026-11-20'}"


def _no_percent(value: str, _node: Node) -> str:
    if meant := suggestions.percent(value):
        return f"{shown(value)} is no percentage: write {meant}"
    rule = "write 5% or 2.5%, each from 0% to 100%, several in a row as 10%+5%"
    return f"{shown(value)} is no percentage: {rule}"


def _no_range(value: str, _node: Node) -> str:
    if meant := suggestions.inverted(value):
        return f"{shown(value)} ends below its start: write {meant}"
    meant = suggestions.spaced_range(value) or suggestions.number(value)
    if meant and "." not in meant and not meant.startswith("-"):
        return f"{shown(value)} is no whole number or range: write {meant}"
    rule = "write one such as 48, or a range such as 50-99"
    return f"{shown(value)} is no whole number or range: {rule}"


def _no_id(value: str, node: Node) -> str:
    if "A-Z" in node["pattern"]:
        rule = "letters, digits, hyphens, dots and underscores alone, 64 at most"
        return f"{shown(value)} is no id: write {rule}"
    if ID.fullmatch(value):
        return f"{shown(value)} is a name that Windows reserves, and so no id: take another"
    rule = "small letters, digits and hyphens, 64 at most"
    return (
        f"{shown(value)} is no id ({rule}): write one such as {slug(value[:_SHOWN], 'jean-dupont')}"
    )


def _no_ref(value: str, _node: Node) -> str:
    rule = "one line, with no blank at either end and no # at its start"
    return f"{shown(value)} is no reference of an order: write {rule}"


def _no_client_person(value: str, _node: Node) -> str:
    rule = "write the client's id, a slash and the person's id, such as acme/jean-dupont"
    return f"{shown(value)} is no person of another client: {rule}"


def _empty(value: str, _node: Node) -> str:
    return f"{shown(value)} says nothing: write a text, or take the key away"
