"""libyaml's event stream through a thin typed class; the only access to PyYAML's C parser."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import yaml

from clientfile.errors import ClientfileError
from clientfile.language import _

try:
    from yaml._yaml import CParser
except ImportError:
    CParser = None  # type: ignore[assignment,misc]

MAX_LEVELS = 20


class Mark(Protocol):
    """A position: index in characters, line and column, all from 0."""

    index: int
    line: int
    column: int


class EventSource:
    """The events of a text, one at a time, as libyaml produces them."""

    __slots__ = ("next",)

    def __init__(self, text: str) -> None:
        if CParser is None:
            raise ClientfileError(
                _(
                    "PyYAML is installed without libyaml: install a PyYAML wheel, "
                    "or libyaml's headers and then PyYAML again"
                )
            )
        self.next: Any = CParser(text).get_event


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Pause the garbage collector: parsing creates many objects and no garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def first_error(text: str) -> yaml.MarkedYAMLError | None:
    """The first error of libyaml in the text, or None.

    Beyond the greatest number of levels it stops without an error, since libyaml's time is
    quadratic in them.
    """
    next_event = EventSource(text).next
    level = 0
    try:
        while True:
            event = next_event()
            if isinstance(event, yaml.CollectionStartEvent):
                level += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                level -= 1
            if level > MAX_LEVELS or isinstance(event, yaml.StreamEndEvent):
                return None
    except yaml.MarkedYAMLError as error:
        return error
