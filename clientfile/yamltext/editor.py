"""An edit of a record's data → the same text with a few lines changed.

The rest stays byte for byte: comments, order, quotes, indentation, line ends, final newline. The
new text is read again, and unless it says exactly what was intended the edit is refused: nothing
here ever reformats.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from clientfile.errors import EditRefusedError
from clientfile.records.edits import Append, Data, Edit, Put, apply_edits, at
from clientfile.records.paths import address_of, shape_at
from clientfile.records.shape import Shape
from clientfile.yamltext.batches import Batches
from clientfile.yamltext.minimal_edits import small_edits
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.writable import misfits

_ATTEMPTS = (
    {"literal": True, "together": True},
    {"literal": True, "together": False},
    # Blank lines or a comment further down would be read as lines of a new block of text.
    {"literal": False, "together": False},
)


def edit_text(reading: ParsedRecord, edits: Sequence[Edit], shape: Shape) -> str:
    """The text of a record with `edits` made in it, in their order; no byte order mark.

    Takes and raises what `edited` does.
    """
    return edit_record(reading, edits, shape).text


def edit_record(reading: ParsedRecord, edits: Sequence[Edit], shape: Shape) -> ParsedRecord:
    """A record with `edits` made in its text, in their order, as it reads then.

    Takes a sound reading and its shape. Raises EditRefusedError where the record has errors, where
    a value is none that a record can hold there, or where the text cannot be changed in place to
    say just what the edits say; KeyError or IndexError where they name what is not there (see
    `apply_edits`).
    """
    if reading.data is None or reading.errors:
        raise EditRefusedError(f"{reading.errors[0]}: mend this first, nothing was changed")
    intended = apply_edits(reading.data, edits)
    _refuse_misfits(reading.data, edits, shape)
    refused: EditRefusedError | None = None
    for manner in _ATTEMPTS:
        try:
            return _edited(reading, edits, intended, Batches(reading, shape, **manner))
        except EditRefusedError as error:
            refused = error
    assert refused is not None
    raise refused


def _edited(
    reading: ParsedRecord, edits: Sequence[Edit], intended: Data, batches: Batches
) -> ParsedRecord:
    for wanted in _joined(edits):
        batches.settle(wanted.path)
        for small in small_edits(batches.data, wanted):
            batches.add(small)
    now = batches.settled()
    if now.data != intended:
        different = next(small_edits(now.data or {}, Put((), intended)))
        address = address_of(intended, different.path, batches.shape)
        raise EditRefusedError(
            f"{address}: the file would not say there what was meant; nothing was changed: "
            "change this part of the file by hand"
        )
    _refuse_new_problems(reading, now)
    return now


def _joined(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The same edits, those together that add to the end of one list after one another."""
    for path, run in itertools.groupby(edits, lambda e: e.path if isinstance(e, Append) else None):
        if path is None:
            yield from run
        else:
            added = (wanted.values for wanted in run if isinstance(wanted, Append))
            yield Append(path, tuple(itertools.chain.from_iterable(added)))


def _refuse_misfits(data: Data, edits: Sequence[Edit], shape: Shape) -> None:
    for count, wanted in enumerate(edits):
        found = next(misfits(wanted, shape_at(shape, wanted.path)), None)
        if found is None:
            continue
        path, reason = found
        before = apply_edits(data, edits[:count])
        if isinstance(wanted, Append):
            length = len(wanted.path)
            place, *rest = path[length:]
            path = (*wanted.path, len(at(before, wanted.path) or ()) + int(place), *rest)
        address = address_of(apply_edits(before, [wanted]), path, shape)
        raise EditRefusedError(f"{address}: {reason}; nothing was changed")


def _refuse_new_problems(before: ParsedRecord, after: ParsedRecord) -> None:
    known = Counter(problem.code for problem in before.problems)
    for problem in after.problems:
        if not known[problem.code]:
            where = f"{problem.path}: " if problem.path else ""
            raise EditRefusedError(f"{where}{problem.message}; nothing was changed")
        known[problem.code] -= 1
