"""Commits in a line each, as `sync` tells them."""

from __future__ import annotations

from clientfile.errors import StateError
from clientfile.store.folder import find_folder
from clientfile.store.git.repository import require_repository
from clientfile.store.sync import commit_lines
from clientfile.store.sync.commit_lines import CommitLines, describe_commits
from tests.support.runner import CliRunner


def lines_since(runner: CliRunner, start: str, **options: list[str]) -> CommitLines:
    folder = find_folder(runner.root)
    return describe_commits(folder, require_repository(folder.root), start, "HEAD", **options)


def texts_since(runner: CliRunner, start: str) -> list[str]:
    return [line.text for line in lines_since(runner, start)]


def test_a_commit_of_ours_is_told_in_its_own_words_and_by_whom_the_team_knows(runner):
    settings = runner.root / "clientfile.toml"
    settings.write_text(settings.read_text() + '\n[team]\nclaire = "Claire@Example.com"\n')
    runner.git("add", ".")
    runner.git("commit", "-qm", "team")
    start = runner.git("rev-parse", "HEAD").strip()
    runner.run("add-call", "acme", "--no-answer")
    runner.run("set", "acme", "identity.phone", "05 36 49 22 71")
    lines = lines_since(runner, start)
    assert [(line.client, line.author) for line in lines] == [("acme", "claire")] * 2
    assert [line.text for line in lines] == [
        "acme: identity.phone (nothing) → 05 36 49 22 71",
        "acme: call on 2026-11-20, no answer",
    ]
    assert str(lines[0].day) == "2026-11-20"
    assert lines[0].commit == runner.git("rev-parse", "HEAD").strip()


def test_a_commit_by_hand_is_told_by_what_differs(runner):
    start = runner.git("rev-parse", "HEAD").strip()
    text = runner.text("acme")
    runner.write("acme", f"# by hand\n{text}")
    runner.write("acme", text.replace("identity:\n", "identity:\n    phone: 05 36 49 22 71\n", 1))
    (runner.root / "products.yaml").write_text("# none\n")
    runner.git("add", ".")
    runner.git("commit", "-qm", "wip")
    runner.git("rm", "-q", str(runner.record("acme")))
    runner.git("commit", "-qm", "gone")
    assert texts_since(runner, start) == [
        "acme: removed by hand",
        "changed by hand: products.yaml",
        "acme: edited by hand: identity.phone (nothing) → 05 36 49 22 71",
        "acme: text or place of the file changed by hand, no value",
    ]


def test_what_is_left_out_and_a_merge_of_nothing_are_no_lines(runner):
    start = runner.git("rev-parse", "HEAD").strip()
    runner.run("add-call", "acme", "--no-answer")
    call = runner.git("rev-parse", "HEAD").strip()
    runner.git("checkout", "-qb", "side", start)
    runner.run("new", "Zinc", "--id", "zinc")
    runner.git("merge", "-q", "--no-edit", "main")
    assert len(lines_since(runner, start)) == 2
    assert [line.client for line in lines_since(runner, start, leaving_out=[call])] == ["zinc"]


def test_a_record_that_cannot_be_read_is_told_by_its_subject(runner):
    start = runner.git("rev-parse", "HEAD").strip()
    runner.write("acme", "identity: [\n")
    assert texts_since(runner, start) == [runner.git("log", "-1", "--format=%s").strip()]


def test_what_the_disk_refuses_to_read_then_is_told_by_its_subject(runner, monkeypatch):
    start = runner.git("rev-parse", "HEAD").strip()
    runner.write("acme", runner.text("acme").replace("status: client", "status: prospect"))

    def refuse(*_arguments: object) -> None:
        raise StateError("the disk is full")

    for name in ("_with_files", "read_blobs"):
        lines = lines_since(runner, start)
        with monkeypatch.context() as patch:
            patch.setattr(commit_lines, name, refuse)
            assert [line.text for line in lines] == ["acme by hand"]
    assert texts_since(runner, start) != ["acme by hand"]


def test_many_records_of_a_commit_by_hand_are_told_by_the_first(runner):
    start = runner.git("rev-parse", "HEAD").strip()
    for name in ("ada", "bob", "carl", "dora", "emma"):
        runner.record(name).write_text(f"identity: {{name: {name.title()}, status: prospect}}\n")
    runner.write("fred", "identity: {name: Fred, status: prospect}\n")
    for name in ("ada", "bob"):
        runner.record(name).write_text(f"identity: {{name: {name}, status: prospect}}\n")
    runner.git("commit", "-qam", "two")
    runner.git("rm", "-q", "records/ada.yaml", "records/bob.yaml")
    runner.git("commit", "-qm", "gone")
    assert texts_since(runner, start) == [
        "2 records removed by hand: ada, bob",
        "2 records edited by hand: ada, bob",
        "6 records added by hand: ada, bob, carl and 3 more",
    ]


def test_a_value_that_was_not_kept_is_told_with_its_change(runner):
    start = runner.git("rev-parse", "HEAD").strip()
    trailers = [
        "Clientfile-Command: set",
        'Clientfile-Lost: acme/identity.phone "05 36 49 22 71"',
        'Clientfile-Lost: acme/identity.address {"city": "Lyon"}',
    ]
    message = "\n".join(["acme: edited", "", *trailers])
    runner.git("commit", "-q", "--allow-empty", "-m", message)
    assert texts_since(runner, start) == ["acme: edited; not kept: 05 36 49 22 71, Lyon"]
    assert [each.client for each in lines_since(runner, start)] == ["acme"]


def test_the_value_that_was_typed_instead_is_told(runner):
    start = runner.git("rev-parse", "HEAD").strip()
    runner.run("set", "acme", "identity.phone", "05 36 49 22 73")
    trailer = 'Clientfile-Lost: acme/identity.phone "05 36 49 22 71"'
    runner.git("commit", "-q", "--amend", "-m", f"acme: edited\n\n{trailer}")
    assert texts_since(runner, start) == [
        "acme: edited by hand: identity.phone (nothing) → 05 36 49 22 73; "
        "not kept: 05 36 49 22 71; instead: 05 36 49 22 73"
    ]
