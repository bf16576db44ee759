"""`merge`: two records of one client, or two entries of one person, become one."""

from __future__ import annotations

import json
import random

import pytest

from tests.support.runner import CliRunner

OTHER = """\
identity: {name: Acme SARL, status: client, phone: 04 00 00 00 01, website: acme.example}
contacts:
  people:
  - {id: jean-dupont, last_name: Dupont, first_name: Jean, fax: 06 00 00 00 09,
     same_as: [globex/jean]}
  - {id: anne-roy, last_name: Roy, replaces: jean-dupont}
  interactions:
  - {id: k3f9abcd, date: 2026-09-01, kind: call, with: [anne-roy], orders: [CMD-1]}
business:
  orders:
  - {ref: CMD-1, date: 2026-03-01, lines: [{product: Flour, quantity: 3, unit_price: 100}]}
"""
GLOBEX = """\
identity: {name: Globex, status: client, group: acme-sarl}
contacts:
  people:
  - {id: jean, last_name: Dupont, same_as: [acme-sarl/jean-dupont]}
"""

PAIR = ("one", "two")


@pytest.fixture
def doubled(runner: CliRunner) -> CliRunner:
    """A folder in which acme is there twice, and a third client names the second record."""
    runner.write("acme-sarl", OTHER)
    runner.write("globex", GLOBEX)
    return runner


