"""sync: what it prints, refuses and asks; the merge itself is tested beside store/sync."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientfile.errors import StateError
from clientfile.records import settings
from clientfile.store.sync import sync as module
from tests.support.remotes import add_hook, clone_of, git, make_bare
from tests.support.runner import CliRunner


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return make_bare(tmp_path / "shared.git")


@pytest.fixture
def karim(runner: CliRunner, bare: Path, tmp_path: Path) -> CliRunner:
    """Karim's clone; Claire's is the runner's folder, both of one bare repository."""
    runner.git("remote", "add", "origin", str(bare))
    runner.git("push", "-qu", "origin", "main")
    return CliRunner(clone_of(bare, tmp_path / "karim"))


def disagree(runner: CliRunner, karim: CliRunner) -> None:
    karim.run("set", "acme", "identity.phone", "05 36 49 22 72")
    karim.run("sync")
    runner.run("set", "acme", "identity.phone", "05 36 49 22 71")


def test_json_of_a_sync(runner, karim):
    karim.run("add-call", "acme", "--no-answer")
    assert json.loads(karim.run("sync", "-f", "json").out)["commit"] is None
    runner.run("add-call", "acme", "--with", "jean")
    result = json.loads(runner.run("sync", "-f", "json").out)
    assert result["pushed"] is True
    assert result["commit"] == runner.git("rev-parse", "--short=10", "HEAD").strip()
    (received,), (sent,) = result["received"], result["sent"]
    assert (received["client"], received["text"]) == ("acme", "acme: call on 2026-11-20, no answer")
    assert (received["author"], received["date"]) == ("Karim", "2026-11-20")
    assert sent["text"] == "acme: call on 2026-11-20 with jean-dupont"
    assert list(result) == [
        *("commit", "pushed", "received", "sent", "left_out", "settled", "lost", "conflicts"),
        "notes",
    ]


def test_conflicts_in_json_and_nothing_changed(runner, karim):
    disagree(runner, karim)
    before = runner.state()
    result = runner.run("sync", "-f", "json", code=5)
    (conflict,) = json.loads(result.out)["conflicts"]
    assert (conflict["name"], conflict["mine"]) == ("acme/identity.phone", "05 36 49 22 71")
    assert (conflict["theirs"], conflict["theirs_by"]) == ("05 36 49 22 72", "Karim")
    assert "1 conflict is to be decided; nothing was changed" in result.err
    assert runner.state() == before
    dry = json.loads(runner.run("sync", "--dry-run", "-f", "json").out)
    assert [each["name"] for each in dry["conflicts"]] == ["acme/identity.phone"]
    assert runner.state() == before


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["--prefer", "mine"], "05 36 49 22 71"),
        (["--prefer", "la leur"], "05 36 49 22 72"),
        (["--take", "acme/identity.phone=mine"], "05 36 49 22 71"),
    ],
)
def test_options_decide(runner, karim, words, value):
    disagree(runner, karim)
    runner.run("sync", *words)
    assert f"phone: {value}" in runner.text("acme")
    karim.run("sync")
    assert karim.text("acme") == runner.text("acme")


def test_a_conflict_that_only_a_decision_brings_up_is_asked_for(runner, karim, monkeypatch):
    """Our website and their note together are more than a record may have."""
    karim.run("set", "acme", "identity.website", "karim.example")
    karim.run("set", "acme", "identity.notes", "t" * 300)
    karim.run("sync")
    runner.run("set", "acme", "identity.website", f"claire.example{'/m' * 150}")
    most = len(runner.text("acme")) + 50
    monkeypatch.setattr(settings, "_megabytes", lambda _: most)
    before, website = runner.state(), "acme/identity.website=mine"
    result = runner.run("sync", "--take", website, "-f", "json", code=5)
    assert [each["name"] for each in json.loads(result.out)["conflicts"]] == ["acme/record"]
    assert runner.state() == before
    result = runner.run("sync", "--take", website, "--take", "acme/record=mine")
    assert "there is no conflict" not in result.err
    assert "claire.example" in runner.text("acme")


def test_a_side_of_no_conflict_is_told(runner, karim):
    disagree(runner, karim)
    words = ("--take", "acme/identity.phone=mine", "--take", "acme/identity.fone=theirs")
    err = runner.run("sync", *words).err
    assert "--take acme/identity.fone: there is no conflict of that name" in err
    assert "identity.phone: there is no conflict" not in err


