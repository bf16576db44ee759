"""Every page and report where today is the calendar's first or last day."""

from __future__ import annotations

import pytest

from clientfile.cli import COMMANDS, load_command
from clientfile.figures import breakdown
from clientfile.reports.common.period_parts import PER
from clientfile.reports.registry import REPORTS

READING = [
    name
    for name, command in COMMANDS.items()
    if not command.writes and name not in ("doctor", "merge-record")
]
OF_ONE = {"export": ["json"], "show": ["kervelec"], "brief": ["kervelec"], "find": ["kervelec"]}
OPTIONS = (["--period", "last-year"], ["--per", "year"], ["--by", "growth"])


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31"])
def test_no_command_fails_there(examples, today):
    wrong = {}
    for name in READING:
        params = load_command(name).params
        for options in ([], *OPTIONS):
            if options and not any(options[0] in param.opts for param in params):
                continue
            words = [name, *OF_ONE.get(name, []), *options]
            result, code = examples.attempt(*words, CLIENTFILE_TODAY=today)
            # 4: the folder has no rates for that year.
            if code not in (0, 4):
                wrong[" ".join(words)] = code, result.err
    refused = {key: err for key, (code, err) in wrong.items() if code == 2}
    assert wrong.keys() == refused.keys()
    # There is nothing to grow from, or there are thousands of years to divide.
    assert all("growth" in key or "more than 1,200 parts" in refused[key] for key in refused)


FAR_APART = """
identity: {name: Acme, status: client, client_since: 0001-01-01}
contacts:
  people: [{id: dupont, last_name: Dupont, since: 0001-01-01, cadence: 30}]
  interactions:
    - {id: k3v9qa2x, date: 0001-01-01, kind: visit, with: [dupont]}
    - {id: k3v9qa2y, date: 9999-12-31, kind: visit, with: [dupont]}
business:
  pricing:
    advantages:
      - {kind: year-end-rebate, rate: 3%, applied: later, from: 0001-01-01, until: 9999-12-31}
  orders:
    - {ref: A, date: 0001-01-01, lines: [{product: Oven, quantity: 1, unit_price: 9}]}
    - {ref: B, date: 9999-12-31, lines: [{product: Oven, quantity: 1, unit_price: 9}]}
"""


@pytest.mark.parametrize("today", ["2026-11-28", "9999-12-31"])
def test_dates_far_apart_cost_the_days_that_they_name(runner, monkeypatch, today):
    """Not the ten thousand years between them."""
    split, years = breakdown._split_year, []

    def counted(year, *rest):
        years.append(year)
        return split(year, *rest)

    monkeypatch.setattr(breakdown, "_split_year", counted)
    runner.write("acme", FAR_APART)
    for report in REPORTS:
        words = report.name.split()
        if words[-1] == "--not-bought":
            words.append("acme")
        for period in ("all", "last-year", "1", "9999"):
            result, code = runner.attempt(*words, "--period", period, CLIENTFILE_TODAY=today)
            assert code in (0, 2), result.err
    assert 0 < len(years) < 300


@pytest.mark.parametrize("per", PER)
def test_more_parts_than_anybody_reads_are_refused_with_the_days(runner, per):
    runner.write("acme", FAR_APART)
    for report in ("revenue", "margin", "prospects"):
        words = (report, "--per", per, "--period", "all")
        result = runner.run(*words, code=2, CLIENTFILE_TODAY="9999-12-31")
        assert f"--per {per} from 0001-01-01 to 9999-12-31" in result.err
        runner.run(report, "--per", per, "--period", "9999", CLIENTFILE_TODAY="9999-12-31")


def test_a_day_beyond_the_calendar_is_refused_in_a_sentence(runner):
    words = (("0001-01-01", "yesterday"), ("9999-12-31", "tomorrow"),
             ("0001-01-01", "lundi dernier"), ("9999-12-31", "next friday"))  # fmt: skip
    for today, word in words:
        result = runner.run("snooze", "acme", "--until", word, code=4, CLIENTFILE_TODAY=today)
        assert "is outside the years 1900 to 2200" in result.err
