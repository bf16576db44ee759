"""Taking changes back: the last one, an earlier one, one of several files, and an undo itself."""

from __future__ import annotations

import json

import pytest


def test_the_last_change_is_taken_back_to_the_byte_and_restored(runner):
    before = runner.text("acme")
    runner.run("add-meeting", "acme", "--with", "dupont", "--summary", "A: b\n\nc")
    after = runner.text("acme")
    result = runner.run("undo")
    assert result.out.startswith('acme: took back "visit on 2026-11-20 with jean-dupont" [')
    assert runner.text("acme") == before
    assert runner.git("status", "--porcelain") == ""
    result = runner.run("undo", "-f", "json")
    told = json.loads(result.out)
    assert (told["command"], told["clients"]) == ("undo", ["acme"])
    assert runner.text("acme") == after
    subjects = runner.git("log", "-2", "--format=%s").splitlines()
    assert subjects == [
        'acme: restored "visit on 2026-11-20 with jean-dupont"',
        'acme: took back "visit on 2026-11-20 with jean-dupont"',
    ]
    runner.run("undo")
    assert runner.text("acme") == before


def test_what_has_come_since_stays(runner):
    runner.run("add-meeting", "acme", "--summary", "first")
    first = runner.git("rev-parse", "--short", "HEAD").strip()
    runner.run("add-meeting", "acme", "--summary", "second")
    runner.run("set", "acme/dupont", "function", "Head of purchasing")
    path = runner.record("acme")
    path.write_text(path.read_text().replace("# the end", "# the very end"))
    runner.run("save", "acme")
    runner.run("undo", first)
    text = runner.text("acme")
    assert "summary: first" not in text
    assert "summary: second" in text
    assert "Head of purchasing" in text
    assert "# the very end" in text
    assert len([line for line in runner.changed_lines() if line.startswith("-")]) == 5


def test_what_was_changed_since_is_not_taken_back(runner):
    runner.run("set", "acme", "phone", "0465710011")
    first = runner.git("rev-parse", "--short", "HEAD").strip()
    runner.run("set", "acme", "phone", "0465710012")
    later = runner.git("rev-parse", "--short", "HEAD").strip()
    before = runner.state()
    result = runner.run("undo", first, code=5)
    assert f"identity.phone of acme was changed since, last by {later} (acme: identity.phone " in (
        result.err
    )
    assert runner.state() == before


def test_the_change_that_is_named_is_of_the_same_part(runner):
    """Not the last one of the record: taking that back would be of no use, and a loss."""
    for words in (["phone", "0465710011"], ["phone", "0465710012"], ["fax", "0465710013"]):
        runner.run("set", "acme", *words)
    second = runner.git("rev-parse", "--short", "HEAD~1").strip()
    refusal = runner.run("undo", "HEAD~2", code=5).err
    assert f"last by {second} (acme: identity.phone 0465710011 → 0465710012)" in refusal
    runner.run("undo", second)
    runner.run("undo", "HEAD~3")
    assert "0465710011" not in runner.text("acme")


def test_what_was_taken_back_by_hand_is_restored_by_the_commit_of_the_same_part(runner):
    runner.run("add-contact", "acme", "Paul Martin")
    paul = runner.git("rev-parse", "--short", "HEAD").strip()
    runner.run("set", "acme", "phone", "0465710012")
    mine = runner.git("rev-parse", "--short", "HEAD").strip()
    others = {"GIT_AUTHOR_EMAIL": "karim@example.com"}
    runner.run("set", "acme", "fax", "0465710013", **others)
    runner.run("unset", "acme", "phone", **others)
    restoring = runner.git("rev-parse", "--short", "HEAD").strip()
    runner.run("unset", "acme", "fax", **others)
    refusal = runner.run("undo", code=5).err
    assert f"{mine} (acme: " in refusal
    assert f"taken back by {restoring} (acme: " in refusal
    assert f"to restore it: clientfile undo {restoring};" in refusal
    assert refusal.endswith(f": clientfile undo {paul}\n")


def test_only_what_can_be_taken_back_is_offered(runner):
    """Of two clients opened, one is named by another's record since."""
    for name in ("Globex", "Initech"):
        runner.run("new", name)
    globex = runner.git("rev-parse", "--short", "HEAD~1").strip()
    runner.run("set", "acme", "group", "initech", GIT_AUTHOR_EMAIL="karim@example.com")
    runner.run("set", "acme", "phone", "0465710012")
    runner.run("unset", "acme", "phone", GIT_AUTHOR_EMAIL="karim@example.com")
    refusal = runner.run("undo", code=5).err
    assert refusal.endswith(f"(globex: prospect opened): clientfile undo {globex}\n")
    runner.run("undo", globex)


def test_a_visit_whose_promise_was_kept_since_is_not_taken_back(runner):
    result = runner.run("add-meeting", "acme", "--promise", "a quote", "-f", "json")
    told = json.loads(result.out)
    runner.run("done", f"acme/{told['ids'][1]}")
    result = runner.run("undo", told["commit"], code=5)
    assert f"contacts.interactions.{told['ids'][0]} of acme was changed since" in result.err
    runner.run("undo")
    runner.run("undo", told["commit"])
    assert "a quote" not in runner.text("acme")


