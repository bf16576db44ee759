"""The errors of a map, or of a file as a whole, that keep an import from starting."""

from __future__ import annotations

from collections.abc import Sequence

from clientfile.errors import InvalidError, UsageError
from clientfile.errors.suggest import alternatives
from clientfile.language import _


class MapError(UsageError):
    """The map can't be used; holds the map's name and what is wrong with it."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(_("{place}: {what}", place=name, what=what))


class UnknownConventionError(UsageError):
    """The file leaves open how it writes numbers or dates: the map must say so.

    `key` is the map's key, `values` are what may stand there.
    """

    def __init__(self, what: str, key: str, values: Sequence[str]) -> None:
        super().__init__(
            _(
                "{what}: say {key} = {values} at the top of the map",
                what=what,
                key=key,
                values=alternatives(values),
            )
        )


def list_missing(keys: Sequence[str]) -> str:
    """The keys after `has no`, with `and no` between them."""
    *others, last = keys
    return _("{keys} and no {last}", keys=list_missing(others), last=last) if others else last


class TableError(InvalidError):
    """The file can't be read as a table; holds its name, what is wrong, and on which line."""

    def __init__(self, name: str, what: str, line: int = 0) -> None:
        where = f"{name}:{line}" if line else name
        super().__init__(_("{place}: {what}", place=where, what=what))
