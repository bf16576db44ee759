"""The past has its own layout: where the records were, a commit tells, not today's disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientfile.errors import InvalidError
from clientfile.store.layout import resolve_name
from tests.support.runner import CliRunner

RECORD = "identity: {{name: {name}, status: client}}\n"


@pytest.fixture
def plain(tmp_path: Path) -> CliRunner:
    """A folder under git with one record beside its settings."""
    runner = CliRunner(tmp_path / "plain")
    runner.root.mkdir()
    runner.git("init", "-q")
    (runner.root / "clientfile.toml").write_text('currency = "EUR"\n')
    (runner.root / "acme.yaml").write_text(RECORD.format(name="Acme"))
    commit(runner)
    return runner


def of_records(runner: CliRunner) -> str:
    """What `history` tells of records, without the settings."""
    return runner.run("history", "--where", "client!=''").out


def commit(runner: CliRunner) -> None:
    runner.git("add", "-A")
    runner.git("commit", "-qm", "by hand")


def names(runner: CliRunner, as_of: str) -> str:
    return runner.run("list", "--as-of", as_of, "--columns", "name", "-f", "tsv").out


def move_records(runner: CliRunner, new: str, settings: str = 'currency = "EUR"\n') -> None:
    """Move acme into another folder of records, with its setting, in one commit."""
    (runner.root / "clientfile.toml").write_text(settings)
    old = next(runner.root.rglob("acme.yaml"))
    (runner.root / new).mkdir(exist_ok=True)
    old.rename(runner.root / new / "acme.yaml")
    commit(runner)


def test_records_that_stood_beside_the_settings(plain):
    move_records(plain, "records")
    (plain.root / "records" / "globex.yaml").write_text(RECORD.format(name="Globex"))
    commit(plain)
    assert names(plain, "HEAD") == "Acme\nGlobex\n"
    assert names(plain, "HEAD~1") == names(plain, "HEAD~2") == "Acme\n"


def test_records_that_went_back_beside_the_settings(plain):
    move_records(plain, "records")
    move_records(plain, ".")
    assert names(plain, "HEAD~1") == "Acme\n"


def test_a_folder_of_records_that_was_renamed_with_its_setting(plain):
    move_records(plain, "kunden", 'records = "kunden"\n')
    move_records(plain, "clients", 'records = "./clients/"\n')
    for as_of in ("HEAD", "HEAD~1", "HEAD~2"):
        assert names(plain, as_of) == "Acme\n"


def test_a_link_is_followed_within_the_commit(plain):
    move_records(plain, "store", 'records = "here"\n')
    (plain.root / "here").symlink_to("./store")
    commit(plain)
    assert names(plain, "HEAD") == "Acme\n"
    (plain.root / "here").unlink()
    move_records(plain, "records")
    assert names(plain, "HEAD~1") == "Acme\n"
    (plain.root / "here").symlink_to("../elsewhere")
    (plain.root / "clientfile.toml").write_text('records = "here"\n')
    commit(plain)
    (plain.root / "clientfile.toml").unlink()
    assert (
        "leads outside the folder in that commit"
        in plain.run("list", "--as-of", "HEAD", code=4).err
    )


def test_a_lost_listing_is_no_empty_folder(plain):
    move_records(plain, "records")
    tree = plain.git("rev-parse", "HEAD:records").strip()
    (plain.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    assert "git fsck" in plain.run("list", "--as-of", "HEAD", code=5).err


def test_a_change_is_taken_back_where_the_record_is_now(plain):
    plain.run("set", "acme", "phone", "0465710011")
    plain.run("new", "Globex")
    plain.run("remove-client", "globex")
    move_records(plain, "kunden", 'records = "kunden"\n')
    # The last change of the user's is one before the move.
    plain.run("undo")
    assert (plain.root / "kunden" / "globex.yaml").exists()
    plain.run("undo", "HEAD~4")
    assert (plain.root / "kunden" / "acme.yaml").read_text() == RECORD.format(name="Acme")
    assert sorted(path.name for path in plain.root.glob("*.yaml")) == []


def test_a_record_keeps_its_past_in_another_folder_of_records(plain):
    plain.run("set", "acme", "phone", "0465710011")
    before = of_records(plain)
    move_records(plain, "records")
    assert of_records(plain) == before
    plain.run("set", "acme", "phone", "0465710012")
    move_records(plain, "kunden", 'records = "kunden"\n')
    plain.run("set", "acme", "phone", "0465710013")
    lines = of_records(plain).splitlines()
    assert lines[2:] == before.splitlines()
    assert [line.split("\t")[6:8] for line in lines[:2]] == [
        ["0465710012", "0465710013"],
        ["0465710011", "0465710012"],
    ]
    assert plain.run("history", "acme").out.splitlines() == lines


def test_settings_that_nobody_could_read(plain):
    move_records(plain, "kunden", 'records = "kunden"\n')
    before = of_records(plain)
    (plain.root / "clientfile.toml").write_text("records = [\n")
    commit(plain)
    (plain.root / "clientfile.toml").write_text('records = "kunden"\n')
    commit(plain)
    assert of_records(plain) == plain.run("history", "acme").out == before


def test_files_beside_a_folder_of_records_are_no_records(plain):
    move_records(plain, "records")
    (plain.root / "globex.yaml").write_text(RECORD.format(name="Globex"))
    commit(plain)
    assert "Globex" not in of_records(plain)
    plain.run("history", "globex", code=3)


@pytest.mark.parametrize(
    ("name", "place"),
    [("records", "records"), ("./a//b/", "a/b"), ("a/../b", "b"), ("", ""), (".", ""),
     ("link", "a/b"), ("link/x", "a/b/x"), ("up/c", "c")],
)  # fmt: skip
def test_names_in_a_commit(name, place):
    links = {"link": "./a/b", "up": "a/..", "a/out": "../.."}
    assert resolve_name(name, links.get) == place


@pytest.mark.parametrize("name", ["..", "a/../..", "a/out", "loop", "root"])
def test_names_that_lead_out_of_a_commit(name):
    links = {"a/out": "../..", "loop": "loop", "root": "/etc"}
    with pytest.raises(InvalidError):
        resolve_name(name, links.get)
