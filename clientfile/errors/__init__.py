"""The errors of the package: an exception holds facts, its class owns the sentence.

`cli.py` is the one place that turns these into a message on stderr and an exit code.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping, Sequence

from clientfile.errors.exit_codes import ExitCode
from clientfile.language import Lines, _, ngettext


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

        hint = did_you_mean(typed, words)
        super().__init__(_("{where} is {typed!r}: {hint}", where=where, typed=typed, hint=hint))


class NoMatchError(ClientfileError):
    """No client, item or person fits what was typed, or several do."""

    exit_code = ExitCode.NOT_FOUND


class NoSuchClientError(NoMatchError):
    """No client fits what was typed.

    `ids` maps the names by which a client may be found to its id; `nearest` are the likely ids.
    """

    def __init__(self, typed: str, ids: Mapping[str, str]) -> None:
        from clientfile.errors.suggest import alternatives, nearest

        self.nearest = near = nearest(typed, ids)
        hint = (
            _("did you mean {words}?", words=alternatives(near))
            if near
            else _("see: clientfile list")
        )
        super().__init__(_("no client fits {typed!r}: {hint}", typed=typed, hint=hint))


class AmbiguousClientError(NoMatchError):
    """More than one client fits what was typed; `fitting` are their ids."""

    def __init__(self, typed: str, fitting: Sequence[str]) -> None:
        from clientfile.errors.suggest import list_some

        super().__init__(
            ngettext(
                "{typed!r} fits {count} client: {ids}; write one of these ids",
                "{typed!r} fits {count} clients: {ids}; write one of these ids",
                len(fitting),
                typed=typed,
                ids=list_some(fitting),
            )
        )


class NoSuchItemError(NoMatchError):
    """A record has no such person, interaction, order or other item.

    `names` are those of the items it has; a mapping has them by what else they may be called.
    """

    def __init__(self, typed: str, where: str, names: Sequence[str] | Mapping[str, str]) -> None:
        from clientfile.errors.suggest import alternatives, list_some, nearest

        items = list(dict.fromkeys(names.values() if isinstance(names, Mapping) else names))
        hint = _("it has {names}", names=list_some(items)) if items else _("it has none yet")
        if near := nearest(typed, names):
            hint = _("did you mean {words}?", words=alternatives(near))
        super().__init__(_("{where} has no {typed!r}: {hint}", where=where, typed=typed, hint=hint))


class AmbiguousItemError(NoMatchError):
    """More than one item of a record fits what was typed; `names` are their ids."""

    def __init__(self, typed: str, where: str, names: Sequence[str]) -> None:
        from clientfile.errors.suggest import list_some

        super().__init__(
            _(
                "{typed!r} fits {number} of {where}: {names}; write one id",
                typed=typed,
                number=len(names),
                where=where,
                names=list_some(names),
            )
        )


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
        from clientfile.errors.suggest import list_some

        rates = [
            _(
                "no rate for {currency} in {year} ({clients})",
                currency=currency,
                year=str(year),
                clients=list_some(names),
            )
            for (currency, year), names in sorted(clients.items())
        ]
        currency, year = min(clients)
        super().__init__(
            _(
                "{missing}: add it to clientfile.toml, as in [rates.{year}] {currency} = …",
                missing=Lines(rates, "; "),
                year=str(year),
                currency=currency,
            )
        )


class InvalidRecordsError(InvalidError):
    """Problems of records that stop a command, one a line, then `what` follows from them."""

    def __init__(self, problems: Iterable[object], what: str) -> None:
        super().__init__(Lines([*map(as_text, problems), what]))


class NothingThereError(NoMatchError):
    """A path has no value that could be removed."""

    def __init__(self, address: str) -> None:
        super().__init__(_("{address} is not set: there is nothing to take away", address=address))


class StateError(ClientfileError):
    """The state of git or of the disk does not allow the command; nothing was changed."""

    exit_code = ExitCode.STATE


class NotSentError(ClientfileError):
    """What the others sent is merged here, but ours could not be sent: `outcome` is what was done,
    as it would have been returned.
    """

    exit_code = ExitCode.NOT_SENT

    def __init__(self, reason: str, outcome: object) -> None:
        super().__init__(_("merged here, not sent: run: clientfile sync\n{reason}", reason=reason))
        self.outcome = outcome


class OnlySavedError(ClientfileError):
    """A sync has committed edits by hand, as it was told to, and could not go on."""

    exit_code = ExitCode.NOT_SENT

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("your edits by hand are committed here; then sync stopped: {reason}", reason=reason)
        )


class DiskError(StateError):
    """The disk refuses: can't `what` the file `where`, why, and what the user can do about it."""

    def __init__(
        self, what: str, where: object, error: OSError, *, copies: Sequence[object] = ()
    ) -> None:
        sentence = _(
            "can't {action} {place}: {reason}; nothing was changed: {advice}",
            action=what,
            # Writing to an open file fails without the file's name.
            place=_("in the folder") if where is None else where,
            reason=reason_of(error),
            advice=_ADVICE.get(error.errno or 0, _("see to it, then try again")),
        )
        super().__init__(sentence, copies=copies)


