"""What a first week with the tool brings: names, moves of people, dates at the end of a text."""

from __future__ import annotations

import json

import pytest


def people(runner, client="acme"):
    told = json.loads(runner.run("show", client, "-f", "json").out)
    return {person["id"]: person for person in told["contacts"]["people"]}


@pytest.mark.parametrize(
    ("typed", "first", "last", "title"),
    [
        ("Jean-Paul Petit", "Jean-Paul", "Petit", None),
        ("Mme Anne-Sophie d'Ormesson", "Anne-Sophie", "d'Ormesson", "Mme"),
        ("Dr. Ing. Karl Maier", "Karl", "Maier", "Dr. Ing."),
        ("Van den Berghe, Koen", "Koen", "Van den Berghe", None),
        ("PETIT Jean", "Jean", "PETIT", None),
        ("Madonna", None, "Madonna", None),
    ],
)
def test_names_as_people_write_them(runner, typed, first, last, title):
    runner.run("add-contact", "acme", typed)
    person = list(people(runner).values())[-1]
    assert (person.get("first_name"), person["last_name"], person.get("title")) == (
        first, last, title,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "due"),
    [
        ("devis le 30/11", "devis", "2026-11-30"),
        ("devis d'ici vendredi", "devis", "2026-11-27"),
        ("devis avant le 5/12", "devis", "2026-12-05"),
        ("a quote before friday", "a quote", "2026-11-27"),
        ("stand by me", "stand by me", None),
    ],
)
def test_a_promise_is_told_with_its_day(runner, text, what, due):
    result = runner.run("add-meeting", "acme", "--promise", text)
    assert f"our promise: {what} " + (f"by {due}" if due else "(no date)") in result.err


def test_a_colleague_named_in_part_is_linked_and_someone_new_is_added(runner):
    result = runner.run("successor", "acme/dupont", "léa")
    assert "(lea-blanc is a colleague" in result.out
    assert people(runner)["lea-blanc"]["replaces"] == "jean-dupont"
    result = runner.run("successor", "acme/lea-blanc", "Mme Marie Curie")
    assert "(marie-curie is a new contact" in result.out
    assert people(runner)["marie-curie"]["title"] == "Mme"


def test_nobody_follows_themselves(runner):
    assert "own successor" in runner.run("successor", "acme/dupont", "dupont", code=4).err


def test_the_destination_is_found_by_part_of_its_name(runner):
    runner.run("new", "Halles Vimont")
    result = runner.run(
        "successor", "acme/dupont", "--to", "Halles Vimont", "--to-client", "vimont"
    )
    assert "opened" not in result.out
    assert people(runner, "halles-vimont")["jean-dupont"]["came_from"] == "acme/jean-dupont"


def test_a_destination_that_is_new_is_opened_and_told(runner):
    result = runner.run("successor", "acme/dupont", "--to", "Initech", "--to-client", "initech")
    assert "initech was opened as a prospect" in result.out


def test_what_is_known_later_keeps_the_day(runner):
    runner.run("successor", "acme/dupont", "--on", "1/11", "--to", "Initech")
    runner.run("new", "Initech", "--status", "client")
    result = runner.run("successor", "acme/dupont", "Marie Curie", "--to-client", "initech")
    assert "what is known of the change of jean-dupont completed" in result.out
    assert people(runner)["jean-dupont"]["left"]["date"] == "2026-11-01"
    assert people(runner, "initech")["jean-dupont"]["since"] == "2026-11-01"
    assert "since" not in people(runner)["marie-curie"]
    before = runner.state()
    told = runner.run("successor", "acme/dupont", "--on", "2/11", code=4).err
    assert "left.date 2026-11-02" in told
    assert runner.state() == before


def test_a_visit_with_someone_who_had_left_is_warned_of(runner):
    runner.run("add-meeting", "acme", "--with", "dupont", "--on", "2026-11-18")
    result = runner.run("successor", "acme/dupont", "--on", "2026-11-10")
    assert "jean-dupont left on 2026-11-10" in result.err
    assert "warning" in runner.run("check").out


def test_words_of_the_record_may_be_french(runner):
    runner.run("new", "Moulin", "--status", "ancien client", "--type", "grossiste")
    assert "status: former" in runner.record("moulin").read_text()
    (runner.root / "clientfile.toml").write_text('language = "fr"\n')
    page = runner.run("show", "moulin").out
    assert "ancien client" in page
    assert "grossiste" in page


def test_a_broken_record_is_found_by_its_id(runner):
    runner.write("ets-lebraz", "identity:\n  name: ETS Lebraz\n  status: klient\n")
    assert "identity.status" in runner.run("check", "lebraz", code=1).out
    assert "identity.status" in runner.run("show", "lebraz", code=4).err


def test_init_mends_what_was_damaged(runner):
    (runner.root / ".gitattributes").unlink()
    (runner.root / ".vscode" / "client.schema.json").write_text("{}")
    runner.run("init", ".")
    assert runner.git("status", "--porcelain") == ""
    assert (runner.root / ".gitattributes").exists()


def test_init_without_an_identity_leaves_nothing(tmp_path):
    from tests.support.runner import CliRunner

    empty = tmp_path / "home"
    empty.mkdir()
    result = CliRunner(tmp_path).run("init", "clients", code=5, HOME=str(empty))
    assert "git config --global user.name" in result.err
    assert not (tmp_path / "clients").exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["set", "acme", "country", "FR"], 2, "identity.address.country"),
        (["set", "acme", "headcount", "5"], 2, "identity.size.headcount"),
        (["set", "acme", "business.competitors", "name=Globex"], 2, "clientfile save"),
        (["show", "acme/vouv"], 3, "people by name, the rest by id"),
        (["set", "acme/k3f9abcd", "promises.#2.due", "today"], 3, "p2q3r4s5"),
    ],
)
def test_messages_say_what_to_write(runner, words, code, told):
    assert told in runner.run(*words, code=code).err


def test_help_without_a_command_is_the_help_page(runner):
    assert runner.run(code=2).err.startswith("Usage: clientfile")


def test_check_tells_the_warnings_of_every_kind(runner):
    runner.run("set", "acme", "registration.siren", "123456789")
    runner.run("set", "acme/jean-dupont", "replaces", "jean-dupont")
    told = json.loads(runner.run("check", "-f", "json").out)
    assert {(row["code"], row["severity"]) for row in told} == {
        ("checksum", "warning"),
        ("self-reference", "warning"),
    }
