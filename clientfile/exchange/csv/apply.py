"""Parts of a file laid over one record: those that can stand are kept, each other one is told.

The record is checked once with everything in it. Only where that finds errors are the parts looked
at by themselves, so that one bad row costs no other row its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from clientfile.exchange.csv.expressions import UnmappableError
from clientfile.exchange.csv.match import TargetRecord
from clientfile.exchange.csv.missing_edits import MissingEdits, sort_keys
from clientfile.records.change import NewRecord
from clientfile.records.edits import Append, Data, Edit, Path, Put, apply_edits, at
from clientfile.records.paths import address_of
from clientfile.records.problems import Finding

Action = Literal["created", "changed", "unchanged", "skipped"]
Validate = Callable[[Data], Sequence[Finding]]
Note = tuple[int, str]
"""A line of the file, and what is to be known of it."""

_NEW: Data = {"identity": {"status": "client"}}
_SHOWN = 3


@dataclass(frozen=True)
class ApplyResult:
    """What happens to a record (`lines` are its rows'), or to a row that is skipped.

    `fields` are the addresses that change; `notes` say why a row is skipped, or what is to be
    known of a record's rows.
    """

    lines: tuple[int, ...]
    client: str | None
    action: Action
    fields: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def line(self) -> int:
        """The first line of the file that it is about."""
        return self.lines[0]

    @property
    def why(self) -> str:
        """Its notes without their lines."""
        return "; ".join(text for _, text in self.notes)


class ImportItem(NamedTuple):
    """One thing of the file for one record, and how it is laid over it: whole or not at all.

    `names` are what it is about, where a second part of the file may be about the same.
    """

    lines: tuple[int, ...]
    merge: Callable[[TargetRecord], MissingEdits]
    names: tuple[str, ...] = ()


class _Offer(NamedTuple):
    """A part that can be laid over the record, as far as it is seen by itself."""

    part: ImportItem
    step: MissingEdits


_Refused = list[tuple[ImportItem, str]]


def skip_rows(lines: Iterable[int], client: str | None, why: str) -> list[ApplyResult]:
    """Each of the rows, told as left out."""
    return [ApplyResult((line,), client, "skipped", (), ((line, why),)) for line in lines]


def apply_items(
    client: str, parts: Sequence[ImportItem], target: TargetRecord, validate: Validate
) -> tuple[list[ApplyResult], NewRecord | list[Edit] | None]:
    """What is told of a record and its rows, and its change, None where it has none.

    `validate` tells what is wrong with a record's data: parts that bring an error are left out.
    """
    offers, refused = _offers(parts, target)
    kept, others = _standing(offers, target, validate)
    told = [each for part, why in refused + others for each in skip_rows(part.lines, client, why)]
    if not kept:
        return told, None
    step = MissingEdits()
    for offer in kept:
        step.add(offer.step)
    lines = tuple(sorted(line for offer in kept for line in offer.part.lines))
    notes = tuple((o.part.lines[0], o.step.note) for o in kept if o.step.note)
    if target.data and not step.edits:
        return [*told, ApplyResult(lines, client, "unchanged", (), notes)], None
    if target.data:
        return [*told, ApplyResult(lines, client, "changed", tuple(step.fields), notes)], step.edits
    record = NewRecord(sort_keys(apply_edits(_NEW, step.edits), target.shape))
    return [*told, ApplyResult(lines, client, "created", tuple(step.fields), notes)], record


def _offers(parts: Iterable[ImportItem], target: TargetRecord) -> tuple[list[_Offer], _Refused]:
    """Each part by itself: those that can be laid over the record, and the others.

    What is refused here could be laid once a later row had made its item: so that a second import
    changes nothing, later rows about the same are left to a person too.
    """
    offers: list[_Offer] = []
    refused: _Refused = []
    bad: dict[str, int] = {}
    for part in parts:
        try:
            _check_free(part, bad)
            offer = _Offer(part, part.merge(target))
            _check_new(offer, target)
            offers.append(offer)
        except UnmappableError as why:
            refused.append((part, str(why)))
            bad = dict.fromkeys(part.names, part.lines[0]) | bad
    return offers, refused


def _check_free(part: ImportItem, bad: dict[str, int]) -> None:
    for name in part.names:
        if name in bad:
            raise UnmappableError(
                f"line {bad[name]} is about {name} too, and is skipped: keep one of the two rows"
            )


def _check_new(offer: _Offer, target: TargetRecord) -> None:
    """Raise UnmappableError where a client that is new would lack what every client has."""
    if target.data:
        return
    puts = {edit.path for edit in offer.step.edits if isinstance(edit, Put)}
    for key in target.shape.child("identity").required:
        if key not in _NEW["identity"] and ("identity", key) not in puts:
            raise UnmappableError(
                f"the client is new, and the row has no identity.{key}: "
                "fill it in, or map a column to it"
            )


def _standing(
    offers: list[_Offer], target: TargetRecord, validate: Validate
) -> tuple[list[_Offer], _Refused]:
    """The offers that can stand in the record together, and why each other one can't.

    An error is laid to the offer that touches its place. Where it stands at none's, the offers
    are tried one after the other.
    """
    base, refused = target.data or _NEW, list[tuple[ImportItem, str]]()
    while True:
        kept, repeated = _unrepeated(offers)
        edits = [edit for offer in kept for edit in offer.step.edits]
        if not edits:
            return kept, refused + repeated
        data = apply_edits(base, edits)
        errors = _errors(validate(data))
        if not errors:
            return kept, refused + repeated
        faults = _faults(kept, errors, data, target)
        if not faults:
            kept, others = _one_by_one(offers, target, validate)
            return kept, refused + others
        refused += [(o.part, faults[o.part.lines]) for o in offers if o.part.lines in faults]
        offers = [offer for offer in offers if offer.part.lines not in faults]


def _unrepeated(offers: Iterable[_Offer]) -> tuple[list[_Offer], _Refused]:
    """The first offer about each thing, and the others."""
    first: dict[str, int] = {}
    kept: list[_Offer] = []
    repeated: _Refused = []
    for offer in offers:
        why = _repeats(offer.part, first)
        if why:
            repeated.append((offer.part, why))
        else:
            kept.append(offer)
            first |= dict.fromkeys(offer.part.names, offer.part.lines[0])
    return kept, repeated


def _repeats(part: ImportItem, first: dict[str, int]) -> str:
    for name in part.names:
        if name in first:
            return f"{name} stands on line {first[name]} already: keep one of the two rows"
    return ""


def _faults(
    offers: Iterable[_Offer], errors: Iterable[Finding], data: Data, target: TargetRecord
) -> dict[tuple[int, ...], str]:
    """What is wrong with each offer, by its lines, as far as an error stands where it touches."""
    touched = _touched(offers, target.data)
    found: dict[tuple[int, ...], list[Finding]] = {}
    for error in errors:
        above = (error.path[:length] for length in range(len(error.path), 0, -1))
        part = next((touched[path] for path in above if path in touched), None)
        if part:
            found.setdefault(part.lines, []).append(error)
    return {lines: _told(each, data, target) for lines, each in found.items()}


def _touched(offers: Iterable[_Offer], old: Data) -> dict[Path, ImportItem]:
    """Each place of the record that an offer changes, items that it adds included."""
    touched: dict[Path, ImportItem] = {}
    ends: dict[Path, int] = {}
    for part, step in offers:
        for edit in step.edits:
            if not isinstance(edit, Append):
                touched[edit.path] = part
                continue
            start = ends.get(edit.path, len(at(old, edit.path) or ()))
            ends[edit.path] = start + len(edit.values)
            touched |= {(*edit.path, place): part for place in range(start, ends[edit.path])}
    return touched


def _one_by_one(
    offers: Iterable[_Offer], target: TargetRecord, validate: Validate
) -> tuple[list[_Offer], _Refused]:
    data, refused = target.data or _NEW, list[tuple[ImportItem, str]]()
    kept: list[_Offer] = []
    first: dict[str, int] = {}
    for offer in offers:
        trial = apply_edits(data, offer.step.edits)
        why = _repeats(offer.part, first) or _told(_errors(validate(trial)), trial, target)
        if why:
            refused.append((offer.part, why))
        else:
            data = trial
            kept.append(offer)
            first |= dict.fromkeys(offer.part.names, offer.part.lines[0])
    return kept, refused


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def _told(errors: Sequence[Finding], data: Data, target: TargetRecord) -> str:
    return "; ".join(
        f"{address_of(data, error.path, target.shape)}: {error.message}"
        for error in errors[:_SHOWN]
    )
