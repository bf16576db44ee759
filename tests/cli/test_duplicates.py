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
