"""Records as files: a file dropped into positive/ or negative/ becomes a test.

Beside each negative one stands what is to be said of it, one problem a line, as `check` prints
it without the file's name.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from clientfile import checks
from clientfile.records.paths import address_of
from clientfile.records.settings import Settings
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read
from tests.support.paths import DATA

NEGATIVE = sorted((DATA / "negative").glob("*.yaml"))
POSITIVE = sorted((DATA / "positive").glob("*.yaml"))
TODAY = date(2026, 11, 20)


def reading_of(path: Path) -> ParsedRecord:
    return read(path.read_bytes(), record_shape(), file=path.name)


def problems_of(path: Path) -> list[str]:
    reading = reading_of(path)
    problems = list(reading.problems)
    if reading.data is not None:
        for finding in checks.findings(reading.data, Settings(), TODAY):
            address = address_of(reading.data, finding.path, record_shape())
            problems.append(reading.problem(finding, address))
    ordered = sorted(problems, key=lambda problem: (problem.line, problem.column))
    return [str(problem).removeprefix(f"{path.name}:") for problem in ordered]


@pytest.mark.parametrize("path", NEGATIVE, ids=lambda path: path.stem)
def test_every_problem_is_reported_at_its_place(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert expected
    assert problems_of(path) == expected


@pytest.mark.parametrize("path", POSITIVE, ids=lambda path: path.stem)
def test_nothing_is_said_of_a_good_record(path: Path) -> None:
    assert problems_of(path) == []


@pytest.mark.parametrize("path", POSITIVE, ids=lambda path: path.stem)
def test_a_good_record_is_read_as_its_expected_data(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(reading_of(path).data, default=str)) == expected


@pytest.mark.parametrize("path", [*NEGATIVE, *POSITIVE], ids=lambda path: path.stem)
def test_the_quick_answer_is_the_explained_one(path: Path) -> None:
    data = reading_of(path).data
    if data is None:
        return
    explained = [finding for finding in structure_findings(data) if finding.code != "duplicate"]
    assert accepts(data) == (not explained)


def test_there_are_enough_cases_and_none_lost_its_expectation() -> None:
    assert len(NEGATIVE) >= 60
    assert len(POSITIVE) >= 20
    assert {path.stem for path in NEGATIVE} == stems("negative", "*.expected")
    assert {path.stem for path in POSITIVE} == stems("positive", "*.json")


def stems(folder: str, pattern: str) -> set[str]:
    return {path.stem for path in (DATA / folder).glob(pattern)}
