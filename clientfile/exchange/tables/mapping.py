"""MAP.toml, which says which column goes to which field: its text → an ImportMap."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientfile.errors import UsageError
from clientfile.errors.suggest import alternatives, did_you_mean
from clientfile.exchange.tables.cell_numbers import RowCurrencies
from clientfile.exchange.tables.cells import parse_value
from clientfile.exchange.tables.conventions import AS_RECORD
from clientfile.exchange.tables.errors import MapError
from clientfile.exchange.tables.expressions import (
    UnmappableError,
    ValueSource,
    format_toml_scalar,
    parse_source,
)
from clientfile.exchange.tables.header import normalize_column
from clientfile.exchange.tables.kinds import (
    CURRENCY,
    KIND_WORDS,
    KINDS,
    ORDER_CURRENCY,
    ORDERS,
    PEOPLE,
    Home,
)
from clientfile.exchange.tables.map_settings import (
    NO_SETTINGS,
    SETTING_KEYS,
    MapSettings,
    parse_settings,
)
from clientfile.language import Message, _, pgettext
from clientfile.records.paths import quote_segment, split_address
from clientfile.records.shape import Shape
from clientfile.records.typed.words import by_spelling, field_titles, matching, only

_KEYS = (
    *("kind", "header", "key", "encoding", "delimiter", "decimal", "dates", "sheet", "client"),
    *("fields", "skip", *SETTING_KEYS),
)
_FILE_KEYS = ("encoding", "delimiter", "decimal", "dates", "sheet")
_UNPLACED = {"opportunities": pgettext("what is imported", "opportunities")}
_CHOICES = {"decimal": (".", ","), "dates": ("dmy", "mdy", "ymd")}


@dataclass(frozen=True)
class MappedField:
    """A field of the record that the map fills.

    `home` is the path of the list of items that it belongs to, empty for the record itself;
    `inner` are its keys within the item.
    """

    home: Home
    inner: tuple[str, ...]
    shape: Shape
    source: ValueSource

    @property
    def address(self) -> str:
        """The field's path, as the map writes it."""
        return ".".join(map(quote_segment, (*self.home, *self.inner)))


@dataclass(frozen=True)
class ImportMap:
    """A whole map; `name` is its file's. `encoding`, `delimiter`, `decimal` and `dates` are empty
    where the map leaves them to be detected, `sheet` where a workbook has one sheet; `settings` say
    what else is said of all cells.

    `client` is None where other fields say which client a row is about. `skip` holds the values
    of columns whose rows are left out, by column. `header` are the headings of the table that the
    map was made for, where it tells them: it is found by them. `key` are the columns that tell its
    rows apart.
    """

    name: str
    kind: str
    client: ValueSource | None
    fields: tuple[MappedField, ...]
    skip: Mapping[str, frozenset[str]]
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    dates: str = ""
    sheet: str = ""
    settings: MapSettings = NO_SETTINGS
    header: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the map names, without repetition."""
        sources = [field.source for field in self.fields]
        sources = [self.client, *sources] if self.client else sources
        columns = [column for source in sources for column in source.columns]
        return tuple(dict.fromkeys([*columns, *self.key, *self.skip]))

    @property
    def constants(self) -> dict[Home, frozenset[tuple[str, ...]]]:
        """The fields with a value of the map's own, by home: they only add what a record lacks."""
        fields = [field for field in self.fields if field.source.value is not None]
        return {
            home: frozenset(field.inner for field in fields if field.home == home)
            for home in {field.home for field in fields}
        }


def parse_map(text: str, shape: Shape, *, name: str = "MAP.toml", kind: str = "") -> ImportMap:
    """The ImportMap in the text of a map, for records of this shape.

    `kind` is what the command imports, `name` the map's file, for messages. Raises MapError
    with what is wrong and the nearest right word.
    """
    try:
        return _build_map(_parse_toml(text), shape, name, kind)
    except ValueError as error:
        raise MapError(name, _reason(error)) from None


def _reason(error: ValueError) -> str:
    """The message of an error: `str()` of it would be plain English."""
    reason = error.args[0] if error.args else ""
    return reason if isinstance(reason, str) else str(error)


def _parse_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError(_("it is nested too deeply")) from None
    except (ValueError, ArithmeticError) as error:
        raise ValueError(_("it is no TOML: {reason}", reason=str(error))) from None


