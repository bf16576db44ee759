"""The errors of the package: an exception holds facts, its class owns the sentence.

`cli.py` is the one place that turns these into a message on stderr and an exit code.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping, Sequence

from clientfile.errors.exit_codes import ExitCode


class ClientfileError(Exception):
    """A failure that the user can do something about; its text is the message they read.

    `copies` are the files that hold what the user wrote, since no record has it.
    """

    exit_code: ExitCode = ExitCode.PROBLEMS

    def __init__(self, sentence: str, *, copies: Sequence[object] = ()) -> None:
        super().__init__(sentence)
        self.sentence, self.copies = sentence, copies

    def __str__(self) -> str:
        # The translatable sentence itself: that of Exception would be plain English.
        return self.sentence


class UsageError(ClientfileError):
    """The command line is wrong: an unknown option, date, period or column."""

    exit_code = ExitCode.USAGE


class UnknownWordError(UsageError):
    """Another word than the few that an option or a key takes."""

    def __init__(self, where: str, typed: str, words: Iterable[str]) -> None:
        from clientfile.errors.suggest import did_you_mean

        super().__init__(f"{where} is {typed!r}: {did_you_mean(typed, words)}")


class NoMatchError(ClientfileError):
    """No client, item or person fits what was typed, or several do."""

    exit_code = ExitCode.NOT_FOUND


class NoSuchClientError(NoMatchError):
    """No client fits what was typed.

    `ids` maps the names by which a client may be found to its id; `nearest` are the likely ids.
    """

    def __init__(self, typed: str, ids: Mapping[str, str]) -> None:
        from clientfile.errors.suggest import nearest

        self.nearest = near = nearest(typed, ids)
        hint = f"did you mean {' or '.join(near)}?" if near else "see: clientfile list"
        super().__init__(f"no client fits {typed!r}: {hint}")


class AmbiguousClientError(NoMatchError):
    """More than one client fits what was typed; `fitting` are their ids."""

    def __init__(self, typed: str, fitting: Sequence[str]) -> None:
        super().__init__(
            f"{typed!r} fits {len(fitting)} clients: {_some(fitting)}; write one of these ids"
        )


class NoSuchItemError(NoMatchError):
    """A record has no such person, interaction, order or other item.

    `names` are those of the items it has; a mapping has them by what else they may be called.
    """

    def __init__(self, typed: str, where: str, names: Sequence[str] | Mapping[str, str]) -> None:
        from clientfile.errors.suggest import nearest

        items = list(dict.fromkeys(names.values() if isinstance(names, Mapping) else names))
        hint = f"it has {_some(items)}" if items else "it has none yet"
        if near := nearest(typed, names):
            hint = f"did you mean {' or '.join(near)}?"
        super().__init__(f"{where} has no {typed!r}: {hint}")


class AmbiguousItemError(NoMatchError):
    """More than one item of a record fits what was typed; `names` are their ids."""

    def __init__(self, typed: str, where: str, names: Sequence[str]) -> None:
        super().__init__(f"{typed!r} fits {len(names)} of {where}: {_some(names)}; write one id")


class InvalidError(ClientfileError):
    """A record or a value is invalid; nothing was changed."""

    exit_code = ExitCode.INVALID


class InvalidValueError(InvalidError):
    """A text is no value of its kind, such as an impossible date or an ambiguous amount."""


class EditRefusedError(InvalidError):
    """A record's text can't be edited in place without changing more than the edit says."""


class MissingRateError(InvalidError):
    """An amount can't be converted to the folder's currency: its fiscal year has no rate.

    `missing` holds (client, currency, fiscal year) for each rate that is missing.
    """

    def __init__(self, missing: Iterable[tuple[str, str, int]]) -> None:
        self.missing = tuple(sorted(set(missing)))
        clients: dict[tuple[str, int], list[str]] = {}
        for client, currency, year in self.missing:
            clients.setdefault((currency, year), []).append(client)
        messages = [
            f"no rate for {currency} in {year} ({_some(names)})"
            for (currency, year), names in sorted(clients.items())
        ]
        currency, year = min(clients)
        super().__init__(
            f"{'; '.join(messages)}: add it to clientfile.toml, as in [rates.{year}] {currency} = …"
        )


class InvalidRecordsError(InvalidError):
    """Problems of records that stop a command, one a line, then `what` follows from them."""

    def __init__(self, problems: Iterable[object], what: str) -> None:
        super().__init__("\n".join([*map(str, problems), what]))


class NothingThereError(NoMatchError):
    """A path has no value that could be removed."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not set: there is nothing to take away")


class StateError(ClientfileError):
    """The state of git or of the disk does not allow the command; nothing was changed."""

    exit_code = ExitCode.STATE


class DiskError(StateError):
    """The disk refuses: can't `what` the file `where`, why, and what the user can do about it."""

    def __init__(
        self, what: str, where: object, error: OSError, *, copies: Sequence[object] = ()
    ) -> None:
        reason = error.strerror or str(error)
        advice = _ADVICE.get(error.errno or 0, "see to it, then try again")
        # Writing to an open file fails without the file's name.
        place = "in the folder" if where is None else where
        super().__init__(
            f"can't {what} {place}: {reason}; nothing was changed: {advice}", copies=copies
        )


_ROOM = "make room on the disk, then try again"
_WRITABLE = "make it readable and writable for you, then try again"
_FEWER = "end programs that hold many files open, or allow more (ulimit -n 1024), then try again"
_SHORTAGES = (errno.EMFILE, errno.ENFILE)
_MEMORY = "can't go on: there is not enough memory: end programs that need much, then try again"
# What a library says that finds no memory to be loaded into.
_NO_MEMORY = ("Cannot allocate memory", "failed to map segment")
_ADVICE = {
    errno.EMFILE: _FEWER,
    errno.ENFILE: _FEWER,
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: _WRITABLE,
    errno.EACCES: _WRITABLE,
    errno.EPERM: _WRITABLE,
    errno.EIO: "the disk may be failing: make a copy of the folder, then try again",
}


def explain_shortage(error: BaseException) -> str:
    """The sentence for too many open files or too little memory, "" for any other error.

    A library that can't be loaded for that says so in its message alone.
    """
    text = str(error) if isinstance(error, ImportError) else ""
    number = error.errno if isinstance(error, OSError) else None
    if number in _SHORTAGES or "Too many open files" in text:
        return f"can't go on: too many files are open: {_FEWER}"
    no_memory = number == errno.ENOMEM or any(words in text for words in _NO_MEMORY)
    return _MEMORY if isinstance(error, MemoryError) or no_memory else ""


def explain_import(error: BaseException) -> str:
    """The sentence for a part of the program that can't be imported."""
    reason = str(error).split("\n", 1)[0]
    return f"a part of clientfile can't be loaded ({reason}): install clientfile again"


class LockedError(ClientfileError):
    """Another writer held the folder for too long."""

    exit_code = ExitCode.LOCKED


def _some(names: Sequence[str], most: int = 8) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
