"""`import FILE` without a map: found in maps/, else guessed, shown, agreed and kept there."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientfile.console.session import Session
from tests.support.runner import CliRunner

EXCEL = """\
Code client;Raison sociale;CP;Ville;Téléphone;CA potentiel;Couleur
C001;Boulangerie du Marché;01000;Bourg-en-Bresse;04 74 00 00 01;1 250,50 €;bleu
C002;Müller & Söhne;79098;Freiburg;+49 761 000 00;18 000,00 €;
"""


@pytest.fixture
def folder(tmp_path: Path) -> CliRunner:
    runner = CliRunner(tmp_path)
    runner.run("init", ".")
    (tmp_path / "clients.csv").write_text(EXCEL, "utf-8")
    return runner


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "can_ask", True)


def maps(folder: CliRunner) -> list[str]:
    return sorted(path.name for path in folder.root.glob("maps/*"))


def test_in_a_pipe_it_is_refused_with_the_command_that_prints_the_guess(folder: CliRunner) -> None:
    refusal = folder.run("import", "clients.csv", code=2).err
    assert "clientfile import customers clients.csv --guess > clients.toml" in refusal
    assert not list(folder.root.glob("records/*"))
    assert not maps(folder)
    # What is told there works.
    (folder.root / "clients.toml").write_text(
        folder.run("import", "customers", "clients.csv", "--guess").out, "utf-8"
    )
    words = ("import", "clients.csv", "--map", "clients.toml")
    assert "2 created" in folder.run(*words).out


def test_a_dry_run_asks_nothing_and_keeps_nothing(folder: CliRunner) -> None:
    trial = folder.run("import", "clients.csv", "--dry-run")
    assert "customers from 6 of 7 columns" in trial.err
    assert trial.out.count("created") == 2
    assert not maps(folder)


@pytest.mark.usefixtures("asked")
def test_after_a_yes_the_map_is_kept_and_found_again(folder: CliRunner) -> None:
    shown = folder.run("import", "clients.csv", stdin="\n")
    assert "04 74 00 00 01" in shown.out
    assert "the heading is not known" in shown.out
    assert "the map is kept in maps/customers.toml" in shown.err
    assert maps(folder) == ["customers.toml"]
    assert folder.git("status", "--porcelain").strip() == "?? clients.csv"
    # What stays in the folder holds no value of the file.
    assert "Boulangerie" not in (folder.root / "maps" / "customers.toml").read_text("utf-8")
    again = folder.run("import", "clients.csv")
    assert "maps/customers.toml" in again.err
    assert "nothing to change" in again.out


@pytest.mark.usefixtures("asked")
def test_after_a_no_nothing_is_changed(folder: CliRunner) -> None:
    assert "nothing was changed" in folder.run("import", "clients.csv", stdin="n\n").err
    assert not list(folder.root.glob("records/*"))
    assert not maps(folder)


@pytest.mark.usefixtures("asked")
def test_undo_takes_the_map_back_and_restores_it(folder: CliRunner) -> None:
    folder.run("import", "clients.csv", stdin="\n")
    folder.run("undo")
    assert not list(folder.root.glob("records/*"))
    assert not maps(folder)
    folder.run("undo", "HEAD")
    assert maps(folder) == ["customers.toml"]
    assert len(list(folder.root.glob("records/*"))) == 2


@pytest.mark.usefixtures("asked")
def test_a_map_that_was_changed_since_stays(folder: CliRunner) -> None:
    folder.run("import", "clients.csv", stdin="\n")
    with (folder.root / "maps" / "customers.toml").open("a") as file:
        file.write("# ours\n")
    assert "maps/customers.toml was changed since, and stays" in folder.run("undo").err
    assert maps(folder) == ["customers.toml"]
    assert not list(folder.root.glob("records/*"))


def test_two_maps_for_one_header_are_both_named(folder: CliRunner) -> None:
    text = folder.run("import", "customers", "clients.csv", "--guess").out
    (folder.root / "maps").mkdir()
    for name in ("a.toml", "b.toml"):
        (folder.root / "maps" / name).write_text(text, "utf-8")
    (folder.root / "maps" / "wrong.toml").write_text("kind = 1", "utf-8")
    refusal = folder.run("import", "clients.csv", code=2).err
    assert "maps/a.toml, maps/b.toml" in refusal
    assert "maps/wrong.toml: kind is" in refusal
    assert "2 created" in folder.run("import", "clients.csv", "--map", "maps/a.toml").out


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("Couleur;Forme;Taille", "does not say what its rows are"),
        ("Affaire - Titre;Affaire - Valeur;Affaire - Organisation;Affaire - Statut", "no place"),
        ("N° commande;Date;Produit;Quantité;Prix unitaire", "client"),
    ],
)
def test_what_is_not_clear_is_refused(folder: CliRunner, header: str, says: str) -> None:
    row = ";".join("x" for __ in header.split(";"))
    (folder.root / "other.csv").write_text(f"{header}\n{row}\n", "utf-8")
    assert says in folder.run("import", "other.csv", code=2).err


def test_a_file_too_many_is_refused(folder: CliRunner) -> None:
    assert "one file" in folder.run("import", "customers", "a.csv", "b.csv", code=2).err
