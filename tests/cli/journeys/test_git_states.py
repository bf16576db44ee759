"""Every state that git can be in: the change lands whole, or is refused with what to do."""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tests.support.runner import ACME, Desk

VISIT = ("add-meeting", "acme", "--with", "dupont")


def lands(desk: Desk, path: Path | None = None) -> None:
    """A visit and its undo are committed, of just that record, and the bytes come back."""
    path = path or desk.record("acme")
    before = path.read_bytes()
    desk.run(*VISIT)
    assert desk.git("status", "--porcelain", "--", "records") == ""
    assert len(desk.git("show", "--format=", "--name-only", "HEAD").split()) == 1
    assert path.read_bytes() != before
    desk.run("undo")
    assert path.read_bytes() == before
    assert desk.git("status", "--porcelain", "--", "records") == ""
    desk.git("fsck", "--strict")


def is_refused(desk: Desk, *told: str, code: int = 5, **env: str) -> None:
    """A visit is refused, with these words, and nothing is changed."""
    before = desk.state()
    said = desk.run(*VISIT, code=code, **env)
    for words in told:
        assert words in said.err
    assert desk.state() == before
    assert not (desk.root / ".git" / "clientfile" / "journal").exists()


def hook(desk: Desk, name: str, script: str) -> None:
    path = desk.root / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_an_edit_by_hand_that_is_staged_is_not_swept_in(desk):
    desk.record("acme").write_text(desk.text("acme") + "# staged\n")
    desk.git("add", "-A")
    is_refused(desk, "clientfile save acme", "--include-edits")
    desk.run(*VISIT, "--include-edits")
    assert desk.git("status", "--porcelain") == ""
    assert desk.text("acme").endswith("# staged\n")


def test_a_record_that_git_does_not_know(desk):
    desk.record("globex").write_text("identity: {name: Globex, status: client}\n")
    desk.run("add-call", "globex", code=5)
    desk.run("add-call", "globex", "--include-edits")
    assert desk.git("status", "--porcelain") == ""
    desk.record("initech").write_text("identity: {name: Initech, status: client}\n")
    desk.git("add", "--intent-to-add", "records/initech.yaml")
    desk.run("add-call", "initech", code=5)
    desk.run("save", "initech")
    desk.run("add-call", "initech")
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.parametrize("what", ["merge", "rebase", "cherry-pick", "revert", "bisect"])
def test_what_git_has_begun_is_finished_first(desk, what):
    desk.git("switch", "-qc", "other")
    desk.write("acme", ACME.replace("# the end", "# theirs"))
    desk.git("switch", "-q", "main")
    desk.write("acme", ACME.replace("# the end", "# ours"))
    words = {"revert": ["revert", "HEAD~1"], "bisect": ["bisect", "start", "HEAD", "HEAD~1"]}
    subprocess.run(
        ["git", *words.get(what, [what, "other"])], cwd=desk.root, capture_output=True, check=False
    )
    is_refused(desk, f"a {what} is in progress", f"git {what}", "--abort" if what != "bisect" else
               "git bisect reset")  # fmt: skip


def test_a_detached_head_is_refused(desk):
    desk.git("checkout", "-q", "--detach")
    is_refused(desk, "HEAD is detached", "git switch main")


def test_before_the_first_commit(tmp_path):
    desk = Desk(tmp_path / "new")
    desk.root.mkdir()
    desk.git("init", "-q", "-b", "main")
    desk.run("new", "Acme")
    assert desk.git("log", "--format=%s") == "acme: prospect opened\n"
    assert desk.git("status", "--porcelain") == ""
    hook(desk, "pre-commit", "exit 1")
    desk.run("add-call", "acme", code=5)
    assert desk.git("status", "--porcelain") == ""


