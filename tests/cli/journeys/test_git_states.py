"""Every state that git can be in: the change lands whole, or is refused with what to do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.support.runner import ACME, CliRunner

VISIT = ("add-meeting", "acme", "--with", "dupont")


def lands(runner: CliRunner, path: Path | None = None) -> None:
    """A visit and its undo are committed, of just that record, and the bytes come back."""
    path = path or runner.record("acme")
    before = path.read_bytes()
    runner.run(*VISIT)
    assert runner.git("status", "--porcelain", "--", "records") == ""
    assert len(runner.git("show", "--format=", "--name-only", "HEAD").split()) == 1
    assert path.read_bytes() != before
    runner.run("undo")
    assert path.read_bytes() == before
    assert runner.git("status", "--porcelain", "--", "records") == ""
    runner.git("fsck", "--strict")


def is_refused(runner: CliRunner, *told: str, code: int = 5, **env: str) -> None:
    """A visit is refused, with these words, and nothing is changed."""
    before = runner.state()
    result = runner.run(*VISIT, code=code, **env)
    for words in told:
        assert words in result.err
    assert runner.state() == before
    assert not (runner.root / ".git" / "clientfile" / "journal").exists()


def hook(runner: CliRunner, name: str, script: str) -> None:
    path = runner.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_an_edit_by_hand_that_is_staged_is_not_swept_in(runner):
    runner.record("acme").write_text(runner.text("acme") + "# staged\n")
    runner.git("add", "-A")
    is_refused(runner, "clientfile save acme", "--include-edits")
    runner.run(*VISIT, "--include-edits")
    assert runner.git("status", "--porcelain") == ""
    assert runner.text("acme").endswith("# staged\n")


def test_a_record_that_git_does_not_know(runner):
    runner.record("globex").write_text("identity: {name: Globex, status: client}\n")
    runner.run("add-call", "globex", code=5)
    runner.run("add-call", "globex", "--include-edits")
    assert runner.git("status", "--porcelain") == ""
    runner.record("initech").write_text("identity: {name: Initech, status: client}\n")
    runner.git("add", "--intent-to-add", "records/initech.yaml")
    runner.run("add-call", "initech", code=5)
    runner.run("save", "initech")
    runner.run("add-call", "initech")
    assert runner.git("status", "--porcelain") == ""


@pytest.mark.parametrize("what", ["merge", "rebase", "cherry-pick", "revert", "bisect"])
def test_what_git_has_begun_is_finished_first(runner, what):
    runner.git("switch", "-qc", "other")
    runner.write("acme", ACME.replace("Acme  Industries", "Acme Nord"))
    runner.git("switch", "-q", "main")
    runner.write("acme", ACME.replace("Acme  Industries", "Acme Sud"))
    words = {"revert": ["revert", "HEAD~1"], "bisect": ["bisect", "start", "HEAD", "HEAD~1"]}
    subprocess.run(
        ["git", *words.get(what, [what, "other"])],
        cwd=runner.root,
        capture_output=True,
        check=False,
    )
    is_refused(runner, f"a {what} is in progress", f"git {what}", "--abort" if what != "bisect" else
               "git bisect reset")  # fmt: skip


def test_a_detached_head_is_refused(runner):
    runner.git("checkout", "-q", "--detach")
    is_refused(runner, "HEAD is detached", "git switch main")


def test_before_the_first_commit(tmp_path):
    runner = CliRunner(tmp_path / "new")
    runner.root.mkdir()
    runner.git("init", "-q", "-b", "main")
    runner.run("new", "Acme")
    assert runner.git("log", "--format=%s") == "acme: prospect opened\n"
    assert runner.git("status", "--porcelain") == ""
    hook(runner, "pre-commit", "exit 1")
    runner.run("add-call", "acme", code=5)
    assert runner.git("status", "--porcelain") == ""


def test_the_first_commit_refused_leaves_no_trace(tmp_path):
    runner = CliRunner(tmp_path / "new")
    runner.root.mkdir()
    runner.git("init", "-q", "-b", "main")
    hook(runner, "pre-commit", "echo not today; exit 1")
    assert "not today" in runner.run("new", "Acme", code=5).err
    assert not list(runner.root.rglob("acme.yaml"))
    assert runner.git("status", "--porcelain") == ""


def test_who_has_no_identity_is_told_the_two_commands(runner, tmp_path):
    told = 'git config --global user.name "Your Name"', "git config --global user.email"
    is_refused(runner, *told, HOME=str(tmp_path))


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
def test_a_hook_that_says_no(runner, name):
    hook(runner, name, "echo 'ask the office first' >&2; exit 1")
    before = runner.state()
    result = runner.run(*VISIT, "--summary", "worth keeping", code=5)
    assert "ask the office first" in result.err
    assert runner.state() == before
    kept = re.search(r"what you wrote is kept in (\S+)", result.err)
    assert kept is not None
    assert "summary: worth keeping" in Path(kept[1]).read_text()
    assert "1 that may be in no record" in runner.run("doctor").out


def test_a_hook_that_lays_the_record_out_anew(runner):
    hook(runner, "pre-commit", "sed -i 's/  # the one who signs//' records/acme.yaml; "
         "git add records/acme.yaml")  # fmt: skip
    runner.run(*VISIT)
    assert "the one who signs" not in runner.text("acme")
    assert runner.git("status", "--porcelain") == ""
    assert runner.git("show", "HEAD:records/acme.yaml") == runner.text("acme")
    runner.run("undo")


def test_a_hook_that_changes_what_the_record_says(runner):
    hook(runner, "pre-commit", "sed -i 's/Buyer/Owner/' records/acme.yaml; git add -u")
    commits = runner.git("rev-parse", "HEAD")
    result = runner.run(*VISIT, code=5)
    assert "changed by another program (or a hook) meanwhile" in result.err
    assert runner.git("rev-parse", "HEAD") == commits
    assert "Buyer" in runner.text("acme")
    assert runner.git("status", "--porcelain") == ""


FIXES = """\
for file in $(git diff --cached --name-only --diff-filter=d); do
  sed -i 's/PHONE/phone/; s/north/NORTH/' "$file"; STAGE
