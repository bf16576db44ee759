"""history: what changed in the records, by whom and when, from real repositories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.paths import DATA
from tests.support.runner import CliRunner

# Two blanks, as on their letterhead.
NAME = "Acme  Industries"
SCREENS = DATA / "pages"


def rows(runner: CliRunner, *words: str) -> list[tuple[object, ...]]:
    """Client, item, field, before and after of each row of `history WORDS`, the newest first;
    without those about the settings, which test_settings_by_hand.py has.
    """
    told = json.loads(runner.run("history", *words, "-f", "json").out)
    return [tuple(row[key] for key in ("client", "item", "field", "before", "after"))
            for row in told if row["client"]]  # fmt: skip


def set_city(runner: CliRunner, city: str) -> None:
    """Another city of acme, by hand."""
    path = next((runner.root / "records").rglob("acme*.yaml"))
    lines = [line for line in path.read_text().splitlines() if "address: {city:" not in line]
    place = next(n for n, line in enumerate(lines, 1) if "status: client" in line)
    lines.insert(place, f"    address: {{city: {city}}}")
    path.write_text("\n".join(lines) + "\n")
    runner.git("commit", "-q", "-a", "-m", f"to {city}")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_week_of_a_client_on_the_screen(runner, monkeypatch, language):
    monkeypatch.setattr("clientfile.store.user.random_id", iter(["aaaabbbb", "ccccdddd"]).__next__)
    runner.run("set", "acme/dupont", "function", "Head of purchasing")
    runner.run("add-meeting", "acme/dupont", "--summary", "They like it", "--promise", "samples")
    runner.run("add-order", "acme", "--ref", "C2", "--line", "Oven ; 2 @ 1250.50")
    runner.run("pay", "acme/C2", "500")
    runner.run("add", "acme", "tags", "new")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-21T10:00:00+01:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-21T10:00:00+01:00")
    set_city(runner, "Lyon")
    result = runner.run("history", "acme", "-f", "table", CLIENTFILE_LANG=language)
    assert result.err == ""
    assert result.out == (SCREENS / f"history_{language}.txt").read_text()


def test_keys_in_a_pipe(runner):
    runner.run("set", "acme", "phone", "0465710011")
    commit = runner.git("rev-parse", "--short", "HEAD").strip()
    header, first, *_ = runner.run("history", "acme", "--header").out.splitlines()
    assert header.split("\t") == [
        "commit", "date", "author", "client", "item", "field", "before", "after", "command",
        "merge",
    ]  # fmt: skip
    assert first == (
        f"{commit}\t2026-11-20\tClaire Martin\tacme\t\tidentity.phone\t\t0465710011\tset\t"
    )
    told = json.loads(runner.run("history", "acme", "-n", "1", "-f", "json").out)
    assert told == [
        {
            "commit": commit,
            "date": "2026-11-20",
            "author": "Claire Martin",
            "client": "acme",
            "item": None,
            "field": "identity.phone",
            "before": None,
            "after": "0465710011",
            "command": "set",
            "merge": None,
        }
    ]


def test_a_commit_by_hand_is_its_authors_and_no_commands(runner):
    runner.record("acme").write_text(runner.text("acme").replace("Buyer", "Head"))
    runner.git("commit", "-qam", "x", "--author", "Zoé Vimont <zoe@example.com>",
             "--date", "2026-03-02T23:30:00+00:00")  # fmt: skip
    told = json.loads(runner.run("history", "-n", "1", "-f", "json", TZ="Europe/Paris").out)[0]
    assert (told["author"], told["command"]) == ("Zoé Vimont", None)
    # Half past midnight in Paris: the day is that of whoever reads.
    assert told["date"] == "2026-03-03"
    assert rows(runner, "-n", "1") == [("acme", "jean-dupont", "function", "Buyer", "Head")]


def test_what_came_or_went_as_a_whole_is_one_row(runner):
    runner.run("remove", "acme", "contacts.people.lea-blanc")
    runner.run("remove", "acme", "orders.CMD-1042")
    runner.run("remove", "acme", "contacts.interactions.k3f9abcd.promises.p2q3r4s5")
    assert rows(runner, "acme") == [
        ("acme", "p2q3r4s5", None, "send the catalogue (2026-10-15)", None),
        ("acme", "CMD-1042", None, "2026-09-01: Oven", None),
        ("acme", "lea-blanc", None, "Léa Blanc", None),
        ("acme", None, None, None, NAME),
    ]


def test_comments_and_places_are_no_change(runner):
    before = rows(runner)
    runner.write("acme", runner.text("acme").replace("# the end", "# The End"))
    (runner.root / "records" / "north").mkdir()
    runner.git("mv", "records/acme.yaml", "records/north/acme.yaml")
    runner.git("commit", "-qm", "moved")
    assert rows(runner) == before == rows(runner, "acme")


def test_a_record_keeps_its_past_when_it_is_moved_and_renamed(runner):
    set_city(runner, "Lyon")
    (runner.root / "records" / "north").mkdir()
    runner.git("mv", "records/acme.yaml", "records/north/acme.yaml")
    runner.git("commit", "-qm", "moved")
    set_city(runner, "Lille")
    runner.run("rename", "acme", "acme-group")
    set_city(runner, "Nice")
    # By hand, with an edit in the same commit.
    runner.git("mv", "records/north/acme-group.yaml", "records/acme-sa.yaml")
    set_city(runner, "Metz")
    expected = [
        ("acme-sa", None, "id", "acme-group", "acme-sa"),
        ("acme-sa", None, "identity.address.city", "Nice", "Metz"),
        ("acme-sa", None, "identity.address.city", "Lille", "Nice"),
        ("acme-sa", None, "id", "acme", "acme-group"),
        ("acme-sa", None, "identity.address.city", "Lyon", "Lille"),
        ("acme-sa", None, "identity.address.city", None, "Lyon"),
        ("acme-sa", None, None, None, NAME),
    ]
    assert rows(runner) == expected
    for name in ("acme-sa", "acme-group", "acme"):
        assert rows(runner, name) == expected
    cities = [row for row in expected if row[2] == "identity.address.city"]
    assert rows(runner, "acme-sa", "address.city") == cities


def test_an_id_that_was_given_away_may_be_anothers_since(runner):
    runner.run("rename", "acme", "acme-group")
    runner.run("new", "Acme Two", "--id", "acme")
    assert rows(runner, "acme") == [("acme", None, None, None, "Acme Two")]
    assert [row[0] for row in rows(runner)] == ["acme", "acme-group", "acme-group"]


def test_a_client_that_is_no_more_is_told_by_its_exact_id(runner):
    runner.run("new", "Globex")
    runner.run("new", "Globex Two")
    runner.run("remove-client", "globex")
    assert rows(runner, "globex") == [
        ("globex", None, None, "Globex", None),
        ("globex", None, None, None, "Globex"),
    ]
    assert rows(runner, "glob") == [("globex-two", None, None, None, "Globex Two")]
    runner.run("history", "globexx", code=3)
    runner.run("undo")
    assert rows(runner, "globex")[0] == ("globex", None, None, None, "Globex")


def test_undo_is_a_change_like_any_other(runner):
    runner.run("set", "acme", "phone", "0465710011")
    runner.run("undo")
    told = json.loads(runner.run("history", "acme", "phone", "-f", "json").out)
    assert [(row["before"], row["after"], row["command"]) for row in told] == [
        ("0465710011", None, "undo"),
        (None, "0465710011", "set"),
    ]


def test_a_version_that_could_not_be_read_is_one_row(runner):
    set_city(runner, "Lyon")
    good = runner.text("acme")
    runner.write("acme", good + "<<<<<<< HEAD\n")
    runner.write("acme", good + "<<<<<<< HEAD\n# still\n")
    runner.write("acme", good.replace("Lyon", "Lille"))
    told = rows(runner, "acme")
    assert [row[:3] for row in told] == [
        ("acme", None, "identity.address.city"),
        ("acme", None, None),
        ("acme", None, None),
        ("acme", None, "identity.address.city"),
        ("acme", None, None),
    ]
    assert told[0][3:] == ("Lyon", "Lille")
    assert [row[4].startswith("(could not be read: line ") for row in told[1:3]] == [True, True]
    runner.write("acme", "\xff\0")
    assert rows(runner, "-n", "1")[0][4].startswith("(could not be read: ")
    runner.git("rm", "-q", "records/acme.yaml")
    runner.git("commit", "-qm", "gone")
    assert rows(runner, "-n", "1") == [("acme", None, None, NAME, None)]


def test_what_only_breaks_a_rule_is_told_as_it_was(runner):
    runner.write("acme", runner.text("acme").replace("status: client", "status: klient"))
    assert rows(runner, "-n", "1") == [("acme", None, "identity.status", "client", "klient")]


def test_a_merge_tells_only_what_none_of_its_parents_has(runner):
    start = rows(runner)
    runner.git("switch", "-q", "-c", "side")
    runner.run("set", "acme/lea-blanc", "function", "Accountant", GIT_AUTHOR_NAME="Paul")
    runner.run("set", "acme/jean-dupont", "cadence", "20", GIT_AUTHOR_NAME="Paul")
    runner.git("switch", "-q", "main")
    runner.run("set", "acme/jean-dupont", "cadence", "40")
    with pytest.raises(subprocess.CalledProcessError):
        runner.git("merge", "-q", "-m", "merge", "side")
    mine = runner.git("show", "main:records/acme.yaml")
    merged = mine.replace("cadence: 40", "cadence: 25").replace(
        "last_name: Blanc", "last_name: Blanc\n    function: Accountant"
    )
    runner.record("acme").write_text(merged)
    runner.git("commit", "-qam", "merge")
    told = json.loads(runner.run("history", "-f", "json").out)
    found = [
        (row["author"], row["item"], row["field"], row["before"], row["after"])
        for row in told
        if row["client"]
    ]
    assert found[:2] == [
        ("Claire Martin", "jean-dupont", "cadence", 40, 25),
        # Neither side's value stands: that of the other side is in no row else.
        ("Claire Martin", "jean-dupont", "cadence", 20, 25),
    ]
    assert [row["merge"] for row in told[:2]] == [None, "dropped"]
    assert sorted(found[2:-1], key=str) == [
        ("Claire Martin", "jean-dupont", "cadence", 30, 40),
        ("Paul", "jean-dupont", "cadence", 30, 20),
        ("Paul", "lea-blanc", "function", None, "Accountant"),
    ]
    assert len(found) == 5 + len(start)


@pytest.mark.parametrize("renames_last", [False, True])
def test_a_rename_on_one_branch_and_an_edit_on_the_other(runner, monkeypatch, renames_last):
    def commit_on(day: int) -> None:
        for who in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{who}_DATE", f"2026-11-{day}T12:00:00+01:00")

    start = rows(runner)
    runner.git("switch", "-q", "-c", "side")
    commit_on(23 if renames_last else 21)
    runner.run("rename", "acme", "acme-group")
    runner.git("switch", "-q", "main")
    commit_on(22)
    runner.run("set", "acme", "phone", "0465710011")
    commit_on(24)
    runner.git("merge", "-q", "-m", "merge", "side")
    commit_on(25)
    runner.run("set", "acme-group", "phone", "0465710012")
    edit = ("acme-group", None, "identity.phone", None, "0465710011")
    rename = ("acme-group", None, "id", "acme", "acme-group")
    expected = [
        ("acme-group", None, "identity.phone", "0465710011", "0465710012"),
        *([rename, edit] if renames_last else [edit, rename]),
        *(("acme-group", *row[1:]) for row in start),
    ]
    assert rows(runner) == rows(runner, "acme-group") == rows(runner, "acme") == expected
    assert rows(runner, "acme", "phone") == [row for row in expected if row[2] == "identity.phone"]


def test_an_edit_that_was_taken_back_beside_a_rename(runner):
    """The merge has nothing of that branch: only the common commit shows whose the edits were."""
    start = rows(runner)
    runner.git("switch", "-q", "-c", "side")
    runner.run("rename", "acme", "acme-group")
    runner.git("switch", "-q", "main")
    runner.run("set", "acme", "phone", "0465710011")
    runner.run("undo")
    runner.git("merge", "-q", "-m", "merge", "side")
    fields = [row[2] for row in rows(runner, "acme-group")]
    assert sorted(fields, key=str) == [None, "id", "identity.phone", "identity.phone"]
    assert rows(runner, "acme") == rows(runner, "acme-group")
    assert len(rows(runner)) == len(start) + 3


def test_what_a_merge_dropped_of_a_side(runner):
    """`-s ours` leaves out all that the side did, and history says what that was."""
    runner.git("switch", "-q", "-c", "side")
    runner.run("set", "acme", "phone", "0465710011", GIT_AUTHOR_NAME="Paul")
    runner.run("remove", "acme", "contacts.people.lea-blanc", GIT_AUTHOR_NAME="Paul")
    runner.run("new", "Globex", GIT_AUTHOR_NAME="Paul")
    runner.git("switch", "-q", "main")
    runner.run("set", "acme", "website", "https://acme.example")
    runner.git("merge", "-q", "-s", "ours", "-m", "merge", "side")
    told = json.loads(runner.run("history", "-n", "3", "-f", "json").out)
    assert {(each["author"], each["merge"]) for each in told} == {("Claire Martin", "dropped")}
    assert sorted(rows(runner, "-n", "3"), key=str) == [
        ("acme", "lea-blanc", None, None, "Léa Blanc"),
        ("acme", None, "identity.phone", "0465710011", None),
        ("globex", None, None, "Globex", None),
    ]
    assert rows(runner, "acme")[:2] == [row for row in rows(runner, "-n", "3") if row[0] == "acme"]
    assert rows(runner, "acme", "phone") == [
        ("acme", None, "identity.phone", "0465710011", None),
        ("acme", None, "identity.phone", None, "0465710011"),
    ]
    assert "dropped" in runner.run("history", "-n", "3", "-f", "table").out


def test_an_id_of_two_clients_on_two_branches(runner):
    runner.git("switch", "-q", "-c", "side")
    runner.run("rename", "acme", "acme-group")
    runner.run("new", "Acme Two", "--id", "acme")
    runner.git("switch", "-q", "main")
    runner.run("new", "Globex")
    runner.git("merge", "-q", "-m", "merge", "side")
    assert rows(runner, "acme") == [("acme", None, None, None, "Acme Two")]
    assert [row[2] for row in rows(runner, "acme-group")] == ["id", None]
    assert {row[0] for row in rows(runner)} == {"acme", "acme-group", "globex"}


def test_an_item_and_a_field_of_it(runner):
    runner.run("set", "acme/dupont", "assistant.phone", "0465710099")
    runner.run("set", "acme/dupont", "function", "Head")
    runner.run("done", "acme/p2q3r4s5", "--on", "2026-11-20")
    assert rows(runner, "acme/dupont") == [
        ("acme", "jean-dupont", "function", "Buyer", "Head"),
        ("acme", "jean-dupont", "assistant.phone", "04 65 71 00 13", "0465710099"),
        ("acme", "jean-dupont", None, None, "Jean Dupont, Buyer"),
    ]
    assert rows(runner, "acme/jean-dupont", "function") == [
        ("acme", "jean-dupont", "function", "Buyer", "Head"),
        ("acme", "jean-dupont", "function", None, "Buyer"),
    ]
    assert rows(runner, "acme", "contacts.people.jean-dupont.assistant") == [
        ("acme", "jean-dupont", "assistant.phone", "04 65 71 00 13", "0465710099"),
        ("acme", "jean-dupont", "assistant.name", None, "Anne Roux"),
        ("acme", "jean-dupont", "assistant.phone", None, "04 65 71 00 13"),
    ]
    # A promise has its own past, and stands in that of its visit.
    kept = ("acme", "p2q3r4s5", "done", None, "2026-11-20")
    assert rows(runner, "acme/p2q3r4s5") == [
        kept,
        ("acme", "p2q3r4s5", None, None, "send the catalogue (2026-10-15)"),
    ]
    assert rows(runner, "acme/k3f9abcd")[0] == kept


def test_an_item_that_is_no_more_is_told_by_its_id(runner):
    runner.run("remove", "acme", "people.lea-blanc")
    assert len(rows(runner, "acme/lea-blanc")) == 2
    assert "has no 'nobody'" in runner.run("history", "acme/nobody", code=3).err
    assert "has no 'functoin'" in runner.run("history", "acme/dupont", "functoin", code=2).err
    assert rows(runner, "acme", "identity.fax") == []


def test_another_next_action_is_another_item(runner):
    text = runner.text("acme").replace(
        "    promises:\n", "    next: {id: nextaaaa, what: call, date: 2026-12-01}\n    promises:\n"
    )
    runner.write("acme", text)
    runner.write("acme", text.replace("nextaaaa, what: call", "nextbbbb, what: write"))
    assert rows(runner, "acme")[:3] == [
        ("acme", "nextaaaa", None, "call (2026-12-01)", None),
        ("acme", "nextbbbb", None, None, "write (2026-12-01)"),
        ("acme", "nextaaaa", None, None, "call (2026-12-01)"),
    ]


@pytest.fixture
def months(runner, monkeypatch) -> CliRunner:
    """A change on the 2nd of September, October and November, by three people."""
    for month, name in ((9, "Ann"), (10, "Bob"), (11, "Claire")):
        for who in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{who}_DATE", f"2026-{month:02}-02T12:00:00+01:00")
        monkeypatch.setenv("GIT_AUTHOR_NAME", name)
        runner.run("set", "acme/dupont", "cadence", str(month))
    return runner


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "2026-10-02"], [11, 10]),
        (["acme/dupont", "--since", "02/10/2026"], [11, 10]),
        (["--since=-30d"], [11]),
        (["--since", "today"], []),
        (["-n", "2"], [11, 10]),
        (["--where", "author=bob"], [10]),
        (["--where", "author=ann or author=bob", "-n", "1"], [10]),
        (["--where", "date>=2026-10-02 and date<2026-11-01"], [10]),
        (["acme/dupont", "cadence", "--as-of", "2026-10-15", "-n", "2"], [10, 9]),
        (["--as-of", "HEAD~1", "--since=-7d"], [10]),
        (["--sort", "after", "--where", "status=client and field=cadence"], [9, 10, 11]),
        (["--where", "status=prospect"], []),
        (["--strict", "--since", "2026-10-02"], [11, 10]),
    ],
)
def test_which_rows(months, words, told):
    found = [row[4] for row in rows(months, *words) if row[2] == "cadence"]
    assert found == told


def test_the_ids_of_all_that_changed(runner):
    runner.run("new", "Globex")
    assert runner.run("history", "-f", "ids").out == "globex\nacme\n"


@pytest.mark.parametrize("target", ["--output=x", "-p", ":(top)x", "HEAD", "acme/--all", "*"])
def test_what_is_typed_means_a_client_and_nothing_to_git(runner, target):
    before = runner.state()
    runner.run("history", "--", target, code=3)
    assert runner.state() == before


def test_what_can_not_be_told(runner, tmp_path):
    assert "has 28 days" in runner.run("history", "--since", "31/02/2026", code=4).err
    plain = CliRunner(tmp_path / "plain")
    shutil.copytree(runner.root / "records", plain.root / "records")
    assert "is not under git yet" in plain.run("history", code=5).err
    plain.git("init", "-q")
    assert plain.run("history").err == "Nothing to show.\n"
    assert plain.run("history", "acme").err == "Nothing to show.\n"


def test_a_users_own_settings_of_git_make_no_difference(runner):
    set_city(runner, "Lyon")
    runner.run("rename", "acme", "acme-sa")
    expected = runner.run("history").out
    for name, value in (
        ("log.showSignature", "true"),
        ("log.showRoot", "false"),
        ("diff.renames", "false"),
        ("color.ui", "always"),
        ("diff.relative", "true"),
        ("log.date", "raw"),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("core.quotePath", "true"),
        ("format.pretty", "oneline"),
    ):
        runner.git("config", name, value)
    assert runner.run("history").out == expected


def test_records_beside_and_within_other_files(runner, tmp_path):
    """A folder below the top of a repository, its name full of what patterns are made of."""
    top = CliRunner(tmp_path / "top")
    top.root.mkdir()
    inner = CliRunner(top.root / "a [b]*")
    shutil.copytree(runner.root / "records", inner.root / "records")
    (inner.root / "clientfile.toml").write_text("")
    for name in ("_old", ".hidden"):
        (inner.root / "records" / name).mkdir()
        (inner.root / "records" / name / "globex.yaml").write_text("identity: {name: G}\n")
    (inner.root / "records" / "acme.yml").write_text("x: 1\n")
    (top.root / "acme.yaml").write_text("identity: {name: Other, status: client}\n")
    top.git("init", "-q")
    top.git("add", "-A")
    top.git("commit", "-qm", "all")
    expected = [("acme", None, None, None, NAME)]
    assert rows(inner) == rows(inner, "acme") == expected


def test_no_version_is_read_twice(runner):
    set_city(runner, "Lyon")
    set_city(runner, "Lille")
    script = (
        "import sys; from clientfile.cli import run; run(['history']);"
        "print('clientfile.yamltext.reader' in sys.modules, 'yaml' in sys.modules)"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=runner.root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()[-1]
        for _ in range(2)
    ]
    assert told == ["True True", "False False"]


STEPS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(["acme", "acme/dupont"]),
              st.sampled_from(["phone", "email"]), st.sampled_from(["0465710011", "0465710012"])),
    st.tuples(st.just("unset"), st.sampled_from(["acme", "acme/dupont"]), st.just("phone")),
    st.tuples(st.just("set"), st.just("acme/lea-blanc"), st.just("cadence"),
              st.integers(1, 3).map(str)),
    st.tuples(st.just("add"), st.just("acme"), st.just("tags"), st.sampled_from(["a", "b"])),
    st.tuples(st.just("set"), st.just("acme/CMD-1042"), st.just("invoiced"),
              st.sampled_from(["2026-10-01", "2026-10-02"])),
    st.just(("undo",)),
)  # fmt: skip


@settings(
    max_examples=60 if os.environ.get("HYPOTHESIS_PROFILE") == "stress" else 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, max_size=7))
def test_what_is_told_last_of_a_field_is_what_the_record_says(runner, steps):
    runner.git("reset", "-q", "--hard", ":/acme by hand")
    start = json.loads(runner.run("show", "acme", "-f", "json").out)
    for words in steps:
        try:
            runner.run(*words)
        except AssertionError:
            # There is nothing to take away, or to take back: a refusal is no change.
            continue
    now = json.loads(runner.run("show", "acme", "-f", "json").out)
    last = {(item, field): after for _, item, field, _, after in reversed(rows(runner, "acme"))}
    for place in (
        (None, "identity.phone"),
        (None, "identity.tags"),
        ("jean-dupont", "phone"),
        ("lea-blanc", "cadence"),
        ("CMD-1042", "invoiced"),
    ):
        assert last.get(place, stands(start, *place)) == stands(now, *place)
        states = [row[3:] for row in rows(runner, "acme") if row[1:3] == place]
        assert all(newer[0] == older[1] for newer, older in pairwise(states))


def stands(record: dict[str, object], item: str | None, field: str) -> object:
    """What a record, as `show` tells it, has in a field."""
    known: object = record
    if item:
        lists = (record["contacts"]["people"], record["business"]["orders"])
        known = next(each for some in lists for each in some
                     if item in (each.get("id"), each.get("ref")))  # fmt: skip
    for key in field.split("."):
        known = known.get(key) if isinstance(known, dict) else None
    return known
