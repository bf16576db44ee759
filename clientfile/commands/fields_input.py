"""Fields from options, from JSON and from an editor, as one mapping of the record's own names."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from clientfile.commands.options import Fields
from clientfile.commands.writing import read_json
from clientfile.errors import InvalidRecords, UsageError
from clientfile.records.edits import Data
from clientfile.records.shape import Shape
from clientfile.records.typed import from_json
from clientfile.session import Session

_INTRODUCTION = """\
# Complete the fields below, then save and leave the editor.
# Lines that begin with # are left out; an empty file gives up.
"""


def gathered(session: Session, fields: Data, shape: Shape, source: Fields) -> Data:
    """`fields` (from options) completed by `--json`, which they win over, then by the editor."""
    if source.json_source:
        fields = _joined(from_json(read_json(source.json_source), shape), fields)
    return edited(session, fields, shape) if source.edit else fields


def edited(session: Session, fields: Data, shape: Shape) -> Data:
    """The fields as they are when the user leaves the editor.

    The session remembers the draft, so that it goes only once the change is in. Raises UsageError
    without an editor or with an emptied file, InvalidRecords where the text is no YAML; what was
    typed then stays in the file named.
    """
    from clientfile.yamltext.emitter import emit
    from clientfile.yamltext.reader import read

    draft = _draft(_INTRODUCTION + (emit(fields, shape) if fields else _template(shape)))
    session.draft = draft
    _open_editor(draft)
    reading = read(draft.read_bytes(), shape, file=draft.name)
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
    lines = []
    for key, inner in shape.fields.items():
        mark = "" if key in shape.required else "# "
        hint = f"  # {' | '.join(inner.choices)}" if 0 < len(inner.choices) <= 12 else ""
        lines.append(f"{mark}{key}:{hint}")
    return "\n".join(lines) + "\n"


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
    except OSError as error:
        raise UsageError(f"the editor {command!r} does not start: {error.strerror}") from error
    if code != 0:
        raise UsageError(f"the editor ended with {code}: nothing was changed")
