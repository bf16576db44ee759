"""Shows on a terminal which step of a sync is under way."""

from __future__ import annotations

import contextlib
import sys

from clientfile.console.session import Session
from clientfile.output.terminal import one_line

_WIPE = "\r\x1b[K"


class StepDisplay:
    """One line on a terminal's stderr that each step replaces; nothing elsewhere."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stream = sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None

    def __call__(self, step: str) -> None:
        """Show a step that begins."""
        self._write(f"{_WIPE}{one_line(self._session.say(step))} ")

    def wipe(self) -> None:
        """Take the line away, before anything else is written."""
        self._write(_WIPE)

    def _write(self, text: str) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):
                self._stream.write(text)
                self._stream.flush()
