"""A language that the program has not is one file: no line of code names it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.catalogues import compile_catalogue
from tests.support.paths import EXAMPLES, PACKAGE

SPANISH = """\
msgid ""
msgstr ""
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "a number: its marks of thousands and decimals are taken from it"
msgid "1,234.5"
msgstr "1.234,5"

msgctxt "a day"
msgid "{year}-{month}-{day}"
msgstr "{day}/{month}/{year}"

msgctxt "schema"
msgid "City"
msgstr "Ciudad"

msgctxt "schema"
msgid "wholesaler"
msgstr "mayorista"

msgid "Revenue"
msgstr "Ventas"

msgid "City"
msgstr "Ciudad"

msgid "List the clients, or with --people everybody in them."
msgstr "Listar los clientes."

msgid "no client fits {typed!r}: {hint}"
msgstr "ningún cliente se llama «{typed}»: {hint}"

msgid "did you mean {words}?"
msgstr "¿quiso decir {words}?"

msgctxt "words for list"
msgid "ls, clients"
msgstr "listar, clientes"
"""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package that has Spanish too, and a copy of examples/."""
    root = tmp_path_factory.mktemp("spanish")
    shutil.copytree(PACKAGE, root / "clientfile", ignore=shutil.ignore_patterns("__pycache__"))
    path = root / "clientfile" / "locale" / "es" / "LC_MESSAGES" / "clientfile.po"
    path.parent.mkdir(parents=True)
    path.write_text(SPANISH, encoding="utf-8")
    compile_catalogue(path)
    shutil.copytree(EXAMPLES, root / "examples")
    (root / "examples" / ".git").mkdir()
    return root


def run(stage: Path, *words: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "clientfile", *words],
        cwd=stage / "examples",
        env={**os.environ, "PYTHONPATH": str(stage), "CLIENTFILE_TODAY": "2026-11-20", **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout + done.stderr


def test_the_reader_chooses_it_as_any_other(stage):
    assert "Listar los clientes." in run(stage, "--lang", "es", "list", "--help")
    assert "Listar los clientes." in run(stage, "list", "--help", CLIENTFILE_LANG="es")
    assert "Listar los clientes." in run(stage, "list", "--help", LC_ALL="es_ES.UTF-8")
    assert "Listar los clientes." not in run(stage, "list", "--help", LC_ALL="fr_FR.UTF-8")
    settings = stage / "examples" / "clientfile.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('language = "en"', 'language = "es"'), encoding="utf-8")
    try:
        assert "Listar los clientes." in run(stage, "list", "--help")
        assert "ningún cliente se llama «kervelek»: ¿quiso decir kervelec?" in run(
            stage, "show", "kervelek"
        )
    finally:
        settings.write_text(text, encoding="utf-8")


def test_its_tables_have_its_words_numbers_and_dates(stage):
    shown = run(stage, "--lang", "es", "list", "-f", "table", "--where", "client=boterdael")
    heading, _, row, *_ = shown.splitlines()
    assert "Ciudad" in heading
    assert "Ventas" in heading
    assert "mayorista" in row
    assert "47.073,80" in row
    assert "20/10/2026" in row


def test_its_words_are_taken_back(stage):
    for reader in ("es", "en"):
        shown = run(stage, "--lang", reader, "list", "-f", "ids", "--where", "ciudad=Gent")
        assert shown.split() == ["boterdael"]
        shown = run(stage, "--lang", reader, "list", "-f", "ids", "--where", "type=mayorista")
        assert "boterdael" in shown.split()
    assert "list" in run(stage, "listar")
