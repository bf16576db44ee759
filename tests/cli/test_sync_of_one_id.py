"""sync: people and orders that two clones gave one id, and what undo and history say afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.remotes import clone_of, make_bare
from tests.support.runner import CliRunner

ORDER = ("add-order", "acme", "--ref", "BC-77", "--on", "2026-11-20", "--line")


@pytest.fixture
def team(runner: CliRunner, tmp_path: Path) -> list[CliRunner]:
    """Three clones of one bare repository."""
    bare = make_bare(tmp_path / "shared.git")
    runner.git("push", "-q", str(bare), "main")
    names = ("Claire", "Karim", "Ines")
    return [CliRunner(clone_of(bare, tmp_path / name, name)) for name in names]


def head(clone: CliRunner) -> str:
    return clone.git("rev-parse", "HEAD").strip()


def test_three_orders_of_one_ref(team):
    claire, karim, ines = team
    claire.run(*ORDER, "Oven ; 1 @ 1200.10")
    karim.run(*ORDER, "Hood ; 2 @ 300.20")
    karim.run("pay", "acme/BC-77", "100", "--on", "2026-11-20")
    ines.run(*ORDER, "Sink ; 3 @ 90.30")
    olds = {clone.root: head(clone) for clone in team}
    claire.run("sync")
    said = karim.run("sync").err
    assert "acme: BC-77 is another order on the other side: ours (2026-11-20: Hood) is BC" in said
    ines.run("sync")
    claire.run("sync")
    karim.run("sync")
    assert head(claire) == head(karim) == head(ines)
    claire.run("check")
    rows = json.loads(claire.run("orders", "acme", "-f", "json").out)
    found = {row["ref"]: row["revenue"] for row in rows if row["ref"].startswith("BC-")}
    assert found == {"BC-77": 1200.10, "BC-77-2": 600.40, "BC-77-3": 270.90}
    assert "payments" in claire.text("acme")
    history = json.loads(claire.run("history", "acme/BC-77-2", "-f", "json").out)
    assert {row["author"] for row in history} == {"Karim"}
    karim.run("undo", olds[karim.root])
    assert "payments" not in karim.text("acme")
    ines.run("undo", olds[ines.root])
    refs = [row["ref"] for row in json.loads(ines.run("orders", "-f", "json").out)]
    assert "BC-77" in refs
    assert "BC-77-3" not in refs


def test_two_people_of_one_id_whom_others_name(team):
    claire, karim, __ = team
    for clone, name in ((claire, "Anne Roux"), (karim, "Paul Roux")):
        clone.run("add-contact", "acme", name, "--id", "roux")
        clone.run("new", "Globex" if clone is claire else "Initech")
    karim.run("add-contact", "initech", "Paul Roux")
    karim.run("link", "acme/roux", "initech/paul-roux")
    karim.run("add-meeting", "acme", "--with", "roux", "--summary", "with Paul")
    claire.run("sync")
    said = karim.run("sync").err
    assert "acme: roux is somebody else on the other side: Paul Roux is roux-2 now" in said
    assert "acme/roux-2" in karim.text("initech")
    karim.run("check")
    meeting = json.loads(karim.run("meetings", "acme", "-n", "1", "-f", "json").out)[0]
    assert meeting["with"] == ["roux-2"]
