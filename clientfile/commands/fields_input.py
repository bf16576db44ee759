"""Fields from options, from JSON and from an editor, as one mapping of the record's own names."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clientfile.commands.options import Fields
from clientfile.commands.writing import read_json
from clientfile.errors import InvalidRecords, UsageError
from clientfile.records.edits import Data
from clientfile.records.jsonvalues import from_json
from clientfile.records.shape import Shape
from clientfile.session import Session

# More choices than these are no help in a form.
_FEW = 12
_INTRODUCTION = """\
# Complete the fields below, then save and leave the editor.
# Lines that begin with # are left out; an empty file gives up.
"""


def gathered(session: Session, fields: Data, shape: Shape, source: Fields) -> Data:
    """`fields` (from options) completed by `--json`, which they win over, then by the editor."""
    if source.json_source:
        told = with_chapters(read_json(source.json_source), shape)
        fields = _joined(from_json(told, shape), fields)
    return edited(session, fields, shape) if source.edit else fields


def with_chapters(told: Data, shape: Shape) -> Data:
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


def edited(session: Session, fields: Data, shape: Shape) -> Data:
    """The fields as they are when the user leaves the editor.

    The session remembers the draft, so that it goes only once the change is in. Raises UsageError
    without an editor or with an emptied file, InvalidRecords where the text is no YAML; what was
    typed then stays in the file named.
    """
    from clientfile.yamltext.emitter import emit
    from clientfile.yamltext.reader import read

    draft = _draft(_INTRODUCTION + (emit(fields, shape) if fields else _template(shape)))
    before = draft.read_bytes()
    session.draft = draft
    try:
        _open_editor(draft)
        typed = draft.read_bytes()
    except FileNotFoundError:
        raise UsageError("the editor took the file away: nothing was changed") from None
    finally:
        if not draft.exists() or draft.read_bytes() == before:
            # Nothing was typed, so there is nothing to keep.
            session.forget_draft()
    reading = read(typed, shape, file=draft.name)
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    if errors or reading.data is None:
        raise InvalidRecords(errors, "nothing was changed")
    if not reading.data:
        session.forget_draft()
        raise UsageError("the file was left empty: nothing was changed")
    return reading.data


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


def _form(shape: Shape, margin: str) -> Iterator[str]:
    for key, inner in shape.fields.items():
        mark = "" if key in shape.required else "# "
        hint = f"  # {' | '.join(inner.choices)}" if 0 < len(inner.choices) <= _FEW else ""
        yield f"{margin}{mark}{key}:{hint}"
        if key in shape.required:
            yield from _form(inner, margin + "  ")


def _draft(text: str) -> Path:
    descriptor, name = tempfile.mkstemp(prefix="clientfile-", suffix=".yaml")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)


def _open_editor(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        if not sys.stdin.isatty():
            raise UsageError("--edit needs an editor: set VISUAL or EDITOR")
        command = "vi"
    try:
        code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        raise UsageError(f"the editor {command!r} does not start: {error}") from error
    if code != 0:
        raise UsageError(f"the editor ended with {code}: nothing was changed")