_ROOM = _("make room on the disk, then try again")
_WRITABLE = _("make it readable and writable for you, then try again")
_FEWER = _("end programs that hold many files open, or allow more (ulimit -n 1024), then try again")
_SHORTAGES = (errno.EMFILE, errno.ENFILE)
_MEMORY = _("can't go on: there is not enough memory: end programs that need much, then try again")
# What a library says that finds no more files or no memory to be loaded into.
_TOO_MANY = "Too many open files"  # no message
_NO_MEMORY = ("Cannot allocate memory", "failed to map segment")  # no message
_ADVICE = {
    errno.EMFILE: _FEWER,
    errno.ENFILE: _FEWER,
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: _WRITABLE,
    errno.EACCES: _WRITABLE,
    errno.EPERM: _WRITABLE,
    errno.EIO: _("the disk may be failing: make a copy of the folder, then try again"),
}
# What the system says of an error, which it says in English whatever the language is.
_REASONS = {
    errno.EACCES: _("Permission denied"),
    errno.EDQUOT: _("Disk quota exceeded"),
    errno.EEXIST: _("File exists"),
    errno.EIO: _("Input/output error"),
    errno.EISDIR: _("Is a directory"),
    errno.ELOOP: _("Too many levels of symbolic links"),
    errno.EMFILE: _("Too many open files"),
    errno.ENAMETOOLONG: _("File name too long"),
    errno.ENOENT: _("No such file or directory"),
    errno.ENOSPC: _("No space left on device"),
    errno.ENOTDIR: _("Not a directory"),
    errno.EPERM: _("Operation not permitted"),
    errno.EROFS: _("Read-only file system"),
}


def reason_of(error: OSError) -> str:
    """What the system says of an error, as a message where it is one of the usual errors."""
    said = error.strerror or str(error)
    usual = _REASONS.get(error.errno or 0)
    return usual if usual == said else said


def as_text(value: object) -> str:
    """What `str()` makes of an error or a problem: the message itself where it has one."""
    return value if isinstance(value, str) else type(value).__str__(value)


def explain_shortage(error: BaseException) -> str:
    """The sentence for too many open files or too little memory, "" for any other error.

    A library that can't be loaded for that says so in its message alone.
    """
    text = str(error) if isinstance(error, ImportError) else ""
    number = error.errno if isinstance(error, OSError) else None
    if number in _SHORTAGES or _TOO_MANY in text:
        return _("can't go on: too many files are open: {advice}", advice=_FEWER)
    no_memory = number == errno.ENOMEM or any(words in text for words in _NO_MEMORY)
    return _MEMORY if isinstance(error, MemoryError) or no_memory else ""


def explain_import(error: BaseException) -> str:
    """The sentence for a part of the program that can't be imported."""
    reason = str(error).split("\n", 1)[0]
    return _(
        "a part of clientfile can't be loaded ({reason}): install clientfile again", reason=reason
    )


class LockedError(ClientfileError):
    """Another writer held the folder for too long."""

    exit_code = ExitCode.LOCKED
