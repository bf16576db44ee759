"""Our commits on the remote's line: what becomes of each record, and what each commit changes."""

from __future__ import annotations

import pytest

from clientfile.records.conflict import Decision
from tests.support.runner import CliRunner
from tests.support.two_sides import TwoSides

GLOBEX = """\
identity:
  name: Globex   # the big one
  status: prospect
contacts:
  people:
    - id: jean-dupont
      last_name: Dupont
      phone: "05 36 49 22 71"
"""


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def sides(runner: CliRunner) -> TwoSides:
    sides = TwoSides(runner)
    sides.begin(globex=GLOBEX)
    return sides


def test_records_that_one_side_changed_are_as_that_side_has_them(sides):
    sides.mine("globex: client", globex=changed(GLOBEX, ("prospect", "client")))
    sides.theirs("initech: new", initech="identity:\n  name: Initech\n")
    tip = sides.land()
    assert sides.subjects(tip) == ["initech: new", "globex: client"]
    assert "status: client" in sides.text(tip, "globex")
    assert sides.clients(tip) == ["acme", "globex", "initech"]


def test_two_fields_of_one_person(sides):
    sides.mine("globex: phone", globex=changed(GLOBEX, ("22 71", "22 72")))
    sides.theirs("globex: name", globex=changed(GLOBEX, ("last_name: Dupont", "last_name: Dupond")))
    tip = sides.land()
    merged = changed(GLOBEX, ("22 71", "22 72"), ("last_name: Dupont", "last_name: Dupond"))
    assert sides.text(tip, "globex") == merged


def test_a_commit_keeps_its_author_date_and_words(sides):
    mine = sides.mine("globex: client\n\nAt last.", globex=changed(GLOBEX, ("prospect", "client")))
    sides.theirs("initech: new", initech="identity:\n  name: Initech\n")
    form = "--format=%an %ae %at%n%B"
    assert sides.runner.git("show", "-s", form, mine) == sides.runner.git(
        "show", "-s", form, sides.land()
    )


def test_what_the_remote_has_already_is_left_out(sides):
    same = changed(GLOBEX, ("prospect", "client"))
    mine = sides.mine("globex: client", globex=same)
    sides.mine("globex: phone", globex=changed(same, ("22 71", "22 72")))
    sides.theirs("globex is a client", globex=same)
    plan = sides.plan()
    assert [commit.id for commit in plan.left_out] == [mine]
    assert len(plan.commits) == 1


