"""Fields of a change from options, JSON and an editor, as one mapping by the record's keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clientfile.console.editor import edit_in_editor
from clientfile.console.options import FieldSourceOptions
from clientfile.console.session import Session
from clientfile.console.writing import read_json
from clientfile.errors import UsageError
from clientfile.language import _
from clientfile.records.edits import Data
from clientfile.records.jsonvalues import from_json
from clientfile.records.shape import Shape

if TYPE_CHECKING:
    from clientfile.records.typed.parse import RecordCurrencies

# A form lists the words of a field, unless there are more than these.
_FEW = 12
_INTRODUCTION = (
    _("Complete the fields below, then save and leave the editor."),
    _("Lines that begin with # are left out; an empty file gives up."),
)


def parse_options(
    session: Session,
    values: Mapping[str, Any],
    shape: Shape,
    currencies: RecordCurrencies | None = None,
) -> Data:
    """The fields of options, each text parsed under its shape as of today in this folder."""
    from clientfile.records.typed.parse import UNKNOWN, parse_fields

    month = session.folder.settings.fiscal_year_start
    return parse_fields(values, shape, session.today, currencies or UNKNOWN, month)


def gather_fields(session: Session, fields: Data, shape: Shape, source: FieldSourceOptions) -> Data:
    """`fields` (of options) merged over those of `--json`, then edited with `--edit`."""
    if source.json_source:
        data = add_chapters(read_json(source.json_source), shape)
        fields = _merge(from_json(data, shape), fields)
    return edit_fields(session, fields, shape) if source.edit else fields


def add_chapters(data: Data, shape: Shape) -> Data:
    """The data with fields of a record moved below their chapter: `name` to identity.name."""
    if "identity" not in shape.fields:
        return data
    nested: Data = {}
    for key, value in data.items():
        chapter = next((name for name in shape.fields if key in shape.fields[name].fields), "")
        if key in shape.fields or not chapter:
            nested[key] = value
        else:
            nested.setdefault(chapter, {})[key] = value
    return nested


def edit_fields(session: Session, fields: Data, shape: Shape) -> Data:
    """The fields that the user leaves in the editor, which opens with `fields` as a YAML form.

    The session keeps the draft until the change is committed. Raises UsageError without an editor
    and for an emptied file, InvalidRecordsError where the text is no YAML; the draft then stays.
    """
    from clientfile.yamltext.emitter import emit
    from clientfile.yamltext.reader import read

    lines = emit(fields, shape) + _unset_keys(fields, shape) if fields else _template(shape)
    form = "".join(f"# {session.say(text)}\n" for text in _INTRODUCTION) + lines
    typed = edit_in_editor(
        session, "form.yaml", form.encode(), lambda text: read(text, shape, file="form.yaml").errors
    )
    data = read(typed, shape, file="form.yaml").data
    if not data:
        session.forget_draft()
        raise UsageError(_("the file was left empty: nothing was changed"))
    return data


def _merge(below: Any, above: Any) -> Any:
    """Two values merged by their keys; where both have a value, that of `above`."""
    if isinstance(below, dict) and isinstance(above, dict):
        keys = [*below, *(key for key in above if key not in below)]
        return {
            key: _merge(below[key], above[key])
            if key in below and key in above
            else above.get(key, below.get(key))
            for key in keys
        }
    return above


def _template(shape: Shape) -> str:
    """An empty form: every key of the shape, commented out unless it is required."""
    return "\n".join(_form(shape, "")) + "\n"


def _unset_keys(fields: Data, shape: Shape) -> str:
    """The keys without a value, commented out, as a reminder of what else there is."""
    left = {key: inner for key, inner in shape.fields.items() if key not in fields}
    return "".join(f"# {key}:{_hint(inner)}\n" for key, inner in left.items())


def _hint(shape: Shape) -> str:
    return f"  # {' | '.join(shape.choices)}" if 0 < len(shape.choices) <= _FEW else ""


def _form(shape: Shape, margin: str) -> Iterator[str]:
    for key, inner in shape.fields.items():
        mark = "" if key in shape.required else "# "
        yield f"{margin}{mark}{key}:{_hint(inner)}"
        if key in shape.required:
            yield from _form(inner, margin + "  ")