done
echo 'files were modified by this hook'; exit 1"""
WRITES = {
    "one record": ["set", "acme", "identity.phone", "0465710012 PHONE"],
    "a new one": ["new", "North PHONE", "--id", "north"],
    "a removed one": ["remove-client", "globex"],
    "several": ["rename", "acme", "acme-north"],
    "edits by hand": ["save"],
}


@pytest.mark.parametrize("stage", ["", 'git add "$file"'], ids=["", "staged"])
@pytest.mark.parametrize("what", WRITES)
def test_a_hook_that_mends_files_and_says_no(runner, what, stage):
    """As the fixers of pre-commit do: the files are as before, what the hook wrote is kept."""
    runner.write("globex", "identity: {name: Globex north, status: client}\n")
    if what == "edits by hand":
        runner.record("acme").write_text(runner.text("acme") + "# edited in the north\n")
    before = runner.state()
    hook(runner, "pre-commit", FIXES.replace("STAGE", stage))
    result = runner.run(*WRITES[what], code=5)
    assert "nothing was changed: files were modified by this hook" in result.err
    assert runner.state() == before
    kept = re.search(r"a hook or another program wrote is kept in (\S+)", result.err)
    assert (kept is None) == (what == "a removed one"), result.err
    assert kept is None or re.search("NORTH|phone", Path(kept[1]).read_text())
    (runner.root / ".git" / "hooks" / "pre-commit").unlink()
    runner.run(*WRITES[what])
    assert runner.git("status", "--porcelain") == ""


def test_hooks_see_what_they_always_see(runner):
    """The index that is to be committed; the real one stays out of their way."""
    hook(runner, "pre-commit", "git diff --cached --name-only > ../seen")
    hook(
        runner,
        "post-commit",
        "git log -1 --format=%s >> ../seen; git status --porcelain >> ../seen",
    )
    (runner.root / "staged.txt").write_text("mine\n")
    runner.git("add", "staged.txt")
    runner.run(*VISIT)
    seen = (runner.root.parent / "seen").read_text()
    assert seen == (
        "records/acme.yaml\nacme: visit on 2026-11-20 with jean-dupont\nA  staged.txt\n"
    )
    assert runner.git("status", "--porcelain") == "A  staged.txt\n"


SIGNS = """\
#!/bin/sh
echo "[GNUPG:] SIG_CREATED D 1 8 00 1 X" >&2
cat >/dev/null
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\niQ==\\n-----END PGP SIGNATURE-----\\n'
"""


def test_signed_commits(runner, tmp_path):
    program = tmp_path / "gpg"
    program.write_text(SIGNS)
    program.chmod(0o755)
    runner.git("config", "commit.gpgsign", "true")
    runner.git("config", "gpg.program", str(program))
    runner.run(*VISIT)
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in runner.git("cat-file", "-p", "HEAD")
    program.write_text("#!/bin/sh\nexit 2\n")
    is_refused(runner, "gpg failed to sign")


@pytest.mark.parametrize(
    "settings",
    [
        {"core.fileMode": "false"},
        {"index.version": "4"},
        {"core.splitIndex": "true"},
        {"core.autocrlf": "true"},
        {"core.autocrlf": "input"},
        {"core.untrackedCache": "true"},
        {"core.logAllRefUpdates": "false"},
        {"commit.verbose": "true", "commit.cleanup": "scissors", "commit.status": "false"},
        {"status.showUntrackedFiles": "no", "status.relativePaths": "true"},
        {"core.quotePath": "false", "core.precomposeUnicode": "true"},
        {"i18n.commitEncoding": "latin1"},
        {"feature.manyFiles": "true"},
        {"i18n.logOutputEncoding": "UTF-16", "log.showRoot": "false"},
        {"log.follow": "true", "grep.patternType": "fixed"},
        {"core.commentChar": "C"},
        {"trailer.separators": "%"},
    ],
    ids=lambda settings: ",".join(f"{key}={value}" for key, value in settings.items()),
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_settings_of_git(runner, settings, ends):
    for key, value in settings.items():
        runner.git("config", key, value)
    if "core.autocrlf" in settings:
        # With it records are left alone.
        (runner.root / ".gitattributes").unlink()
    runner.write("acme", (ACME + "# as set\n").replace("\n", ends))
    runner.git("update-index", "-q", "--refresh")
    lands(runner)
    runner.run(*VISIT, "-m", "# not a comment\n\nÀ bientôt")
    message = runner.git("log", "-1", "--format=%B", "--encoding=UTF-8")
    assert "# not a comment\n\nÀ bientôt" in message
    rows = json.loads(runner.run("history", "acme", "-f", "json").out)
    assert [row["command"] for row in rows][:2] == ["add-meeting", "undo"]


def test_a_repository_with_sha256(tmp_path):
    runner = CliRunner(tmp_path / "sha256")
    runner.root.mkdir()
    runner.git("init", "-q", "-b", "main", "--object-format=sha256")
    runner.run("init", str(runner.root))
    runner.write("acme", ACME)
    lands(runner)


def test_a_linked_worktree(runner, tmp_path):
    runner.git("worktree", "add", "-q", "-b", "tour", str(tmp_path / "tour"))
    tour = CliRunner(tmp_path / "tour")
    lands(tour)
    lands(runner)
    assert runner.git("log", "-1", "--format=%D").strip() == "HEAD -> main"
    hook(runner, "pre-commit", "exit 1")
    tour.run(*VISIT, code=5)
    assert tour.git("status", "--porcelain") == ""
    assert not re.search("^error", tour.run("doctor").out, re.M)


def test_a_git_directory_that_stands_apart(runner, tmp_path):
    runner.git("init", "-q", "--separate-git-dir", str(tmp_path / "apart"))
    lands(runner)
    assert not re.search("^error", runner.run("doctor").out, re.M)


def test_a_folder_within_a_larger_repository(tmp_path):
    outer = CliRunner(tmp_path / "office")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    runner = CliRunner(outer.root / "sales" / "clients")
    runner.root.mkdir(parents=True)
    runner.run("init", str(runner.root))
    runner.write("acme", ACME)
    (outer.root / "letter.txt").write_text("mine\n")
    outer.git("add", "letter.txt")
    lands(runner)
    assert outer.git("status", "--porcelain") == "A  letter.txt\n"


def test_files_that_are_called_as_revisions(runner):
    for name in ("HEAD", "main", "--", "-p", runner.git("rev-parse", "HEAD").strip()):
        (runner.root / name).write_text("mine\n")
    runner.run(*VISIT)
    runner.run("undo")
    assert runner.text("acme") == ACME
    runner.run("list", "--as-of", "HEAD")
    runner.run("history", "acme", "--as-of", "main")


def test_a_worktree_that_is_elsewhere_is_refused(runner, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    runner.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    for command in (VISIT, ("save", "--dry-run"), ("history",)):
        assert "core.worktree" in runner.run(*command, code=5).err
    assert "core.worktree" in runner.run("doctor", code=1).out
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_git_directory_that_is_none_is_refused(tmp_path):
    outer = CliRunner(tmp_path / "office")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    runner = CliRunner(outer.root / "clients")
    runner.root.mkdir()
    runner.run("init", str(runner.root))
    runner.write("acme", ACME)
    (runner.root / ".git").mkdir()
    result = runner.run(*VISIT, code=5)
    assert str(runner.root / ".git") in result.err
    assert str(outer.root / ".git") in result.err


def test_a_submodule_and_a_bare_repository_are_refused(runner, tmp_path):
    outer = CliRunner(tmp_path / "outer")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(runner.root), "sub")
    inner = CliRunner(outer.root / "sub")
    result = inner.run(*VISIT, code=5)
    assert "is a submodule of" in result.err
    assert inner.git("status", "--porcelain") == ""
    bare = CliRunner(tmp_path / "bare.git")
    runner.git("clone", "-q", "--bare", ".", str(bare.root))
    (bare.root / "acme.yaml").write_text(ACME)
    assert "is a bare repository" in bare.run(*VISIT, code=5).err


def test_records_in_a_submodule_of_the_folder_are_refused(runner, tmp_path):
    folder = CliRunner(tmp_path / "folder")
    folder.root.mkdir()
    folder.git("init", "-q", "-b", "main")
    folder.git(
        "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(runner.root), "sub"
    )
    (folder.root / "clientfile.toml").write_text('records = "sub/records"\n')
    folder.git("add", "-A")
    folder.git("commit", "-qm", "a folder")
    before = (folder.root / "sub/records/acme.yaml").read_bytes()
    result = folder.run(*VISIT, code=5)
    assert "submodule" in result.err
    assert (folder.root / "sub/records/acme.yaml").read_bytes() == before
    assert folder.git("status", "--porcelain") == ""


def test_another_users_repository_is_gits_to_refuse(runner):
    result = runner.run(*VISIT, code=5, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert "git refuses" in result.err
    assert "    git config --global --add safe.directory" in result.err, "it can be copied"
    assert "\\t" not in result.err


def test_a_stale_lock_of_gits_is_told_and_left(runner):
    lock = runner.root / ".git" / "index.lock"
    lock.write_bytes(b"")
    is_refused(runner, "index.lock is there", "rm ")
    assert lock.exists()
    result = runner.run("doctor", code=1)
    assert "index.lock is there" in result.out
    lock.unlink()
    lands(runner)


def test_a_lock_of_the_branch_is_gits_to_refuse(runner):
    lock = runner.root / ".git" / "refs" / "heads" / "main.lock"
    lock.write_bytes(b"")
    os.utime(lock, (1, 1))
    result = runner.run(*VISIT, code=5)
    assert "main.lock" in result.err
    assert lock.exists()
    assert runner.git("status", "--porcelain") == ""
    assert "main.lock is there" in runner.run("doctor", code=1).out


def test_an_empty_claim_without_a_journal_is_taken_over(runner):
    lock = runner.root / ".git" / "index.lock"
    lock.write_text("held by clientfile: add-meeting\n")
    lands(runner)
    assert not lock.exists()


def test_links(runner, tmp_path):
    """A link within the folder is followed; one that leads outside is refused."""
    real = runner.root / "records" / "real" / "acme.yaml"
    real.parent.mkdir()
    runner.record("acme").rename(real)
    runner.record("acme").symlink_to("real/acme.yaml")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "a link")
    runner.run(*VISIT, code=4)  # the id stands twice
    real.rename(runner.root / "real.yaml")
    runner.record("acme").unlink()
    runner.record("acme").symlink_to("../real.yaml")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "a link")
    runner.run(*VISIT)
    assert runner.record("acme").is_symlink()
    assert "k3f9abcd" in (runner.root / "real.yaml").read_text()
    assert runner.git("status", "--porcelain") == ""
    outside = tmp_path / "outside.yaml"
    outside.write_text(ACME)
    runner.record("acme").unlink()
    runner.record("acme").symlink_to(outside)
    runner.git("commit", "-qam", "a link that leads outside")
    is_refused(runner, "leads outside the folder", code=4)
    assert outside.read_text() == ACME


def test_a_records_folder_that_leads_outside(runner, tmp_path):
    outside = tmp_path / "elsewhere"
    (runner.root / "records").rename(outside)
    (runner.root / "records").symlink_to(outside)
    before = (outside / "acme.yaml").read_bytes()
    assert "outside the folder" in runner.run(*VISIT, code=4).err
    assert (outside / "acme.yaml").read_bytes() == before


def test_what_is_no_ordinary_file(runner):
    os.mkfifo(runner.root / "records" / "pipe.yaml")
    (runner.root / "records" / "folder.yaml").mkdir()
    (runner.root / "records" / "folder.yaml" / "inner.yaml").write_text(
        "identity: {name: Inner, status: client}\n"
    )
    runner.run("add-call", "pipe", code=4)
    runner.run("add-call", "folder", code=3)
    runner.run("add-call", "inner", "--include-edits")
    lands(runner)


def test_names_that_are_patterns_are_names(runner):
    for name in ("c*.yaml", "[a]cme.yaml", ":(top)acme.yaml", "a?me.yaml"):
        (runner.root / "records" / name).write_text("not: a record\n")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "patterns")
    for name in ("c*.yaml", "[a]cme.yaml"):
        (runner.root / "records" / name).write_text("changed: by hand\n")
    before = runner.git("status", "--porcelain")
    runner.run(*VISIT)
    assert runner.git("show", "--format=", "--name-only", "HEAD").split() == ["records/acme.yaml"]
    assert runner.git("status", "--porcelain") == before


def test_folders_that_differ_in_how_their_accents_are_written(runner):
    for form, client in (("NFC", "globex"), ("NFD", "initech")):
        there = runner.root / "records" / unicodedata.normalize(form, "Île")
        there.mkdir()
        (there / f"{client}.yaml").write_text("identity: {name: X, status: client}\n")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "two folders")
    for client in ("globex", "initech"):
        runner.run("add-call", client)
        assert runner.git("status", "--porcelain") == ""
    runner.run("undo")


def test_twins_in_folders_that_differ_in_case(runner):
    for folder in ("Nord", "nord"):
        there = runner.root / "records" / folder
        there.mkdir()
        (there / "globex.yaml").write_text("identity: {name: X, status: client}\n")
    (runner.root / "records" / "ACME.yaml").write_text("identity: {name: X, status: client}\n")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "twins")
    assert "stands twice" in runner.run("add-call", "globex", code=4).err
    assert "ids that stand twice: globex" in runner.run("doctor", code=1).out
    lands(runner)


def test_an_ignored_record_is_told(runner):
    (runner.root / ".gitignore").write_text("globex.yaml\n")
    runner.git("add", "-A")
    runner.git("commit", "-qm", "ignored")
    runner.record("globex").write_text("identity: {name: X, status: client}\n")
    assert "git ignores records/globex.yaml" in runner.run("add-call", "globex", code=5).err
