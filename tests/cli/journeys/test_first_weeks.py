"""The first weeks of a folder of forty imported clients: what `due` lists on each morning."""

from __future__ import annotations

import os

import pytest

from tests.support.paths import DATA
from tests.support.runner import CliRunner
from tests.support.screens import screen
from tests.support.typist import blocks, frame, item_ids

# Invented, as are the sales: the first bring the most.
PLACES = (
    "Aubrelle", "Brissonne", "Cassenac", "Drevaille", "Esparoux", "Fontbrune", "Garlenque",
    "Hautepierre", "Issenac", "Jonvelle", "Kerbrinic", "Lassigne", "Montorbe", "Navreuil",
    "Orvillac", "Pradelouse", "Quintenac", "Ravelle", "Sombrac", "Tressange", "Uvernois",
    "Vaucrelle", "Wardrecq", "Xaintrailles", "Yvrelle", "Zoncourt", "Ambrelac", "Bellonne",
    "Courvaille", "Dournac", "Escroux", "Ferrenque", "Grivelle", "Houdrac", "Irelle",
    "Joncheral", "Lorvaille", "Mirenac", "Noirvelle", "Ombreuse",
)  # fmt: skip
_ROWS = [
    (
        place,
        "Prospect" if number % 8 == 7 else "Client",
        f"20{10 + number % 15}-03-{number % 28 + 1:02}",
        "claire" if number % 5 < 3 else "karim",
    )
    for number, place in enumerate(PLACES)
]
CUSTOMERS = "\n".join(";".join(row) for row in [("Nom", "Statut", "Depuis", "Commercial"), *_ROWS])
RESULTS = "Nom;CA\n" + "".join(
    f"{place};{90_000 // (number + 1)}\n" for number, place in enumerate(PLACES) if number % 8 != 7
)
MAP = """\
kind = "customers"
client = { column = "Nom", slug = true }
[fields]
"identity.name" = "Nom"
"identity.status" = "Statut"
"identity.client_since" = "Depuis"
"identity.owner" = "Commercial"
"""
RESULTS_MAP = """\
kind = "results"
client = { column = "Nom", slug = true }
[fields]
"results.years.year" = { value = "2025" }
"results.years.revenue" = "CA"
"""
SCRIPTS = sorted((DATA / "weeks").glob("*.txt"))


@pytest.fixture
def office(tmp_path, monkeypatch) -> CliRunner:
    """A new folder, whose clients stand in tables of another system."""
    monkeypatch.setenv("CLIENTFILE_ME", "claire")
    runner = CliRunner(tmp_path / "clients")
    runner.root.mkdir()
    runner.git("init", "-q")
    (runner.root / "clientfile.toml").write_text('records = "records"\nlanguage = "en"\n')
    texts = {"customers.csv": CUSTOMERS, "map.toml": MAP, "results.csv": RESULTS,
             "results.toml": RESULTS_MAP}  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    runner.git("add", "-A")
    runner.git("commit", "-qm", "settings")
    return runner


def told(runner: CliRunner, script: str) -> str:
    """A script with what each command writes, errors after results."""
    blocks_now, before = [], item_ids(runner.root)
    for block in blocks(script):
        command = [line for line in block.splitlines() if line[:1] != "|"]
        if not block.startswith("$ "):
            blocks_now.append(block)
            continue
        shown = screen(runner, "\n".join(command).removeprefix("$ "))
        new = item_ids(runner.root) - before
        blocks_now.append("\n".join([*command, *frame(shown, new), ""]))
    return "\n".join(blocks_now)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_each_morning_lists_what_a_person_would(office, path):
    if path.stem.endswith("-fr"):
        settings = office.root / "clientfile.toml"
        settings.write_text(settings.read_text().replace('"en"', '"fr"'))
        office.git("commit", "-qam", "en français")
    now = told(office, path.read_text())
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == path.read_text()
