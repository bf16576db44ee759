"""Every page and report where today is the calendar's first or last day."""

from __future__ import annotations

import pytest

from clientfile.cli import COMMANDS, load_command

READING = [name for name, command in COMMANDS.items() if not command.writes and name != "doctor"]
OF_ONE = {"show": ["kervelec"], "brief": ["kervelec"], "find": ["kervelec"]}
OPTIONS = (["--period", "last-year"], ["--per", "year"], ["--by", "growth"])


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31"])
def test_no_command_fails_there(examples, today, long_form):
    wrong = {}
    for name in READING:
        params = load_command(name).params
        for options in ([], *OPTIONS):
            if options and not any(options[0] in param.opts for param in params):
                continue
            if not long_form and options and (options[0] == "--per" or name == "loyalty"):
                continue
            words = [name, *OF_ONE.get(name, []), *options]
            result, code = examples.attempt(*words, CLIENTFILE_TODAY=today)
            # 4: the folder has no rates for that year.
            if code not in (0, 4):
                wrong[" ".join(words)] = code, result.err
    assert {key: value for key, value in wrong.items() if "growth" not in key} == {}
    assert all(code == 2 for code, _ in wrong.values())


def test_a_day_beyond_the_calendar_is_refused_in_a_sentence(runner):
    words = (("0001-01-01", "yesterday"), ("9999-12-31", "tomorrow"),
             ("0001-01-01", "lundi dernier"), ("9999-12-31", "next friday"))  # fmt: skip
    for today, word in words:
        result = runner.run("snooze", "acme", "--until", word, code=4, CLIENTFILE_TODAY=today)
        assert "is outside the years 1900 to 2200" in result.err
