"""Opens a draft in the user's editor, again with its problems on top until it has none."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UsageError
from clientfile.store.drafts import new_draft, rewrite_draft
from clientfile.store.safe_open import MOST_TYPED, read_ordinary

# Lines that begin so hold problems; they are removed from the text typed.
_MARK = b"#! "
_BOM = b"\xef\xbb\xbf"


def edit_in_editor(
    session: Session, name: str, text: bytes, problems_of: Callable[[bytes], Sequence[object]]
) -> bytes:
    """The text of the user, who starts from `text`, once `problems_of` finds no problem in it.

    On a terminal the user may go back to the editor. `name` is the draft's file name; the session
    keeps the draft until the change is committed. Raises UsageError without an editor and for an
    emptied file, InvalidRecordsError with the remaining problems.
    """
    draft = new_draft(session.folder.root, name, text)
    session.draft, session.draft_use = draft, ""
    while True:
        typed = _open_draft(session, draft, text)
        problems = problems_of(typed) if typed != text else []
        if not problems:
            return typed
        if not _confirm_retry(session, problems):
            rewrite_draft(draft, typed)
            raise InvalidRecordsError(problems, "nothing was changed")
        rewrite_draft(draft, _with_problems(typed, problems))


def _open_draft(session: Session, draft: Path, text: bytes) -> bytes:
    try:
        _run_editor(draft)
        typed = _read_draft(draft)
    except (FileNotFoundError, IsADirectoryError):
        session.draft = None
        raise UsageError("the editor took the file away: nothing was changed") from None
    except OSError as error:
        raise UsageError(
            f"what the editor left can't be read, {error.strerror}: nothing was changed"
        ) from error
    except UsageError:
        with contextlib.suppress(OSError):
            if _read_draft(draft) == text:
                session.forget_draft()
        raise
    if typed == text:
        # The text is unchanged: there is nothing to keep.
        session.forget_draft()
    elif not typed.strip(_BOM + b" \t\r\n"):
        session.forget_draft()
        raise UsageError("the file was left empty: nothing was changed")
    return typed


def _read_draft(draft: Path) -> bytes:
    if draft.is_dir():
        raise IsADirectoryError
    return _without_problems(read_ordinary(draft, MOST_TYPED))


def _confirm_retry(session: Session, problems: Sequence[object]) -> bool:
    """Whether the user goes back to the editor; without a terminal, False without a question."""
    if not session.can_ask:
        return False
    for problem in problems:
        session.note(str(problem))
    return typer.confirm("Go back to the editor?", default=True, err=True)


def _with_problems(typed: bytes, problems: Sequence[object]) -> bytes:
    lines = "".join(f"#! {' '.join(str(problem).split())}\n" for problem in problems)
    lines += "#! These lines are left out. Mend what they tell, or empty the file to give up.\n"
    bom = _BOM if typed.startswith(_BOM) else b""
    return bom + lines.encode() + typed.removeprefix(_BOM)


def _without_problems(text: bytes) -> bytes:
    bom = _BOM if text.startswith(_BOM) else b""
    rest = text.removeprefix(_BOM)
    while rest.startswith(_MARK):
        rest = rest.partition(b"\n")[2]
    return bom + rest


def _run_editor(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        if not sys.stdin.isatty():
            raise UsageError("there is no editor: set VISUAL or EDITOR")
        command = "vi"
    try:
        code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        raise UsageError(f"the editor {command!r} does not start: {error}") from error
    if code != 0:
        raise UsageError(f"the editor ended with {code}: nothing was changed")
