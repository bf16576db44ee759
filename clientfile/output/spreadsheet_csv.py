"""A csv as the reader's spreadsheet opens it: its separator, decimal sign, encoding; no formulas.

A spreadsheet takes the separator and the decimal sign of a csv from the computer's settings, which
are those of the reader's language: where a comma begins the decimals, a semicolon separates cells.
It knows UTF-8 by the byte order mark alone. A cell that begins with one of a few signs is computed,
whoever wrote it: https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from clientfile.language import ENGLISH
from clientfile.output.cells import exact_text
from clientfile.records.typed.spoilt_texts import is_guarded

# The wide forms too, which a spreadsheet of Japanese takes for the narrow ones; and blanks before
# the sign, which some programs drop.
_FORMULA = re.compile("[\\s\x00-\x20]*[=+@＝＋－＠\u2212-]|[\t\r\n]")
# With a plus it would lose that: a telephone number becomes a quantity.
_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")
_ESCAPE = "'"


class SpreadsheetStyle(NamedTuple):
    """How a spreadsheet reads a csv: the sign between cells, and the one before decimals."""

    delimiter: str
    point: str

    def cell_text(self, value: Any) -> str:
        """A value as a cell: numbers with the decimal sign, texts that no formula can be."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return exact_text(value).replace(".", self.point)
        return without_formula(exact_text(value))


def style_of(language: str) -> SpreadsheetStyle:
    """The style of spreadsheets in a language."""
    point = "."
    if language != ENGLISH:
        from clientfile.language.catalogue import load_catalogue

        point = load_catalogue(language).marks[1]
    return SpreadsheetStyle(";" if point == "," else ",", point)


def without_formula(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would compute it; a number is no formula.

    A text that has such an apostrophe of its own gets another one, so that whoever reads the file
    back takes off exactly one.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return _ESCAPE + text
    return with_apostrophe(text)


def with_apostrophe(text: str) -> str:
    """A text for a file that no spreadsheet need open: an apostrophe only before one of its own
    that would be taken off.
    """
    return _ESCAPE + text if text != without_apostrophe(text) else text


def without_apostrophe(text: str) -> str:
    """The text that `without_formula` or `with_apostrophe` made this one of."""
    if not text.startswith(_ESCAPE):
        return text
    bare = text.lstrip(_ESCAPE)
    # An import of any table takes the apostrophe off before figures too.
    return text[1:] if _FORMULA.match(bare) or is_guarded(_ESCAPE + bare) else text


def encode_lines(lines: Iterable[str]) -> bytes:
    """The bytes of a csv: UTF-8 with a byte order mark, each record ended by CR LF."""
    return "".join(line + "\r\n" for line in lines).encode("utf-8-sig")
