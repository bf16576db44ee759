"""Others act meanwhile: the user between a kill and the recovery, another git while a verb runs."""

from __future__ import annotations

import io
import itertools
import os
import shutil
import signal
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from clientfile.cli import run
from clientfile.store.transaction import commit
from tests.guarantees.stage import Stage

WORDS = "PRECIOUS WORDS"
VERBS = {
    "add-meeting": ("add-meeting", "acme", "--with", "dupont", "--summary", WORDS),
    "rename": ("rename", "acme", "acme-precious-words"),
    "save": ("save",),
}
STEPS = ("commits.claim_index", "stage", "swap", "commits.commit", "commits.sync_commit",
         "commits.publish_index", "recovery.finish_files", "recovery.close")  # fmt: skip
"""A verb is killed, or HEAD moves, as each of these begins; the journal is there by then."""
ACTS = {
    "nothing": [],
    "checkout of an older branch": ["git checkout -q older"],
    "commit by hand": ["git add -A", "git commit -qm 'by hand'"],
    "commit of one record by hand": ["git commit -qm 'by hand' -- records/globex.yaml"],
    "reset --hard": ["git reset -q --hard HEAD~1"],
    "reset --soft": ["git reset -q --soft HEAD~1"],
    "amend": ["git commit -q --amend -m amended"],
    "stash": ["git stash -q"],
    "rm of our lock": ["rm -f .git/index.lock"],
}
MOVES = {
    "update-ref": "git update-ref refs/heads/main HEAD~1",
    "symbolic-ref": "git symbolic-ref HEAD refs/heads/older",
    "branch -m": "git branch -m main trunk",
    "reset --soft": "git reset -q --soft HEAD~1",
    "detached": "git update-ref --no-deref HEAD HEAD",
}


