"""`import --guess`: the map of a file, printed so that it can be kept, looked at and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.runner import CliRunner

EXCEL = """\
Fichier clients,,,,,
Code client;Raison sociale;CP;Ville;Téléphone;CA potentiel;Couleur
C001;Boulangerie du Marché;01000;Bourg-en-Bresse;04 74 00 00 01;1 250,50 €;bleu
C002;Müller & Söhne;79098;Freiburg;+49 761 000 00;18 000,00 €;
"""


@pytest.fixture
def folder(tmp_path: Path) -> CliRunner:
    runner = CliRunner(tmp_path)
    runner.run("init", ".")
    (tmp_path / "clients.csv").write_bytes(EXCEL.encode("cp1252"))
    return runner


def test_what_is_printed_is_a_map_that_takes_the_file_over(folder: CliRunner) -> None:
    guess = folder.run("import", "customers", "clients.csv", "--guess")
    assert guess.out.splitlines()[:2] == ['kind = "customers"', 'encoding = "cp1252"']
    assert '# "Couleur": the heading is not known' in guess.out
    assert "1 line above the header is left out: Fichier clients" in guess.err
    assert not list(folder.root.glob("records/*"))
    (folder.root / "clients.toml").write_text(guess.out, "utf-8")
    words = ("import", "customers", "clients.csv", "--map", "clients.toml")
    assert "2 created" in folder.run(*words).out
    assert "nothing to change" in folder.run(*words).out
    record = (folder.root / "records" / "c001.yaml").read_text("utf-8")
    assert "name: Boulangerie du Marché" in record
    assert "1250.50" in record


def test_the_comments_are_in_the_language_of_the_reader(folder: CliRunner) -> None:
    guess = folder.run("--lang", "fr", "import", "customers", "clients.csv", "--guess")
    assert "# \"Couleur\" : l'en-tête n'est pas connu" in guess.out.replace("\u00a0", " ") or (
        "l'en-tête n'est pas connu" in guess.out
    )


def test_a_file_that_is_none_is_refused(folder: CliRunner) -> None:
    assert "no.csv" in folder.run("import", "customers", "no.csv", "--guess", code=2).err
    (folder.root / "empty.csv").write_text("")
    assert "empty" in folder.run("import", "customers", "empty.csv", "--guess", code=4).err
