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
from tests.support.runner import Desk

# Two blanks, as on their letterhead.
NAME = "Acme  Industries"
SCREENS = DATA / "pages"


def rows(desk: Desk, *words: str) -> list[tuple[object, ...]]:
    """Client, item, field, before and after of each row of `history WORDS`, the newest first."""
    told = json.loads(desk.run("history", *words, "-f", "json").out)
    return [tuple(row[key] for key in ("client", "item", "field", "before", "after"))
            for row in told]  # fmt: skip


def set_city(desk: Desk, city: str) -> None:
    """Another city of acme, by hand."""
    path = next((desk.root / "records").rglob("acme*.yaml"))
    lines = [line for line in path.read_text().splitlines() if "address: {city:" not in line]
    place = next(n for n, line in enumerate(lines, 1) if "status: client" in line)
    lines.insert(place, f"    address: {{city: {city}}}")
    path.write_text("\n".join(lines) + "\n")
    desk.git("commit", "-q", "-a", "-m", f"to {city}")


def test_a_week_of_a_client_on_the_screen(desk, monkeypatch):
    monkeypatch.setattr("clientfile.store.user.random_id", iter(["aaaabbbb", "ccccdddd"]).__next__)
    desk.run("set", "acme/dupont", "function", "Head of purchasing")
    desk.run("add-meeting", "acme/dupont", "--summary", "They like it", "--promise", "samples")
    desk.run("add-order", "acme", "--ref", "C2", "--line", "Oven ; 2 @ 1250.50")
    desk.run("pay", "acme/C2", "500")
    desk.run("add", "acme", "tags", "new")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-21T10:00:00+01:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-21T10:00:00+01:00")
    set_city(desk, "Lyon")
    said = desk.run("history", "acme", "-f", "table")
    assert said.err == ""
    assert said.out == (SCREENS / "history.txt").read_text()


def test_keys_in_a_pipe(desk):
    desk.run("set", "acme", "phone", "0465710011")
    commit = desk.git("rev-parse", "--short", "HEAD").strip()
    header, first, *_ = desk.run("history", "acme", "--header").out.splitlines()
    assert header.split("\t") == [
        "commit", "date", "author", "client", "item", "field", "before", "after", "command",
    ]  # fmt: skip
    assert first == (
        f"{commit}\t2026-11-20\tClaire Martin\tacme\t\tidentity.phone\t\t0465710011\tset"
    )
    told = json.loads(desk.run("history", "acme", "-n", "1", "-f", "json").out)
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
        }
    ]


def test_a_commit_by_hand_is_its_authors_and_no_commands(desk):
    desk.record("acme").write_text(desk.text("acme").replace("Buyer", "Head"))
    desk.git("commit", "-qam", "x", "--author", "Zoé Vimont <zoe@example.com>",
             "--date", "2026-03-02T23:30:00+00:00")  # fmt: skip
    told = json.loads(desk.run("history", "-n", "1", "-f", "json", TZ="Europe/Paris").out)[0]
    assert (told["author"], told["command"]) == ("Zoé Vimont", None)
    # Half past midnight in Paris: the day is that of whoever reads.
    assert told["date"] == "2026-03-03"
    assert rows(desk, "-n", "1") == [("acme", "jean-dupont", "function", "Buyer", "Head")]


def test_what_came_or_went_as_a_whole_is_one_row(desk):
    desk.run("remove", "acme", "contacts.people.lea-blanc")
    desk.run("remove", "acme", "orders.CMD-1042")
    desk.run("remove", "acme", "contacts.interactions.k3f9abcd.promises.p2q3r4s5")
    assert rows(desk, "acme") == [
        ("acme", "p2q3r4s5", None, "send the catalogue (2026-10-15)", None),
        ("acme", "CMD-1042", None, "2026-09-01: Oven", None),
        ("acme", "lea-blanc", None, "Léa Blanc", None),
        ("acme", None, None, None, NAME),
    ]


