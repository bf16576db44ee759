"""`duplicates` and `not-duplicates`: who may be there twice, and who is not."""

from __future__ import annotations

import json

import pytest

from tests.support.runner import CliRunner

ACME = """\
identity:
  name: ACME industries S.A.R.L.
  status: prospect
  address: {city: Lyon}
  registration: {siren: 732 829 320}
contacts:
  people:
  - {id: j-dupont, last_name: Dupont, first_name: Jean, email: jd@acme.example}
"""


@pytest.fixture
def doubled(runner: CliRunner) -> CliRunner:
    runner.write(
        "globex", ACME.replace("ACME industries S.A.R.L.", "Globex").replace("Jean", "Jane")
    )
    runner.write("acme-sarl", ACME)
    runner.write("acme-lyon", ACME.replace("  registration: {siren: 732 829 320}\n", ""))
    return runner


def rows(runner: CliRunner, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(runner.run("duplicates", *words, "-f", "json").out)
    return found


def test_certain_ones_first_then_the_likeliest(doubled: CliRunner) -> None:
    found = [(row["one"], row["other"], row["certain"]) for row in rows(doubled)]
    assert found == [("acme-sarl", "globex", True), ("acme-lyon", "acme-sarl", False)]
    assert rows(doubled)[0]["reasons"] == ["SIREN", "city"]
    assert [row["other"] for row in rows(doubled, "acme-lyon")] == ["acme-sarl"]
    assert "merge" in doubled.run("duplicates").err
    assert doubled.run("duplicates", "-f", "ids").out.split() == ["acme-sarl", "acme-lyon"]


def test_people(doubled: CliRunner) -> None:
    found = {(row["one"], row["other"]) for row in rows(doubled, "--people")}
    assert ("acme-lyon/j-dupont", "acme-sarl/j-dupont") in found
    doubled.run("not-duplicates", "acme-sarl/j-dupont", "acme-lyon/jean")
    assert "distinct_from: [acme-lyon/j-dupont]" in doubled.text("acme-sarl")
    left = {(row["one"], row["other"]) for row in rows(doubled, "--people")}
    assert left == found - {("acme-lyon/j-dupont", "acme-sarl/j-dupont")}


def test_those_told_apart_are_remembered_by_their_ids(doubled: CliRunner) -> None:
    doubled.run("not-duplicates", "acme-sarl", "globex")
    assert doubled.run("not-duplicates", "globex", "acme-sarl").out == "nothing to change\n"
    assert [row["other"] for row in rows(doubled)] == ["acme-sarl"]
    doubled.run("rename", "globex", "globex-2")
    assert "distinct_from: [globex-2]" in doubled.text("acme-sarl")
    assert [row["other"] for row in rows(doubled)] == ["acme-sarl"]
    # It keeps nobody in the folder, and a merge takes it along.
    doubled.run("merge", "acme-lyon", "acme-sarl")
    assert "distinct_from: [globex-2]" in doubled.text("acme-lyon")
    doubled.run("remove-client", "globex-2")
    assert "0 errors" in doubled.run("check").err
    assert "name two" in doubled.run("not-duplicates", "acme-lyon", "acme-lyon", code=2).err
    assert "two people" in doubled.run("not-duplicates", "acme", "acme-lyon/jean", code=2).err


MAP = """\
kind = "customers"
client = { column = "Name", slug = true }
[fields]
"identity.name" = "Name"
"identity.status" = { value = "prospect" }
"identity.address.city" = "City"
"""


def test_a_new_client_that_looks_like_another_is_told(doubled: CliRunner) -> None:
    told = doubled.run("new", "Acme Industries GmbH", "--city", "Lyon").err
    assert "acme-industries-gmbh is like acme-lyon (name, city): clientfile merge" in told
    assert "like" not in doubled.run("new", "Initech", "--city", "Lyon").err


def test_a_new_person_who_looks_like_another_is_told(doubled: CliRunner) -> None:
    words = ("--email", "jd@acme.example")
    told = doubled.run("add-contact", "acme-lyon", "Jean Dupond", *words).err
    assert "acme-lyon/jean-dupond is like acme-lyon/j-dupont (name, e-mail, client)" in told
    told = doubled.run("add-contact", "globex", "Jean Dupond", *words).err
    assert "clientfile link globex/jean-dupond acme-lyon/j" in told
    assert "like" not in doubled.run("add-contact", "globex", "Zoé Martin").err


def test_clients_that_an_import_opens_are_told_up_to_twenty(doubled: CliRunner) -> None:
    names = [f"{word} Industries" for word in ("Acme", "ACME SAS", "Acme Sarl")]
    lines = [f"{name},Lyon" for name in names] + [f"Works {n} Delta{n},Lyon" for n in range(3)]
    (doubled.root / "map.toml").write_text(MAP)
    (doubled.root / "new.csv").write_text("\n".join(["Name,City", *lines]) + "\n")
    told = doubled.run("import", "customers", "new.csv", "--map", "map.toml").err
    assert "acme-industries is like acme-lyon (name, city)" in told
    assert "acme-sas-industries is like acme-industries" in told or (
        "acme-industries is like acme-sas-industries" in told
    )
    assert told.count(" is like ") <= 20
    # What is in the folder already is told once, when it comes.
    assert " is like " not in doubled.run("import", "customers", "new.csv", "--map", "map.toml").err
