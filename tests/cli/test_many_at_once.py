"""The same at many clients: `set`, `add`, `snooze`, `add-call`, `add-meeting` with `--where`."""

from __future__ import annotations

import json

import pytest

from tests.support.runner import CliRunner

CLIENTS = "owner=claire and class=A"


def owners(runner: CliRunner) -> dict[str, str]:
    out = runner.run("list", "--columns", "client,owner").out
    return dict(line.split("\t") for line in out.splitlines())


def commits(runner: CliRunner) -> int:
    return int(runner.git("rev-list", "--count", "HEAD"))


def test_all_that_match_change_in_one_commit_and_come_back_by_one_undo(folder: CliRunner) -> None:
    before, count, state = owners(folder), commits(folder), folder.state()[2]
    chosen = folder.run("list", "--where", CLIENTS, "-f", "ids").out.split()
    result = folder.run("set", "--where", CLIENTS, "owner", "karim", "--yes")
    assert result.out.startswith(f"identity.owner → karim: {len(chosen)} clients [")
    assert [line.split(":")[0] for line in result.err.splitlines()] == sorted(chosen)
    assert owners(folder) == before | dict.fromkeys(chosen, "karim")
    assert commits(folder) == count + 1
    folder.run("undo")
    assert folder.state()[2] == state


@pytest.mark.parametrize(
    ("words", "where", "told"),
    [
        (
            ("set", "address.city", "Brest", "contacts.cadence", "9"),
            "status=client",
            "city → Brest",
        ),
        (("add", "tags", "salon", "vip"), "country=FR", "identity.tags: salon, vip added"),
        (("add", "business.competitors", "name=Zed"), "type=wholesaler", "Zed added"),
        (("snooze", "--until", "2027-03-03"), "country!=FR", "snoozed until 2027-03-03"),
        (("add-call", "--summary", "Vœux"), "owner=karim", "call on 2026-11-20"),
        (("add-meeting", "--kind", "event", "--on", "yesterday"), "class=A", "event on 2026-11-19"),
    ],
)
def test_every_command_that_takes_many(
    folder: CliRunner, words: tuple[str, ...], where: str, told: str
) -> None:
    chosen = folder.run("list", "--where", where, "-f", "ids").out.split()
    before, count = folder.state()[2], commits(folder)
    words = (words[0], "--where", where, "--yes", *words[1:])
    assert folder.run(*words, "--dry-run").err.count("\n") > len(chosen)
    assert folder.state()[2] == before
    result = json.loads(folder.run(*words, "-f", "json").out)
    assert result["command"] == words[0]
    assert sorted(result["clients"]) == sorted(chosen)
    assert told in folder.git("log", "-1", "--format=%s")
    assert commits(folder) == count + 1
    folder.run("undo")
    assert folder.state()[2] == before


def test_clients_that_have_it_already_are_left_out(folder: CliRunner) -> None:
    claires = sum(owner == "claire" for owner in owners(folder).values())
    where = "owner=karim or owner=claire"
    out = folder.run("set", "--where", where, "owner", "karim", "--yes").out
    assert f": {claires} clients [" in out
    again = folder.run("set", "--where", where, "owner", "karim", "--yes")
    assert again.out == "nothing to change\n"


def test_a_message_to_many_is_a_mailing_and_counts_for_nothing(folder: CliRunner) -> None:
    where = ("--where", "owner=claire", "--people-where", "decision.role=decides")
    columns = ("list", "--people", "--columns", "client,person,last_contact")
    contacts, turn = folder.run(*columns).out, folder.run("due", "-f", "csv").out
    days = folder.run("list", "--columns", "client,last_contact").out
    result = folder.run("add-meeting", *where, "--kind", "email", "--summary", "Tarif", "--yes")
    assert "email on 2026-11-20, a mailing: 4 clients" in result.out
    assert "kervelec: Maison Kervelec: Yann Kervelec, Hélène Carpentreau" in result.err
    assert folder.run(*columns).out == contacts
    assert folder.run("due", "-f", "csv").out == turn
    assert folder.run("list", "--columns", "client,last_contact").out == days
    # It is shown, found and listed all the same.
    found = folder.run("meetings", "--where", "mailing=yes and date=2026-11-20").out
    assert found.count("Tarif") == 4
    assert "yann-kervelec, helene-carpentreau" in found
    assert "kervelec" in folder.run("find", "Tarif").out
    assert "a mailing" in folder.run("brief", "kervelec").out
    assert "a mailing" in folder.run("show", "kervelec").out


def test_a_message_that_counts_is_none(folder: CliRunner) -> None:
    where = ("--where", "owner=claire", "--counts", "--yes")
    folder.run("add-meeting", *where, "--kind", "letter")
    days = folder.run("list", "--where", "owner=claire", "--columns", "last_contact").out.split()
    assert set(days) == {"2026-11-20"}
    assert folder.run("meetings", "--where", "mailing=yes and date=2026-11-20").out == ""