def test_comments_and_places_are_no_change(desk):
    before = rows(desk)
    desk.write("acme", desk.text("acme").replace("# the end", "# The End"))
    (desk.root / "records" / "north").mkdir()
    desk.git("mv", "records/acme.yaml", "records/north/acme.yaml")
    desk.git("commit", "-qm", "moved")
    assert rows(desk) == before == rows(desk, "acme")


def test_a_record_keeps_its_past_when_it_is_moved_and_renamed(desk):
    set_city(desk, "Lyon")
    (desk.root / "records" / "north").mkdir()
    desk.git("mv", "records/acme.yaml", "records/north/acme.yaml")
    desk.git("commit", "-qm", "moved")
    set_city(desk, "Lille")
    desk.run("rename", "acme", "acme-group")
    set_city(desk, "Nice")
    # By hand, with an edit in the same commit.
    desk.git("mv", "records/north/acme-group.yaml", "records/acme-sa.yaml")
    set_city(desk, "Metz")
    expected = [
        ("acme-sa", None, "id", "acme-group", "acme-sa"),
        ("acme-sa", None, "identity.address.city", "Nice", "Metz"),
        ("acme-sa", None, "identity.address.city", "Lille", "Nice"),
        ("acme-sa", None, "id", "acme", "acme-group"),
        ("acme-sa", None, "identity.address.city", "Lyon", "Lille"),
        ("acme-sa", None, "identity.address.city", None, "Lyon"),
        ("acme-sa", None, None, None, NAME),
    ]
    assert rows(desk) == expected
    for name in ("acme-sa", "acme-group", "acme"):
        assert rows(desk, name) == expected
    cities = [row for row in expected if row[2] == "identity.address.city"]
    assert rows(desk, "acme-sa", "address.city") == cities


def test_an_id_that_was_given_away_may_be_anothers_since(desk):
    desk.run("rename", "acme", "acme-group")
    desk.run("new", "Acme Two", "--id", "acme")
    assert rows(desk, "acme") == [("acme", None, None, None, "Acme Two")]
    assert [row[0] for row in rows(desk)] == ["acme", "acme-group", "acme-group"]


def test_a_client_that_is_no_more_is_told_by_its_exact_id(desk):
    desk.run("new", "Globex")
    desk.run("new", "Globex Two")
    desk.run("remove-client", "globex")
    assert rows(desk, "globex") == [
        ("globex", None, None, "Globex", None),
        ("globex", None, None, None, "Globex"),
    ]
    assert rows(desk, "glob") == [("globex-two", None, None, None, "Globex Two")]
    desk.run("history", "globexx", code=3)
    desk.run("undo")
    assert rows(desk, "globex")[0] == ("globex", None, None, None, "Globex")


def test_undo_is_a_change_like_any_other(desk):
    desk.run("set", "acme", "phone", "0465710011")
    desk.run("undo")
    told = json.loads(desk.run("history", "acme", "phone", "-f", "json").out)
    assert [(row["before"], row["after"], row["command"]) for row in told] == [
        ("0465710011", None, "undo"),
        (None, "0465710011", "set"),
    ]


def test_a_version_that_could_not_be_read_is_one_row(desk):
    set_city(desk, "Lyon")
    good = desk.text("acme")
    desk.write("acme", good + "<<<<<<< HEAD\n")
    desk.write("acme", good + "<<<<<<< HEAD\n# still\n")
    desk.write("acme", good.replace("Lyon", "Lille"))
    told = rows(desk, "acme")
    assert [row[:3] for row in told] == [
        ("acme", None, "identity.address.city"),
        ("acme", None, None),
        ("acme", None, None),
        ("acme", None, "identity.address.city"),
        ("acme", None, None),
    ]
    assert told[0][3:] == ("Lyon", "Lille")
    assert [row[4].startswith("(could not be read: line ") for row in told[1:3]] == [True, True]
    desk.write("acme", "\xff\0")
    assert rows(desk, "-n", "1")[0][4].startswith("(could not be read: ")
    desk.git("rm", "-q", "records/acme.yaml")
    desk.git("commit", "-qm", "gone")
    assert rows(desk, "-n", "1") == [("acme", None, None, NAME, None)]


