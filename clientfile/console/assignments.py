"""The fields that `set` changes: one with its value, a JSON object of them, or an edited part."""

from __future__ import annotations

from collections.abc import Mapping
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
from clientfile.records.paths import resolve, shape_at
from clientfile.records.typed.parse import currencies_of, parse_text
from clientfile.schema.shapes import record_shape


def parse_assignments(
    session: Session,
    data: Data,
    item: str,
    field: str,
    value: str | None,
    source: FieldSourceOptions,
) -> dict[Path, Any]:
    """The paths to set, from the record's top, with their typed values.

    Raises UsageError for arguments that exclude one another, InvalidValueError for a text that is
    no value of its field.
    """
    base = find_item(data, item) if item else ()
    shape = record_shape()
    if source.json_source:
        texts = read_json(source.json_source)
        values = {
            (path := resolve(name, data, shape, base)): from_json(
                _require_value(value, name), shape_at(shape, path), name
            )
            for name, value in texts.items()
        }
        _refuse_nested(values)
        return values
    if source.edit:
        return _edit_part(session, data, (*base, *_below(field, data, base)))
    if not field or value is None:
        raise UsageError(_("set needs a field and a value: clientfile set acme address.city Lyon"))
    if not value.strip():
        raise UsageError(_("an empty value is none: take the field away with: clientfile unset"))
    path = resolve(field, data, shape, base)
    currencies = currencies_of(data, session.folder.settings.currency, path)
    month = session.folder.settings.fiscal_year_start
    own_shape, key = shape_at(shape, path), str(path[-1])
    typed = parse_text(value, own_shape, session.today, currencies, key, month)
    return {path: typed}


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
    if value in (None, "", [], {}):
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
