"""Edits of a record's data, applied to its text: a few lines change, the rest stays.

Comments, order, quotes, indentation, line ends and the final newline stay byte for byte. The new
text is parsed again; unless its data are exactly the intended ones, the edit is refused. Nothing
here reformats.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from clientfile.errors import EditRefusedError
from clientfile.language import _
from clientfile.records.edits import Append, Data, Edit, Insert, Put, apply_edits, at
from clientfile.records.paths import address_of, shape_at
from clientfile.records.shape import Shape
from clientfile.yamltext.batches import Batches
from clientfile.yamltext.minimal_edits import small_edits
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.writable import misfits

_ATTEMPTS = (
    {"literal": True, "together": True},
    {"literal": True, "together": False},
    # Blank lines or a comment further down would be parsed as lines of a new literal block.
    {"literal": False, "together": False},
)


def edit_text(record: ParsedRecord, edits: Sequence[Edit], shape: Shape) -> str:
    """The text of a record with `edits` applied in their order, without byte order mark.

    Takes and raises what `edit_record` does.
    """
    return edit_record(record, edits, shape).text


def edit_record(record: ParsedRecord, edits: Sequence[Edit], shape: Shape) -> ParsedRecord:
    """The record with `edits` applied to its text in their order, parsed again.

    `record` must be sound, `shape` is that of a whole record. Raises EditRefusedError where the
    record has errors, where a value is none that the record can contain there, or where the text
    can't be changed in place to give exactly the intended data; KeyError or IndexError where an
    edit names an absent part (see `apply_edits`).
    """
    if record.data is None or record.errors:
        raise EditRefusedError(
            _(
                "{problem}: mend this first, nothing was changed",
                problem=str(record.errors[0]),
            )
        )
    intended = apply_edits(record.data, edits)
    _refuse_misfits(record.data, edits, shape)
    refusal: EditRefusedError | None = None
    for options in _ATTEMPTS:
        try:
            return _apply(record, edits, intended, Batches(record, shape, **options))
        except EditRefusedError as error:
            refusal = error.with_traceback(None)
    assert refusal is not None
    raise refusal


def _apply(
    record: ParsedRecord, edits: Sequence[Edit], intended: Data, batches: Batches
) -> ParsedRecord:
    for edit in _join_appends(edits):
        batches.flush_for(edit.path)
        for small in small_edits(batches.data, edit):
            batches.add(small)
    after = batches.flush()
    if after.data != intended:
        different = next(small_edits(after.data or {}, Put((), intended)))
        address = address_of(intended, different.path, batches.shape)
        raise EditRefusedError(
            _(
                "{address}: the file would not say there what was meant; nothing was changed: "
                "change this part of the file by hand",
                address=address,
            )
        )
    _refuse_new_problems(record, after)
    return after


def _join_appends(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The same edits, with consecutive appends to one list joined."""
    for path, run in itertools.groupby(edits, lambda e: e.path if isinstance(e, Append) else None):
        if path is None:
            yield from run
        else:
            added = (edit.values for edit in run if isinstance(edit, Append))
            yield Append(path, tuple(itertools.chain.from_iterable(added)))


def _refuse_misfits(data: Data, edits: Sequence[Edit], shape: Shape) -> None:
    for count, edit in enumerate(edits):
        path = edit.path[:-1] if isinstance(edit, Insert) else edit.path
        misfit = next(misfits(edit, shape_at(shape, path)), None)
        if misfit is None:
            continue
        path, reason = misfit
        before = apply_edits(data, edits[:count])
        if isinstance(edit, Append):
            length = len(edit.path)
            place, *rest = path[length:]
            path = (*edit.path, len(at(before, edit.path) or ()) + int(place), *rest)
        address = address_of(apply_edits(before, [edit]), path, shape)
        raise EditRefusedError(
            _("{address}: {reason}; nothing was changed", address=address, reason=reason)
        )


def _refuse_new_problems(before: ParsedRecord, after: ParsedRecord) -> None:
    codes = Counter(problem.code for problem in before.problems)
    for problem in after.problems:
        if not codes[problem.code]:
            reason = problem.message
            if problem.path:
                reason = _("{address}: {reason}", address=problem.path, reason=reason)
            raise EditRefusedError(_("{reason}; nothing was changed", reason=reason))
        codes[problem.code] -= 1
