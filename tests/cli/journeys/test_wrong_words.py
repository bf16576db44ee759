"""Every message for a wrong word names the right one: the cases are tests/data/wrong_words.txt."""

from __future__ import annotations

import shlex

import pytest

from clientfile.cli import COMMANDS, load_command
from tests.support.paths import ROOT

CASES = [
    line.split(" | ")
    for line in (ROOT / "tests" / "data" / "wrong_words.txt").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("code", "line", "right"), CASES, ids=[line for _, line, _ in CASES])
def test_a_message_names_the_right_word(examples, code, line, right):
    result = examples.run(*shlex.split(line), code=int(code))
    assert right in result.err
    assert result.out == ""
    assert examples.git("status", "--porcelain") == ""


@pytest.mark.parametrize(("code", "line"), [(int(code), line) for code, line, _ in CASES])
def test_the_help_of_a_command_tells_the_exit_code_that_a_wrong_word_has(code, line):
    command = shlex.split(line)[0]
    if command in COMMANDS:
        _, exits = load_command(command).help_parts()
        assert code in {0, 2, *exits}


SETTINGS = {
    "curency": "currency",
    "[cadense]": "cadence",
    "[cadence]\nprospct": "prospect",
    "[targets.2026.claire]\nmargin": "gross_margin",
}


@pytest.mark.parametrize("line", SETTINGS)
def test_a_wrong_key_of_the_settings_is_told_with_the_right_one(runner, line):
    text = f"{line}\n" if line.endswith("]") else f"{line} = 30\n"
    (runner.root / "clientfile.toml").write_text(text)
    assert f"did you mean {SETTINGS[line]}?" in runner.run("list", code=4).err


@pytest.mark.parametrize(
    ("words", "told", "code", "right"),
    [
        (["set", "acme"], '{"idenity.phone": "1"}', 2, "identity"),
        (["set", "acme", "--include-edits"], '{"status": "prospct"}', 4, "prospect"),
        (["add-meeting", "acme"], '{"sumary": "x"}', 4, "summary"),
        (["add-meeting", "acme"], '{"kind": "visitt"}', 4, "visit"),
        (["add-contact", "acme", "A B"], '{"phnoe": "1"}', 4, "phone"),
        (["add-order", "acme", "--line", "Oven ; 1 @ 5"], '{"stauts": "ordered"}', 4, "status"),
    ],
)
def test_a_wrong_key_or_word_in_json_is_told_with_the_right_one(runner, words, told, code, right):
    before = runner.state()
    result = runner.run(*words, "--json", "-", stdin=told, code=code)
    assert right in result.err
    assert "did you mean" in result.err
    assert runner.state() == before