def test_one_field_with_two_values_is_a_conflict(sides):
    sides.mine("globex: phone", globex=changed(GLOBEX, ("22 71", "22 72")))
    sides.theirs("globex: phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    plan = sides.plan()
    assert not plan.commits
    [conflict] = plan.conflicts
    assert conflict.name == "globex/jean-dupont.phone"
    assert conflict.conflict.ours == "05 36 49 22 72"
    assert conflict.conflict.theirs == "05 36 49 22 73"
    assert (conflict.mine.author, conflict.theirs.author) == ("Claire Martin", "Karim Haddad")


def test_ours_is_taken_by_our_last_commit_that_touches_the_field(sides):
    first = changed(GLOBEX, ("22 71", "22 72"))
    second = changed(first, ("22 72", "22 74"))
    sides.mine("phone 1", globex=first)
    sides.mine("phone 2", globex=second)
    sides.mine("client", globex=changed(second, ("prospect", "client")))
    sides.theirs("globex: phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    tip = sides.land({"globex/jean-dupont.phone": Decision("mine")})
    assert "22 74" in sides.text(tip, "globex")
    assert "22 74" in sides.text(f"{tip}~1", "globex")
    assert "22 73" in sides.text(f"{tip}~2", "globex")
    lost = sides.runner.git("show", "-s", "--format=%B", f"{tip}~2")
    assert lost.rstrip() == (
        'phone 1\n\nClientfile-Lost: globex/jean-dupont.phone "05 36 49 22 72"'
    )


def test_a_commit_that_lost_its_value_stays_and_says_it(sides):
    sides.mine("phone", globex=changed(GLOBEX, ("22 71", "22 72")))
    sides.theirs("phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    plan = sides.plan({"globex/jean-dupont.phone": Decision("theirs")})
    assert [each.value for each in plan.lost] == ["05 36 49 22 72"]
    [commit] = plan.commits
    assert not commit.files
    assert commit.message == (
        b'phone\n\nClientfile-Lost: globex/jean-dupont.phone "05 36 49 22 72"\n'
    )


def of_posts(*names: str) -> str:
    """Globex with these past posts of its buyer, items that are the same as a whole."""
    posts = "".join(f"        - department: {name}\n" for name in names)
    return f"{GLOBEX}      past_posts:\n{posts}"


def test_a_value_that_lost_only_in_the_end_is_told_by_the_last_commit(sides):
    sides.begin(globex=of_posts("a", "b"))
    sides.mine("replaced", globex=of_posts("a", "ours"))
    sides.mine("added", globex=of_posts("first", "a", "ours", "last"))
    sides.theirs("replaced", globex=of_posts("one", "two", "three"))
    decisions: dict[str, Decision] = {}
    while conflicts := sides.plan(decisions).conflicts:
        decisions |= {each.name: Decision("theirs") for each in conflicts}
    text = sides.text(sides.land(decisions), "globex")
    told = [each.value for each in sides.plan(decisions).lost]
    for name in ("first", "ours", "last"):
        assert ({"department": name} in told) != (f"department: {name}\n" in text)


def test_a_commit_that_took_a_value_away_which_stays_is_sent_empty(sides):
    gone = changed(GLOBEX, ('      phone: "05 36 49 22 71"\n', ""))
    sides.mine("no phone", globex=gone)
    sides.theirs("phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    plan = sides.plan({"globex/jean-dupont.phone": Decision("theirs")})
    [commit] = plan.commits
    assert (commit.message, commit.files) == (b"no phone\n", {})
    assert (plan.left_out, plan.lost) == ([], [])


def test_what_we_took_back_ourselves_is_no_conflict(sides):
    sides.mine("phone", globex=changed(GLOBEX, ("22 71", "22 72")))
    sides.mine("phone again", globex=GLOBEX)
    sides.theirs("phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    tip = sides.land()
    assert "22 73" in sides.text(tip, "globex")


def test_a_rename_there_and_a_change_here(sides):
    sides.mine("client", globex=changed(GLOBEX, ("prospect", "client")))
    sides.theirs("rename", globex=None, globex_sa=GLOBEX)
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "globex-sa"]
    assert "status: client" in sides.text(tip, "globex-sa")


def test_a_rename_here_and_a_change_there(sides):
    sides.mine("rename", globex=None, globex_sa=GLOBEX)
    sides.theirs("client", globex=changed(GLOBEX, ("prospect", "client")))
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "globex-sa"]
    assert "status: client" in sides.text(tip, "globex-sa")


INITECH = "identity:\n  name: Initech\n"
OF_GLOBEX = "identity:\n  name: Initech\n  group: globex\n"


def test_a_reference_follows_a_rename_on_either_side(sides):
    sides.begin(globex=GLOBEX, initech=INITECH)
    sides.mine("group", initech=OF_GLOBEX)
    sides.theirs("rename", globex=None, globex_sa=GLOBEX)
    assert "group: globex-sa" in sides.text(sides.land(), "initech")

    sides.begin(globex=GLOBEX, initech=INITECH)
    sides.mine("rename", globex=None, globex_sa=GLOBEX)
    sides.mine("initech: nothing", other="identity:\n  name: Other\n")
    sides.theirs("group", initech=OF_GLOBEX)
    tip = sides.land()
    assert "group: globex-sa" in sides.text(tip, "initech")
    assert "group: globex-sa" in sides.text(f"{tip}~1", "initech")


def test_two_companies_of_one_id(sides):
    sides.mine("initech", initech="identity:\n  name: Initech\n")
    sides.mine("group", globex=changed(GLOBEX, ("  status", "  group: initech\n  status")))
    sides.theirs("initech", initech="identity:\n  name: Init & Tech\n")
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "globex", "initech", "initech-2"]
    assert "name: Initech" in sides.text(tip, "initech-2")
    assert "group: initech-2" in sides.text(tip, "globex")
    new = sides.runner.git("show", "-s", "--format=%B", f"{tip}~1")
    assert new.rstrip() == "initech\n\nClientfile-Renumbered: initech initech-2"


def test_one_company_entered_on_both_sides(sides):
    sides.mine("initech", initech="identity:\n  name: Initech\n  status: prospect\n")
    sides.theirs("initech", initech="identity:\n  name: Initech\n  language: fr\n")
    text = sides.text(sides.land(), "initech")
    assert "status: prospect" in text
    assert "language: fr" in text


def test_a_record_removed_on_one_side_and_changed_on_the_other_stays(sides):
    sides.mine("removed", globex=None)
    sides.theirs("client", globex=changed(GLOBEX, ("prospect", "client")))
    tip = sides.land()
    assert "status: client" in sides.text(tip, "globex")
    [line] = sides.plan().settled
    assert (line.client, line.text) == (
        "globex",
        "removed here, changed on the other side: it stays",
    )
    # The removal lost: its commit stays, and changes nothing.
    assert sides.plan().left_out == []
    [commit] = sides.plan().commits
    assert (commit.message, commit.files) == (b"removed\n", {})


@pytest.mark.parametrize("renamed_by", ["mine", "theirs"])
def test_a_record_removed_on_one_side_and_renamed_on_the_other_stays(sides, renamed_by):
    removed_by = "theirs" if renamed_by == "mine" else "mine"
    getattr(sides, removed_by)("removed", globex=None)
    getattr(sides, renamed_by)("renamed", globex=None, globex_sa=GLOBEX)
    assert sides.clients(sides.land()) == ["acme", "globex-sa"]
    [line] = sides.plan().settled
    assert (line.client, "it stays" in line.text) == ("globex-sa", True)


def test_other_files_are_merged_line_by_line(sides):
    lines = "".join(f"line {number}\n" for number in range(9))
    sides.begin(**{"notes.txt": lines})
    sides.mine("a", **{"notes.txt": lines.replace("line 1\n", "line one\n")})
    sides.theirs("b", **{"notes.txt": lines.replace("line 7\n", "line seven\n")})
    tip = sides.land()
    assert sides.runner.git("show", f"{tip}:notes.txt") == lines.replace("1", "one").replace(
        "7", "seven"
    )
    sides.theirs("c", **{"notes.txt": lines.replace("line 1\n", "line 1a\n")})
    assert sides.plan().refused == ["notes.txt: both sides changed it in the same lines"]


def test_a_client_that_both_sides_renamed_is_one_conflict(sides):
    mine = sides.mine("rename", globex=None, globex_france=GLOBEX)
    sides.mine("client", globex_france=changed(GLOBEX, ("prospect", "client")))
    sides.theirs("rename", globex=None, globex_sa=GLOBEX)
    [conflict] = sides.plan().conflicts
    assert (conflict.name, conflict.conflict.ours, conflict.conflict.theirs) == (
        "globex/id",
        "globex-france",
        "globex-sa",
    )
    assert conflict.mine.commit == mine

    tip = sides.land({"globex/id": Decision("mine")})
    assert sides.clients(tip) == ["acme", "globex-france"]
    tip = sides.land({"globex/id": Decision("theirs")})
    assert sides.clients(tip) == ["acme", "globex-sa"]
    assert "status: client" in sides.text(tip, "globex-sa")
    lost = sides.runner.git("show", "-s", "--format=%B", f"{tip}~1")
    assert 'Clientfile-Lost: globex-sa/id "globex-france"' in lost
    tip = sides.land({"globex/id": Decision(None, "globex-europe")})
    assert sides.clients(tip) == ["acme", "globex-europe"]


def test_a_field_of_a_client_that_both_sides_renamed_has_one_name(sides):
    sides.mine("rename", globex=None, globex_france=changed(GLOBEX, ("71", "72")))
    sides.theirs("rename", globex=None, globex_sa=changed(GLOBEX, ("71", "73")))
    names = ["globex/id", "globex/jean-dupont.phone"]
    assert [each.name for each in sides.plan().conflicts] == names
    for ours in ({names[0]: Decision("mine")}, {names[0]: Decision(None, "globex-europe")}):
        assert [each.name for each in sides.plan(ours).conflicts] == names[1:]
    tip = sides.land(dict.fromkeys(names, Decision("mine")))
    assert sides.clients(tip) == ["acme", "globex-france"]
    assert "36 49 22 72" in sides.text(tip, "globex-france")


def test_a_removed_client_that_the_other_side_names_stays(sides):
    sides.begin(globex=GLOBEX, initech=INITECH)
    sides.mine("removed", globex=None)
    sides.theirs("group", initech=OF_GLOBEX)
    assert sides.clients(sides.land()) == ["acme", "globex", "initech"]

    sides.begin(globex=GLOBEX, initech=INITECH)
    sides.mine("something", other="identity:\n  name: Other\n")
    sides.mine("group", initech=OF_GLOBEX)
    sides.mine("something else", third="identity:\n  name: Third\n")
    sides.theirs("removed", globex=None)
    tip = sides.land()
    assert sides.clients(f"{tip}~1") == ["acme", "globex", "initech", "other"]
    assert sides.clients(f"{tip}~2") == ["acme", "initech", "other"]
    assert sides.text(tip, "globex") == GLOBEX
    [line] = sides.plan().settled
    assert line.text == "removed on one side, but initech names it: it stays"


VISIT = """\
  interactions:
    - id: k3f9abcd
      date: 2026-10-01
      kind: visit
      with: [jean-dupont]
"""


def test_a_removed_person_whom_the_other_side_met_stays(sides):
    nobody = GLOBEX[: GLOBEX.index("contacts")]
    sides.mine("visit", globex=GLOBEX + VISIT)
    sides.theirs("removed", globex=nobody)
    tip = sides.land()
    assert "id: jean-dupont" in sides.text(tip, "globex")
    assert "with: [jean-dupont]" in sides.text(tip, "globex")


def test_a_removed_person_whom_another_record_names_stays(sides):
    newcomer = (
        "identity:\n  name: Initech\ncontacts:\n  people:\n"
        "    - {id: jean-dupont, last_name: Dupont, came_from: globex/jean-dupont}\n"
    )
    sides.begin(globex=GLOBEX, initech=INITECH)
    sides.mine("came", initech=newcomer)
    sides.theirs("removed", globex=GLOBEX[: GLOBEX.index("contacts")])
    tip = sides.land()
    assert "jean-dupont" in sides.text(tip, "globex")


def test_an_outcome_that_would_be_invalid_is_a_conflict(sides):
    order = "business:\n  orders:\n    - {ref: a-1, date: 2026-10-01, tax: 10.50}\n"
    sides.mine("yen", globex=GLOBEX + "business:\n  currency: JPY\n")
    sides.theirs("order", globex=GLOBEX + order)
    plan = sides.plan()
    assert [each.name for each in plan.conflicts] == ["globex/a-1.tax"]
    assert not plan.commits


def test_a_merge_of_ours_is_what_it_decided_itself(sides):
    mine = changed(GLOBEX, ("22 71", "22 72"))
    sides.mine("phone", globex=mine)
    sides.theirs("phone there", globex=changed(GLOBEX, ("22 71", "22 73")))
    sides.merge("merged by hand", globex=changed(GLOBEX, ("22 71", "22 74")))
    sides.mine("client", globex=changed(GLOBEX, ("22 71", "22 74"), ("prospect", "client")))
    sides.theirs("initech", initech=INITECH)
    tip = sides.land()
    assert sides.subjects(tip) == ["initech", "phone", "merged by hand", "client"]
    assert "22 74" in sides.text(f"{tip}~1", "globex")
    assert "22 73" in sides.text(f"{tip}~2", "globex")


def test_a_merge_of_ours_that_decided_nothing_is_no_commit(sides):
    ours = changed(GLOBEX, ("22 71", "22 72"))
    sides.mine("phone", globex=ours)
    sides.theirs("client there", globex=changed(GLOBEX, ("prospect", "client")))
    sides.merge("merged by git", globex=changed(ours, ("prospect", "client")))
    sides.theirs("initech", initech=INITECH)
    plan = sides.plan()
    assert plan.left_out == []
    assert sides.subjects(sides.land()) == ["initech", "phone"]


def test_a_record_under_a_filter_is_refused_by_name(sides):
    (sides.runner.root / ".gitattributes").write_text("records/*.yaml filter=lfs\n")
    sides.mine("client", globex=changed(GLOBEX, ("prospect", "client")))
    sides.theirs("phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    assert sides.plan().refused == [
        "records/globex.yaml: git stores it through the filter lfs, and only git can merge it"
    ]


def test_a_record_that_can_not_be_read_is_merged_line_by_line(sides):
    broken = changed(GLOBEX, ("  status", "   status"))
    sides.mine("broken", globex=broken)
    sides.theirs("phone", globex=changed(GLOBEX, ("22 71", "22 73")))
    text = sides.text(sides.land(), "globex")
    assert "   status" in text
    assert "22 73" in text
    sides.theirs("client", globex=changed(GLOBEX, ("22 71", "22 73"), ("prospect", "client")))
    assert sides.plan().refused == ["records/globex.yaml: both sides changed it in the same lines"]


@pytest.mark.parametrize("theirs", ["a reference", "a field", "both"])
def test_a_client_that_we_renamed_and_removed_stays_under_its_new_id(sides, theirs):
    sides.begin(globex=GLOBEX, initech=INITECH)
    sides.mine("rename", globex=None, globex_sa=GLOBEX)
    sides.mine("removed", globex_sa=None)
    if theirs != "a field":
        sides.theirs("group", initech=OF_GLOBEX)
    if theirs != "a reference":
        sides.theirs("client", globex=changed(GLOBEX, ("prospect", "client")))
    tip = sides.land()
    assert sides.clients(tip) == ["acme", "globex-sa", "initech"]
    assert ("group: globex-sa" in sides.text(tip, "initech")) == (theirs != "a field")
    assert ("status: client" in sides.text(tip, "globex-sa")) == (theirs != "a reference")
    assert sides.plan().left_out == []


def test_a_client_that_one_removed_and_two_renamed_is_one_conflict(sides):
    sides.theirs("removed", globex=None)
    # The change stayed: the colleague who had renamed it brought it back under the new id.
    trailers = "Clientfile-Command: rename\nClientfile-Client: globex\nClientfile-Client: globex-sa"
    sides.theirs(f"globex-sa: renamed from globex\n\n{trailers}", globex_sa=GLOBEX)
    sides.mine("renamed", globex=None, globex_france=GLOBEX)
    assert [each.name for each in sides.plan().conflicts] == ["globex/id"]
    assert sides.clients(sides.land({"globex/id": Decision("mine")})) == ["acme", "globex-france"]
