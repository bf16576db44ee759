"""`link`: one person at two clients, whom both records name."""

from __future__ import annotations

import json

import pytest

GLOBEX = """\
identity: {name: Globex, status: client, client_since: 2020-01-01}
contacts:
  people:
  - {id: jean, last_name: Dupont, mobile: 06 11 22 33 44, cadence: 30, since: 2026-01-01}
"""


@pytest.fixture
def linked(runner):
    runner.write("globex", GLOBEX)
    runner.run("link", "acme/dupont", "globex/jean")
    return runner


def due_of(runner, *words: str) -> list[str]:
    rows = runner.run("due", "--within", "300d", *words, "--where", "reason=cadence", "--columns",
                      "client,person,due").out  # fmt: skip
    return rows.splitlines()


def test_both_records_say_it_in_one_commit(linked):
    assert "    same_as: [globex/jean]\n" in linked.text("acme") or (
        "    same_as:\n    - globex/jean\n" in linked.text("acme")
    )
    assert "same_as: [acme/jean-dupont]" in linked.text("globex")
    assert linked.run("link", "globex/jean", "acme/dupont").out == "nothing to change\n"
    assert "does not say so" not in linked.run("check").err
    subject = linked.git("log", "-1", "--format=%s").strip()
    assert subject == "acme/jean-dupont and globex/jean are one person"
    linked.run("undo")
    assert "same_as" not in linked.text("acme") + linked.text("globex")


def test_one_side_that_is_missing_is_added(linked):
    linked.write("globex", linked.text("globex").replace("same_as: [acme/jean-dupont]", ""))
    linked.run("link", "globex/jean", "acme/dupont")
    assert "same_as: [acme/jean-dupont]" in linked.text("globex")


@pytest.mark.parametrize("verb", ["remove", "unset"])
@pytest.mark.parametrize("part", ["same_as", "same_as.#1", "same_as.globex/jean"])
def test_taking_it_away_at_one_ends_it_in_both(linked, verb, part):
    linked.run(verb, "acme/dupont", part)
    assert "same_as" not in linked.text("acme") + linked.text("globex")
    linked.run("undo")
    assert "same_as" in linked.text("acme")
    linked.run(verb, "acme/dupont", part, "--dry-run")


def test_a_third_client_keeps_its_link(linked):
    linked.write("initech", "identity: {name: Initech, status: prospect}\ncontacts:\n  people:\n"
                 "  - {id: jd, last_name: Dupont}\n")  # fmt: skip
    linked.run("link", "globex/jean", "initech/jd")
    linked.run("remove", "globex/jean", "same_as.acme/jean-dupont")
    assert "same_as: [initech/jd]" in linked.text("globex")
    assert "same_as: [globex/jean]" in linked.text("initech")


def test_people_of_one_record_and_nobody_are_refused(linked):
    told = linked.run("link", "acme/dupont", "acme/lea-blanc", code=4).err
    assert "acme/jean-dupont and acme/lea-blanc are in one record" in told
    told = linked.run("link", "acme/dupont", "acme/jean", code=4).err
    assert told == "clientfile: acme/jean-dupont is one person already\n"
    linked.run("link", "acme/dupont", "globex/nobody", code=3)
    linked.run("link", "acme", "globex/jean", code=2)


def test_a_number_and_an_address_find_both(linked):
    linked.run("set", "acme/dupont", "email", "jd@acme.example")
    for typed in ("0611223344", "jd@acme.example"):
        rows = linked.run("list", "--people", typed, "--columns", "client,person").out
        assert rows == "acme\tjean-dupont\nglobex\tjean\n"
        assert linked.run("list", typed, "-f", "ids").out == "acme\nglobex\n"
        told = linked.run("add-call", typed, "--summary", "which of both?", code=3).err
        assert "acme, globex" in told
    assert linked.run("list", "--people", "globex", "-f", "tsv").out.count("\n") == 1


def test_a_number_follows_who_went_to_another_client(runner):
    runner.run("set", "acme/dupont", "mobile", "06 11 22 33 44")
    runner.run("successor", "acme/dupont", "--to-client", "initech", "--on", "2026-10-01")
    rows = runner.run("list", "--people", "0611223344", "--columns", "client,person,left").out
    assert rows == "acme\tjean-dupont\t2026-10-01\ninitech\tjean-dupont\t\n"
    assert runner.run("list", "0611223344", "-f", "ids").out == "acme\ninitech\n"
    assert "acme, initech" in runner.run("brief", "0611223344", code=3).err
    # The new number is the new company's alone.
    runner.run("set", "initech/dupont", "phone", "02 11 22 33 44")
    assert runner.run("list", "--people", "0211223344", "-f", "ids").out == "initech\n"


def test_a_contact_with_one_counts_for_the_person_at_both_and_for_one_company(linked):
    before = [row for row in due_of(linked) if row.startswith("acme\t\t")]
    linked.run("add-meeting", "globex", "--with", "jean", "--on", "2026-11-19")
    assert due_of(linked) == [
        *before,
        "acme\tjean-dupont\t2026-12-19",
        "globex\tjean\t2026-12-19",
        "globex\t\t2027-03-19",
    ]
    assert "acme\tjean-dupont\t2026-12-19" in due_of(linked, "acme")
    listed = linked.run("list", "--people", "--columns", "person,last_contact", "dupont").out
    assert listed == "jean-dupont\t2026-11-19\njean\t2026-11-19\n"
    told = json.loads(linked.run("brief", "acme", "--with", "dupont", "-f", "json").out)
    assert told["people"][0]["last_contact"] == "2026-11-19"
    assert told["people"][0]["mobile"] == "06 11 22 33 44"
    linked.run("remove", "acme/dupont", "same_as")
    assert "acme\tjean-dupont\t2026-10-31" in due_of(linked)


def test_a_successor_asks_about_the_other(linked):
    told = linked.run("successor", "acme/dupont", "Ida Noll").err
    assert "jean-dupont is globex/jean too" in told
    assert "clientfile successor globex/jean" in told
    linked.run("undo")
    # Who leaves for the other client is not asked about it, and no namesake of themselves.
    told = linked.run("successor", "acme/dupont", "--to-client", "globex")
    assert "too:" not in told.err
    assert linked.text("globex").count("last_name: Dupont") == 1
    linked.run("undo")
    assert "too:" not in linked.run("successor", "acme/dupont", "--stays", "--to-function", "X").err