@pytest.fixture(scope="module")
def office(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The stage with one client in the other's group, and a branch with another text of both."""
    office = stage.copy(tmp_path_factory.mktemp("office") / "folder")
    globex = office.root / "records" / "globex.yaml"
    for branch, group in (("older", "  website: globex.example\n"), ("main", "  group: acme\n")):
        office.git("checkout", "-q", "-B", branch, "main" if branch == "older" else "older~1")
        globex.write_text(globex.read_text() + group)
        office.git("commit", "-qam", f"globex of {branch}")
    office.git("update-index", "-q", "--refresh")
    return office


def holder_of(step: str) -> tuple[object, str]:
    """The object and the attribute by which commit.py calls a step."""
    *path, name = step.split(".")
    return (getattr(commit, path[0]) if path else commit), name


def killed(stage: Stage, words: tuple[str, ...], step: str) -> None:
    """Run a command in a forked process that is killed as a step begins."""
    child = os.fork()
    if child == 0:
        holder, name = holder_of(step)
        setattr(holder, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            run(["-C", str(stage.root), *words])
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


def act(stage: Stage, lines: list[str]) -> None:
    """The user acts, and removes our lock where it is in the way, although it says not to."""
    for line in lines:
        done = stage.run(["sh", "-c", line])
        if "index.lock" in done.stderr:
            (stage.root / ".git" / "index.lock").unlink()
            stage.run(["sh", "-c", line])


def attempt(stage: Stage, *words: str) -> tuple[int, str]:
    """Exit code and messages of a command, within this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["-C", str(stage.root), *words])
    return code, err.getvalue()


def texts(stage: Stage) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((stage.root / "records").glob("*"))}


def has_the_words(verb: str, text: str) -> bool:
    return {"rename": "group: acme-precious-words"}.get(verb, WORDS) in text


def commits_of(stage: Stage, *revisions: str) -> str:
    """The texts that commits brought, of all that these revisions have."""
    return stage.git("log", "-p", "--format=%s", *revisions)


def wrong_sentences(stage: Stage, verb: str, message: str) -> list[str]:
    wrong = []
    folder = has_the_words(verb, "".join(texts(stage).values()))
    if "it is complete now" in message and not has_the_words(verb, commits_of(stage, "main")):
        wrong.append("told as complete, and is not in the branch")
    if "nothing of it is in the folder" in message and folder and verb != "save":
        wrong.append("told as taken back, and is in the folder")
    if "does not have any more" in message and has_the_words(verb, commits_of(stage, "main")):
        wrong.append("told as not in the branch, where it is")
    for line in message.splitlines():
        for part in line.split("is kept in ")[1:]:
            paths = part.split(";")[0].split(", ")
            wrong += [f"{path} is not there" for path in paths if not Path(path).is_file()]
    return wrong


def lost(stage: Stage, verb: str) -> bool:
    kept = (path.read_text() for path in (stage.root / ".git" / "clientfile" / "kept").glob("*"))
    everything = [*kept, *texts(stage).values(), commits_of(stage, "--branches", "refs/stash")
                  if stage.run(["git", "rev-parse", "-q", "--verify", "refs/stash"]).stdout
                  else commits_of(stage, "--branches")]  # fmt: skip
    return not any(has_the_words(verb, text) for text in everything)


def wedged(stage: Stage) -> list[str]:
    """What keeps the user from going on: locks, a journal, a verb or a plain git that refuses."""
    own = stage.root / ".git" / "clientfile"
    wrong = [str(path) for path in (stage.root / ".git").rglob("*.lock")]
    wrong += [str(path) for path in (own / "journal", own / "index") if path.exists()]
    wrong += [str(path) for path in own.glob("staged/*")]
    wrong += [str(path) for path in (stage.root / "records").glob(".*")]
    for words in (["save"], ["set", "globex", "identity.fax", "0465710013"]):
        code, message = attempt(stage, *words)
        if code:
            wrong.append(f"{words}: {code} {message}")
    (stage.root / "notes.txt").write_text("mine\n")
    for line in ("git add notes.txt", "git commit -qm notes", "git fsck --no-dangling"):
        done = stage.run(["sh", "-c", line])
        wrong += [f"{line}: {done.stderr}"] if done.returncode else []
    if stage.git("show", "--format=", "--name-only", "HEAD") != "notes.txt\n":
        wrong.append("a plain commit took records along")
    return wrong


@pytest.mark.timeout(3000)
def test_the_user_acts_between_a_kill_and_the_recovery(office, scratch, long_form, record_property):
    cases = list(itertools.product(VERBS, STEPS, ACTS))
    chosen = cases if long_form else cases[::23]
    wrong: dict[str, list[str]] = {}
    for number, (verb, step, name) in enumerate(chosen):
        if verb == "save" and step in ("stage", "swap"):
            continue
        victim = office.copy(scratch / str(number))
        if verb == "save":
            acme = victim.root / "records" / "acme.yaml"
            acme.write_text(acme.read_text() + f"# {WORDS}\n")
        killed(victim, VERBS[verb], step)
        act(victim, ACTS[name])
        code, message = attempt(victim, "list", "-f", "ids")
        told = [f"list: {code}"] if code else []
        told += wrong_sentences(victim, verb, message)
        told += ["the words are nowhere"] if lost(victim, verb) else []
        if told := told + wedged(victim):
            wrong[f"{verb}, killed at {step}, then {name}"] = [*told, message]
        shutil.rmtree(victim.root)
    record_property("guarantee", f"others act: {len(chosen)} kills, {len(wrong)} violations")
    assert not wrong


def moved_wrongly(stage: Stage, verb: str, before: dict[str, str], move: str) -> list[str]:
    """What is wrong after a verb during which HEAD moved."""
    tips = stage.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    code, message = attempt(stage, *VERBS[verb])
    wrong = []
    if code == 0:
        if not has_the_words(verb, commits_of(stage, "HEAD")):
            wrong.append("0, and not in HEAD")
        return wrong
    if code != 5 or not ("nothing was changed" in message or "HEAD is detached" in message):
        wrong.append(f"{code}: {message}")
    if texts(stage) != before:
        wrong.append(f"changed: {texts(stage)}")
    if has_the_words(verb, commits_of(stage, "--branches", "HEAD")):
        wrong.append("the commit stands on a branch")
    now = stage.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    if move == "symbolic-ref" and now != tips:
        wrong.append(f"a branch has moved: {tips} {now}")
    return wrong + [str(path) for path in (stage.root / ".git").rglob("*.lock")]


@pytest.mark.timeout(3000)
def test_head_moves_while_a_verb_runs(office, scratch, long_form, record_property, monkeypatch):
    steps = ("write_journal", *STEPS[:5])
    cases = list(itertools.product(("add-meeting", "rename"), steps, MOVES))
    chosen = cases if long_form else cases[::7]
    wrong: dict[str, list[str]] = {}
    for number, (verb, step, move) in enumerate(chosen):
        victim = office.copy(scratch / str(number))
        holder, name = holder_of(step)
        real = getattr(holder, name)
        left = [MOVES[move]]

        def moving(*args, left=left, real=real, victim=victim, **kwargs):
            if left:
                subprocess.run(left.pop(), shell=True, cwd=victim.root, check=True)
            return real(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(holder, name, moving)
            told = moved_wrongly(victim, verb, texts(victim), move)
        if (victim.root / ".git" / "clientfile" / "journal").exists():
            told.append("the journal stays")
        victim.run(["sh", "-c", "git branch -M main; git symbolic-ref HEAD refs/heads/main"])
        victim.run(["sh", "-c", "git reset -q --hard"])
        if told := told + wedged(victim):
            wrong[f"{verb}: {move} at {step}"] = told
        shutil.rmtree(victim.root)
    record_property("guarantee", f"HEAD moves: {len(chosen)} moves, {len(wrong)} violations")
    assert not wrong


@pytest.mark.parametrize("name", ["pre-commit", "post-commit"])
def test_a_hook_moves_head(office, scratch, name, long_form):
    for move in MOVES if long_form or name == "post-commit" else ["update-ref"]:
        victim = office.copy(scratch / move)
        hook = victim.root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\nunset GIT_INDEX_FILE\n{MOVES[move]}\n")
        hook.chmod(0o755)
        before = texts(victim)
        assert moved_wrongly(victim, "add-meeting", before, move) == []
        assert not (victim.root / ".git" / "clientfile" / "journal").exists()


def test_a_checkout_that_ends_while_a_rename_waits(office, scratch):
    """git holds the lock of the index while it changes the files, and moves HEAD only then."""
    victim = office.copy(scratch / "overlapping")
    victim.git("config", "filter.slow.smudge", "sleep 0.6; cat")
    (victim.root / ".git" / "info").mkdir(exist_ok=True)
    (victim.root / ".git" / "info" / "attributes").write_text("records/globex.yaml filter=slow\n")
    with subprocess.Popen(["git", "checkout", "-q", "older"], cwd=victim.root):
        while not (victim.root / ".git" / "index.lock").exists():
            pass
        code, message = attempt(victim, *VERBS["rename"])
    assert (code, "nothing was changed" in message) == (5, True), message
    victim.git("config", "--unset", "filter.slow.smudge")
    assert victim.git("status", "--porcelain") == ""
    assert victim.git("branch", "--show-current") == "older\n"
    assert wedged(victim) == []
