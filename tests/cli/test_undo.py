"""Taking changes back: the last one, an earlier one, one of several files, and an undo itself."""

from __future__ import annotations

import json

import pytest


def test_the_last_change_is_taken_back_to_the_byte_and_restored(desk):
    before = desk.text("acme")
    desk.run("add-meeting", "acme", "--with", "dupont", "--summary", "A: b\n\nc")
    after = desk.text("acme")
    said = desk.run("undo")
    assert said.out.startswith('acme: took back "visit on 2026-11-20 with jean-dupont" [')
    assert desk.text("acme") == before
    assert desk.git("status", "--porcelain") == ""
    said = desk.run("undo", "-f", "json")
    told = json.loads(said.out)
    assert (told["command"], told["clients"]) == ("undo", ["acme"])
    assert desk.text("acme") == after
    subjects = desk.git("log", "-2", "--format=%s").splitlines()
    assert subjects == [
        'acme: restored "visit on 2026-11-20 with jean-dupont"',
        'acme: took back "visit on 2026-11-20 with jean-dupont"',
    ]
    desk.run("undo")
    assert desk.text("acme") == before


def test_what_has_come_since_stays(desk):
    desk.run("add-meeting", "acme", "--summary", "first")
    first = desk.git("rev-parse", "--short", "HEAD").strip()
    desk.run("add-meeting", "acme", "--summary", "second")
    desk.run("set", "acme/dupont", "function", "Head of purchasing")
    path = desk.record("acme")
    path.write_text(path.read_text().replace("# the end", "# the very end"))
    desk.run("save", "acme")
    desk.run("undo", first)
    text = desk.text("acme")
    assert "summary: first" not in text
    assert "summary: second" in text
    assert "Head of purchasing" in text
    assert "# the very end" in text
    assert len([line for line in desk.changed() if line.startswith("-")]) == 5


def test_what_was_changed_since_is_not_taken_back(desk):
    desk.run("set", "acme", "phone", "0465710011")
    first = desk.git("rev-parse", "--short", "HEAD").strip()
    desk.run("set", "acme", "phone", "0465710012")
    later = desk.git("rev-parse", "--short", "HEAD").strip()
    before = desk.state()
    said = desk.run("undo", first, code=5)
    assert f"identity.phone of acme was changed since, last by {later} (acme: identity.phone " in (
        said.err
    )
    assert desk.state() == before


def test_a_visit_whose_promise_was_kept_since_is_not_taken_back(desk):
    said = desk.run("add-meeting", "acme", "--promise", "a quote", "-f", "json")
    told = json.loads(said.out)
    desk.run("done", f"acme/{told['ids'][1]}")
    said = desk.run("undo", told["commit"], code=5)
    assert f"contacts.interactions.{told['ids'][0]} of acme was changed since" in said.err
    desk.run("undo")
    desk.run("undo", told["commit"])
    assert "a quote" not in desk.text("acme")


def test_several_files_go_back_together(desk):
    desk.write("globex", "identity: {name: Globex, status: client}\n")
    before = desk.text("acme"), desk.text("globex")
    desk.run("successor", "acme/dupont", "Marie Curie", "--to-client", "globex")
    desk.run("undo")
    assert (desk.text("acme"), desk.text("globex")) == before
    desk.run("successor", "acme/dupont", "--to", "Initech", "--to-client", "initech")
    desk.run("undo")
    assert not desk.record("initech").exists()
    assert desk.text("acme") == before[0]


def test_a_client_whom_others_name_since_is_not_taken_back(desk):
    desk.run("new", "Globex")
    opened = desk.git("rev-parse", "HEAD").strip()
    desk.run("set", "acme", "group", "globex")
    before = desk.state()
    said = desk.run("undo", opened, code=4)
    assert "identity.group" in said.err
    assert desk.state() == before


def test_edits_by_hand_are_taken_back_too_with_their_comments(desk):
    before = desk.text("acme")
    desk.record("acme").write_text(before.replace("cadence: 30", "cadence: 45 # often enough"))
    desk.run("save")
    desk.run("add-contact", "acme", "Paul Martin")
    desk.run("undo", "HEAD~1")
    assert "    cadence: 30\n" in desk.text("acme")
    assert "Martin" in desk.text("acme")


def test_a_removed_item_comes_back_in_its_place_with_its_comments(desk):
    before = desk.text("acme")
    desk.run("remove", "acme/lea-blanc")
    desk.run("set", "acme", "phone", "0465710011")
    desk.run("undo", "HEAD~1")
    desk.run("undo", "HEAD~1")
    assert desk.text("acme") == before


def test_a_moved_record_is_found(desk):
    desk.run("set", "acme", "phone", "0465710011")
    moved = desk.root / "records" / "north" / "acme.yaml"
    moved.parent.mkdir()
    desk.record("acme").rename(moved)
    desk.run("save")
    desk.run("undo", "HEAD~1")
    assert "phone: 0465710011" not in moved.read_text()


def test_only_my_own_change_is_the_last(desk):
    desk.run("set", "acme", "phone", "0465710011")
    mine = desk.text("acme")
    desk.run("set", "acme", "fax", "0465710012", GIT_AUTHOR_EMAIL="paul@example.com")
    desk.run("undo")
    assert "fax" in desk.text("acme")
    assert "phone: 0465710011" not in desk.text("acme")
    desk.run("undo", "HEAD~1")
    assert "fax" not in desk.text("acme")
    assert mine != desk.text("acme")
    said = desk.run("undo", code=3, GIT_AUTHOR_EMAIL="nobody@example.com")
    assert "no change of yours (nobody@example.com)" in said.err


@pytest.mark.parametrize("named", ["v9", "--all", "HEAD~99", ":/acme", "acme by hand"])
def test_what_is_no_commit_is_told(desk, named):
    before = desk.state()
    desk.run("undo", "--", named, code=3)
    assert desk.state() == before


def test_a_commit_of_other_files_and_a_merge_are_gits_own_business(desk):
    (desk.root / "notes.txt").write_text("mine\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "notes")
    assert "notes.txt, which is no record" in desk.run("undo", "HEAD", code=5).err
    desk.git("switch", "-qc", "other", "HEAD~1")
    desk.run("set", "acme", "phone", "0465710011")
    desk.git("switch", "-q", "main")
    desk.git("merge", "-q", "--no-edit", "other")
    assert "is a merge" in desk.run("undo", "HEAD", code=5).err


def test_a_dry_run_shows_what_would_go_back(desk):
    desk.run("set", "acme", "phone", "0465710011")
    before = desk.state()
    said = desk.run("undo", "--dry-run")
    assert '-    phone: "0465710011"' in said.out
    assert desk.state() == before
    desk.run("undo")
    assert desk.run("undo", "HEAD~1").out == "nothing to change\n"
