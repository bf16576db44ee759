"""Applies imported items to one record; those that would make it invalid are reported, skipped.

The record is validated once with all items in it. Only where that finds errors are the items looked
at one by one, so that one bad row costs no other row its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from clientfile.exchange.tables.expressions import UnmappableError
from clientfile.exchange.tables.match import TargetRecord
from clientfile.exchange.tables.missing_edits import MissingEdits, with_sorted_keys
from clientfile.exchange.tables.notes import Note
from clientfile.language import Lines, _
from clientfile.records.change import NewRecord
from clientfile.records.edits import Append, Data, Edit, Path, Put, apply_edits, at
from clientfile.records.paths import address_of
from clientfile.records.problems import Finding

Action = Literal["created", "changed", "unchanged", "skipped"]
Validate = Callable[[Data], Sequence[Finding]]
ValidateChange = Callable[[Data, Data], Iterable[Finding]]
"""The findings of a record's data before and after a change."""

_NEW: Data = {"identity": {"status": "client"}}
_MOST_MESSAGES = 3


@dataclass(frozen=True)
class ApplyResult:
    """What happens to a record, or to a row that is skipped.

    `lines` are the lines of its rows, `fields` the addresses that change; `notes` say why a row is
    skipped, or what else the user should know about the rows. `is_left_out` is true for a row that
    is skipped since the map says so.
    """

    lines: tuple[int, ...]
    client: str | None
    action: Action
    fields: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    is_left_out: bool = False

    @property
    def line(self) -> int:
        """The first line of the file that it is about."""
        return self.lines[0]

    @property
    def why(self) -> str:
        """Its notes without their lines."""
        return Lines([text for __, text in self.notes], "; ")


class ImportItem(NamedTuple):
    """A row or an order for one record: its lines, and the function that gives its edits.

    It is applied whole or not at all. `names` are what it is about, where another item may be about
    the same. `merge` raises UnmappableError for an item that fits no record. `notes` tell what of
    its rows is left out or mended.
    """

    lines: tuple[int, ...]
    merge: Callable[[TargetRecord], MissingEdits]
    names: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class _MergedItem(NamedTuple):
    """An item with its edits, as far as it can be judged by itself."""

    item: ImportItem
    missing: MissingEdits

    @property
    def notes(self) -> tuple[Note, ...]:
        """What its rows and its edits have to tell, each with a line."""
        own = ((self.item.lines[0], self.missing.note),) if self.missing.note else ()
        return self.item.notes + own


_Rejections = list[tuple[ImportItem, str]]


def skip_rows(lines: Iterable[int], client: str | None, why: str) -> list[ApplyResult]:
    """One result for each line, as skipped."""
    return [ApplyResult((line,), client, "skipped", (), ((line, why),)) for line in lines]


def apply_items(
    client: str, items: Sequence[ImportItem], target: TargetRecord, validate: Validate
) -> tuple[list[ApplyResult], NewRecord | list[Edit] | None]:
    """The results for a record and its rows, and the record's change, None where it has none.

    `validate` gives the findings of a record's data: items that bring an error are skipped.
    """
    merged, rejections = _merge_each(items, target)
    accepted, others = _accept(merged, target, validate)
    results = [
        result for item, why in rejections + others for result in skip_rows(item.lines, client, why)
    ]
    if not accepted:
        return results, None
    missing = MissingEdits()
    for each in accepted:
        missing.add(each.missing)
    lines = tuple(sorted(line for each in accepted for line in each.item.lines))
    notes = tuple(note for each in accepted for note in each.notes)
    fields = tuple(missing.fields)
    if target.data and not missing.edits:
        return [*results, ApplyResult(lines, client, "unchanged", (), notes)], None
    if target.data:
        return [*results, ApplyResult(lines, client, "changed", fields, notes)], missing.edits
    record = NewRecord(with_sorted_keys(apply_edits(_NEW, missing.edits), target.shape))
    return [*results, ApplyResult(lines, client, "created", fields, notes)], record


def _merge_each(
    items: Iterable[ImportItem], target: TargetRecord
) -> tuple[list[_MergedItem], _Rejections]:
    """Each item merged by itself, and the items that fit no record.

    An item about the same as a rejected one is rejected too. Otherwise it would create what the
    rejected one lacked, and a second import would change the record again.
    """
    merged: list[_MergedItem] = []
    rejections: _Rejections = []
    rejected_at: dict[str, int] = {}
    for item in items:
        try:
            _refuse_about_rejected(item, rejected_at)
            each = _MergedItem(item, item.merge(target))
            _refuse_incomplete_client(each, target)
            merged.append(each)
        except UnmappableError as error:
            rejections.append((item, error.why))
            rejected_at = dict.fromkeys(item.names, item.lines[0]) | rejected_at
    return merged, rejections


def _refuse_about_rejected(item: ImportItem, rejected_at: dict[str, int]) -> None:
    for name in item.names:
        if name in rejected_at:
            raise UnmappableError(skipped_too(name, rejected_at[name]))


