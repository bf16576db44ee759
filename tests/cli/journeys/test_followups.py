"""Promises kept, next actions called off, questions answered: by their ids, each one line more."""

from __future__ import annotations

import pytest


@pytest.fixture
def visited(runner):
    """A folder whose client was just visited; the ids of what was promised, asked and planned."""
    runner.run(
        "add-meeting", "acme", "--json", "-",
        stdin='{"id": "visit1", "promises": [{"id": "samples", "what": "send samples"}],'
        '"questions": [{"id": "saturdays", "what": "Saturdays?"}],'
        '"next": {"id": "call", "what": "call back", "date": "2026-12-04"}}',
    )  # fmt: skip
    return runner


def test_a_promise_is_done(visited):
    result = visited.run("done", "acme/samples")
    assert result.out.startswith("acme: promise samples done on 2026-11-20 (send samples) [")
    assert visited.changed_lines() == ["+      done: 2026-11-20"]
    assert visited.run("done", "acme/samples").out == "nothing to change\n"
    visited.run("done", "acme/samples", "--on", "2026-11-19", code=4)
    visited.run("cancel", "acme/samples", code=4)


def test_a_next_action_is_done_or_called_off(visited):
    visited.run("cancel", "acme/call", "--on", "yesterday")
    assert visited.changed_lines() == ["+      cancelled: 2026-11-19"]
    result = visited.run("done", "acme/call", code=4)
    assert "call is cancelled since 2026-11-19" in result.err
    assert "clientfile unset acme/call cancelled" in result.err
    visited.run("unset", "acme/call", "cancelled")
    visited.run("done", "acme/call")


def test_a_question_is_answered(visited):
    visited.run("answer", "acme/saturdays", "Yes: from May on")
    assert visited.changed_lines() == [
        "+      answered: 2026-11-20",
        '+      answer: "Yes: from May on"',
    ]
    visited.run("answer", "acme/saturdays", "No", code=4)
    visited.run("answer", "acme/saturdays", " ", code=4)
    visited.run("cancel", "acme/saturdays", code=3)


def test_what_is_none_of_these_is_told_with_what_there_is(visited):
    result = visited.run("done", "acme/visit1", code=3)
    assert (
        "'visit1' is the interaction, which can't be done: it holds samples (send samples), "
        in (result.err)
    )
    assert "call (call back)" in result.err
    result = visited.run("done", "acme/dupont", code=3)
    assert (
        "is the person, which can't be done: "
        "name a promise or a next action or a reminder by its id" in result.err
    )
    visited.run("done", "acme", code=2)
    visited.run("done", "acme/nobody", code=3)


def test_an_order_is_called_off(visited):
    visited.run("cancel", "acme/cmd-1042")
    assert visited.changed_lines() == ["+    status: cancelled"]
    result = visited.run("pay", "acme/CMD-1042", code=4)
    assert "is cancelled" in result.err


def test_a_client_is_left_in_peace(visited):
    visited.run("snooze", "acme", "--until", "+3w")
    assert visited.changed_lines() == ["+  snoozed_until: 2026-12-11", "+"]
    visited.run("snooze", "acme", "--until", "2026-11-19", code=4)
    visited.run("snooze", "acme", code=2)


@pytest.fixture
def twice(runner):
    """A client to whom much alike was promised."""
    runner.run(
        "add-meeting", "acme", "--json", "-",
        stdin='{"id": "visit1", "promises": [{"id": "p1", "what": "devis du four"},'
        '{"id": "p2", "what": "Devis du pétrin"}, {"id": "p3", "what": "appeler Dupont"}],'
        '"questions": [{"id": "q1", "what": "livrer le samedi ?"},'
        '{"id": "q2", "what": "livrer à Lyon ?"}], "next": {"id": "n1", "what": "devis"}}',
    )  # fmt: skip
    return runner


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["done", "acme/devis du"], "p1 (devis du four), p2 (Devis du pétrin)"),
        (["cancel", "acme/DEVIS DU"], "p1 (devis du four), p2 (Devis du pétrin)"),
        (["answer", "acme/livrer", "non"], "q1 (livrer le samedi ?), q2 (livrer à Lyon ?)"),
    ],
)
def test_words_that_several_open_things_have_are_told_with_them(twice, words, told):
    result = twice.run(*words, code=3)
    assert f"fits 2 of what is open: {told}; write one id" in result.err


def test_a_text_that_is_just_that_wins_over_those_that_have_it(twice):
    twice.run("done", "acme/devis")
    assert "next action n1" not in twice.run("done", "acme/pétrin").out


def test_words_of_what_is_open_win_over_a_person_of_that_name(twice):
    assert "(appeler Dupont)" in twice.run("done", "acme/dupont").out


def test_ids_that_differ_by_case_alone_are_told_with_both(runner):
    runner.run("add-order", "acme", "--ref", "CMD-a", "--line", "x; 1 @ 10")
    runner.run("add-order", "acme", "--ref", "CMD-A", "--line", "x; 1 @ 10")
    result = runner.run("show", "acme/cmd-a", code=3)
    assert "fits 2 of the items of the record: CMD-a, CMD-A" in result.err
    runner.run("show", "acme/CMD-A")
