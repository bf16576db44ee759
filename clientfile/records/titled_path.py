"""A path of a record that people read as the titles of its fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clientfile.language import Translatable
from clientfile.language.message import Wording

_BETWEEN = " › "


class TitledPath(Translatable):
    """A path, `size.headcount`, that says itself in another language by titles.

    `titles` has one for each field, and the name of each item as it is.
    """

    __slots__ = ("titles",)

    titles: tuple[str, ...]

    def __new__(cls, address: str, titles: Iterable[str]) -> TitledPath:
        """The path with the titles of its fields."""
        path = super().__new__(cls, address)
        path.titles = tuple(titles)
        return path

    def say(self, wording: Wording) -> str:
        """The titles in a language."""
        return _BETWEEN.join(
            title.say(wording) if isinstance(title, Translatable) else title
            for title in self.titles
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return TitledPath, (str(self), self.titles)