def skipped_too(name: str, line: int) -> str:
    """The message for a row that is about the same as a skipped row on another line."""
    return _(
        "line {line} is about {name} too, and is skipped: keep one of the two rows",
        line=line,
        name=name,
    )


def repeated(name: str, line: int) -> str:
    """The message for a row that is about the same as an earlier row."""
    return _("{name} stands on line {line} already: keep one of the two rows", name=name, line=line)


def _refuse_incomplete_client(merged: _MergedItem, target: TargetRecord) -> None:
    """Raise UnmappableError where a new client would lack a required field of its identity."""
    if target.data:
        return
    puts = {edit.path for edit in merged.missing.edits if isinstance(edit, Put)}
    for key in target.shape.child("identity").required:
        if key not in _NEW["identity"] and ("identity", key) not in puts:
            raise UnmappableError(
                _(
                    "the client is new, and the row has no identity.{key}: "
                    "fill it in, or map a column to it",
                    key=key,
                )
            )


def _accept(
    items: list[_MergedItem], target: TargetRecord, validate: Validate
) -> tuple[list[_MergedItem], _Rejections]:
    """The items that the record can hold together, and why it can't hold each of the others.

    An error is attributed to the item that touches its place. Where no item touches any error's
    place, the items are tried one after the other.
    """
    base, rejections = target.data or _NEW, list[tuple[ImportItem, str]]()
    while True:
        accepted, repetitions = _without_repetitions(items)
        edits = [edit for each in accepted for edit in each.missing.edits]
        if not edits:
            return accepted, rejections + repetitions
        data = apply_edits(base, edits)
        errors = _errors(validate(data))
        if not errors:
            return accepted, rejections + repetitions
        faults = _faults(accepted, errors, data, target)
        if not faults:
            accepted, others = _accept_one_by_one(items, target, validate)
            return accepted, rejections + others
        rejections += [(m.item, faults[m.item.lines]) for m in items if m.item.lines in faults]
        items = [each for each in items if each.item.lines not in faults]


def _without_repetitions(items: Iterable[_MergedItem]) -> tuple[list[_MergedItem], _Rejections]:
    """The first item about each thing, and the others as rejections."""
    first: dict[str, int] = {}
    accepted: list[_MergedItem] = []
    repetitions: _Rejections = []
    for each in items:
        why = _repetition(each.item, first)
        if why:
            repetitions.append((each.item, why))
        else:
            accepted.append(each)
            first |= dict.fromkeys(each.item.names, each.item.lines[0])
    return accepted, repetitions


def _repetition(item: ImportItem, first: dict[str, int]) -> str:
    """A message where another item, at the line in `first`, is about the same; else ""."""
    for name in item.names:
        if name in first:
            return repeated(name, first[name])
    return ""


def _faults(
    items: Iterable[_MergedItem], errors: Iterable[Finding], data: Data, target: TargetRecord
) -> dict[tuple[int, ...], str]:
    """What is wrong with each item, by its lines, for the errors in places that it touches."""
    touched = _touched_places(items, target.data)
    faults: dict[tuple[int, ...], list[Finding]] = {}
    for error in errors:
        above = (error.path[:length] for length in range(len(error.path), 0, -1))
        item = next((touched[path] for path in above if path in touched), None)
        if item:
            faults.setdefault(item.lines, []).append(error)
    return {lines: _message(each, data, target) for lines, each in faults.items()}


def _touched_places(items: Iterable[_MergedItem], data: Data) -> dict[Path, ImportItem]:
    """Each place of the record that an item changes, appended list items included."""
    touched: dict[Path, ImportItem] = {}
    ends: dict[Path, int] = {}
    for item, missing in items:
        for edit in missing.edits:
            if not isinstance(edit, Append):
                touched[edit.path] = item
                continue
            start = ends.get(edit.path, len(at(data, edit.path) or ()))
            ends[edit.path] = start + len(edit.values)
            touched |= {(*edit.path, place): item for place in range(start, ends[edit.path])}
    return touched


def _accept_one_by_one(
    items: Iterable[_MergedItem], target: TargetRecord, validate: Validate
) -> tuple[list[_MergedItem], _Rejections]:
    """As `_accept`, each item validated on top of those accepted before it."""
    data, rejections = target.data or _NEW, list[tuple[ImportItem, str]]()
    accepted: list[_MergedItem] = []
    first: dict[str, int] = {}
    for each in items:
        trial = apply_edits(data, each.missing.edits)
        why = _repetition(each.item, first) or _message(_errors(validate(trial)), trial, target)
        if why:
            rejections.append((each.item, why))
        else:
            data = trial
            accepted.append(each)
            first |= dict.fromkeys(each.item.names, each.item.lines[0])
    return accepted, rejections


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def _message(errors: Sequence[Finding], data: Data, target: TargetRecord) -> str:
    return Lines(
        [
            _(
                "{place}: {what}",
                place=address_of(data, error.path, target.shape),
                what=error.message,
            )
            for error in errors[:_MOST_MESSAGES]
        ],
        "; ",
    )