def test_several_files_go_back_together(runner):
    runner.write("globex", "identity: {name: Globex, status: client}\n")
    before = runner.text("acme"), runner.text("globex")
    runner.run("successor", "acme/dupont", "Marie Curie", "--to-client", "globex")
    runner.run("undo")
    assert (runner.text("acme"), runner.text("globex")) == before
    runner.run("successor", "acme/dupont", "--to", "Initech", "--to-client", "initech")
    runner.run("undo")
    assert not runner.record("initech").exists()
    assert runner.text("acme") == before[0]


def test_a_client_whom_others_name_since_is_not_taken_back(runner):
    runner.run("new", "Globex")
    opened = runner.git("rev-parse", "HEAD").strip()
    runner.run("set", "acme", "group", "globex")
    before = runner.state()
    result = runner.run("undo", opened, code=4)
    assert "identity.group" in result.err
    assert runner.state() == before


def test_edits_by_hand_are_taken_back_too_with_their_comments(runner):
    before = runner.text("acme")
    runner.record("acme").write_text(before.replace("cadence: 30", "cadence: 45 # often enough"))
    runner.run("save")
    runner.run("add-contact", "acme", "Paul Martin")
    runner.run("undo", "HEAD~1")
    assert "    cadence: 30\n" in runner.text("acme")
    assert "Martin" in runner.text("acme")


def test_a_removed_item_comes_back_in_its_place_with_its_comments(runner):
    before = runner.text("acme")
    runner.run("remove", "acme/lea-blanc")
    runner.run("set", "acme", "phone", "0465710011")
    runner.run("undo", "HEAD~1")
    runner.run("undo", "HEAD~1")
    assert runner.text("acme") == before


def test_a_moved_record_is_found(runner):
    runner.run("set", "acme", "phone", "0465710011")
    moved = runner.root / "records" / "north" / "acme.yaml"
    moved.parent.mkdir()
    runner.record("acme").rename(moved)
    runner.run("save")
    runner.run("undo", "HEAD~1")
    assert "phone: 0465710011" not in moved.read_text()


def test_only_my_own_change_is_the_last(runner):
    runner.run("set", "acme", "phone", "0465710011")
    mine = runner.text("acme")
    runner.run("set", "acme", "fax", "0465710012", GIT_AUTHOR_EMAIL="paul@example.com")
    runner.run("undo")
    assert "fax" in runner.text("acme")
    assert "phone: 0465710011" not in runner.text("acme")
    runner.run("undo", "HEAD~1")
    assert "fax" not in runner.text("acme")
    assert mine != runner.text("acme")
    result = runner.run("undo", code=3, GIT_AUTHOR_EMAIL="nobody@example.com")
    assert "no change of yours (nobody@example.com)" in result.err


@pytest.mark.parametrize("named", ["v9", "--all", "HEAD~99", ":/acme", "acme by hand"])
def test_what_is_no_commit_is_told(runner, named):
    before = runner.state()
    runner.run("undo", "--", named, code=3)
    assert runner.state() == before


def test_a_commit_of_other_files_and_a_merge_are_gits_own_business(runner):
    (runner.root / "notes.txt").write_text("mine\n")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "notes")
    assert "notes.txt, which is no record" in runner.run("undo", "HEAD", code=5).err
    runner.git("switch", "-qc", "other", "HEAD~1")
    runner.run("set", "acme", "phone", "0465710011")
    runner.git("switch", "-q", "main")
    runner.git("merge", "-q", "--no-edit", "other")
    assert "is a merge" in runner.run("undo", "HEAD", code=5).err


def test_a_dry_run_shows_what_would_go_back(runner):
    runner.run("set", "acme", "phone", "0465710011")
    before = runner.state()
    result = runner.run("undo", "--dry-run")
    assert '-    phone: "0465710011"' in result.out
    assert runner.state() == before
    runner.run("undo")
    assert runner.run("undo", "HEAD~1").out == "nothing to change\n"


def save_of(runner, text: str) -> None:
    runner.record("acme").write_text(text)
    runner.run("save", "acme")


@pytest.mark.parametrize(
    ("first", "second", "part"),
    [
        (["set", "acme/CMD-1042", "lines.#1.quantity", "3"],
         ["set", "acme/CMD-1042", "lines.#1.unit_price", "900"], "lines"),
        (["add", "acme", "pricing.advantages", "kind=gift", "amount=10", "date=2026-01-05"],
         ["set", "acme", "business.pricing.advantages.#1.note", "for May"], "advantages"),
    ],
)  # fmt: skip
def test_an_item_compared_whole_that_was_changed_since_is_not_doubled(runner, first, second, part):
    runner.run(*first)
    runner.run(*second)
    before = runner.state()
    result = runner.run("undo", "HEAD~1", code=5)
    assert part in result.err
    assert "was changed since" in result.err
    assert runner.state() == before


