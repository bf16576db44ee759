"""What people of one firm type and see, each at a terminal with a clone: shown in docs/team.md."""

from __future__ import annotations

import os

import pytest

from tests.support.firm import Firm
from tests.support.paths import DATA
from tests.support.runner import CliRunner

SCRIPTS = sorted((DATA / "firm").glob("*.txt"))
PEOPLE = {"claire": "Claire Martin", "karim": "Karim Benali", "ines": ""}
IMPORTED = {
    "en": "import customers from crm.csv: 12 new",
    "fr": "import du fichier crm.csv : 12",
}


def prepare(folder: CliRunner, language: str) -> None:
    """Have the folder be one that `clientfile init` made and an import filled, with a team."""
    settings = folder.root / "clientfile.toml"
    text = settings.read_text().replace('language = "en"', f'language = "{language}"')
    settings.write_text(f'{text}ines = "ines@example.com"\n')
    folder.run("init")
    folder.git("add", "-A")
    message = f"{IMPORTED[language]}\n\nClientfile-Command: import"
    folder.git("reset", "-q", "--soft", folder.git("rev-list", "--max-parents=0", "HEAD").strip())
    folder.git("commit", "-q", "--amend", "-m", message)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_firm_sees_what_the_docs_show(folder, tmp_path, path):
    language = "fr" if path.stem.endswith("-fr") else "en"
    prepare(folder, language)
    firm = Firm(tmp_path / "firm", PEOPLE, folder.root, language)
    now = firm.play(path.read_text())
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == path.read_text()
    assert len({firm.head(person) for person in PEOPLE}) == 1
