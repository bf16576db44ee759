"""Opens a draft in the user's editor, again with its problems on top until it has none."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from clientfile.console.confirm import confirm
from clientfile.console.session import Session
from clientfile.errors import InvalidRecordsError, UsageError, as_text, reason_of
from clientfile.language import _
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
            raise InvalidRecordsError(problems, _("nothing was changed"))
        rewrite_draft(draft, _with_problems(session, typed, problems))


def _open_draft(session: Session, draft: Path, text: bytes) -> bytes:
    try:
        _run_editor(draft)
        typed = _read_draft(draft)
    except (FileNotFoundError, IsADirectoryError):
        session.draft = None
        raise UsageError(_("the editor took the file away: nothing was changed")) from None
    except OSError as error:
        raise UsageError(
            _(
                "what the editor left can't be read, {reason}: nothing was changed",
                reason=reason_of(error),
            )
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
        raise UsageError(_("the file was left empty: nothing was changed"))
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
        session.note(as_text(problem))
    return confirm(session, _("Go back to the editor? [Y/n]"))


def _with_problems(session: Session, typed: bytes, problems: Sequence[object]) -> bytes:
    advice = _("These lines are left out. Mend what they tell, or empty the file to give up.")
    said = (session.say(text) for text in (*map(as_text, problems), advice))
    lines = "".join(f"#! {' '.join(text.split())}\n" for text in said)
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
            raise UsageError(_("there is no editor: set VISUAL or EDITOR"))
        command = "vi"
    try:
        code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise UsageError(
            _("the editor {command!r} does not start: {reason}", command=command, reason=reason)
        ) from error
    if code != 0:
        raise UsageError(_("the editor ended with {code}: nothing was changed", code=str(code)))
