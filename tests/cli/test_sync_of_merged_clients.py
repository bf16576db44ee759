"""sync: one side merges two clients, while the other goes on with both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.remotes import clone_of, make_bare
from tests.support.runner import CliRunner

OTHER = """\
identity: {name: Acme SARL, status: client}   # as the fair had it
contacts:
  people:
  - {id: anne-roy, last_name: Roy}
business:
  orders:
  - {ref: CMD-1, date: 2026-03-01, lines: [{product: Flour, quantity: 3, unit_price: 100}]}
"""


@pytest.fixture
def team(runner: CliRunner, tmp_path: Path) -> list[CliRunner]:
    """Two clones of one bare repository, in which acme is there twice."""
    runner.write("acme-sarl", OTHER)
    runner.run("new", "Globex")
    bare = make_bare(tmp_path / "shared.git")
    runner.git("push", "-q", str(bare), "main")
    return [CliRunner(clone_of(bare, tmp_path / name, name)) for name in ("Claire", "Karim")]


def revenue(clone: CliRunner) -> float:
    rows = json.loads(clone.run("rank", "--period", "2026", "-f", "json").out)
    return sum(float(row["revenue"] or 0) for row in rows)


@pytest.mark.parametrize("merges_first", [True, False])
def test_the_other_side_goes_on_with_the_old_one(team, merges_first):
    first, second = team
    merger, seller = team if merges_first else reversed(team)
    merger.run("set", "acme", "identity.fax", "04 00 00 00 02")
    merger.run("merge", "acme", "acme-sarl")
    seller.run(
        "add-order", "acme-sarl", "--ref", "CMD-2", "--line", "Flour ; 1 @ 50", "--on", "2026-04-01"
    )
    seller.run("set", "acme-sarl/anne-roy", "function", "Buyer")
    seller.run("set", "acme", "identity.phone", "04 00 00 00 01")
    seller.run("set", "globex", "identity.group", "acme-sarl")
    before = revenue(seller)
    first.run("sync")
    told = second.run("sync").err
    assert "acme-sarl was merged into it on one side" in told
    first.run("sync")
    for clone in team:
        assert not clone.record("acme-sarl").exists()
        text = clone.text("acme")
        assert "former_ids" in text
        assert "04 00 00 00 01" in text
        assert "04 00 00 00 02" in text
        assert text.count("ref: CMD-1\n") == 1
        assert text.count("ref: CMD-2\n") == 1
        assert "function: Buyer" in text
        assert "group: acme\n" in clone.text("globex")
        assert revenue(clone) == before
        assert "0 errors, 0 warnings" in clone.run("check").err
    assert first.git("rev-parse", "HEAD") == second.git("rev-parse", "HEAD")
    assert first.git("status", "--porcelain") == ""
