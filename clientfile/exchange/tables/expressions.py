"""An entry of a map as an expression: column, value or template → a text from a row's cells."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from clientfile.errors.suggest import did_you_mean
from clientfile.exchange.tables.csv_file import normalize_column
from clientfile.language import _, ngettext
from clientfile.records.names import quoted

LONGEST_MATCHED = 1000
"""The most characters of a cell that a user's regular expression is tried on."""

_NAMED = re.compile(r"\{([^{}]*)\}")
_KEYS = ("column", "value", "template", "map", "match", "as", "lower", "slug")


class UnmappableError(Exception):
    """A cell that can't become a value: its row is skipped and reported with the message `why`.

    It is never raised out of `exchange.tables`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ValueSource:
    """One entry of a map: a column, a constant or a template, and the steps applied to its text.

    The steps, in this order: `match` takes the first group, `words` replaces whole texts (the
    map's `map`), `lower` makes small letters. `slug` and `percent` say how an id and a percentage
    are parsed.
    """

    column: str = ""
    value: str | None = None
    template: str = ""
    match: re.Pattern[str] | None = None
    words: Mapping[str, str] | None = None
    lower: bool = False
    slug: bool = False
    percent: Literal["", "fraction", "percent"] = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the entry reads."""
        if self.template:
            return tuple(normalize_column(name) for name in _NAMED.findall(self.template))
        return (self.column,) if self.column else ()

    @property
    def as_record(self) -> bool:
        """Whether the text is written as in a record: it is the map's own, not a cell's."""
        return self.value is not None or self.words is not None

    def text(self, cells: Mapping[str, str]) -> str:
        """The text for a row's cells, by column; empty where there is none. Raises
        UnmappableError.
        """
        if self.value is not None:
            return self.value
        text = self._fill_template(cells) if self.template else cells[self.column]
        if text and self.match:
            text = _first_group(self.match, text)
        if self.words is not None:
            text = _replace_text(self.words, text)
        return text.lower() if self.lower else text

    def _fill_template(self, cells: Mapping[str, str]) -> str:
        if not any(cells[name] for name in self.columns):
            return ""
        return _NAMED.sub(lambda match: cells[normalize_column(match[1])], self.template).strip()


def parse_source(entry: Any) -> ValueSource:
    """The source that an entry of a map (a column's name, or a table) describes.

    Raises ValueError with what is wrong.
    """
    if isinstance(entry, str):
        entry = {"column": entry}
    if not isinstance(entry, dict):
        raise ValueError(_("write a column, or { column = … }, { value = … }, { template = … }"))
    for key in entry:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ValueError(_("{key!r} is no part of a source: {hint}", key=key, hint=hint))
    _check_origin(entry)
    return ValueSource(
        column=normalize_column(_text(entry, "column")),
        value=format_toml_scalar(entry["value"]) if "value" in entry else None,
        template=_template(entry),
        match=_match(entry),
        words=_words(entry),
        lower=_flag(entry, "lower"),
        slug=_flag(entry, "slug"),
        percent=_percent(entry),
    )


def format_toml_scalar(value: Any) -> str:
    """The text of a TOML scalar as a record writes it. Raises ValueError for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 20:
        return format(value, "f")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise ValueError(
        _(
            "{value} is no single value: write text, a number, a date, true or false",
            value=repr(value),
        )
    )


def _check_origin(entry: dict[str, Any]) -> None:
    origins = [key for key in ("column", "value", "template") if key in entry]
    if len(origins) != 1:
        raise ValueError(_("a source has one of column, value and template"))
    if origins == ["value"] and len(entry) > 1:
        raise ValueError(_("a value is written as the record holds it: nothing stands beside it"))


def _text(entry: dict[str, Any], key: str) -> str:
    text = entry.get(key, "")
    if not isinstance(text, str) or (key in entry and not text.strip()):
        raise ValueError(_("{key} must be text", key=key))
    return text


def _template(entry: dict[str, Any]) -> str:
    template = _text(entry, "template")
    if not template:
        return ""
    names = _NAMED.findall(template)
    if not names or re.search(r"[{}]", _NAMED.sub("", template)):
        raise ValueError(
            _(
                "template {template!r} must name columns in braces, as in '{{Region}}'",
                template=template,
            )
        )
    return template


def _match(entry: dict[str, Any]) -> re.Pattern[str] | None:
    text = _text(entry, "match")
    if not text:
        return None
    try:
        with warnings.catch_warnings():
            # A pattern that another version of Python may read differently is accepted.
            warnings.simplefilter("ignore")
            pattern = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(
            _(
                "match {match!r} is no regular expression: {reason}",
                match=text,
                reason=str(error),
            )
        ) from None
    if not pattern.groups:
        raise ValueError(_("match {match!r} must have a group: what is in ( ) is kept", match=text))
    return pattern


def _words(entry: dict[str, Any]) -> dict[str, str] | None:
    words = entry.get("map")
    if words is None:
        return None
    if not isinstance(words, dict):
        raise ValueError(_('map must be a table, as in { Germany = "DE" }'))
    return {text.strip(): format_toml_scalar(word) for text, word in words.items()}


def _flag(entry: dict[str, Any], key: str) -> bool:
    flag = entry.get(key, False)
    if not isinstance(flag, bool):
        raise ValueError(_("{key} must be true or false", key=key))
    return flag


def _percent(entry: dict[str, Any]) -> Literal["", "fraction", "percent"]:
    unit = entry.get("as", "")
    if unit == "fraction":
        return "fraction"
    if unit == "percent":
        return "percent"
    if "as" in entry:
        raise ValueError(_('as must be "fraction" (0.15 is 15%) or "percent" (15 is 15%)'))
    return ""


def _first_group(pattern: re.Pattern[str], text: str) -> str:
    if len(text) > LONGEST_MATCHED:
        raise UnmappableError(
            ngettext(
                "{count} character is too many to match: shorten it",
                "{count} characters are too many to match: shorten it",
                len(text),
            )
        )
    match = pattern.search(text)
    if match is None:
        raise UnmappableError(
            _(
                "{text} does not match {pattern!r}: correct either",
                text=quoted(text),
                pattern=pattern.pattern,
            )
        )
    return (match[1] or "").strip()


def _replace_text(words: Mapping[str, str], text: str) -> str:
    if text in words:
        return words[text]
    if not text:
        return ""
    raise UnmappableError(_("{text} is not in its map: add it there", text=quoted(text)))
