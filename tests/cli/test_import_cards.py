"""`import contacts FILE.vcf`: whose people they are, what has no place, and the file again."""

from __future__ import annotations

import shutil

from tests.support.paths import EXAMPLES
from tests.support.runner import CliRunner


def test_people_of_an_address_book_land_at_their_clients_and_only_once(folder: CliRunner) -> None:
    shutil.copy(EXAMPLES / "import" / "fair.vcf", folder.root / "book.vcf")
    run = folder.run
    result = run("import", "contacts", "book.vcf")
    assert result.out.startswith("contacts from book.vcf: 2 changed [")
    assert result.err.splitlines() == [
        "no client for 1 person, by company or e-mail domain: Théa Vallée",
        "line 1, Nolwenn Rostrenin (Maison Kervelec): no place for the telephone at home "
        "02 61 91 33 88",
        "no place either for these lines of cards: BDAY (1)",
    ]
    kervelec = (folder.root / "records" / "kervelec.yaml").read_text()
    assert "phone: 02 61 91 33 09" in kervelec
    assert "- id: luc-daspremont" in (folder.root / "records" / "gerbe.yaml").read_text()
    assert run("import", "contacts", "book.vcf").out == "nothing to change\n"
    dry = run("import", "contacts", "book.vcf", "--dry-run", "-f", "csv").out.splitlines()
    assert [line.split(",")[1:3] for line in dry[1:]] == [
        ["kervelec", "unchanged"],
        ["gerbe", "unchanged"],
    ]


def test_cards_are_people_and_a_map_of_their_columns_is_obeyed(folder: CliRunner) -> None:
    shutil.copy(EXAMPLES / "import" / "fair.vcf", folder.root / "book.csv")
    run = folder.run
    result = run("import", "orders", "book.csv", code=2)
    assert result.err == (
        "clientfile: book.csv has vCards, of people: clientfile import contacts book.csv\n"
    )
    (folder.root / "m.toml").write_text(
        'client = "client"\n[fields]\n"contacts.people.last_name" = "last_name"\n'
        '"contacts.people.responsibility" = "function"\n'
    )
    run("import", "contacts", "book.csv", "--map", "m.toml")
    record = (folder.root / "records" / "kervelec.yaml").read_text()
    assert "responsibility: Responsable de boutique" in record
    assert "02 61 91 33 09" not in record


def test_cards_that_were_exported_change_nothing_when_they_come_back(folder: CliRunner) -> None:
    for version in ("4", "3"):
        folder.run("export", "vcard", f"book{version}.vcf", "--vcard", version)
        result = folder.run("import", "contacts", f"book{version}.vcf")
        assert result.out == "nothing to change\n"
        assert "no place for" not in result.err