def test_the_first_commit_refused_leaves_no_trace(tmp_path):
    desk = Desk(tmp_path / "new")
    desk.root.mkdir()
    desk.git("init", "-q", "-b", "main")
    hook(desk, "pre-commit", "echo not today; exit 1")
    assert "not today" in desk.run("new", "Acme", code=5).err
    assert not list(desk.root.rglob("acme.yaml"))
    assert desk.git("status", "--porcelain") == ""


def test_who_has_no_identity_is_told_the_two_commands(desk, tmp_path):
    told = 'git config --global user.name "Your Name"', "git config --global user.email"
    is_refused(desk, *told, HOME=str(tmp_path))


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
def test_a_hook_that_says_no(desk, name):
    hook(desk, name, "echo 'ask the office first' >&2; exit 1")
    before = desk.state()
    said = desk.run(*VISIT, "--summary", "worth keeping", code=5)
    assert "ask the office first" in said.err
    assert desk.state() == before
    kept = re.search(r"what you wrote is kept in (\S+)", said.err)
    assert kept is not None
    assert "summary: worth keeping" in Path(kept[1]).read_text()
    assert "1 that may be in no record" in desk.run("doctor").out


def test_a_hook_that_lays_the_record_out_anew(desk):
    hook(desk, "pre-commit", "sed -i 's/  # the one who signs//' records/acme.yaml; "
         "git add records/acme.yaml")  # fmt: skip
    desk.run(*VISIT)
    assert "the one who signs" not in desk.text("acme")
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("show", "HEAD:records/acme.yaml") == desk.text("acme")
    desk.run("undo")


def test_a_hook_that_changes_what_the_record_says(desk):
    hook(desk, "pre-commit", "sed -i 's/Buyer/Owner/' records/acme.yaml; git add -u")
    commits = desk.git("rev-parse", "HEAD")
    said = desk.run(*VISIT, code=5)
    assert "changed by another program (or a hook) meanwhile" in said.err
    assert desk.git("rev-parse", "HEAD") == commits


def test_hooks_see_what_they_always_see(desk):
    """The index that is to be committed; the real one stays out of their way."""
    hook(desk, "pre-commit", "git diff --cached --name-only > ../seen")
    hook(
        desk, "post-commit", "git log -1 --format=%s >> ../seen; git status --porcelain >> ../seen"
    )
    (desk.root / "staged.txt").write_text("mine\n")
    desk.git("add", "staged.txt")
    desk.run(*VISIT)
    seen = (desk.root.parent / "seen").read_text()
    assert seen == (
        "records/acme.yaml\nacme: visit on 2026-11-20 with jean-dupont\nA  staged.txt\n"
    )
    assert desk.git("status", "--porcelain") == "A  staged.txt\n"


SIGNS = """\
#!/bin/sh
echo "[GNUPG:] SIG_CREATED D 1 8 00 1 X" >&2
cat >/dev/null
printf -- '-----BEGIN PGP SIGNATURE-----\\n\\niQ==\\n-----END PGP SIGNATURE-----\\n'
"""


def test_signed_commits(desk, tmp_path):
    program = tmp_path / "gpg"
    program.write_text(SIGNS)
    program.chmod(0o755)
    desk.git("config", "commit.gpgsign", "true")
    desk.git("config", "gpg.program", str(program))
    desk.run(*VISIT)
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in desk.git("cat-file", "-p", "HEAD")
    program.write_text("#!/bin/sh\nexit 2\n")
    is_refused(desk, "gpg failed to sign")


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
    ],
    ids=lambda settings: ",".join(f"{key}={value}" for key, value in settings.items()),
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_settings_of_git(desk, settings, ends):
    for key, value in settings.items():
        desk.git("config", key, value)
    if "core.autocrlf" in settings:
        # With it records are left alone.
        (desk.root / ".gitattributes").unlink()
    desk.write("acme", (ACME + "# as set\n").replace("\n", ends))
    desk.git("update-index", "-q", "--refresh")
    lands(desk)
    desk.run(*VISIT, "-m", "# not a comment\n\nÀ bientôt")
    assert "# not a comment" in desk.git("log", "-1", "--format=%B")


