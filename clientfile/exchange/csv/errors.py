"""The errors of a map, or of a file as a whole, that keep an import from starting."""

from __future__ import annotations

from clientfile.errors import InvalidError, UsageError


class MapError(UsageError):
    """The map can't be used; holds the map's name and what is wrong with it."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")


class UnknownConventionError(UsageError):
    """The file leaves open how it writes numbers or dates: the map must say so.

    `key` is the map's key, `values` what may stand there.
    """

    def __init__(self, what: str, key: str, values: str) -> None:
        super().__init__(f"{what}: say {key} = {values} at the top of the map")


class TableError(InvalidError):
    """The file can't be read as a table; holds its name, what is wrong, and on which line."""

    def __init__(self, name: str, what: str, line: int = 0) -> None:
        where = f"{name}:{line}" if line else name
        super().__init__(f"{where}: {what}")
