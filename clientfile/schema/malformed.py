"""Sentences for texts that are not of their field's format: dates, percentages, ranges, ids."""

from __future__ import annotations

from typing import Any

from clientfile.language import _
from clientfile.records.names import ID, slug
from clientfile.schema import suggestions
from clientfile.schema.files import Node
from clientfile.schema.messages import LONGEST_QUOTE, quote_value


def misshapen(value: Any, node: Node) -> str:
    """The message for a text that does not match the pattern or the format of its field."""
    forms = {
        "date": _no_date,
        "percent": _no_percent,
        "interval": _no_interval,
        "range": _no_range,
        "id": _no_id,
        "ref": _no_ref,
        "client/person": _no_client_person,
        "client/id": _no_client_item,
    }
    form = forms.get(node.get("format", ""), _empty)
    return form(str(value), node)


def _no_date(value: str, _node: Node) -> str:
    if why := suggestions.why_no_day(value):
        return _("{value} is no day of the calendar: {why}", value=quote_value(value), why=why)
    if suggestion := suggestions.iso_day(value):
        return _("{value} is no date: write {day}", value=quote_value(value), day=suggestion)
    return _(
        "{value} is no date: write it as YYYY-MM-DD, such as 2026-11-20", value=quote_value(value)
    )


def _no_percent(value: str, _node: Node) -> str:
    if suggestion := suggestions.plain_percent(value):
        return _(
            "{value} is no percentage: write {percentage}",
            value=quote_value(value),
            percentage=suggestion,
        )
    return _(
        "{value} is no percentage: "
        "write 5% or 2.5%, each from 0% to 100%, several in a row as 10%+5%",
        value=quote_value(value),
    )


def _no_interval(value: str, _node: Node) -> str:
    return _(
        "{value} is no interval: write a number and d, w, m or y, such as 10d, 2w, 6m or 1y",
        value=quote_value(value),
    )


def _no_range(value: str, _node: Node) -> str:
    if suggestion := suggestions.swapped_range(value):
        return _(
            "{value} ends below its start: write {range}",
            value=quote_value(value),
            range=suggestion,
        )
    suggestion = suggestions.plain_range(value) or suggestions.plain_number(value)
    if suggestion and "." not in suggestion and not suggestion.startswith("-"):
        return _(
            "{value} is no whole number or range: write {range}",
            value=quote_value(value),
            range=suggestion,
        )
    return _(
        "{value} is no whole number or range: write one such as 48, or a range such as 50-99",
        value=quote_value(value),
    )


def _no_id(value: str, node: Node) -> str:
    if "A-Z" in node["pattern"]:
        return _(
            "{value} is no id: "
            "write letters, digits, hyphens, dots and underscores alone, 64 at most",
            value=quote_value(value),
        )
    if ID.fullmatch(value):
        return _(
            "{value} is a name that Windows reserves, and so no id: take another",
            value=quote_value(value),
        )
    return _(
        "{value} is no id (small letters, digits and hyphens, 64 at most): "
        "write one such as {example}",
        value=quote_value(value),
        example=slug(value[:LONGEST_QUOTE], "jean-dupont"),
    )


def _no_ref(value: str, _node: Node) -> str:
    return _(
        "{value} is no reference of an order: "
        "write one line, with no blank at either end and no # at its start",
        value=quote_value(value),
    )


def _no_client_person(value: str, _node: Node) -> str:
    return _(
        "{value} is no person of another client: "
        "write the client's id, a slash and the person's id, such as acme/jean-dupont",
        value=quote_value(value),
    )


def _no_client_item(value: str, _node: Node) -> str:
    return _(
        "{value} is no interaction of another client: "
        "write the client's id, a slash and its id, such as acme/k3v9qa2x",
        value=quote_value(value),
    )


def _empty(value: str, _node: Node) -> str:
    return _("{value} says nothing: write a text, or take the key away", value=quote_value(value))
