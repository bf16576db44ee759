"""What people of one firm type and see, each at a terminal with a clone: shown in docs/team.md."""

from __future__ import annotations

import os

import pytest

from tests.support.firm import Firm
from tests.support.paths import DATA

SCRIPTS = sorted((DATA / "firm").glob("*.txt"))
PEOPLE = {"claire": "Claire Martin", "karim": "Karim Benali", "ines": "Inès Roy"}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_firm_sees_what_the_docs_show(folder, tmp_path, path):
    imported = {
        "en": "import customers from crm.csv: 12 new",
        "fr": "import du fichier crm.csv : 12",
    }
    language = "fr" if path.stem.endswith("-fr") else "en"
    settings = folder.root / "clientfile.toml"
    settings.write_text(settings.read_text().replace('language = "en"', f'language = "{language}"'))
    message = f"{imported[language]}\n\nClientfile-Command: import"
    folder.git("commit", "-qa", "--amend", "-m", message)
    firm = Firm(tmp_path / "firm", PEOPLE, folder.root)
    now = firm.play(path.read_text())
    if os.environ.get("WRITE_SCREENS"):
        path.write_text(now)
    assert now == path.read_text()
    assert len({firm.head(person) for person in PEOPLE}) == 1