def test_a_repository_with_sha256(tmp_path):
    desk = Desk(tmp_path / "sha256")
    desk.root.mkdir()
    desk.git("init", "-q", "-b", "main", "--object-format=sha256")
    desk.run("init", str(desk.root))
    desk.write("acme", ACME)
    lands(desk)


def test_a_linked_worktree(desk, tmp_path):
    desk.git("worktree", "add", "-q", "-b", "tour", str(tmp_path / "tour"))
    tour = Desk(tmp_path / "tour")
    lands(tour)
    lands(desk)
    assert desk.git("log", "-1", "--format=%D").strip() == "HEAD -> main"
    hook(desk, "pre-commit", "exit 1")
    tour.run(*VISIT, code=5)
    assert tour.git("status", "--porcelain") == ""


def test_a_folder_within_a_larger_repository(tmp_path):
    outer = Desk(tmp_path / "office")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    desk = Desk(outer.root / "sales" / "clients")
    desk.root.mkdir(parents=True)
    desk.run("init", str(desk.root))
    desk.write("acme", ACME)
    (outer.root / "letter.txt").write_text("mine\n")
    outer.git("add", "letter.txt")
    lands(desk)
    assert outer.git("status", "--porcelain") == "A  letter.txt\n"


def test_a_submodule_and_a_bare_repository_are_refused(desk, tmp_path):
    outer = Desk(tmp_path / "outer")
    outer.root.mkdir()
    outer.git("init", "-q", "-b", "main")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(desk.root), "sub")
    inner = Desk(outer.root / "sub")
    said = inner.run(*VISIT, code=5)
    assert "is a submodule of" in said.err
    assert inner.git("status", "--porcelain") == ""
    bare = Desk(tmp_path / "bare.git")
    desk.git("clone", "-q", "--bare", ".", str(bare.root))
    (bare.root / "acme.yaml").write_text(ACME)
    assert "is a bare repository" in bare.run(*VISIT, code=5).err


def test_records_in_a_submodule_of_the_folder_are_refused(desk, tmp_path):
    folder = Desk(tmp_path / "folder")
    folder.root.mkdir()
    folder.git("init", "-q", "-b", "main")
    folder.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(desk.root), "sub")
    (folder.root / "clientfile.toml").write_text('records = "sub/records"\n')
    folder.git("add", "-A")
    folder.git("commit", "-qm", "a folder")
    before = (folder.root / "sub/records/acme.yaml").read_bytes()
    said = folder.run(*VISIT, code=5)
    assert "submodule" in said.err
    assert (folder.root / "sub/records/acme.yaml").read_bytes() == before
    assert folder.git("status", "--porcelain") == ""


def test_another_users_repository_is_gits_to_refuse(desk):
    said = desk.run(*VISIT, code=5, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert "git refuses" in said.err
    assert "safe.directory" in said.err


def test_a_stale_lock_of_gits_is_told_and_left(desk):
    lock = desk.root / ".git" / "index.lock"
    lock.write_bytes(b"")
    is_refused(desk, "index.lock is there", "rm ")
    assert lock.exists()
    said = desk.run("doctor", code=1)
    assert "index.lock is there" in said.out
    lock.unlink()
    lands(desk)


def test_a_lock_of_the_branch_is_gits_to_refuse(desk):
    lock = desk.root / ".git" / "refs" / "heads" / "main.lock"
    lock.write_bytes(b"")
    os.utime(lock, (1, 1))
    said = desk.run(*VISIT, code=5)
    assert "main.lock" in said.err
    assert lock.exists()
    assert desk.git("status", "--porcelain") == ""
    assert "main.lock is there" in desk.run("doctor", code=1).out


def test_an_empty_claim_without_a_journal_is_taken_over(desk):
    lock = desk.root / ".git" / "index.lock"
    lock.write_text("held by clientfile: add-meeting\n")
    lands(desk)
    assert not lock.exists()


def test_links(desk, tmp_path):
    """A link within the folder is followed; one that leads outside is refused."""
    real = desk.root / "records" / "real" / "acme.yaml"
    real.parent.mkdir()
    desk.record("acme").rename(real)
    desk.record("acme").symlink_to("real/acme.yaml")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "a link")
    desk.run(*VISIT, code=4)  # the id stands twice
    real.rename(desk.root / "real.yaml")
    desk.record("acme").unlink()
    desk.record("acme").symlink_to("../real.yaml")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "a link")
    desk.run(*VISIT)
    assert desk.record("acme").is_symlink()
    assert "k3f9abcd" in (desk.root / "real.yaml").read_text()
    assert desk.git("status", "--porcelain") == ""
    outside = tmp_path / "outside.yaml"
    outside.write_text(ACME)
    desk.record("acme").unlink()
    desk.record("acme").symlink_to(outside)
    desk.git("commit", "-qam", "a link that leads outside")
    is_refused(desk, "leads outside the folder", code=4)
    assert outside.read_text() == ACME


