"""Why an import does not start: the map, or the file as a whole, can't be used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from clientfile.errors import InvalidError, UsageError


class MapRefused(UsageError):
    """The map says something that can't be followed; holds the map's name and what it is."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")


class ConventionUnknown(UsageError):
    """How the file writes numbers or dates can't be told from it: the map must say so."""

    def __init__(self, what: str, key: str, values: str) -> None:
        super().__init__(f"{what}: say {key} = {values} at the top of the map")


class TableRefused(InvalidError):
    """The file is no table that can be read; holds its name and what stands in the way."""

    def __init__(self, name: str, what: str, line: int = 0) -> None:
        where = f"{name}:{line}" if line else name
        super().__init__(f"{where}: {what}")


def nearest(typed: str, known: Iterable[str]) -> str:
    """A hint at what may have been meant: the nearest of `known`, else all of them."""
    names = list(known)
    near = difflib.get_close_matches(typed, names, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return f"there are: {shown}" if names else "there are none"
