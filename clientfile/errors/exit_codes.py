"""The exit codes, each with what it means in help, documentation and the man page."""

from __future__ import annotations

from enum import IntEnum

from clientfile.language import _


class ExitCode(IntEnum):
    """An exit code of the program; `meaning` in a few words, `details` of what else there is."""

    meaning: str
    details: str

    def __new__(cls, code: int, meaning: str, details: str = "") -> ExitCode:  # noqa: D102
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning, member.details = meaning, details
        return member

    @property
    def text(self) -> str:
        """The meaning with its details."""
        if not self.details:
            return self.meaning
        return _("{meaning}: {details}", meaning=self.meaning, details=self.details)

    DONE = 0, _("done")
    PROBLEMS = 1, _("`check` or `doctor` found an error")
    USAGE = 2, _("wrong usage"), _("an option, a field, a period, a column that is none")
    NOT_FOUND = 3, _("nobody, or several, by that name")
    INVALID = 4, _("invalid record or value"), _("an impossible date or an ambiguous amount, too")
    STATE = 5, _("git or the disk does not allow it"), _("what to do is said")
    LOCKED = 6, _("another writer held the folder too long")
    NOT_SENT = 7, _("merged here, not sent"), _("run `sync` again")
    FAULT = 70, _("a fault of ours"), _("the message names a log file")
    INTERRUPTED = 130, _("interrupted")


AFTER_FAILURE = _("After 2 to 6 nothing was changed.")
