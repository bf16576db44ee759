"""A folder in French: its settings, its commits' subjects, and what is read back from these."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from clientfile.errors import StateError
from clientfile.language import translate
from tests.support.runner import CliRunner

FRENCH = {"LANG": "fr_FR.UTF-8", "LC_ALL": "fr_FR.UTF-8"}


@pytest.fixture
def french(tmp_path: Path, runner: CliRunner) -> CliRunner:
    """A folder that a person with a French locale made, and one client in it."""
    root = tmp_path / "dossier"
    runner.run("init", str(root), **FRENCH)
    there = CliRunner(root)
    there.run("new", "Kervelec")
    return there


def subject(runner: CliRunner, revision: str = "HEAD") -> str:
    return runner.git("log", "-1", "--format=%s", revision).strip()


def plain(text: str) -> str:
    return " ".join(text.split())


def test_init_in_a_french_locale_makes_a_french_folder(french):
    text = (french.root / "clientfile.toml").read_text("utf-8")
    assert tomllib.loads(text)["language"] == "fr"
    assert text.startswith("# Les réglages de ce dossier clients")
    assert '# ou "en"' in text
    first = french.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert subject(french, first) == "Création du dossier clients"


def test_the_settings_say_the_same_in_each_language(tmp_path, runner):
    runner.run("init", str(tmp_path / "en"), LANG="C")
    runner.run("init", str(tmp_path / "fr"), **FRENCH)
    english, french = (
        tomllib.loads((tmp_path / name / "clientfile.toml").read_text("utf-8"))
        for name in ("en", "fr")
    )
    assert french == english | {"language": "fr"}


def test_init_again_keeps_the_folders_language(french):
    (french.root / ".vscode" / "client.schema.json").unlink()
    french.git("commit", "-qam", "x")
    french.run("init", LANG="C")
    assert subject(french) == "Création du dossier clients"


@pytest.mark.parametrize("reader", ["fr", "en"])
def test_undo_and_undo_of_undo_whatever_the_reader_reads(french, reader):
    french.run("add-meeting", "kervelec", "--summary", "x", CLIENTFILE_LANG=reader)
    done = subject(french).removeprefix("kervelec").lstrip(" :")
    for sentence in (
        f"kervelec : annulation de « {done} »",
        f"kervelec : rétablissement de « {done} »",
        f"kervelec : annulation de « {done} »",
    ):
        french.run("undo", "HEAD", CLIENTFILE_LANG=reader)
        assert subject(french) == sentence
    assert french.run("history", "kervelec", CLIENTFILE_LANG=reader).out


def test_a_folder_that_changed_its_language_restores_all_the_same(french):
    french.run("add-meeting", "kervelec", "--summary", "x")
    french.run("undo")
    settings = french.root / "clientfile.toml"
    settings.write_text(settings.read_text("utf-8").replace('"fr"', '"en"', 1), "utf-8")
    french.run("undo", "HEAD")
    assert subject(french).startswith('kervelec: restored "')


def test_trailers_are_the_same_in_every_language(french):
    french.run("add-meeting", "kervelec", "--summary", "x")
    body = french.git("log", "-1", "--format=%b")
    assert "Clientfile-Command: add-meeting\nClientfile-Client: kervelec" in body


def test_what_was_edited_by_hand_is_in_the_folders_language(french):
    record = next((french.root / "records").glob("kervelec.yaml"))
    record.write_text(record.read_text("utf-8") + "# à la main\n", "utf-8")
    french.run("add-meeting", "kervelec", "--summary", "x", "--include-edits")
    assert subject(french).endswith(", avec des modifications à la main")


def test_renaming_and_saving_come_back_by_undo(french):
    french.run("rename", "kervelec", "kervelec-sa")
    assert (french.root / "records" / "kervelec-sa.yaml").exists()
    french.run("undo")
    record = french.root / "records" / "kervelec.yaml"
    record.write_text(record.read_text("utf-8").replace("Kervelec", "Kervelec SA"), "utf-8")
    french.run("save")
    french.run("undo")
    assert "Kervelec SA" not in record.read_text("utf-8")


def test_a_change_that_was_reverted_by_hand(french):
    french.run("add-meeting", "kervelec", "--summary", "x")
    french.git("revert", "--no-edit", "HEAD")
    said = french.run("undo", code=5, **FRENCH).err
    assert "votre dernière modification, est déjà annulée par" in said


def test_a_change_that_was_killed_is_told_in_the_readers_language(french):
    """The hook kills clientfile, which is the parent of the git that runs the hook."""
    hook = french.root / ".git" / "hooks" / "post-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nkill -9 $(ps -o ppid= -p $PPID)\n")
    hook.chmod(0o755)
    french.run_process("add-meeting", "kervelec", "--summary", "x", code=-9)
    hook.unlink()
    said = plain(french.run("list", CLIENTFILE_LANG="fr").err)
    assert re.search(
        r"add-meeting du \d\d/\d\d/\d{4} à [\d:]+ \(kervelec.*\) : exécution interrompue après le "
        r"commit ; la modification est maintenant complète",
        said,
    )
    french.run("undo")
    assert " : annulation de « " in subject(french)


def test_what_can_not_start_says_so_in_the_locales_language(monkeypatch, capsys):
    from clientfile import __main__ as start

    monkeypatch.setenv("CLIENTFILE_LANG", "fr")
    assert start._report(ImportError("no module\x1b")) == 70
    said = capsys.readouterr().err
    assert said.startswith(
        "clientfile: une partie du programme ne peut être chargée (no module\\x1b)"
    )


def test_sentences_agree_with_their_number():
    from clientfile.store.transaction.take_back import FilesTakenBack

    one, two = FilesTakenBack(changed=["a"]), FilesTakenBack(changed=["a", "b"])
    assert plain(translate(str(one), "fr")).startswith("a a été modifié depuis")
    assert plain(translate(str(two), "fr")).startswith("a, b ont été modifiés depuis")


def test_texts_have_a_languages_marks_between_them():
    from clientfile.store.transaction.take_back import FilesTakenBack

    files = FilesTakenBack(committed=["a"], changed=["b"])
    assert "clientfile save\u202f; b a été" in translate(str(files), "fr")


def test_doctor_in_french(french):
    said = plain(french.run("doctor", CLIENTFILE_LANG="fr").out)
    assert "ok dépôt :" in said
    assert "ok dossier : 1 fiche, réglages du dossier" in said
    for_programs = french.run("doctor", "-f", "json", CLIENTFILE_LANG="fr").out
    assert for_programs == french.run("doctor", "-f", "json", CLIENTFILE_LANG="en").out


def test_a_refusal_of_gits_state(french):
    (french.root / ".git" / "MERGE_HEAD").write_text(french.git("rev-parse", "HEAD"))
    said = french.run("add-call", "kervelec", "--no-answer", code=5, CLIENTFILE_LANG="fr").err
    assert "une fusion est en cours\u00a0: terminez (git merge --continue)" in said


def test_the_disks_refusal_nests_its_verb(tmp_path):
    from clientfile.errors import DiskError
    from clientfile.language import pgettext

    error = DiskError(
        pgettext("can't ...", "write"), tmp_path, OSError(28, "No space left on device")
    )
    assert isinstance(error, StateError)
    assert translate(str(error), "fr").startswith(f"impossible de sauvegarder {tmp_path}\u00a0:")
