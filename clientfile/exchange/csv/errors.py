"""Why an import does not start: the map, or the file as a whole, can't be used."""

from __future__ import annotations

from clientfile.errors import InvalidError, UsageError


class MapError(UsageError):
    """The map says something that can't be followed; holds the map's name and what it is."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")


class UnknownConventionError(UsageError):
    """How the file writes numbers or dates can't be told from it: the map must say so."""

    def __init__(self, what: str, key: str, values: str) -> None:
        super().__init__(f"{what}: say {key} = {values} at the top of the map")


class TableError(InvalidError):
    """The file is no table that can be read; holds its name and what stands in the way."""

    def __init__(self, name: str, what: str, line: int = 0) -> None:
        where = f"{name}:{line}" if line else name
        super().__init__(f"{where}: {what}")
