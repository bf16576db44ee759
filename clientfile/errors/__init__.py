"""Every way in which a command can fail: the exception holds facts, its class owns the sentence.

`cli.py` is the one place that turns these into a message on stderr and an exit code.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping, Sequence

from clientfile.errors.exit_codes import ExitCode


class ClientfileError(Exception):
    """A failure a user can do something about. Its text is the sentence they read.

    `copies` are the files that hold what the user wrote, since no record has it.
    """

    exit_code: ExitCode = ExitCode.PROBLEMS

    def __init__(self, sentence: str, *, copies: Sequence[object] = ()) -> None:
        super().__init__(sentence)
        self.copies = copies


class UsageError(ClientfileError):
    """The command's words are wrong: an option, a date, a period, a column that is none."""

    exit_code = ExitCode.USAGE


class UnknownWordError(UsageError):
    """An option or a key takes one of a few words, and got another."""

    def __init__(self, where: str, typed: str, known: Iterable[str]) -> None:
        from clientfile.errors.suggest import did_you_mean

        super().__init__(f"{where} is {typed!r}: {did_you_mean(typed, known)}")


class NotFoundError(ClientfileError):
    """Nobody, or several, by that name."""

    exit_code = ExitCode.NOT_FOUND


class NoSuchClientError(NotFoundError):
    """No client fits what was typed; holds the ids there are, by what they may be called."""

    def __init__(self, typed: str, known: Mapping[str, str]) -> None:
        from clientfile.errors.suggest import nearest

        self.nearest = near = nearest(typed, known)
        hint = f"did you mean {' or '.join(near)}?" if near else "see: clientfile list"
        super().__init__(f"no client fits {typed!r}: {hint}")


class AmbiguousClientError(NotFoundError):
    """More than one client fits what was typed; holds their ids."""

    def __init__(self, typed: str, fitting: Sequence[str]) -> None:
        super().__init__(
            f"{typed!r} fits {len(fitting)} clients: {_some(fitting)}; write one of these ids"
        )


class ItemNotFoundError(NotFoundError):
    """A record has no such person, interaction, order or other item; holds the names of those it
    has, or these by what else they may be called.
    """

    def __init__(self, typed: str, where: str, names: Sequence[str] | Mapping[str, str]) -> None:
        from clientfile.errors.suggest import nearest

        known = list(dict.fromkeys(names.values() if isinstance(names, Mapping) else names))
        hint = f"it has {_some(known)}" if known else "it has none yet"
        if near := nearest(typed, names):
            hint = f"did you mean {' or '.join(near)}?"
        super().__init__(f"{where} has no {typed!r}: {hint}")


class AmbiguousItemError(NotFoundError):
    """More than one item of a record fits what was typed."""

    def __init__(self, typed: str, where: str, names: Sequence[str]) -> None:
        super().__init__(f"{typed!r} fits {len(names)} of {where}: {_some(names)}; write one id")


class InvalidError(ClientfileError):
    """A record or a value is invalid; nothing was changed."""

    exit_code = ExitCode.INVALID


class InvalidValueError(InvalidError):
    """A value as typed is none: an impossible date, an ambiguous amount."""


class EditRefusedError(InvalidError):
    """The text of a record can't be changed in place without touching more than the edit."""


class MissingRateError(InvalidError):
    """A client's money can't be told in the folder's currency: no rate serves its fiscal year.

    `missing` holds (client, currency, fiscal year), one for each rate that is wanted.
    """

    def __init__(self, missing: Iterable[tuple[str, str, int]]) -> None:
        self.missing = tuple(sorted(set(missing)))
        clients: dict[tuple[str, int], list[str]] = {}
        for client, currency, year in self.missing:
            clients.setdefault((currency, year), []).append(client)
        told = [
            f"no rate for {currency} in {year} ({_some(names)})"
            for (currency, year), names in sorted(clients.items())
        ]
        currency, year = min(clients)
        super().__init__(
            f"{'; '.join(told)}: add it to clientfile.toml, as in [rates.{year}] {currency} = …"
        )


class InvalidRecordsError(InvalidError):
    """Problems of records that stop a command; holds them as lines."""

    def __init__(self, problems: Iterable[object], what: str) -> None:
        super().__init__("\n".join([*map(str, problems), what]))


class NothingThereError(NotFoundError):
    """There is no value at a path, so none to take away."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} is not set: there is nothing to take away")


class StateError(ClientfileError):
    """Git's or the disk's state does not allow it; nothing was changed."""

    exit_code = ExitCode.STATE


class DiskError(StateError):
    """The disk refuses: what was to be done with which file, why, and what to do about it."""

    def __init__(
        self, what: str, where: object, error: OSError, *, copies: Sequence[object] = ()
    ) -> None:
        reason = error.strerror or str(error)
        advice = _ADVICE.get(error.errno or 0, "see to it, then try again")
        super().__init__(
            f"can't {what} {where}: {reason}; nothing was changed: {advice}", copies=copies
        )


_ROOM = "make room on the disk, then try again"
_WRITABLE = "make it readable and writable for you, then try again"
_ADVICE = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: _WRITABLE,
    errno.EACCES: _WRITABLE,
    errno.EPERM: _WRITABLE,
    errno.EIO: "the disk may be failing: make a copy of the folder, then try again",
}


class LockedError(ClientfileError):
    """Another writer held the folder for too long."""

    exit_code = ExitCode.LOCKED


def _some(names: Sequence[str], most: int = 8) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
