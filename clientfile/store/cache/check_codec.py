"""Encodes and decodes what the cache holds of a record for `check`, as four lines of text.

The lines are: the days for which the findings hold; the record's ties to other records; its
problems; the places of its ties in the file. All but the first are JSON, which has no line ends in
it, or empty for nothing. Each is decoded only where a caller needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clientfile.checks.between_records import Ties
from clientfile.records.edits import Path
from clientfile.records.problems import Finding, Problem
from clientfile.store.cache.codec import decode_problem, encode_problem

Places = Mapping[Path, tuple[int, int, str]]
"""Line, column and address by path."""

_TIES_LINE, _PROBLEMS_LINE, _PLACES_LINE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class RecordFindings:
    """What `check` found in one record; its problems name no file.

    since, until -- the first and the last day that may be today for the same findings
    warnings     -- what is implausible in the record by itself
    stated       -- the stated years that differ from what the orders make
    ties         -- what findings between records need of this one
    places       -- where the ties stand in the file; None where the file was not read
    """

    since: date
    until: date
    warnings: Sequence[Problem]
    stated: Sequence[Problem]
    ties: Ties
    places: Places | None = None


def encode_findings(findings: RecordFindings) -> str:
    """The findings as four lines of text, for the functions below."""
    ties = findings.ties
    problems = [
        [encode_problem(problem) for problem in group]
        for group in (findings.warnings, findings.stated)
    ]
    places = (
        None
        if findings.places is None
        else [[path, *place] for path, place in findings.places.items()]
    )
    lines = (
        [ties.named, ties.people, ties.numbers, ties.name],
        problems if any(problems) else None,
        places,
    )
    days = f"{findings.since.isoformat()}|{findings.until.isoformat()}"
    return "\n".join([days, *("" if line is None else _json(line) for line in lines)])


def is_valid_on(text: str, today: str) -> bool:
    """Whether encoded findings hold on a day (ISO)."""
    since, _, rest = text.partition("|")
    return since <= today <= rest[: len(since)]


def decode_findings(text: str, file: str) -> tuple[list[Problem], list[Problem]]:
    """The warnings and the problems of stated years in encoded findings, as those of `file`."""
    line = text.split("\n")[_PROBLEMS_LINE]
    if not line:
        return [], []
    warnings, stated = (
        [decode_problem(problem, file) for problem in group] for group in json.loads(line)
    )
    return warnings, stated


def has_places(text: str) -> bool:
    """Whether encoded findings hold the places of the record's ties."""
    return not text.endswith("\n")


def locate_problem(text: str, finding: Finding, file: str) -> Problem:
    """A finding between records as a problem of `file`, at its place in encoded findings.

    The text must have places (`has_places`).
    """
    rows = json.loads(text.split("\n")[_PLACES_LINE])
    places = {tuple(path): (line, column, address) for path, line, column, address in rows}
    line, column, address = places.get(finding.path, (1, 1, ""))
    return Problem(file, line, column, address, finding.message, finding.severity, finding.code)


class CachedTies(Mapping[str, Ties]):
    """Ties by client id, decoded when they are looked up."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, client: str) -> Ties:
        named, people, numbers, name = json.loads(self._texts[client].split("\n")[_TIES_LINE])
        named = [(tuple(path), value) for path, value in named]
        return Ties(named, people, numbers, tuple(name) if name else None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
