"""Which of a folder's maps a table is for, by its header."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from clientfile.exchange.guess.headings import normalize

_LEAST_SHARED = 0.8
"""The least share of all headings, those of the map and those of the table, that both have."""


@dataclass(frozen=True)
class FolderMap:
    """A map of the folder: the name of its file, its kind, the headings of the table that it was
    made for, and the columns that it uses.
    """

    name: str
    kind: str
    header: tuple[str, ...]
    columns: tuple[str, ...]


def choose_maps(
    header: Collection[str], maps: Iterable[FolderMap], kind: str = ""
) -> tuple[FolderMap, ...]:
    """The maps that a table is for, by the names of its columns: none, one, or several of which a
    person has to choose.

    A map is for a table that has all columns that it uses, and nearly all of the headings that it
    was made for. One that was made for just these headings wins. `kind` is what is to be imported,
    where that is known.
    """
    headings = {normalize(each) for each in header if each.strip()}
    scored = [(_share(headings, each), each) for each in maps if kind in ("", each.kind)]
    fitting = [(share, each) for share, each in scored if share >= _LEAST_SHARED]
    fitting = [(share, each) for share, each in fitting if set(each.columns) <= set(header)]
    best = max((share for share, __ in fitting), default=0)
    exact = best == 1
    return tuple(each for share, each in fitting if share == best or not exact)


def _share(headings: set[str], folder_map: FolderMap) -> float:
    own = {normalize(each) for each in folder_map.header if each.strip()}
    return len(headings & own) / len(headings | own) if own else 0
