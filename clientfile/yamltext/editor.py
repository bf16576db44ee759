"""An edit of a record's data → the same text with a few lines changed.

The rest stays byte for byte: comments, order, quotes, indentation, line ends, final newline. The
new text is read again, and unless it says exactly what was intended the edit is refused: nothing
here ever reformats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from clientfile.errors import EditRefused
from clientfile.records.edits import Data, Edit, Put, apply_edits
from clientfile.records.shape import Shape
from clientfile.yamltext.differences import small_edits
from clientfile.yamltext.reader import read
from clientfile.yamltext.reading import Reading
from clientfile.yamltext.source import encode
from clientfile.yamltext.spans import Page, habit_of
from clientfile.yamltext.splices import spliced, splices_of

_BY_HAND = "nothing was changed: change this part of the file by hand"


def edit(reading: Reading, edits: Sequence[Edit], shape: Shape) -> str:
    """The text of a record with `edits` made in it, in their order; no byte order mark.

    Takes a sound reading and its shape. Raises EditRefused where the record has errors, or where
    the text cannot be changed in place to say just what the edits say; KeyError or IndexError
    where they name what is not there (see `apply_edits`).
    """
    if reading.data is None or reading.errors:
        raise EditRefused(f"{reading.errors[0]}: mend this first, nothing was changed")
    intended = apply_edits(reading.data, edits)
    try:
        return _edited(reading, edits, intended, shape, literal=True)
    except EditRefused:
        # Blank lines or a comment further down would be read as lines of a new block of text.
        return _edited(reading, edits, intended, shape, literal=False)


def _edited(
    reading: Reading, edits: Sequence[Edit], intended: Data, shape: Shape, *, literal: bool
) -> str:
    now = reading
    for wanted in edits:
        if isinstance(wanted, Put) and wanted.value == "":
            raise EditRefused("an empty text is no value: take the field away instead")
        for small in small_edits(now.data or {}, wanted):
            now = _changed(now, small, shape, literal=literal)
    if now.data != intended:
        raise EditRefused(f"{reading.file}: the file would not say what was meant; {_BY_HAND}")
    _refuse_new_problems(reading, now)
    return now.text


def edited(reading: Reading, edits: Sequence[Edit], shape: Shape) -> bytes:
    """The bytes to write for `edit`: with the byte order mark, where the file had one."""
    return encode(edit(reading, edits, shape), reading.bom)


def _changed(reading: Reading, small: Edit, shape: Shape, *, literal: bool) -> Reading:
    habit = habit_of(reading.text, reading.root)
    page = Page(reading.text, reading.root, replace(habit, literal=habit.literal and literal))
    text = spliced(page.text, splices_of(page, small, shape))
    try:
        source = encode(text, reading.bom)
    except UnicodeEncodeError as error:
        raise EditRefused("the value holds bytes that are not UTF-8; type it again") from error
    after = read(source, shape, file=reading.file, max_bytes=reading.max_bytes)
    if after.data is None:
        raise EditRefused(f"{after.errors[0].message}; {_BY_HAND}")
    return after


def _refuse_new_problems(before: Reading, after: Reading) -> None:
    known = Counter(problem.code for problem in before.problems)
    for problem in after.problems:
        if not known[problem.code]:
            raise EditRefused(f"{problem.message}; nothing was changed")
        known[problem.code] -= 1
