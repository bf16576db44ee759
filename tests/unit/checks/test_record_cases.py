"""Records as files: a file dropped into positive/ or negative/ becomes a test.

Beside each negative one stands what is to be said of it, one problem a line, as `check` prints
it without the file's name; `negative_fr.txt` has the same in French, read by a person, and
WRITE_SCREENS=1 in the environment writes it anew.
"""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from clientfile import checks
from clientfile.language import translate
from clientfile.language.encode import decode_text, encode_text
from clientfile.records.paths import address_of
from clientfile.records.settings import Settings
from clientfile.records.shape import Shape
from clientfile.schema.fast import accepts
from clientfile.schema.shapes import record_shape
from clientfile.schema.validate import structure_findings
from clientfile.yamltext.parsed import ParsedRecord
from clientfile.yamltext.reader import read
from tests.support.paths import DATA
from tests.support.pseudo import LANGUAGE, speak_pseudo, unmarked_words

NEGATIVE = sorted((DATA / "negative").glob("*.yaml"))
POSITIVE = sorted((DATA / "positive").glob("*.yaml"))
FRENCH = DATA / "negative_fr.txt"
# Words of YAML, of a byte, and of the schema's examples.
NO_MESSAGES = (
    "true false 0xe9 jean Boulangeries Martin Send samples of the new range "
    "Their lease ends: ask about the new premises"
)
TODAY = date(2026, 11, 20)


def reading_of(path: Path) -> ParsedRecord:
    return read(path.read_bytes(), record_shape(), file=path.name)


def problems_of(path: Path, language: str = "en") -> list[str]:
    reading = reading_of(path)
    problems = list(reading.problems)
    if reading.data is not None:
        for finding in checks.findings(reading.data, Settings(), TODAY):
            address = address_of(reading.data, finding.path, record_shape())
            problems.append(reading.problem(finding, address))
    ordered = sorted(problems, key=lambda problem: (problem.line, problem.column))
    lines = [translate(through_a_cache(str(problem)), language) for problem in ordered]
    return [line.removeprefix(f"{path.name}:") for line in lines]


def through_a_cache(text: str) -> str:
    return decode_text(json.loads(json.dumps(encode_text(text))))


@pytest.mark.parametrize("path", NEGATIVE, ids=lambda path: path.stem)
def test_every_problem_is_reported_at_its_place(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    assert expected
    assert problems_of(path) == expected


def test_every_problem_is_said_in_french() -> None:
    lines = [f"{path.stem}:{line}" for path in NEGATIVE for line in problems_of(path, "fr")]
    if os.environ.get("WRITE_SCREENS"):
        FRENCH.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert lines == FRENCH.read_text(encoding="utf-8").splitlines()


def test_nothing_but_data_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_pseudo(monkeypatch)
    words = [*record_words(record_shape()), NO_MESSAGES]
    for path in NEGATIVE:
        problems = "\n".join(problems_of(path, LANGUAGE))
        assert unmarked_words(problems, [*words, text_of(path)]) == [], path.stem


def text_of(path: Path) -> str:
    return path.read_bytes().decode(errors="replace") + reading_of(path).text


def record_words(shape: Shape) -> Iterator[str]:
    """The keys of a record and the words that it may hold."""
    yield from shape.choices
    for key, child in shape.fields.items():
        yield key
        yield from record_words(child)
    for child in filter(None, (shape.item, shape.values)):
        yield from record_words(child)


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
