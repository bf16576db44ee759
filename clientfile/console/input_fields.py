"""Fields from options, from JSON and from an editor, as one mapping of the record's own names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientfile.console.editor import edit_text
from clientfile.console.options import Fields
from clientfile.console.session import Session
from clientfile.console.writing import read_json
from clientfile.errors import UsageError
from clientfile.records.edits import Data
from clientfile.records.jsonvalues import from_json
from clientfile.records.shape import Shape

# More choices than these are no help in a form.
_FEW = 12
_INTRODUCTION = """\
# Complete the fields below, then save and leave the editor.
# Lines that begin with # are left out; an empty file gives up.
"""


def gather_fields(session: Session, fields: Data, shape: Shape, source: Fields) -> Data:
    """`fields` (from options) completed by `--json`, which they win over, then by the editor."""
    if source.json_source:
        told = add_chapters(read_json(source.json_source), shape)
        fields = _joined(from_json(told, shape), fields)
    return edit_fields(session, fields, shape) if source.edit else fields


def add_chapters(told: Data, shape: Shape) -> Data:
    """Fields named without their chapter, put below it: of a record, `name` is identity.name."""
    if "identity" not in shape.fields:
        return told
    placed: Data = {}
    for key, value in told.items():
        chapter = next((name for name in shape.fields if key in shape.fields[name].fields), "")
        if key in shape.fields or not chapter:
            placed[key] = value
        else:
            placed.setdefault(chapter, {})[key] = value
    return placed


def edit_fields(session: Session, fields: Data, shape: Shape) -> Data:
    """The fields as they are when the user leaves the editor.

    The session remembers the draft, so that it goes only once the change is in. Raises UsageError
    without an editor or with an emptied file, InvalidRecordsError where the text is no YAML; what
    was typed then stays in the file named.
    """
    from clientfile.yamltext.emitter import emit
    from clientfile.yamltext.reader import read

    told = emit(fields, shape) + _others(fields, shape) if fields else _template(shape)
    form = _INTRODUCTION + told
    typed = edit_text(
        session, "form.yaml", form.encode(), lambda text: read(text, shape, file="form.yaml").errors
    )
    data = read(typed, shape, file="form.yaml").data
    if not data:
        session.forget_draft()
        raise UsageError("the file was left empty: nothing was changed")
    return data


def _joined(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        keys = [*below, *(key for key in above if key not in below)]
        return {
            key: _joined(below[key], above[key])
            if key in below and key in above
            else above.get(key, below.get(key))
            for key in keys
        }
    return above


def _template(shape: Shape) -> str:
    """An empty form: every key of this part, commented out but for the required ones."""
    return "\n".join(_form(shape, "")) + "\n"


def _others(fields: Data, shape: Shape) -> str:
    """The keys that are not told yet, commented out, so that one sees what else there is."""
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