def _build_map(table: dict[str, Any], shape: Shape, name: str, kind: str) -> ImportMap:
    for key in table:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ValueError(_("{key!r} is no key of a map: {hint}", key=key, hint=hint))
    map_kind = _check_kind(table.get("kind", kind), kind)
    files = {key: _setting(table, key) for key in _FILE_KEYS}
    _check_delimiter(files["delimiter"])
    settings = parse_settings(table, map_kind)
    fields = _fields(table.get("fields"), shape, map_kind)
    client = _client(table) if "client" in table else None
    if client is None and not _names_client(fields, map_kind):
        raise ValueError(_('client is missing: say which record a row is about, client = "Column"'))
    _check_required(fields, map_kind)
    return ImportMap(
        name,
        map_kind,
        client,
        fields,
        _skip(table.get("skip", {})),
        **files,
        settings=settings,
        header=_column_list(table, "header"),
        key=_column_list(table, "key"),
    )


def _column_list(table: dict[str, Any], key: str) -> tuple[str, ...]:
    names = table.get(key, [])
    listed = names if isinstance(names, list) else [names]
    if not all(isinstance(name, str) and name.strip() for name in listed):
        raise ValueError(_("{key} must be a list of columns", key=key))
    return tuple(map(normalize_column, listed))


def _check_kind(kind: Any, command_kind: str) -> str:
    if matching(str(kind), _UNPLACED):
        raise ValueError(_("a record has no opportunities: import those that were won, as orders"))
    words = matching(str(kind), KIND_WORDS)
    if not words:
        hint = did_you_mean(str(kind), by_spelling(KIND_WORDS))
        raise ValueError(_("kind is {kind}: {hint}", kind=repr(kind), hint=hint))
    [name] = words
    if command_kind and name != command_kind:
        raise ValueError(
            _(
                "it is a map for {kind}, and {other} are to be imported",
                kind=name,
                other=command_kind,
            )
        )
    return name


