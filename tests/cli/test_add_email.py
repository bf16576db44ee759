"""`add-email`: whose message it is, what is filed of it, and who is told where nobody is known."""

from __future__ import annotations

import pytest

from tests.support.runner import CliRunner

BODY = "Date: Tue, 10 Nov 2026 09:00:00 +0100\nMessage-ID: <1@x>\nSubject: Sacs\n\nOui.\n"


@pytest.fixture(autouse=True)
def own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTFILE_TODAY", "2026-11-20")


def message(sender: str, receivers: str = "claire@example.com") -> str:
    return f"From: {sender}\nTo: {receivers}\n{BODY}"


def test_the_sender_says_whose_message_it_is_and_it_is_filed_once(folder: CliRunner) -> None:
    typed = message("Soizic <S.Lanvaux@kervelec.example>")
    result = folder.run("add-email", stdin=typed)
    assert result.out.startswith("kervelec: email on 2026-11-10 with soizic-lanvaux [")
    record = (folder.root / "records" / "kervelec.yaml").read_text()
    assert "summary: Sacs — Oui." in record
    assert "x-message-id: <1@x>" in record
    again = folder.run("add-email", stdin=typed)
    assert again.out == "nothing to change\n"
    assert (folder.root / "records" / "kervelec.yaml").read_text() == record


def test_a_message_of_ours_is_of_those_who_received_it(folder: CliRunner) -> None:
    typed = message(
        "claire@example.com", "x@y.example, s.lanvaux@kervelec.example, karim@example.com"
    )
    folder.run("add-email", stdin=typed)
    record = (folder.root / "records" / "kervelec.yaml").read_text()
    assert "with: [soizic-lanvaux], salesperson: claire" in " ".join(record.split())


def test_nobody_and_several_are_refused_with_the_nearest_client(folder: CliRunner) -> None:
    typed = message("Nolwenn R. <n@boutique.kervelec.example>")
    result = folder.run("add-email", stdin=typed, code=3)
    assert result.err.startswith(
        "clientfile: nobody has the address n@boutique.kervelec.example; kervelec has its domain: "
        'clientfile add-contact kervelec "Nolwenn R." --email n@boutique.kervelec.example'
    )
    assert "no client its domain" in folder.run("add-email", stdin=message("a@b.ch"), code=3).err
    two = "s.lanvaux@kervelec.example, j.peltrin@gerbe-commune.example"
    result = folder.run("add-email", stdin=message("claire@example.com", two), code=3)
    assert "of several clients: gerbe, kervelec; name one" in result.err
    result = folder.run("add-email", "gerbe", stdin=message("claire@example.com", two))
    assert "gerbe: email on 2026-11-10 with jonas-peltrin" in result.out


def test_a_client_or_a_person_can_be_named_and_a_file_read(folder: CliRunner) -> None:
    (folder.root / "m.eml").write_text(message("a@b.ch"))
    result = folder.run("add-email", "kervelec/lanvaux", "--file", "m.eml")
    assert "kervelec: email on 2026-11-10 with soizic-lanvaux" in result.out
    result = folder.run("add-email", "lumelle", "--file", "m.eml", "--dry-run")
    assert "+" in result.out
    assert "lumelle: email on 2026-11-10" in result.err


def test_what_is_no_message_is_refused(folder: CliRunner) -> None:
    assert "no message comes in" in folder.run("add-email", code=2).err
    assert "it has no From" in folder.run("add-email", stdin="Bonjour\n", code=4).err
    assert "can't read" in folder.run("add-email", "--file", "none.eml", code=2).err