def test_one_of_several_equal_payments(runner):
    for _ in range(3):
        runner.run("pay", "acme/CMD-1042", "100", "--on", "2026-11-01")
    third = runner.git("rev-parse", "HEAD").strip()
    runner.run("undo", "HEAD~1")
    assert runner.text("acme").count("amount: 100") == 2
    # The record is to the byte what it was before the third: there is nothing of it to take back.
    assert runner.run("undo", third).out == "nothing to change\n"
    runner.run("pay", "acme/CMD-1042", "50", "--on", "2026-11-01")
    runner.run("undo", third, code=5)
    assert runner.text("acme").count("amount: 100") == 2


def test_a_move_goes_back_to_where_the_record_was(runner):
    before = runner.text("acme")
    moved = runner.root / "records" / "lyon" / "acme.yaml"
    moved.parent.mkdir()
    runner.record("acme").rename(moved)
    moved.write_text(before.replace("Buyer", "Owner"))
    runner.run("save")
    runner.run("undo")
    assert runner.text("acme") == before
    assert not moved.exists()
    assert runner.git("status", "--porcelain") == ""
    runner.run("undo")
    assert "Owner" in moved.read_text()
    assert not runner.record("acme").exists()
    runner.run("set", "acme", "phone", "0465710011")
    runner.run("undo", "HEAD~1")
    assert "phone" in runner.text("acme")
    assert "Buyer" in runner.text("acme")


def test_a_removal_is_not_taken_back_over_a_new_item_of_that_name(runner):
    runner.run("remove", "acme/lea-blanc")
    runner.run("add-contact", "acme", "Léa Blanc", "--phone", "0465710019")
    before = runner.state()
    assert "contacts.people.lea-blanc" in runner.run("undo", "HEAD~1", code=5).err
    assert runner.state() == before


def test_an_id_that_stands_twice_is_not_guessed(runner):
    runner.run("set", "acme", "phone", "0465710012")
    copy = runner.root / "records" / "sub" / "acme.yaml"
    copy.parent.mkdir()
    copy.write_text(runner.text("acme"))
    runner.git("add", "-A")
    runner.git("commit", "-qm", "a copy")
    assert "stands twice" in runner.run("undo", code=4).err


def test_comments_come_back_and_go_though_their_line_was_changed_since(runner):
    runner.write("globex", "# Never before ten!\nidentity:\n  name: G\n  status: client\n"
               "  phone: '0465710012' # direct\n")  # fmt: skip
    text = runner.text("globex")
    runner.record("globex").write_text(
        text.replace("# Never before ten!\n", "").replace(" # direct", "")
    )
    runner.run("save")
    runner.run("set", "globex", "phone", "0465710013")
    runner.run("undo", "HEAD~1")
    assert runner.text("globex").startswith("# Never before ten!\n")
    assert "0465710013" in runner.text("globex")
    runner.record("globex").write_text(
        runner.text("globex").replace("0465710013'", "0465710013' # d")
    )
    runner.run("save")
    runner.run("set", "globex", "phone", "0465710014")
    runner.run("undo", "HEAD~1")
    assert runner.text("globex").endswith("  phone: '0465710014' # direct\n")


def test_edits_by_hand_that_were_committed_with_it_are_named(runner):
    runner.record("acme").write_text(runner.text("acme") + "x-long: typed by hand\n")
    result = runner.run("set", "acme", "phone", "0465710012", "--include-edits")
    assert "0465710012, with edits by hand [" in result.out
    result = runner.run("undo")
    assert 'took back "identity.phone (nothing) → 0465710012, with edits by hand"' in result.out


def test_the_first_item_of_a_list_goes_and_the_others_stay(runner):
    runner.write("globex", "identity: {name: Globex, status: client}\n")
    runner.run("add-contact", "globex", "A B")
    runner.run("add-contact", "globex", "C D")
    runner.run("undo", "HEAD~1")
    assert "id: c-d" in runner.text("globex")
    assert "id: a-b" not in runner.text("globex")
    runner.run("undo", "HEAD~1")
    assert runner.text("globex").startswith("identity: {name: Globex, status: client}\n")
    assert "c-d" not in runner.text("globex")


def test_what_is_not_committed_is_told_first(runner, tmp_path):
    runner.run("set", "acme", "phone", "0465710012")
    text = runner.text("acme")
    runner.record("acme").unlink()
    for words in ("undo", "undo HEAD"):
        result = runner.run(*words.split(), code=5)
        assert "was removed by hand, and that is not committed" in result.err
    runner.record("acme").write_text(text + "x-h: 1\nx-h: 1\n")
    assert "clientfile save acme" in runner.run("undo", code=5).err
    runner.record("acme").write_text(text)
    (tmp_path / "nobody").mkdir()
    result = runner.run("undo", code=5, HOME=str(tmp_path / "nobody"))
    assert "git does not know who you are" in result.err