def _setting(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    choices = _CHOICES.get(key)
    if choices and key in table and value not in choices:
        words = alternatives(list(map(repr, choices)))
        raise ValueError(_("{key} must be {words}", key=key, words=words))
    if not isinstance(value, str):
        raise ValueError(_("{key} must be text", key=key))
    return value


def _check_delimiter(sign: str) -> None:
    if len(sign) > 1 or (sign and sign in '"\r\n\0 '):
        raise ValueError(_(r'delimiter must be one character, such as ";" or "\t"'))


def _client(table: dict[str, Any]) -> ValueSource:
    try:
        source = parse_source(table["client"])
    except ValueError as error:
        raise ValueError(_within("client", _reason(error))) from None
    if source.value is not None:
        raise ValueError(_("client must come from a column or a template"))
    return source


def _names_client(fields: tuple[MappedField, ...], kind: str) -> bool:
    """Whether the fields say which client a row is about: an order's ref or number does, the name
    of a company and the domain of an address.
    """
    if kind == "contacts":
        places = {(*field.home, *field.inner) for field in fields}
        return bool(places & {("identity", "name"), (*PEOPLE, "email")})
    return kind == "payments" and any(field.home == ORDERS for field in fields)


def _within(place: str, what: str) -> Message:
    return _("{place}: {what}", place=place, what=what)


def _skip(table: Any) -> dict[str, frozenset[str]]:
    if not isinstance(table, dict):
        raise ValueError(_("[skip] must be a table: a column and the values not wanted"))
    return {
        normalize_column(column): _skip_values(column, values) for column, values in table.items()
    }


def _skip_values(column: str, values: Any) -> frozenset[str]:
    listed = values if isinstance(values, list) else [values]
    try:
        return frozenset(format_toml_scalar(value).strip() for value in listed)
    except ValueError as error:
        raise ValueError(_within(f"[skip] {column}", _reason(error))) from None


def _fields(table: Any, shape: Shape, kind: str) -> tuple[MappedField, ...]:
    if not isinstance(table, dict) or not table:
        raise ValueError(_("[fields] is missing: say where the record's values come from"))
    fields = [_field(path, entry, shape, kind) for path, entry in table.items()]
    addresses: set[str] = set()
    for field in fields:
        if field.address in addresses:
            raise ValueError(_("[fields] {path} stands twice: keep one", path=field.address))
        addresses.add(field.address)
    # A row's amounts are in the currency that the row names: it is parsed first.
    return tuple(sorted(fields, key=lambda field: field.inner not in (CURRENCY, ORDER_CURRENCY)))


def _field(path: str, entry: Any, shape: Shape, kind: str) -> MappedField:
    home, inner, leaf = _locate(path, shape)
    only = KINDS[kind].only.get(home)
    if home not in KINDS[kind].homes or (only and inner not in only):
        raise ValueError(_elsewhere(path, home, kind))
    try:
        source = parse_source(entry)
    except ValueError as error:
        raise ValueError(_within(f"[fields] {path}", _reason(error))) from None
    _check_constants(path, source, leaf)
    if source.percent and leaf.format != "percent":
        raise ValueError(_("[fields] {path}: as is for percentages, and this is none", path=path))
    return MappedField(home, inner, leaf, source)


def _check_constants(path: str, source: ValueSource, shape: Shape) -> None:
    """Raise ValueError for a value or a word of the map that fits no record."""
    words = [source.value] if source.value is not None else list((source.words or {}).values())
    for word in words:
        try:
            if word and shape.kind != "number":
                text = word.lower() if source.lower else word
                parse_value(text, shape, source, AS_RECORD, RowCurrencies("", ""))
        except UnmappableError as error:
            raise ValueError(_within(f"[fields] {path}", error.why)) from None


def _locate(path: str, shape: Shape) -> tuple[Home, tuple[str, ...], Shape]:
    """The path of the list of items that a path runs through, the rest of it, and its shape."""
    keys: tuple[str, ...] = ()
    home, here = 0, shape
    try:
        segments = split_address(path)
    except UsageError as error:
        raise ValueError(_("[fields] {reason}", reason=str(error))) from None
    for place, segment in enumerate(segments):
        here = here.item if here.kind == "list" and here.item else here
        key = _resolve_key(segment, here) if here.kind == "mapping" else ""
        if not key:
            raise ValueError(_path_fault(path, segments, shape))
        here, keys = here.child(key), (*keys, key)
        home = place + 1 if _is_item_list(here) else home
    if here.kind == "mapping" or _is_item_list(here):
        inner = (here.item or here).fields
        below = ", ".join(f"{path}.{key}" for key in list(inner)[:4] or ["NAME"])
        raise ValueError(
            _(
                "[fields] {path} is no single value: write {below} …",
                path=path,
                below=below,
            )
        )
    return keys[:home], keys[home:], here


def _resolve_key(typed: str, shape: Shape) -> str:
    """The key that a map names, by itself or by its title; empty where the mapping has none.

    Raises ValueError for a title of several.
    """
    if typed in shape.fields or shape.values is not None or typed.startswith("x-"):
        return typed
    keys = matching(typed, field_titles(shape), in_part=True)
    try:
        return only(typed, keys, "[fields]") if keys else ""
    except UsageError as error:
        raise ValueError(str(error)) from None


def _is_item_list(shape: Shape) -> bool:
    return shape.kind == "list" and shape.item is not None and shape.item.kind == "mapping"


def _path_fault(path: str, segments: tuple[str, ...], shape: Shape) -> Message:
    for chapter, inner in shape.fields.items():
        if segments[0] in inner.fields:
            return _(
                "[fields] {path!r} lacks its chapter: write {chapter}.{path}",
                path=path,
                chapter=chapter,
            )
    hint = did_you_mean(path, _leaves(shape))
    return _("[fields] {path!r} is no path of a record: {hint}", path=path, hint=hint)


def _leaves(shape: Shape, above: str = "") -> list[str]:
    here = shape.item if _is_item_list(shape) and shape.item else shape
    if not here.fields:
        return [above]
    return [
        path
        for key, child in here.fields.items()
        for path in _leaves(child, f"{above}.{key}" if above else key)
    ]


def _elsewhere(path: str, home: Home, kind: str) -> Message:
    kinds = [other for other, each in KINDS.items() if home in each.homes and home not in each.only]
    if not kinds:
        return _("[fields] {path} can't be imported from a table", path=path)
    return _(
        "[fields] {path} belongs into a map of kind {other}, and this one is for {kind}",
        path=path,
        other=kinds[0],
        kind=kind,
    )


def _check_required(fields: tuple[MappedField, ...], kind: str) -> None:
    mapped = {(field.home, field.inner) for field in fields}
    homes = {field.home for field in fields} | set(KINDS[kind].mapped)
    for home, keys in KINDS[kind].required.items():
        for key in keys:
            if home in homes and (home, (key,)) not in mapped:
                raise ValueError(_missing(".".join((*home, key))))
    if kind == "contacts" and not mapped & {(PEOPLE, ("id",)), (PEOPLE, ("last_name",))}:
        raise ValueError(_missing("contacts.people.last_name"))


def _missing(path: str) -> Message:
    return _("[fields] {path} is missing", path=path)
