"""What the index keeps of a record for `check`, as a line of text: what is found in it by itself,
the days for which that holds, and what findings between records need of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clientfile.checks.between_records import Ties
from clientfile.records.edits import Path
from clientfile.records.problems import Finding, Problem

Places = Mapping[Path, tuple[int, int, str]]
"""Line, column and address of paths."""


@dataclass(frozen=True, slots=True)
class RecordFindings:
    """What was told of a record, its file not named: the warnings of it by itself, and those of its
    stated years, from one day to another; its ties; where these stand, if it was read for that.
    """

    since: date
    until: date
    warnings: Sequence[Problem]
    stated: Sequence[Problem]
    ties: Ties
    places: Places | None = None


def encode_findings(told: RecordFindings) -> str:
    """A line of text, for the functions below."""
    ties = told.ties
    places = None if told.places is None else [[p, *at] for p, at in told.places.items()]
    found = [[vars(one) | {"file": ""} for one in each] for each in (told.warnings, told.stated)]
    parts = (
        [ties.named, ties.people, ties.numbers, ties.name],
        found if any(found) else None,
        places,
    )
    days = f"{told.since.isoformat()}|{told.until.isoformat()}"
    # Each part is on a line of its own: JSON has no line ends in it.
    return "\n".join([days, *("" if part is None else _json(part) for part in parts)])


def is_valid_on(text: str, today: str) -> bool:
    """Whether what is told holds on a day (ISO)."""
    since, _, rest = text.partition("|")
    return since <= today <= rest[: len(since)]


def decode_problems(text: str, file: str) -> tuple[list[Problem], list[Problem]]:
    """The warnings of a record by itself, and those of its stated years, in this file."""
    told = text.split("\n")[2]
    if not told:
        return [], []
    warnings, stated = ([replace(Problem(**one), file=file) for one in each]
                        for each in json.loads(told))  # fmt: skip
    return warnings, stated


def has_places(text: str) -> bool:
    """Whether it is told where the record's ties stand."""
    return not text.endswith("\n")


def locate_problem(text: str, finding: Finding, file: str) -> Problem:
    """A finding between records with its place in the file; it must `has_places`."""
    places = {tuple(path): (line, column, address)
              for path, line, column, address in json.loads(text.split("\n")[3])}  # fmt: skip
    line, column, address = places.get(finding.path, (1, 1, ""))
    return Problem(file, line, column, address, finding.message, finding.severity, finding.code)


class CachedTies(Mapping[str, Ties]):
    """The ties of clients by id, told as they are asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, client: str) -> Ties:
        named, people, numbers, name = json.loads(self._texts[client].split("\n")[1])
        named = [(tuple(path), value) for path, value in named]
        return Ties(named, people, numbers, tuple(name) if name else None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
