"""How a file of a table is written: what was found in it, or what the map says of it."""

from __future__ import annotations

from dataclasses import dataclass

from clientfile.language import Lines, _
from clientfile.records.names import quoted


@dataclass(frozen=True)
class FileFormat:
    """How the file is written, in the words of a map; empty where no cell needs it."""

    encoding: str
    delimiter: str
    decimal: str
    dates: str
    sheet: str = ""

    @property
    def description(self) -> str:
        """The format in one line, such as `encoding utf-8, delimiter ';'`; empty for cards."""
        parts = [_("sheet {name}", name=quoted(self.sheet))] if self.sheet else []
        parts += [_("encoding {name}", name=self.encoding)] if self.encoding else []
        parts += [_("delimiter {sign!r}", sign=self.delimiter)] if self.delimiter else []
        parts += [_("decimal {sign!r}", sign=self.decimal)] if self.decimal else []
        parts += [_("dates {order}", order=self.dates)] if self.dates else []
        return Lines(parts, ", ")