def test_what_only_breaks_a_rule_is_told_as_it_was(desk):
    desk.write("acme", desk.text("acme").replace("status: client", "status: klient"))
    assert rows(desk, "-n", "1") == [("acme", None, "identity.status", "client", "klient")]


def test_a_merge_tells_only_what_none_of_its_parents_has(desk):
    start = rows(desk)
    desk.git("switch", "-q", "-c", "side")
    desk.run("set", "acme/lea-blanc", "function", "Accountant", GIT_AUTHOR_NAME="Paul")
    desk.run("set", "acme/jean-dupont", "cadence", "20", GIT_AUTHOR_NAME="Paul")
    desk.git("switch", "-q", "main")
    desk.run("set", "acme/jean-dupont", "cadence", "40")
    with pytest.raises(subprocess.CalledProcessError):
        desk.git("merge", "-q", "-m", "merge", "side")
    mine = desk.git("show", "main:records/acme.yaml")
    merged = mine.replace("cadence: 40", "cadence: 25").replace(
        "last_name: Blanc", "last_name: Blanc\n    function: Accountant"
    )
    desk.record("acme").write_text(merged)
    desk.git("commit", "-qam", "merge")
    told = json.loads(desk.run("history", "-f", "json").out)
    found = [
        (row["author"], row["item"], row["field"], row["before"], row["after"]) for row in told
    ]
    assert found[0] == ("Claire Martin", "jean-dupont", "cadence", 40, 25)
    assert sorted(found[1:-1], key=str) == [
        ("Claire Martin", "jean-dupont", "cadence", 30, 40),
        ("Paul", "jean-dupont", "cadence", 30, 20),
        ("Paul", "lea-blanc", "function", None, "Accountant"),
    ]
    assert len(found) == 4 + len(start)


def test_an_item_and_a_field_of_it(desk):
    desk.run("set", "acme/dupont", "assistant.phone", "0465710099")
    desk.run("set", "acme/dupont", "function", "Head")
    desk.run("done", "acme/p2q3r4s5", "--on", "2026-11-20")
    assert rows(desk, "acme/dupont") == [
        ("acme", "jean-dupont", "function", "Buyer", "Head"),
        ("acme", "jean-dupont", "assistant.phone", "04 65 71 00 13", "0465710099"),
        ("acme", "jean-dupont", None, None, "Jean Dupont, Buyer"),
    ]
    assert rows(desk, "acme/jean-dupont", "function") == [
        ("acme", "jean-dupont", "function", "Buyer", "Head"),
        ("acme", "jean-dupont", "function", None, "Buyer"),
    ]
    assert rows(desk, "acme", "contacts.people.jean-dupont.assistant") == [
        ("acme", "jean-dupont", "assistant.phone", "04 65 71 00 13", "0465710099"),
        ("acme", "jean-dupont", "assistant.name", None, "Anne Roux"),
        ("acme", "jean-dupont", "assistant.phone", None, "04 65 71 00 13"),
    ]
    # A promise has its own past, and stands in that of its visit.
    kept = ("acme", "p2q3r4s5", "done", None, "2026-11-20")
    assert rows(desk, "acme/p2q3r4s5") == [
        kept,
        ("acme", "p2q3r4s5", None, None, "send the catalogue (2026-10-15)"),
    ]
    assert rows(desk, "acme/k3f9abcd")[0] == kept


def test_an_item_that_is_no_more_is_told_by_its_id(desk):
    desk.run("remove", "acme", "people.lea-blanc")
    assert len(rows(desk, "acme/lea-blanc")) == 2
    assert "has no 'nobody'" in desk.run("history", "acme/nobody", code=3).err
    assert "has no 'functoin'" in desk.run("history", "acme/dupont", "functoin", code=2).err
    assert rows(desk, "acme", "identity.fax") == []


