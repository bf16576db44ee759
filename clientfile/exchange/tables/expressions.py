"""An entry of a map as an expression: column, value or template → a text from a row's cells."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from clientfile.errors.suggest import alternatives, did_you_mean, fold
from clientfile.exchange.tables.header import normalize_column
from clientfile.language import _, ngettext
from clientfile.records.names import quoted
from clientfile.records.typed.person_names import split_name

LONGEST_MATCHED = 1000
"""The most characters of a cell that a user's regular expression is tried on."""

_NAMED = re.compile(r"\{([^{}]*)\}")
_ORIGINS = ("column", "value", "template", "join")
_KEYS = (*_ORIGINS, "with", "without", "part", "map", "match", "split", "as", "lower", "slug")
_PARTS = ("title", "first_name", "last_name")
_OTHERS, _KEEP = "*", "keep"


class UnmappableError(Exception):
    """A cell that can't become a value: its row is skipped and reported with the message `why`.

    It is never raised out of `exchange.tables`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnlistedWordError(UnmappableError):
    """A cell's text that the `map` of its entry does not name."""

    def __init__(self, text: str) -> None:
        super().__init__(_("{text} is not in its map: add it there", text=quoted(text)))
        self.text = text


@dataclass(frozen=True)
class ValueSource:
    """One entry of a map: a column, a constant, a template or columns that are joined, and the
    steps applied to its text.

    `join` are the columns whose texts are joined by `joint`, empty and repeated ones left out. The
    steps, in this order: `without` is the column whose text is taken off at an end, `part` the part
    of a person's name that is kept, `match` takes the first group, `words` (the map's `map`)
    replaces whole texts, others stay with `keeps_others`, `lower` makes small letters. `split` is
    what separates several items of a list; `slug` and `percent` say how an id and a percentage are
    parsed.
    """

    column: str = ""
    value: str | None = None
    template: str = ""
    join: tuple[str, ...] = ()
    joint: str = ", "
    without: str = ""
    part: str = ""
    split: str = ""
    keeps_others: bool = False
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
        return tuple(filter(None, (*self.join, self.column, self.without)))

    @property
    def as_record(self) -> bool:
        """Whether the text is written as in a record: it is the map's own, not a cell's."""
        return self.value is not None or (self.words is not None and not self.keeps_others)

    def text(self, cells: Mapping[str, str]) -> str:
        """The text for a row's cells, by column; empty where there is none. Raises
        UnmappableError.
        """
        if self.value is not None:
            return self.value
        text = self._joined_text(cells)
        if text and self.without:
            text = _take_off(text, cells[self.without])
        if text and self.part:
            text = str(split_name(text).get(self.part, ""))
        if text and self.match:
            text = _first_group(self.match, text)
        if self.words is not None:
            text = _replace_text(self.words, text, keeps_others=self.keeps_others)
        if self.split and not self.items(text):
            return ""
        return text.lower() if self.lower else text

    def items(self, text: str) -> list[str]:
        """The items of a list that a text is."""
        items = [item.strip() for item in text.split(self.split)] if self.split else [text]
        return [item for item in items if item]

    def _joined_text(self, cells: Mapping[str, str]) -> str:
        if self.template:
            return self._fill_template(cells)
        if self.join:
            texts = (cells[name] for name in self.join)
            return self.joint.join(dict.fromkeys(text for text in texts if text))
        return cells[self.column]

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
        raise ValueError(
            _("write a column, or { column = … }, { value = … }, { template = … }, { join = […] }")
        )
    for key in entry:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ValueError(_("{key!r} is no part of a source: {hint}", key=key, hint=hint))
    _check_origin(entry)
    return ValueSource(
        column=normalize_column(_text(entry, "column")),
        value=format_toml_scalar(entry["value"]) if "value" in entry else None,
        template=_template(entry),
        join=_join(entry),
        joint=_joint(entry),
        without=normalize_column(_text(entry, "without")),
        part=_part(entry),
        split=_split(entry),
        keeps_others=_keeps_others(entry),
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
    origins = [key for key in _ORIGINS if key in entry]
    if len(origins) != 1:
        raise ValueError(_("a source has one of column, value, template and join"))
    if origins == ["value"] and len(entry) > 1:
        raise ValueError(_("a value is written as the record holds it: nothing stands beside it"))
    if "with" in entry and origins != ["join"]:
        raise ValueError(_("with says what stands between the columns of a join"))


def _join(entry: dict[str, Any]) -> tuple[str, ...]:
    names = entry.get("join", [])
    texts = isinstance(names, list) and all(
        isinstance(name, str) and name.strip() for name in names
    )
    if not texts or ("join" in entry and not names):
        raise ValueError(_('join must be a list of columns, as in ["Street", "Street 2"]'))
    return tuple(map(normalize_column, names))


def _joint(entry: dict[str, Any]) -> str:
    joint = entry.get("with", ", ")
    if not isinstance(joint, str):
        raise ValueError(_("{key} must be text", key="with"))
    return joint


def _split(entry: dict[str, Any]) -> str:
    sign = entry.get("split", "")
    if not isinstance(sign, str) or ("split" in entry and not sign):
        raise ValueError(_("{key} must be text", key="split"))
    return sign


def _part(entry: dict[str, Any]) -> str:
    part = _text(entry, "part")
    if part and part not in _PARTS:
        raise ValueError(_("{key} must be {words}", key="part", words=alternatives(_PARTS)))
    return part


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
    return {
        text.strip(): format_toml_scalar(word)
        for text, word in words.items()
        if text.strip() != _OTHERS
    }


def _keeps_others(entry: dict[str, Any]) -> bool:
    """Whether a map keeps the texts that it does not name: `"*" = "keep"`."""
    words = entry.get("map")
    others = words.get(_OTHERS) if isinstance(words, dict) else None
    if others not in (None, _KEEP):
        raise ValueError(_('of "*" a map says only "keep"'))
    return others == _KEEP


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


def _replace_text(words: Mapping[str, str], text: str, *, keeps_others: bool) -> str:
    if text in words:
        return words[text]
    if not text or keeps_others:
        return text
    raise UnlistedWordError(text)


def _take_off(text: str, other: str) -> str:
    """A text without another one at its beginning or end: "Jean Dupont" without "Jean"."""
    words, others = text.split(), other.split()
    count = len(others)
    if count and len(words) > count:
        if fold(" ".join(words[:count])) == fold(other):
            return " ".join(words[count:])
        if fold(" ".join(words[-count:])) == fold(other):
            return " ".join(words[:-count])
    return text