def shown(runner: CliRunner, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(runner.run("show", *words, "-f", "json").out)
    return found


def revenue(runner: CliRunner) -> str:
    rows = json.loads(runner.run("rank", "--period", "2026", "-f", "json").out)
    return str(sum(float(row["revenue"] or 0) for row in rows))


def test_two_clients_become_one_in_one_commit(doubled: CliRunner) -> None:
    before, state = revenue(doubled), doubled.state()[2]
    head = doubled.git("rev-parse", "HEAD").strip()
    done = doubled.run("merge", "acme", "acme-sarl")
    assert "acme-sarl is part of acme now" in done.out
    assert "identity.name: Acme Industries stands, not Acme SARL" in done.err
    assert doubled.git("rev-parse", "HEAD~1").strip() == head
    assert not doubled.record("acme-sarl").exists()
    assert revenue(doubled) == before
    assert "0 errors, 0 warnings" in doubled.run("check").err
    globex = doubled.text("globex")
    assert "group: acme}" in globex
    assert "same_as: [acme/jean-dupont]" in globex
    # An old id still finds it: to read, and to write.
    assert doubled.run("show", "acme-sarl").out == doubled.run("show", "acme").out
    assert "Acme SARL" in doubled.run("history", "acme-sarl").out
    assert "former_ids" in doubled.run("history", "acme").out
    doubled.run("set", "acme-sarl", "identity.fax", "04 00 00 00 02")
    doubled.run("undo")
    doubled.run("undo", doubled.git("log", "--format=%h", "--grep=joined", "-1").strip())
    assert doubled.state()[2] == state


def test_a_merged_client_that_is_there_again_is_told(doubled: CliRunner) -> None:
    doubled.run("merge", "acme", "acme-sarl")
    assert "merge" not in doubled.run("check").err
    doubled.write("acme-sarl", OTHER)
    warned = doubled.run("check").out
    assert "may count twice: clientfile merge acme acme-sarl" in warned


def test_items_of_one_id_are_joined_or_get_another(doubled: CliRunner) -> None:
    doubled.run("merge", "acme", "acme-sarl")
    person = shown(doubled, "acme/jean-dupont")
    assert person["fax"] == "06 00 00 00 09"
    assert person["same_as"] == ["globex/jean"]
    # The call has the id of a visit of acme: it gets another, and what it names stays right.
    call = shown(doubled, "acme/k3f9abcd-2")
    assert call["with"] == ["anne-roy"]
    assert call["orders"] == ["CMD-1"]
    assert shown(doubled, "acme/k3f9abcd")["kind"] == "visit"


def test_take_a_field_of_the_other(doubled: CliRunner) -> None:
    err = doubled.run("merge", "acme", "acme-sarl", "--take", "name").err
    assert "identity.name: Acme SARL stands, not Acme Industries" in err
    assert "name: 'Acme SARL'   # two blanks" in doubled.text("acme")
    doubled.run("undo")
    assert (
        "nothing differs" in doubled.run("merge", "acme", "acme-sarl", "--take", "fax", code=2).err
    )
    assert "one client already" in doubled.run("merge", "acme", "acme", code=2).err


def test_stated_years_of_both_are_never_added(doubled: CliRunner) -> None:
    doubled.run("set-result", "acme", "2025", "--revenue", "1000")
    doubled.run("set-result", "acme-sarl", "2025", "--revenue", "300")
    # A stated year would stand for the orders of the other, too.
    doubled.run("set-result", "acme", "2026", "--revenue", "77")
    state = doubled.state()
    refused = doubled.run("merge", "acme", "acme-sarl", code=5).err
    assert "results.years.2025" in refused
    assert "results.years.2026" in refused
    assert "--take" in refused
    assert "--keep" in refused
    assert doubled.state() == state
    words = ("--take", "results.years.2025", "--keep", "years.2026")
    told = doubled.run("merge", "acme", "acme-sarl", *words).err
    assert "results.years.2026" in told
    years = {year["year"]: year["revenue"] for year in shown(doubled, "acme")["results"]["years"]}  # type: ignore[index]
    assert years == {2025: 300, 2026: 77}


def test_two_entries_of_one_person(doubled: CliRunner) -> None:
    doubled.write("globex", GLOBEX.replace("acme-sarl/jean-dupont", "acme/j-dupond"))
    text = doubled.text("acme")
    start = "  people:\n"
    double = (
        "  - {id: j-dupond, last_name: Dupond, mobile: 06 00 00 00 09, same_as: [globex/jean]}\n"
    )
    doubled.write(
        "acme",
        text.replace(start, start + double).replace(
            "with: [jean-dupont]", "with: [jean-dupont, j-dupond]"
        ),
    )
    before = doubled.state()[2]
    told = doubled.run("merge", "acme/jean-dupont", "acme/j-dupond").err
    assert "contacts.people.jean-dupont.last_name: Dupont stands, not Dupond" in told
    assert shown(doubled, "acme/jean-dupont")["mobile"] == "06 00 00 00 09"
    assert "with: [jean-dupont]" in doubled.text("acme")
    assert "same_as: [acme/jean-dupont]" in doubled.text("globex")
    assert shown(doubled, "acme/j-dupond") == shown(doubled, "acme/jean-dupont")
    doubled.run("undo")
    assert doubled.state()[2] == before
    doubled.run("merge", "acme/jean-dupont", "acme/j-dupond", "--take", "last_name")
    assert shown(doubled, "acme/jean-dupont")["last_name"] == "Dupond"
    assert "link" in doubled.run("merge", "acme/jean-dupont", "globex/jean", code=2).err


def random_pair(seed: int) -> dict[str, str]:
    """Two records whose people may be the same, by id or by what both say."""
    rng = random.Random(seed)
    staff = {name: rng.sample(["jean", "anne", "paul"], rng.randint(1, 3)) for name in PAIR}
    return {name: random_text(rng, name, staff) for name in PAIR}


def random_text(rng: random.Random, name: str, staff: dict[str, list[str]]) -> str:
    """A record as people write it: some fields, comments, styles and line ends."""
    lines = [f"# {name}", "identity:", f"    name: '{name}'", "    status: client"]
    lines += [f"    {key}: {rng.randint(1, 9)}  # by hand" for key in ("notes", "fax", "phone")
              if rng.random() < 0.6]  # fmt: skip
    if rng.random() < 0.5:
        lines.append("    address: {city: Lyon}")
    lines += ["contacts:", "  people:"]
    people, other = staff[name], next(each for each in PAIR if each != name)
    for each in people:
        lines += [f"    - id: {each}", f"      last_name: {rng.choice(['Roy', 'Dupont'])}"]
        if rng.random() < 0.4:
            lines.append(f"      same_as: [{other}/{rng.choice(staff[other])}]")
    lines += ["", "  interactions:"]
    for number in range(rng.randint(1, 4)):
        lines.append(f"  - {{id: i{number}, date: 2026-0{rng.randint(1, 9)}-01, kind: visit, "
                     f"with: [{rng.choice(people)}]}}")  # fmt: skip
    lines += ["business:", "  orders:"]
    for number in range(rng.randint(1, 3)):
        lines += [f"  - ref: R{number}", f"    date: 2026-0{rng.randint(1, 9)}-02", "    lines:",
                  f"    - {{product: Oven, quantity: {number}, unit_price: 9.5}}"]  # fmt: skip
    return ("\r\n" if rng.random() < 0.2 else "\n").join(lines) + "\n"


def test_undo_takes_a_merge_apart_byte_for_byte(runner: CliRunner, long_form: bool) -> None:
    third = "identity: {name: Third, status: client, group: two}\n"
    runner.write("three", third)
    for seed in range(1000 if long_form else 8):
        for name, text in random_pair(seed).items():
            runner.write(name, text)
        state = runner.state()[2]
        runner.run("merge", "one", "two")
        assert not runner.record("two").exists()
        assert "group: one" in runner.text("three")
        runner.run("undo")
        assert runner.state()[2] == state, seed
