"""The exit codes, each with what it means in help, documentation and the man page."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """An exit code of the program; `meaning` in a few words, `details` of what else there is."""

    meaning: str
    details: str

    def __new__(cls, code: int, meaning: str, details: str = "") -> ExitCode:  # noqa: D102
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning, member.details = meaning, details
        return member

    DONE = 0, "done"
    PROBLEMS = 1, "`check` or `doctor` found an error"
    USAGE = 2, "wrong usage", "an option, a field, a period, a column that is none"
    NOT_FOUND = 3, "nobody, or several, by that name"
    INVALID = 4, "invalid record or value", "an impossible date or an ambiguous amount, too"
    STATE = 5, "git or the disk does not allow it", "what to do is said"
    LOCKED = 6, "another writer held the folder too long"
    FAULT = 70, "a fault of ours", "the message names a log file"
    INTERRUPTED = 130, "interrupted"


AFTER_FAILURE = "After 2 to 6 nothing was changed."