def test_another_next_action_is_another_item(desk):
    text = desk.text("acme").replace(
        "    promises:\n", "    next: {id: nextaaaa, what: call, date: 2026-12-01}\n    promises:\n"
    )
    desk.write("acme", text)
    desk.write("acme", text.replace("nextaaaa, what: call", "nextbbbb, what: write"))
    assert rows(desk, "acme")[:3] == [
        ("acme", "nextaaaa", None, "call (2026-12-01)", None),
        ("acme", "nextbbbb", None, None, "write (2026-12-01)"),
        ("acme", "nextaaaa", None, None, "call (2026-12-01)"),
    ]


@pytest.fixture
def months(desk, monkeypatch) -> Desk:
    """A change on the 2nd of September, October and November, by three people."""
    for month, name in ((9, "Ann"), (10, "Bob"), (11, "Claire")):
        for who in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{who}_DATE", f"2026-{month:02}-02T12:00:00+01:00")
        monkeypatch.setenv("GIT_AUTHOR_NAME", name)
        desk.run("set", "acme/dupont", "cadence", str(month))
    return desk


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


def test_the_ids_of_all_that_changed(desk):
    desk.run("new", "Globex")
    assert desk.run("history", "-f", "ids").out == "globex\nacme\n"


@pytest.mark.parametrize("target", ["--output=x", "-p", ":(top)x", "HEAD", "acme/--all", "*"])
def test_what_is_typed_means_a_client_and_nothing_to_git(desk, target):
    before = desk.state()
    desk.run("history", "--", target, code=3)
    assert desk.state() == before


def test_what_can_not_be_told(desk, tmp_path):
    assert "has 28 days" in desk.run("history", "--since", "31/02/2026", code=4).err
    plain = Desk(tmp_path / "plain")
    shutil.copytree(desk.root / "records", plain.root / "records")
    assert "is not under git yet" in plain.run("history", code=5).err
    plain.git("init", "-q")
    assert plain.run("history").err == "Nothing to show.\n"
    assert plain.run("history", "acme").err == "Nothing to show.\n"


def test_a_users_own_settings_of_git_make_no_difference(desk):
    set_city(desk, "Lyon")
    desk.run("rename", "acme", "acme-sa")
    expected = desk.run("history").out
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
        desk.git("config", name, value)
    assert desk.run("history").out == expected


def test_records_beside_and_within_other_files(desk, tmp_path):
    """A folder below the top of a repository, its name full of what patterns are made of."""
    top = Desk(tmp_path / "top")
    top.root.mkdir()
    inner = Desk(top.root / "a [b]*")
    shutil.copytree(desk.root / "records", inner.root / "records")
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


def test_no_version_is_read_twice(desk):
    set_city(desk, "Lyon")
    set_city(desk, "Lille")
    script = (
        "import sys; from clientfile.cli import run; run(['history']);"
        "print('clientfile.yamltext.reader' in sys.modules, 'yaml' in sys.modules)"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=desk.root,
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
def test_what_is_told_last_of_a_field_is_what_the_record_says(desk, steps):
    desk.git("reset", "-q", "--hard", ":/acme by hand")
    start = json.loads(desk.run("show", "acme", "-f", "json").out)
    for words in steps:
        try:
            desk.run(*words)
        except AssertionError:
            # There is nothing to take away, or to take back: a refusal is no change.
            continue
    now = json.loads(desk.run("show", "acme", "-f", "json").out)
    last = {(item, field): after for _, item, field, _, after in reversed(rows(desk, "acme"))}
    for place in (
        (None, "identity.phone"),
        (None, "identity.tags"),
        ("jean-dupont", "phone"),
        ("lea-blanc", "cadence"),
        ("CMD-1042", "invoiced"),
    ):
        assert last.get(place, stands(start, *place)) == stands(now, *place)
        states = [row[3:] for row in rows(desk, "acme") if row[1:3] == place]
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
