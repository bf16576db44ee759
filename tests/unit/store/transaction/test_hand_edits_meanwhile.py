"""A hand editor that saves while a command is at work: its edit is never overwritten."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from clientfile.errors import StateError
from clientfile.records.change import Change
from clientfile.records.edits import Put
from clientfile.store.folder import open_folder
from clientfile.store.scaffold import create_folder
from clientfile.store.transaction.transact import WriteOptions, transact

RECORD = "identity: {name: Acme, status: client}\n"


@pytest.mark.parametrize("include_edits", [False, True])
def test_what_was_saved_meanwhile_stays(tmp_path, include_edits):
    create_folder(tmp_path)
    path = tmp_path / "records" / "acme.yaml"
    path.write_text(RECORD)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    subprocess.run(["git", "commit", "-qm", "acme"], cwd=tmp_path, check=True)

    def decide(records):
        path.write_text(RECORD + "# saved meanwhile\n")
        edits = [Put(("identity", "phone"), "1234567")]
        return Change("set", "acme: phone", {"acme": edits}, "acme: phone")

    options = WriteOptions(date(2026, 11, 20), include_edits=include_edits)
    with pytest.raises(StateError):
        transact(open_folder(tmp_path), ["acme"], decide, options)
    assert path.read_text() == RECORD + "# saved meanwhile\n"
    log = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=tmp_path, capture_output=True)
    assert log.stdout == b"acme\n"


def test_what_was_saved_after_all_records_were_read_is_not_overwritten(tmp_path):
    create_folder(tmp_path)
    path = tmp_path / "records" / "acme.yaml"
    path.write_text(RECORD)
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    subprocess.run(["git", "commit", "-qm", "acme"], cwd=tmp_path, check=True)

    def decide(records):
        assert records["acme"]["identity"]["name"] == "Acme"
        path.write_text(RECORD.replace("Acme", "Acme 2"))
        edits = [Put(("identity", "phone"), "1234567")]
        return Change("set", "acme: phone", {"acme": edits}, "acme: phone")

    with pytest.raises(StateError, match="changed by another program"):
        transact(open_folder(tmp_path), None, decide, WriteOptions(date(2026, 11, 20)))
    assert path.read_text() == RECORD.replace("Acme", "Acme 2"), "the edit by hand stays"