def test_a_side_is_taken_by_parts_of_ids_or_refused(runner, karim):
    karim.run("set", "acme/jean", "phone", "05 36 49 22 72")
    karim.run("set", "acme", "identity.phone", "05 36 49 22 72")
    karim.run("sync")
    runner.run("set", "acme/jean", "phone", "05 36 49 22 71")
    runner.run("set", "acme", "identity.phone", "05 36 49 22 71")
    before, person = runner.state(), "acm/jean.phone=mine"
    unknown = runner.run("sync", "--take", person, "--take", "acme/jeanne.phone=mine", code=2).err
    assert "acme/jeanne.phone" in unknown
    assert "acme/jean-dupont.phone" in unknown
    result = runner.run("sync", "--take", person, "-f", "json", code=5)
    (left,) = json.loads(result.out)["conflicts"]
    assert left["name"] == "acme/identity.phone"
    assert runner.state() == before
    runner.run("sync", "--take", person, "--take", "acm/identity.phone=theirs")
    assert runner.text("acme").count("05 36 49 22 71") == 1


def test_a_lost_value_of_each_side_is_in_the_history(runner, karim):
    disagree(runner, karim)
    result = runner.run("sync", "--prefer", "theirs")
    assert "acme/identity.phone: 05 36 49 22 71 stands in no record any more" in result.err
    rows = json.loads(karim.run("history", "acme", "identity.phone", "-f", "json").out)
    assert [row["after"] for row in rows] == ["05 36 49 22 72"]
    karim.run("sync")
    row = json.loads(karim.run("history", "acme", "identity.phone", "-f", "json").out)[0]
    assert (row["before"], row["after"], row["author"]) == (
        "05 36 49 22 71",
        "05 36 49 22 72",
        "Claire Martin",
    )


def test_at_most_twenty_lines_and_a_count(runner, karim):
    for number in range(22):
        karim.git("commit", "-q", "--allow-empty", "-m", f"c{number}")
    out = karim.run("sync").out.splitlines()
    assert out[0] == "22 changes went out:"
    assert out[1] == "  c21 (Karim)"
    assert out[20:] == ["  c2 (Karim)", "  and 2 more", "in sync"]


def test_what_could_not_be_sent_is_told_with_what_came_in(runner, karim, bare):
    karim.run("add-call", "acme", "--no-answer")
    karim.run("sync")
    runner.run("add-call", "acme", "--with", "jean")
    add_hook(bare, "pre-receive", "echo the server is closed; exit 1")
    result = runner.run("sync", code=7)
    assert "1 change came in:" in result.out
    assert "1 change is still to be sent:" in result.out
    assert "merged here, not sent" in result.err
    assert "the server is closed" in result.err
    assert "in sync" not in result.out


def test_what_is_done_is_done_where_it_can_t_be_told(runner, karim, monkeypatch):
    """Its lines are read while they are printed, by a git that may fail."""
    karim.run("add-call", "acme", "--no-answer")

    def fail(*_arguments: object, **_options: object) -> None:
        raise StateError("git can't read the history")

    monkeypatch.setattr("clientfile.console.sync.print_outcome.print_text", fail)
    assert "can't be told" in karim.run("sync").err
    runner.run("sync")
    assert runner.git("log", "-1", "--format=%s") == karim.git("log", "-1", "--format=%s")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_ctrl_c_while_ours_are_sent(runner, karim, lang):
    """What came in has landed: that is told. Before that nothing was changed."""
    karim.run("add-call", "acme", "--no-answer")
    karim.run("sync")
    runner.run("add-call", "acme", "--with", "jean")
    before = runner.state()

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "write_commits", interrupt)
        assert "nothing was changed" in runner.run("sync", code=130).err
    assert runner.state() == before
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "push", interrupt)
        result = runner.run("--lang", lang, "sync", code=7)
    assert {
        "en": "merged here, not sent: run: clientfile sync\nclientfile: interrupted\n",
        "fr": "fusionné ici, pas envoyé\u00a0: lancez\u00a0: clientfile sync\n"
        "clientfile: interrompu\n",
    }[lang] in result.err
    assert len(result.out.splitlines()) == 4
    runner.run("sync")
    karim.run("sync")
    assert karim.text("acme") == runner.text("acme")


def test_edits_by_hand_are_refused_or_saved(runner, karim):
    record = karim.record("acme")
    record.write_text(record.read_text() + "# by hand\n")
    assert "sync --save" in karim.run("sync", code=5).err
    assert "acme" in karim.run("sync", "--save").out
    assert git(karim.root, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--take", "acme.phone"], "--take acme/jean-dupont.phone=mine"),
        (["--take", "acme/jean.phone=ours"], "--take is 'ours'"),
        (["--prefer", "both"], "--prefer is 'both'"),
        (["-f", "csv"], "write one of table, json"),
    ],
)
def test_wrong_options(runner, words, message):
    assert message in runner.run("sync", *words, code=2).err
