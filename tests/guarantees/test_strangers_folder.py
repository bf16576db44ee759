"""A folder from somebody else: reading it starts no program that its git directory names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientfile.cli import COMMANDS
from clientfile.reports.registry import REPORTS
from clientfile.store.git import process
from clientfile.store.git.transport import PushResult, TransportError, fetch_branch, push_commit
from tests.support.remotes import make_bare
from tests.support.runner import ACME, CliRunner

_PROGRAMS = """
alias.log alias.status browser.x.cmd browser.x.path core.alternateRefsCommand core.askPass
core.editor core.fsmonitor core.gitProxy core.pager core.sshCommand credential.helper
diff.canary.command diff.canary.textconv diff.external difftool.x.cmd difftool.x.path
filter.canary.clean filter.canary.process filter.canary.smudge filter.other.clean
filter.other.smudge gpg.openpgp.program gpg.program gpg.ssh.defaultKeyCommand gpg.ssh.program
gpg.x509.program guitool.x.cmd help.browser hook.canary.command
imap.tunnel instaweb.browser instaweb.httpd
interactive.diffFilter man.x.cmd man.x.path merge.canary.driver mergetool.x.cmd mergetool.x.path
pager.diff pager.log pager.status remote.origin.receivepack remote.origin.uploadpack
sendemail.ccCmd sendemail.sendmailCmd sendemail.tocmd sequence.editor trailer.canary.cmd
trailer.canary.command uploadpack.packObjectsHook web.browser
"""
PROGRAMS = _PROGRAMS.split()
"""The settings of git that name a program; see `git help -c`, gitattributes(5)."""
CHOOSING = {
    "commit.gpgSign": "true",
    "diff.guitool": "x",
    "diff.tool": "x",
    "extensions.partialClone": "origin",
    "filter.canary.required": "true",
    "filter.other.required": "true",
    "help.format": "web",
    "log.showSignature": "true",
    "merge.tool": "x",
    "merge.verifySignatures": "true",
    "protocol.allow": "always",
    "remote.origin.promisor": "true",
    "submodule.inner.update": "!canary",
    "trailer.canary.key": "Clientfile-Command",
}
"""Those that decide whether one of these runs."""
_HOOKS = """
applypatch-msg commit-msg fsmonitor-watchman post-checkout post-commit post-index-change
post-merge post-rewrite pre-auto-gc pre-commit pre-merge-commit pre-push prepare-commit-msg
query-watchman reference-transaction
"""
HOOKS = _HOOKS.split()
ENDS = tuple(
    "askpass browser clean cmd command diffFilter driver editor external fsmonitor helper Hook "
    "hooksPath pager program receivepack smudge textconv tunnel uploadpack".lower().split()
)
"""The last words of settings that name a program."""
OTHERS = {
    "advice.ignoredhook",
    "advice.waitingforeditor",
    "color.pager",
    "column.clean",
    "diff.cachetextconv",
    "gitcvs.dbdriver",
}
"""Settings of such names whose values are no programs."""

READING: dict[str, str] = {
    **{report.name.split()[0]: report.name.split()[0] for report in REPORTS},
    "brief": "brief acme",
    "check": "check",
    "doctor": "doctor",
    "due": "due",
    "duplicates": "duplicates",
    "export": "export json",
    "find": "find oven",
    "history": "history",
    "list": "list",
    "meetings": "meetings",
    "merge-record": "merge-record records/acme.yaml records/acme.yaml records/acme.yaml",
    "orders": "orders",
    "promises": "promises",
    "questions": "questions",
    "schema": "schema",
    "show": "show acme",
}
"""A command line of each command that reads."""
AS_OF = ("list --as-of HEAD", "rank --as-of 2026-11-20", "history acme --as-of HEAD")
WRITING = {
    "add": "add acme tags east",
    "add-call": "add-call acme --summary x",
    "add-contact": "add-contact acme 'Marie Curie'",
    "add-email": "add-email acme --file mail.eml",
    "add-meeting": "add-meeting acme --with dupont",
    "add-order": "add-order acme --line 'Oven ; 1 @ 1000'",
    "answer": "answer acme/q7rstuvw yes",
    "cancel": "cancel acme/p2q3r4s5",
    "done": "done acme/p2q3r4s5",
    "edit": "edit acme",
    "import": "import customers customers.csv --map map.toml",
    "link": "link acme/dupont hooli/jean",
    "lose": "lose acme",
    "merge": "merge acme initech",
    "new": "new Globex",
    "not-duplicates": "not-duplicates acme hooli",
    "pay": "pay acme/CMD-1042",
    "remind": "remind acme 'their lease ends' --by +3w",
    "remove": "remove acme tags.#1",
    "remove-client": "remove-client initech",
    "rename": "rename acme acme-group",
    "resolve": "resolve",
    "save": "save",
    "set": "set acme phone 0465710012",
    "set-result": "set-result acme 2025 --revenue 10",
    "snooze": "snooze acme --until +3w",
    "successor": "successor acme/dupont 'Marie Curie'",
    "undo": "undo",
    "unset": "unset acme identity.tags",
}
"""A command line of each command that has a dry run and `--include-edits`: `init` has neither, and
`sync` calls its edits `--save`."""


@dataclass(frozen=True)
class StrangersFolder:
    """A client folder whose git directory names canaries, which write their names when they run."""

    runner: CliRunner
    canaries: Path

    def run(self, line: str, **env: str) -> int:
        """Run a command with every record looking changed to git, and hear no canary.

        Returns the exit code.
        """
        for record in self.runner.root.rglob("*.yaml"):
            os.utime(record)
        result, code = self.runner.attempt(*shlex.split(line), **env)
        assert self.heard() == [], line
        assert code in (0, 1, 5), f"{line}: {code}\n{result.err}"
        return code

    def heard(self) -> list[str]:
        """The names of the canaries that ran."""
        log = self.canaries / "heard"
        return sorted({*log.read_text().split()}) if log.exists() else []

    def canary(self, name: str) -> str:
        """The path of a program that writes `name` into a list."""
        program = self.canaries / name
        program.write_text(f"#!/bin/sh\necho {name} >>{self.canaries}/heard\ncat\n")
        program.chmod(0o755)
        return str(program)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, new_folder: Path) -> StrangersFolder:
    """A folder with two clients, made hostile: to be copied."""
    place = tmp_path_factory.mktemp("strangers")
    shutil.copytree(new_folder, place / "clients")
    (place / "canaries").mkdir()
    runner = CliRunner(place / "clients")
    folder = StrangersFolder(runner, place / "canaries")
    question = "    questions: [{id: q7rstuvw, what: Saturdays?}]\n    promises:"
    runner.write("acme", ACME.replace("    promises:", question))
    runner.write("initech", "identity: {name: Initech, status: client}\n")
    runner.write(
        "hooli",
        "identity: {name: Hooli, status: client}\n"
        "contacts: {people: [{id: jean, last_name: Dupont}]}\n",
    )
    (runner.root / "customers.csv").write_text("name\nGlobex\n")
    (runner.root / "mail.eml").write_text("From: jean@acme.example\nSubject: x\n\n")
    (runner.root / "map.toml").write_text(
        'kind = "customers"\nclient = { column = "name", slug = true }\n'
        '[fields]\n"identity.name" = "name"\n"identity.status" = { value = "prospect" }\n'
    )
    runner.run("set", "acme", "website", "https://acme.example")
    _sign_head(runner)
    _set_traps(folder)
    runner.record("initech").write_text("identity: {name: Initech, status: former}\n")
    return folder


@pytest.fixture
def strangers(tmp_path: Path, hostile: StrangersFolder) -> StrangersFolder:
    """A copy of it with its git directory."""
    shutil.copytree(hostile.runner.root, tmp_path / "clients", symlinks=True)
    (hostile.canaries / "heard").unlink(missing_ok=True)
    return StrangersFolder(CliRunner(tmp_path / "clients"), hostile.canaries)


def _sign_head(runner: CliRunner) -> None:
    head, _, message = runner.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "-----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----"
    name = _git(
        runner.root, "hash-object", "-t", "commit", "-w", "--stdin",
        stdin=f"{head}\ngpgsig {signature}\n\n{message}",
    )  # fmt: skip
    runner.git("reset", "-q", "--soft", name.strip())


def _set_traps(folder: StrangersFolder) -> None:
    root = folder.runner.root
    (root / ".gitattributes").write_text("records/** filter=canary diff=canary merge=canary\n")
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "attributes").write_text("records/initech.yaml filter=other\n")
    _add_nested(folder, root / "records" / "inner", "init", "-q")
    folder.runner.git("add", "records/inner")
    folder.runner.git("commit", "-qm", "a repository within")
    _add_nested(folder, root / "records" / "bare", "init", "-q", "--bare")
    _name_canaries(folder)


def _name_canaries(folder: StrangersFolder) -> None:
    """Have the git directory name a canary wherever it can name a program."""
    root = folder.runner.root
    hooks = Path(folder.canaries / "hooks")
    hooks.mkdir()
    for name in HOOKS:
        shutil.move(folder.canary(name), hooks / name)
    shutil.copytree(hooks, root / ".git" / "hooks", dirs_exist_ok=True)
    more = root / ".git" / "more"
    _git(root, "config", "include.path", str(more))
    for number, name in enumerate(PROGRAMS):
        where = ("--file", str(more)) if number % 2 else ()
        _git(root, "config", *where, name, folder.canary(name))
    for name, value in (CHOOSING | {"core.hooksPath": str(hooks)}).items():
        _git(root, "config", "--file", str(more), name, value)
    for name in HOOKS:
        _git(root, "config", "--file", str(more), "--add", "hook.canary.event", name)


def _add_nested(folder: StrangersFolder, directory: Path, *init: str) -> None:
    """A repository in the folder, with settings of its own."""
    directory.mkdir()
    _git(directory, *init)
    if "--bare" not in init:
        (directory / "note.txt").write_text("a\n")
        (directory / ".gitattributes").write_text("* filter=inner\n")
        _git(directory, "add", "-A")
        _git(directory, "commit", "-qm", "a note")
        (directory / "note.txt").write_text("b\n")
    _git(directory, "config", "core.fsmonitor", folder.canary(f"{directory.name}.fsmonitor"))
    _git(directory, "config", "filter.inner.clean", folder.canary(f"{directory.name}.clean"))


def _git(directory: Path, *words: str, stdin: str = "") -> str:
    return subprocess.run(
        ["git", *words], cwd=directory, input=stdin, capture_output=True, text=True, check=True
    ).stdout


def test_every_command_is_tried():
    writing = {name for name, command in COMMANDS.items() if command.writes}
    assert {*WRITING} == writing - {"init", "sync"}
    assert {*READING} == {*COMMANDS} - writing


def test_no_canary_is_heard_on_a_sync_without_an_upstream(strangers):
    assert strangers.run("sync --dry-run --save") == 5


def test_every_setting_of_git_that_names_a_program_is_tried():
    names = subprocess.run(["git", "help", "-c"], capture_output=True, text=True).stdout.split()
    tried = {_last(name) for name in (*PROGRAMS, "core.hooksPath")}
    documented = {_last(name) for name in names if name.lower().endswith(ENDS)}
    assert documented - tried <= OTHERS


def _last(name: str) -> str:
    return f"{name.partition('.')[0]}.{name.rpartition('.')[2]}".lower()


def test_no_canary_is_heard_when_the_folder_is_read(strangers):
    for line in (*READING.values(), *AS_OF):
        assert strangers.run(line) == 0, line


def test_no_canary_is_heard_on_a_dry_run(strangers):
    for name, line in WRITING.items():
        more = "" if name in ("resolve", "sync") else " --include-edits"
        assert strangers.run(f"{line} --dry-run{more}", VISUAL="true") == 0


@pytest.mark.parametrize("command", [("status", "--short"), ("update-index", "-q", "--refresh")])
def test_hooks_of_the_settings_are_switched_off(strangers, monkeypatch, command):
    """git 2.54 and newer run them; an older one is at least passed the switch."""
    root, seen = strangers.runner.root, {}

    def run(command, **options):
        seen.update(options["env"])
        return subprocess.CompletedProcess(command, 0, b"hook.canary.event\0", b"")

    monkeypatch.setattr(process.subprocess, "run", run)
    process.run_git(root, *command)
    monkeypatch.undo()
    for name, value in (("enabled", "false"), ("command", strangers.canary("hook.canary.command"))):
        words = ["git", "config", "--get", f"hook.canary.{name}"]
        done = subprocess.run(words, cwd=root, env=seen, capture_output=True, text=True)
        assert done.stdout.strip() == value


_KILLED = """
import os, sys
from clientfile.cli import run
from clientfile.store.git import commits
commits.publish_index = lambda repo: os._exit(9)
run(sys.argv[1:])
"""


def test_no_canary_is_heard_when_an_interrupted_change_is_ended(runner, tmp_path):
    words = ("set", "acme", "phone", "0465710012")
    killed = subprocess.run([sys.executable, "-c", _KILLED, *words], cwd=runner.root)
    assert killed.returncode == 9
    (tmp_path / "canaries").mkdir()
    folder = StrangersFolder(runner, tmp_path / "canaries")
    _name_canaries(folder)
    assert folder.run("list") == 0
    assert not (runner.root / ".git" / "clientfile" / "journal").exists()


def test_no_canary_is_heard_when_a_word_is_completed(strangers):
    for name, command in COMMANDS.items():
        words = f"clientfile\n{name}\n" + ("acme/" if "/" in command.takes else "a")
        env = {"_CLIENTFILE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
        strangers.run("", **env)


@pytest.mark.parametrize("url", ["ext::{}", "/nowhere"], ids=["ext", "uploadpack"])
def test_an_object_that_is_missing_is_not_fetched(strangers, url):
    runner = strangers.runner
    blob = runner.git("rev-parse", "HEAD~2:records/acme.yaml").strip()
    (runner.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    runner.git("config", "remote.origin.url", url.format(strangers.canary("ext")))
    for line in ("history acme", "list --as-of HEAD~2"):
        runner.attempt(*line.split())
        assert strangers.heard() == [], line


def test_a_fetch_starts_the_transport_and_a_push_its_hooks_too(strangers, tmp_path, monkeypatch):
    # A transport that is none says nothing.
    monkeypatch.setenv("CLIENTFILE_WAIT", "0.5")
    root, bare = strangers.runner.root, make_bare(tmp_path / "team.git")
    head = strangers.runner.git("rev-parse", "HEAD").strip()
    _git(root, "config", "remote.origin.url", str(bare))
    with pytest.raises(TransportError):
        push_commit(root, "origin", "main", head, "")
    assert strangers.heard() == ["remote.origin.receivepack"]
    with pytest.raises(TransportError):
        fetch_branch(root, "origin", "main", "refs/remotes/origin/main")
    assert "remote.origin.uploadpack" in strangers.heard()
    (strangers.canaries / "heard").unlink()
    _git(root, "config", "include.path", str(root / ".git" / "more"))
    for name in ("uploadpack", "receivepack"):
        for where in (root / ".git" / "more", root / ".git" / "config"):
            text = where.read_text().splitlines()
            where.write_text("\n".join(line for line in text if f"{name} =" not in line) + "\n")
    assert not fetch_branch(root, "origin", "main", "refs/remotes/origin/main")
    assert push_commit(root, "origin", "main", head, "") == PushResult.SENT
    assert strangers.heard() == ["pre-push"]
    (strangers.canaries / "heard").unlink()
    assert fetch_branch(root, "origin", "main", "refs/remotes/origin/other")
    assert strangers.heard() == []
    _git(root, "config", "remote.origin.url", f"ext::{strangers.canary('ext')}")
    with pytest.raises(TransportError):
        fetch_branch(root, "origin", "main", "refs/remotes/origin/main")
    _git(root, "config", "remote.origin.vcs", "ext")
    with pytest.raises(TransportError):
        fetch_branch(root, "origin", "main", "refs/remotes/origin/main")
    assert strangers.heard() == []


def test_a_directory_that_looks_like_a_repository_is_no_folder(strangers, monkeypatch):
    bare = strangers.runner.root / "records" / "bare"
    (bare / "acme.yaml").write_text(ACME)
    _git(bare, "config", "core.bare", "false")
    _git(bare, "config", "core.worktree", "..")
    lines = ("doctor", "history", "save --dry-run", "add-call acme --summary x")
    for line in lines:
        assert strangers.run(f"-C {bare} {line}") == (1 if line == "doctor" else 5)
    # Before git 2.38 there is no such setting.
    monkeypatch.delitem(process._SETTINGS, "safe.bareRepository")
    for line in lines:
        assert strangers.run(f"-C {bare} {line}") == (1 if line == "doctor" else 5)


def test_hooks_and_filters_run_on_a_real_write(strangers):
    runner = strangers.runner
    runner.attempt("save", "initech")
    assert strangers.heard() == ["filter.canary.process"]
    (runner.root / ".git" / "info" / "attributes").unlink()
    (runner.root / ".gitattributes").unlink()
    runner.attempt("save", "initech")
    assert "pre-commit" in strangers.heard()
    assert not [name for name in strangers.heard() if name.startswith(("bare", "inner", "core"))]
