"""What the command table says of one command; completion, help and tests read it there."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """One command of the table.

    `takes` are its leading arguments as the shell completes them, none where the shell has nothing
    to offer for the first one:

    - `CLIENT`, alone or with what follows it after a slash: `ITEM` (any part of the record that
      has an id), `PERSON`, `FOLLOWUP`, `QUESTION`, `ORDER`, or `CANCELLABLE`;
    - then `FIELD` (any field), `PRESENT` (fields and items that the record has) or `LIST`.
    """

    help: str
    """One line for the list of commands."""
    takes: str = ""
    writes: bool = False
    """Whether it changes the folder's files."""

    @property
    def item_kind(self) -> str:
        """What stands after `CLIENT/`, such as `PERSON`; `ITEM` where nothing is said."""
        return self.takes.partition(" ")[0].partition("/")[2] or "ITEM"

    @property
    def field_kind(self) -> str:
        """Which fields the second argument names: FIELD, PRESENT or LIST."""
        return self.takes.partition(" ")[2] or "FIELD"


CommandGroups = Mapping[str, Mapping[str, Command]]
"""The commands by their names, below the titles under which help and documentation list them."""


def module_and_function(name: str) -> tuple[str, str]:
    """The module below commands/ and the function in it that run the command `name`.

    Both are called like the command, with _ for -. A name that Python has itself gets a _ behind
    it: `import` is import_.import_, `set` is set.set_.
    """
    plain = name.replace("-", "_")
    module = f"{plain}_" if keyword.iskeyword(plain) else plain
    return module, f"{plain}_" if keyword.iskeyword(plain) or hasattr(builtins, plain) else plain
