"""A folder of records that one side moved, while the other side added and changed records in it."""

from __future__ import annotations

import pytest

from tests.support.runner import CliRunner
from tests.support.two_sides import TwoSides

GLOBEX = "identity:\n  name: Globex\n  status: prospect\n"


@pytest.fixture
def sides(runner: CliRunner) -> TwoSides:
    sides = TwoSides(runner)
    sides.begin(globex=GLOBEX)
    return sides


@pytest.mark.parametrize(("mover", "other"), [("mine", "theirs"), ("theirs", "mine")])
def test_what_the_other_side_adds_and_changes_is_where_the_records_are(sides, mover, other):
    acme, settings = (
        sides.runner.git("show", f"{sides.base}:{name}")
        for name in ("records/acme.yaml", "clientfile.toml")
    )
    moved = {
        "acme": None,
        "globex": None,
        "clients/acme.yaml": acme,
        "clients/globex.yaml": GLOBEX,
        "clientfile.toml": settings.replace('"records"', '"clients"'),
    }
    getattr(sides, mover)("moved", **moved)
    getattr(sides, other)("client", globex=GLOBEX.replace("prospect", "client"))
    getattr(sides, other)("new", initech="identity:\n  name: Initech\n")
    tip = sides.land()
    names = sides.runner.git("ls-tree", "-r", "--name-only", tip).split()
    assert [name for name in names if name.endswith("/globex.yaml")] == ["clients/globex.yaml"]
    assert [name for name in names if name.endswith("/initech.yaml")] == ["clients/initech.yaml"]
    assert "status: client" in sides.runner.git("show", f"{tip}:clients/globex.yaml")
