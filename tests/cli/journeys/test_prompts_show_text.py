"""No text of a record acts through a question: labels, defaults, offers, hints and refusals."""

from __future__ import annotations

import re

import pytest

from clientfile.records.edits import Data
from clientfile.schema.shapes import record_shape
from clientfile.yamltext.emitter import emit
from tests.cli.journeys.test_no_text_acts import FEW, SETTINGS, hostile
from tests.support.terminal import acts
from tests.support.typist import Typist

# What a line editor writes to draw its line, and nothing that a text could smuggle in.
_DRAWING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\n\x08]")


@pytest.fixture
def evil(runner):
    """A record whose every text acts, of somebody who is at the keyboard as such a one."""
    data: Data = hostile(FEW)[0]
    people = data["contacts"]["people"]
    people[0]["last_name"] = "Ev\u202eil " + "".join(FEW[::40])
    runner.record("evil").write_bytes(emit(data, record_shape()).encode())
    with (runner.root / "clientfile.toml").open("a") as settings:
        settings.write(SETTINGS)
    runner.git("add", "-A")
    runner.git("commit", "-q", "-m", "evil")
    return runner


def acted(typist: Typist) -> list[str]:
    """The acting characters that reached the terminal beside the line editor's own."""
    text = _DRAWING.sub("", typist.written.decode())
    return sorted({f"U+{ord(c):04X}" for c in text if acts(c)})


@pytest.mark.parametrize("width", [120, 40])
def test_an_interview_shows_text_and_does_nothing_by_it(evil, width):
    typist = Typist.at(evil.root, f"CLIENTFILE_ME=me\u202e COLUMNS={width} clientfile add-meeting")
    for step in (
        "? Client: > e<Tab>",
        "= evil",
        "+ <^U>evil<Enter>",
        "? Date >",
        "? Kind >",
        "? With: > <Tab>",
        "= jean-dupont",
        "+ <^U>nobody like that<Enter>",
        "? Add nobody like that > n",
        "? With: > <^U>gone",
        "= left",
        "+ <^U>jean-dupont<Enter>",
        "? Purpose: >",
        "? Salesperson > <Tab>",
        "= claire",
        "+ <^U>so\u200bme\u202ebody<Enter>",
        "? Summary: > t\u202eext",
        "? Agreements: >",
        "? Orders: > CMD<Tab>",
        "@ CMD-1042",
        "+ <^U>nope<Enter>",
        "= has no 'nope'",
        "+ <^U><Enter>",
        "? Promises: > pro\u2066mise by friday",
        "? Promises: > <^D>",
        "= Log it?",
        "? Log it? > n",
    ):
        typist.step(step)
    shown = typist.leave()
    assert "me\\u202e" in shown
    assert acted(typist) == []