def test_with_people_alone_only_their_clients_are_meant(folder: CliRunner) -> None:
    where = ("--people-where", "focus=quality")
    result = json.loads(folder.run("add-call", *where, "--yes", "-f", "json").out)
    people = folder.run("list", "--people", "--where", "focus=quality", "--columns", "client").out
    assert sorted(result["clients"]) == sorted(set(people.split()))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("set", "--where", "city=Nowhere", "owner", "zoe", "--yes"), 3, "no client matches"),
        (("set", "--where", "class=A", "owner", "zoe"), 2, "write --yes to change them"),
        (("set", "--where", "class=A", "ownr", "zoe", "--yes"), 2, "did you mean owner?"),
        (("set", "--where", "class=A", "owner", "--yes"), 2, "a field and a value"),
        (("set", "--where", "class=A", "people.nemo.phone", "1", "--yes"), 3, "boterdael: "),
        (("set", "--where", "class=A", "--edit"), 2, "--edit opens one record"),
        (("set",), 2, "which client?"),
        (("add", "--where", "class=A", "owner", "zoe", "--yes"), 2, "owner is no list"),
        (("snooze", "gerbe", "--where", "class=A", "--until", "+1w"), 2, "leave one out"),
        (("snooze", "--until", "+1w"), 2, "which client?"),
        (("add-call", "gerbe", "--where", "class=A"), 2, "leave one out"),
        (("add-call", "--counts"), 2, "--counts is about messages to many"),
        (("add-call", "gerbe", "--counts"), 2, "--counts is about messages to many"),
        (
            ("add-call", "gerbe", "--people-where", "focus=price"),
            2,
            "gerbe and --people-where both",
        ),
        (("add-call", "--where", "class=A", "--with", "anne"), 2, "--with is about one client"),
        (("add-meeting", "--where", "class=A", "--template"), 2, "--template is about one client"),
        (("add-call", "--people-where", "focus=nothing"), 2, "is no value of focus"),
        (("add-call", "--people-where", "last_name=Nemo"), 3, "nobody matches"),
    ],
)
def test_what_is_refused_changes_nothing(
    examples: CliRunner, words: tuple[str, ...], code: int, told: str
) -> None:
    before = examples.state()
    assert told in examples.run(*words, code=code).err
    assert examples.state() == before


# --- one client, several fields ------------------------------------------------------------------


def test_several_fields_in_one_commit(folder: CliRunner) -> None:
    count = commits(folder)
    words = ("website", "gerbe.example", "size.headcount", "20-49", "contacts.cadence", "45")
    folder.run("set", "gerbe", *words)
    assert commits(folder) == count + 1
    columns = "website,headcount,contacts.cadence"
    shown = folder.run("list", "--where", "client=gerbe", "--columns", columns).out
    assert shown == "gerbe.example\t20-49\t45\n"
    assert "given twice" in folder.run("set", "gerbe", "owner", "a", "owner", "b", code=2).err
    assert "a field and a value" in folder.run("set", "gerbe", "owner", "a", "city", code=2).err


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"address": {"region": "X"}}, {"city": "Rennes", "region": "X"}),
        ({"address": {"street": None}}, {"city": "Rennes", "street": None}),
        ({"identity": {"address": {"city": "Brest", "region": None}}}, {"city": "Brest"}),
        ({"address.city": "Brest", "address": {"street": "1 quai"}}, {"city": "Brest"}),
        ({"address": None}, {"city": None, "street": None, "country": None}),
    ],
)
def test_json_merges_mappings_and_null_takes_away(
    folder: CliRunner, given: dict[str, object], address: dict[str, object]
) -> None:
    def shown() -> dict[str, object]:
        record = json.loads(folder.run("show", "gerbe", "-f", "json").out)
        found: dict[str, object] = record["identity"].get("address", {})
        return found

    before = shown()
    folder.run("set", "gerbe", "--json", "-", stdin=json.dumps(given))
    after = shown()
    for key, value in address.items():
        assert after.get(key) == value
    untouched = before.keys() - {"city", "street", "region"} if "address" in after else set()
    assert {key: after.get(key) for key in untouched} == {key: before[key] for key in untouched}


def test_json_that_names_a_field_in_two_ways_is_refused(folder: CliRunner) -> None:
    given = {"address.city": "Brest", "address": {"city": "Vannes"}}
    refused = folder.run("set", "gerbe", "--json", "-", stdin=json.dumps(given), code=2)
    assert "identity.address.city is given twice" in refused.err


def test_a_record_with_errors_is_told_of_once(folder: CliRunner) -> None:
    folder.record("gerbe").write_text("identity: {name: Gerbe}\n")
    words = ("add-call", "--people-where", "decision.role=decides", "--dry-run")
    assert folder.run(*words).err.count("left out for its errors: gerbe") == 1
