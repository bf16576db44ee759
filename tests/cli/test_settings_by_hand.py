"""Edits by hand of clientfile.toml: saved, told by doctor and history, and taken back."""

from __future__ import annotations

import json

import pytest

from tests.support.runner import CliRunner


def edit(runner: CliRunner, *pairs: tuple[str, str], more: str = "") -> str:
    """Change the settings by hand, each old text to a new one; returns the text before."""
    path = runner.root / "clientfile.toml"
    before = path.read_text()
    text = before
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text + more)
    return before


def told(runner: CliRunner, *words: str) -> list[tuple[object, ...]]:
    """Client, item, field, before and after of each row of `history WORDS`."""
    rows = json.loads(runner.run("history", *words, "-f", "json").out)
    return [tuple(row[key] for key in ("client", "item", "field", "before", "after"))
            for row in rows]  # fmt: skip


def committed_files(runner: CliRunner) -> list[str]:
    return runner.git("show", "--format=", "--name-only", "HEAD").split()


def test_save_commits_an_edit_of_the_settings(runner):
    before = edit(runner, more='[team]\n"Claire" = "claire@example.com"\n')
    after = (runner.root / "clientfile.toml").read_text()
    shown = runner.run("save", "--dry-run")
    assert '+"Claire" = "claire@example.com"' in shown.out
    assert "would be committed as: clientfile.toml: edited by hand: team.Claire" in shown.err
    assert "clientfile.toml has edits by hand" in runner.run("doctor").out
    line = "clientfile.toml: edited by hand: team.Claire (nothing) → claire@example.com"
    assert runner.run("save").out.startswith(f"{line} [")
    assert runner.git("log", "-1", "--format=%s").strip() == line
    assert committed_files(runner) == ["clientfile.toml"]
    assert "edits by hand" not in runner.run("doctor").out
    assert runner.run("save").out == "nothing to change\n"
    row = (None, "clientfile.toml", "team.Claire", None, "claire@example.com")
    assert told(runner)[0] == row
    assert told(runner, "clientfile.toml", "team") == [row]
    assert told(runner, "clientfile.toml", "currency") == []
    runner.run("undo")
    assert (runner.root / "clientfile.toml").read_text() == before
    assert told(runner)[0] == (*row[:3], row[4], row[3])
    runner.run("undo")
    assert (runner.root / "clientfile.toml").read_text() == after


def test_settings_and_records_go_into_one_commit_and_back(runner):
    edit(runner, ("A = 30", "A = 12"))
    runner.record("acme").write_text(runner.text("acme") + "# by hand\n")
    assert runner.run("save").out.startswith("clientfile.toml: edited by hand: cadence.A ")
    assert sorted(committed_files(runner)) == ["clientfile.toml", "records/acme.yaml"]
    runner.run("undo")
    assert runner.git("status", "--porcelain") == ""
    assert runner.git("diff", "HEAD~2", "HEAD") == ""


def test_settings_behind_a_link_are_told_by_history(runner):
    path = runner.root / "clientfile.toml"
    (runner.root / "config").mkdir()
    path.rename(runner.root / "config" / path.name)
    path.symlink_to("config/clientfile.toml")
    runner.git("add", "-A")
    runner.git("commit", "-q", "-m", "a link")
    edit(runner, more='[team]\n"Claire" = "claire@example.com"\n')
    runner.run("save")
    row = (None, "clientfile.toml", "team.Claire", None, "claire@example.com")
    assert told(runner)[0] == row
    assert told(runner, "clientfile.toml", "team") == [row]


def test_a_client_that_is_saved_takes_no_settings_along(runner):
    edit(runner, ("A = 30", "A = 12"))
    runner.record("acme").write_text(runner.text("acme") + "# by hand\n")
    runner.run("save", "acme")
    assert committed_files(runner) == ["records/acme.yaml"]
    assert runner.git("status", "--porcelain").split() == ["M", "clientfile.toml"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("", "clientfile.toml: curency is no setting: did you mean currency?"),
        ("[rates.20255]\nUSD = 0.9\n", "clientfile.toml: rates.20255 is no year"),
        ("[[vat]]\nrate = 'much'\n", "clientfile.toml: vat"),
        ("[cadence\n", "clientfile.toml: "),
    ],
)
def test_wrong_settings_are_refused_with_their_sentence(runner, more, sentence):
    edit(runner, *[] if more else [("currency", "curency")], more=more)
    head = runner.git("rev-parse", "HEAD")
    assert sentence in runner.run("save", code=4).err
    assert runner.git("rev-parse", "HEAD") == head


def test_settings_removed_and_added_by_hand(runner):
    before = edit(runner)
    (runner.root / "clientfile.toml").unlink()
    assert runner.run("save").out.startswith("clientfile.toml: removed by hand [")
    assert runner.run("save").out == "nothing to change\n"
    (runner.root / "clientfile.toml").write_text(before)
    assert runner.run("save").out.startswith("clientfile.toml: added by hand [")
    came, went = told(runner, "clientfile.toml")[:2]
    assert came[1:4] == ("clientfile.toml", None, None)
    assert went[3] == came[4]
    runner.run("undo")
    assert not (runner.root / "clientfile.toml").exists()


def test_a_comment_alone_is_saved_and_changes_no_setting(runner):
    rows = told(runner)
    edit(runner, more="# since the fair\n")
    line = "clientfile.toml: text changed by hand, no setting ["
    assert runner.run("save").out.startswith(line)
    assert told(runner) == rows


def test_later_settings_stay_when_an_earlier_change_is_taken_back(runner):
    edit(runner, ("A = 30", "A = 12"), more="# far below\n")
    runner.run("save")
    edit(runner, ("A = 12", "A = 13"))
    runner.run("save")
    edit(runner, ("# far below", "# very far below"))
    runner.run("save")
    runner.run("undo", "HEAD~1")
    text = (runner.root / "clientfile.toml").read_text()
    assert "A = 12" in text
    assert "# very far below" in text
    edit(runner, ("A = 12", "A = 14"))
    assert "run: clientfile save" in runner.run("undo", "HEAD", code=5).err
    runner.run("save")
    refused = runner.run("undo", "HEAD~4", code=5).err
    assert "clientfile.toml was changed since" in refused


def test_what_moved_the_records_is_not_taken_back(runner):
    before = edit(runner)
    lines = [line for line in before.splitlines() if not line.startswith("records")]
    (runner.root / "records").rename(runner.root / "clients")
    (runner.root / "clientfile.toml").write_text("records = 'clients'\n" + "\n".join(lines))
    runner.git("add", "-A")
    runner.git("commit", "-q", "-m", "to clients/")
    assert "moved the records, by clientfile.toml" in runner.run("undo", "HEAD", code=5).err


def test_after_settings_that_nobody_could_read_the_last_readable_ones_count(runner):
    before = edit(runner, more="[cadence\n")
    runner.git("commit", "-qam", "a slip")
    (runner.root / "clientfile.toml").write_text(before.replace("A = 30", "A = 21"))
    runner.run("save")
    new, slip, *_ = told(runner, "clientfile.toml")
    assert new[2:] == ("cadence.A", 30, 21)
    assert "could not be read" in str(slip[4])
