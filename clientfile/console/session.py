"""One run of the command line: its folder, its day, its streams."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from clientfile.errors import ClientfileError, StateError, UnknownWordError, UsageError, reason_of
from clientfile.language import Translatable, _, translate
from clientfile.store.folder import Folder, find_folder
from clientfile.store.git.gitdir import has_leftovers, own_directory

if TYPE_CHECKING:
    from clientfile.store.cache.cached_ledger import CachedLedger

_PAGE_WIDTH, _WIDEST_PAGE = 80, 100


class Progress:
    """Shows on a terminal how many records were read, once the work has taken a second.

    `say` returns a text in the reader's language.
    """

    def __init__(self, stream: TextIO | None, say: Callable[[str], str] = str) -> None:
        self._say = say
        self._stream = stream if stream is not None and stream.isatty() else None
        self._start = time.monotonic()

    def __call__(self, done: int, count: int) -> None:
        """Show that `done` of `count` records have been read."""
        if self._stream is None or time.monotonic() - self._start < 1:
            return
        end = "\r\x1b[K" if done == count else ""
        text = self._say(_("reading records: {done:,} of {count:,}", done=done, count=count))
        with contextlib.suppress(OSError):
            self._stream.write(f"\r{text}{end}")
            self._stream.flush()


class ClosedPipeError(Exception):
    """The reader of our output has closed the pipe, such as `| head`."""


@dataclass
class Session:
    """The options that stand before the command, and what follows from them.

    `draft` is the file of a text being typed in an editor; it is removed once the text is in the
    record. `draft_use` is the command that takes it up again. `has_written` says that results went
    to stdout.
    """

    folder_option: Path | None = None
    language_option: str = ""
    color: str = "auto"
    draft: Path | None = None
    draft_use: str = ""
    has_written: bool = False

    @cached_property
    def folder(self) -> Folder:
        """The client folder; a change that was interrupted there is completed or undone first.

        Raises UsageError where there is no client folder.
        """
        folder = find_folder(self.folder_option)
        own = own_directory(folder.root)
        if own is not None and has_leftovers(own):
            from clientfile.store.transaction.recovery import end_if_possible

            for line in end_if_possible(folder.root):
                self.note(line)
        return folder

    @cached_property
    def language(self) -> str:
        """The language in which the person at the terminal reads. Never raises."""
        from clientfile.language.choose import choose_language

        return choose_language(
            self.language_option, os.environ, self._language_in_git, self._language_of_folder
        )

    def require_language(self) -> None:
        """Raise UsageError where `--lang` or the environment names a language that there is not."""
        from clientfile.language.choose import VARIABLE, base_language

        for where, name in (
            ("--lang", self.language_option),
            (VARIABLE, os.environ.get(VARIABLE, "")),
        ):
            if name:
                from clientfile.language.catalogue import has_language, languages

                if not has_language(base_language(name)):
                    raise UnknownWordError(where, name, languages())

    def _language_in_git(self) -> str:
        from clientfile.store.git.preferred_language import preferred_language

        with contextlib.suppress(OSError):
            return preferred_language(self.folder_option or Path.cwd())
        return ""

    def _language_of_folder(self) -> str:
        with contextlib.suppress(OSError, ClientfileError):
            return find_folder(self.folder_option).settings.language
        return ""

    @cached_property
    def today(self) -> date:
        """Today, or the day of `$CLIENTFILE_TODAY` (YYYY-MM-DD). Raises UsageError for no day."""
        text = os.environ.get("CLIENTFILE_TODAY")
        if not text:
            return date.today()
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UsageError(
                _("CLIENTFILE_TODAY is {typed!r}: write YYYY-MM-DD", typed=text)
            ) from None

    @property
    def moment(self) -> datetime:
        """Now in UTC, to the second; midnight of `today` where that is not the clock's day."""
        if os.environ.get("CLIENTFILE_TODAY") or self.today != date.today():
            return datetime.combine(self.today, datetime.min.time(), UTC)
        return datetime.now(UTC).replace(microsecond=0)

    def look_back(self, as_of: str) -> None:
        """Replace the folder by its state on a day or at a revision, and today by that day.

        Does nothing where `as_of` is empty.
        """
        if as_of:
            from clientfile.store.as_of import folder_as_of

            self.folder, self.today = folder_as_of(self.folder, as_of, self.today)

    def open_ledger(self) -> CachedLedger:
        """The ledger of all records, from the cache, which is refreshed first."""
        from clientfile.store.cache.cached_ledger import open_ledger

        return open_ledger(self.folder, self.today, self.progress())

    def progress(self) -> Progress:
        """A progress display for a piece of work that begins now."""
        return Progress(sys.stderr, self.say)

    @property
    def on_terminal(self) -> bool:
        """Whether results go to a terminal."""
        return sys.stdout is not None and sys.stdout.isatty()

    @property
    def can_ask(self) -> bool:
        """Whether questions can be asked: on stderr, with the answers on stdin."""
        ends = (sys.stdin, sys.stderr)
        return all(end is not None and end.isatty() for end in ends)

    @property
    def has_piped_text(self) -> bool:
        """Whether standard input is no terminal and has something to read."""
        import select

        try:
            if sys.stdin is None or sys.stdin.isatty():
                return False
            ready, _, _ = select.select([sys.stdin], [], [], 0)
            waiting = cast(io.BufferedReader, sys.stdin.buffer)
            return bool(ready and waiting.peek(1))
        except (OSError, ValueError, AttributeError):
            return False

    @property
    def colored(self) -> bool:
        """Whether to colour: by `--color`, else by `NO_COLOR`, else on a terminal."""
        if self.color not in ("auto", "always", "never"):
            raise UnknownWordError("--color", self.color, ("auto", "always", "never"))
        if self.color == "auto":
            return self.on_terminal and not os.environ.get("NO_COLOR")
        return self.color == "always"

    @property
    def width(self) -> int | None:
        """The terminal's width in columns; None in a pipe."""
        return shutil.get_terminal_size().columns if self.on_terminal else None

    @property
    def page_width(self) -> int:
        """The width of a page of text in columns: the terminal's, at most 100; 80 in a pipe."""
        return min(self.width or _PAGE_WIDTH, _WIDEST_PAGE)

    def write(self, text: str) -> None:
        """Write results to stdout.

        Raises ClosedPipeError where the reader has gone, StateError where writing fails.
        """
        self.has_written = True
        with _output():
            _stdout().write(text)

    def write_bytes(self, content: bytes) -> None:
        """Write a file to stdout. Raises as `write` does."""
        self.has_written = True
        with _output():
            _stdout().flush()
            _stdout().buffer.write(content)

    def flush(self) -> None:
        """Flush stdout. Raises as `write` does: a full disk or a closed pipe may show here."""
        with _output():
            _stdout().flush()

    def forget_draft(self) -> None:
        """Remove the draft, once its text is in the record or is worth nothing."""
        if self.draft is not None:
            from clientfile.store.drafts import delete_draft

            delete_draft(self.draft)
            self.draft, self.draft_use = None, ""

    def say(self, text: str) -> str:
        """A text in the reader's language."""
        return translate(text, self.language) if isinstance(text, Translatable) else text

    def note(self, text: str) -> None:
        """Write a message to stderr, in the reader's language: what they should know beside the
        results.
        """
        from clientfile.output.terminal import abridge, visible

        for line in self.say(text).rstrip("\n").split("\n"):
            write_stderr(abridge(visible(line)))


def write_stderr(line: str) -> None:
    """Write a line to stderr, and ignore failures: nobody could read of them."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _stdout() -> TextIO:
    if sys.stdout is None:
        raise StateError(_("can't write the results: standard output is closed"))
    return sys.stdout


@contextlib.contextmanager
def _output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ClosedPipeError from None
    except OSError as error:
        reason = reason_of(error)
        raise StateError(_("can't write the results: {reason}", reason=reason)) from error