def test_a_records_folder_that_leads_outside(desk, tmp_path):
    outside = tmp_path / "elsewhere"
    (desk.root / "records").rename(outside)
    (desk.root / "records").symlink_to(outside)
    before = (outside / "acme.yaml").read_bytes()
    assert "outside the folder" in desk.run(*VISIT, code=4).err
    assert (outside / "acme.yaml").read_bytes() == before


def test_what_is_no_ordinary_file(desk):
    os.mkfifo(desk.root / "records" / "pipe.yaml")
    (desk.root / "records" / "folder.yaml").mkdir()
    (desk.root / "records" / "folder.yaml" / "inner.yaml").write_text(
        "identity: {name: Inner, status: client}\n"
    )
    desk.run("add-call", "pipe", code=4)
    desk.run("add-call", "folder", code=3)
    desk.run("add-call", "inner", "--include-edits")
    lands(desk)


def test_names_that_are_patterns_are_names(desk):
    for name in ("c*.yaml", "[a]cme.yaml", ":(top)acme.yaml", "a?me.yaml"):
        (desk.root / "records" / name).write_text("not: a record\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "patterns")
    for name in ("c*.yaml", "[a]cme.yaml"):
        (desk.root / "records" / name).write_text("changed: by hand\n")
    before = desk.git("status", "--porcelain")
    desk.run(*VISIT)
    assert desk.git("show", "--format=", "--name-only", "HEAD").split() == ["records/acme.yaml"]
    assert desk.git("status", "--porcelain") == before


def test_folders_that_differ_in_how_their_accents_are_written(desk):
    for form, client in (("NFC", "globex"), ("NFD", "initech")):
        there = desk.root / "records" / unicodedata.normalize(form, "Île")
        there.mkdir()
        (there / f"{client}.yaml").write_text("identity: {name: X, status: client}\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "two folders")
    for client in ("globex", "initech"):
        desk.run("add-call", client)
        assert desk.git("status", "--porcelain") == ""
    desk.run("undo")


def test_twins_in_folders_that_differ_in_case(desk):
    for folder in ("Nord", "nord"):
        there = desk.root / "records" / folder
        there.mkdir()
        (there / "globex.yaml").write_text("identity: {name: X, status: client}\n")
    (desk.root / "records" / "ACME.yaml").write_text("identity: {name: X, status: client}\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "twins")
    assert "stands twice" in desk.run("add-call", "globex", code=4).err
    assert "ids that stand twice: globex" in desk.run("doctor", code=1).out
    lands(desk)


def test_an_ignored_record_is_told(desk):
    (desk.root / ".gitignore").write_text("globex.yaml\n")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "ignored")
    desk.record("globex").write_text("identity: {name: X, status: client}\n")
    assert "git ignores records/globex.yaml" in desk.run("add-call", "globex", code=5).err
