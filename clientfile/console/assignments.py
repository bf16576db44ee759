"""The fields that `set` changes: one with its value, a JSON object of them, or an edited part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientfile.console.input_fields import edit_fields
from clientfile.console.options import FieldSourceOptions
from clientfile.console.session import Session
from clientfile.console.writing import read_json
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.edits import Data, Path, at
from clientfile.records.ids import find_item
from clientfile.records.jsonvalues import from_json
from clientfile.records.paths import resolve, shape_at, short_address
from clientfile.records.shape import Shape
from clientfile.records.typed.parse import currencies_of, parse_text
from clientfile.schema.shapes import record_shape


@dataclass(frozen=True)
class Assignments:
    """What `set` was told to set: fields with their values as typed, or the object of `--json`.

    With `edit` the part of `fields`, or the whole record, is opened in the editor.
    """

    fields: Sequence[tuple[str, str]] = ()
    json: Data | None = None
    edit: bool = False


def read_assignments(words: Sequence[str], source: FieldSourceOptions) -> Assignments:
    """The assignments of the words `FIELD VALUE …` or of `--json`, which is read here.

    Raises UsageError for words that are no pairs, and for an empty value.
    """
    if source.json_source:
        return Assignments(json=read_json(source.json_source))
    if source.edit:
        return Assignments([(word, "") for word in words], edit=True)
    if not words or len(words) % 2:
        raise UsageError(
            _(
                "set needs a field and a value, or several of both: "
                "clientfile set acme address.city Lyon"
            )
        )
    if not all(value.strip() for value in words[1::2]):
        raise UsageError(_("an empty value is none: take the field away with: clientfile unset"))
    return Assignments(list(zip(words[::2], words[1::2], strict=True)))


def parse_assignments(
    session: Session, data: Data, item: str, assignments: Assignments
) -> dict[Path, Any]:
    """The paths to set, from the record's top, with their typed values; None takes a value away.

    Raises UsageError for arguments that exclude one another, InvalidValueError for a text that is
    no value of its field.
    """
    base = find_item(data, item) if item else ()
    shape = record_shape()
    if assignments.edit:
        field = assignments.fields[0][0] if assignments.fields else ""
        return _edit_part(session, data, (*base, *_below(field, data, base)))
    if assignments.json is not None:
        pairs = _flatten(assignments.json, data, shape, base, "")
    else:
        pairs = _parse_texts(session, assignments.fields, data, shape, base)
    values: dict[Path, Any] = {}
    for path, value in pairs:
        if path in values:
            field = short_address(data, path, shape)
            raise UsageError(_("{field} is given twice: give one value", field=field))
        values[path] = value
    _refuse_nested(values)
    return values


def _parse_texts(
    session: Session, fields: Sequence[tuple[str, str]], data: Data, shape: Shape, base: Path
) -> Iterator[tuple[Path, Any]]:
    """The fields of texts with their typed values."""
    settings = session.folder.settings
    for field, text in fields:
        path = resolve(field, data, shape, base)
        currencies = currencies_of(data, settings.currency, path)
        own_shape, key, month = shape_at(shape, path), str(path[-1]), settings.fiscal_year_start
        yield path, parse_text(text, own_shape, session.today, currencies, key, month)


def _flatten(
    texts: Data, data: Data, shape: Shape, base: Path, above: str
) -> Iterator[tuple[Path, Any]]:
    """The fields of an object with their values: a mapping is merged into that of the record, any
    other value replaces its own, and null takes it away.
    """
    for key, value in texts.items():
        path = resolve(key, data, shape, base)
        name = f"{above}.{key}" if above else key
        inner = shape_at(shape, path)
        if inner.kind == "mapping" and isinstance(value, dict) and value:
            yield from _flatten(value, data, shape, path, name)
        elif value is None:
            yield path, None
        else:
            yield path, from_json(_require_value(value, name), inner, name)


def _refuse_nested(values: Mapping[Path, Any]) -> None:
    for path in values:
        if any(path[:length] in values for length in range(1, len(path))):
            inner = ".".join(map(str, path))
            raise UsageError(
                _(
                    "{inner} stands below another field that is set: name one of the two",
                    inner=inner,
                )
            )


def _require_value(value: Any, name: str) -> Any:
    if value in ("", [], {}):
        raise UsageError(
            _("{name}: an empty value is none: take the field away with unset", name=name)
        )
    return value


def _below(field: str, data: Data, base: Path) -> Path:
    return resolve(field, data, record_shape(), base)[len(base) :] if field else ()


def _edit_part(session: Session, data: Data, path: Path) -> dict[Path, Any]:
    shape = shape_at(record_shape(), path)
    if shape.kind != "mapping":
        raise UsageError(_("--edit opens a part with several fields: name a client, item or group"))
    after = edit_fields(session, at(data, path) or {}, shape)
    before = at(data, path) or {}
    removed = [key for key in before if key not in after]
    if removed:
        raise UsageError(
            _(
                "--edit can't take {fields} away: use clientfile unset for that",
                fields=", ".join(removed),
            )
        )
    return {(*path, key): value for key, value in after.items() if before.get(key) != value}
