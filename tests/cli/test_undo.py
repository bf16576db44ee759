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


def save_of(desk, text: str) -> None:
    desk.record("acme").write_text(text)
    desk.run("save", "acme")


@pytest.mark.parametrize(
    ("first", "second", "part"),
    [
        (["set", "acme/CMD-1042", "lines.#1.quantity", "3"],
         ["set", "acme/CMD-1042", "lines.#1.unit_price", "900"], "lines"),
        (["add", "acme", "pricing.advantages", "kind=gift", "amount=10", "date=2026-01-05"],
         ["set", "acme", "business.pricing.advantages.#1.note", "for May"], "advantages"),
    ],
)  # fmt: skip
def test_an_item_compared_whole_that_was_changed_since_is_not_doubled(desk, first, second, part):
    desk.run(*first)
    desk.run(*second)
    before = desk.state()
    said = desk.run("undo", "HEAD~1", code=5)
    assert part in said.err
    assert "was changed since" in said.err
    assert desk.state() == before


def test_one_of_several_equal_payments(desk):
    for _ in range(3):
        desk.run("pay", "acme/CMD-1042", "100", "--on", "2026-11-01")
    third = desk.git("rev-parse", "HEAD").strip()
    desk.run("undo", "HEAD~1")
    assert desk.text("acme").count("amount: 100") == 2
    # The record is to the byte what it was before the third: there is nothing of it to take back.
    assert desk.run("undo", third).out == "nothing to change\n"
    desk.run("pay", "acme/CMD-1042", "50", "--on", "2026-11-01")
    desk.run("undo", third, code=5)
    assert desk.text("acme").count("amount: 100") == 2


def test_a_move_goes_back_to_where_the_record_was(desk):
    before = desk.text("acme")
    moved = desk.root / "records" / "lyon" / "acme.yaml"
    moved.parent.mkdir()
    desk.record("acme").rename(moved)
    moved.write_text(before.replace("Buyer", "Owner"))
    desk.run("save")
    desk.run("undo")
    assert desk.text("acme") == before
    assert not moved.exists()
    assert desk.git("status", "--porcelain") == ""
    desk.run("undo")
    assert "Owner" in moved.read_text()
    assert not desk.record("acme").exists()
    desk.run("set", "acme", "phone", "0465710011")
    desk.run("undo", "HEAD~1")
    assert "phone" in desk.text("acme")
    assert "Buyer" in desk.text("acme")


def test_a_removal_is_not_taken_back_over_a_new_item_of_that_name(desk):
    desk.run("remove", "acme/lea-blanc")
    desk.run("add-contact", "acme", "Léa Blanc", "--phone", "0465710019")
    before = desk.state()
    assert "contacts.people.lea-blanc" in desk.run("undo", "HEAD~1", code=5).err
    assert desk.state() == before


def test_an_id_that_stands_twice_is_not_guessed(desk):
    desk.run("set", "acme", "phone", "0465710012")
    copy = desk.root / "records" / "sub" / "acme.yaml"
    copy.parent.mkdir()
    copy.write_text(desk.text("acme"))
    desk.git("add", "-A")
    desk.git("commit", "-qm", "a copy")
    assert "stands twice" in desk.run("undo", code=4).err


def test_comments_come_back_as_far_as_nothing_touched_them(desk):
    desk.write("globex", "# Never before ten!\nidentity:\n  name: G\n  status: client\n"
               "  phone: '0465710012' # direct\n")  # fmt: skip
    text = desk.text("globex")
    desk.record("globex").write_text(
        text.replace("# Never before ten!\n", "").replace(" # direct", "")
    )
    desk.run("save")
    desk.run("set", "globex", "phone", "0465710013")
    desk.run("undo", "HEAD~1")
    assert desk.text("globex").startswith("# Never before ten!\n")
    assert "0465710013" in desk.text("globex")
    desk.record("globex").write_text(desk.text("globex").replace("0465710013'", "0465710013' # d"))
    desk.run("save")
    desk.run("set", "globex", "phone", "0465710014")
    said = desk.run("undo", "HEAD~1", code=5)
    assert "the text of globex was changed since" in said.err


def test_edits_by_hand_that_were_committed_with_it_are_named(desk):
    desk.record("acme").write_text(desk.text("acme") + "x-long: typed by hand\n")
    said = desk.run("set", "acme", "phone", "0465710012", "--include-edits")
    assert "0465710012, with edits by hand [" in said.out
    said = desk.run("undo")
    assert 'took back "identity.phone (nothing) → 0465710012, with edits by hand"' in said.out


def test_the_first_item_of_a_list_goes_and_the_others_stay(desk):
    desk.write("globex", "identity: {name: Globex, status: client}\n")
    desk.run("add-contact", "globex", "A B")
    desk.run("add-contact", "globex", "C D")
    desk.run("undo", "HEAD~1")
    assert "id: c-d" in desk.text("globex")
    assert "id: a-b" not in desk.text("globex")
    desk.run("undo", "HEAD~1")
    assert desk.text("globex").startswith("identity: {name: Globex, status: client}\n")
    assert "c-d" not in desk.text("globex")


def test_what_is_not_committed_is_told_first(desk, tmp_path):
    desk.run("set", "acme", "phone", "0465710012")
    text = desk.text("acme")
    desk.record("acme").unlink()
    for words in ("undo", "undo HEAD"):
        said = desk.run(*words.split(), code=5)
        assert "was removed by hand, and that is not committed" in said.err
    desk.record("acme").write_text(text + "x-h: 1\nx-h: 1\n")
    assert "clientfile save acme" in desk.run("undo", code=5).err
    desk.record("acme").write_text(text)
    (tmp_path / "nobody").mkdir()
    said = desk.run("undo", code=5, HOME=str(tmp_path / "nobody"))
    assert "git does not know who you are" in said.err
