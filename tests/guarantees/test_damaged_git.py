"""A git directory that is damaged or odd is refused in a sentence, and never taken for one without
commits or for a folder without git.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.groups import check_each

ASKING_GIT = (
    ["set", "globex", "identity.phone", "0465710013"],
    ["undo"],
    ["save"],
    ["history"],
    ["history", "acme"],
    ["list", "--as-of", "HEAD"],
    ["list", "--as-of", "2026-11-20"],
)


def put(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text)


def lose(path: Path) -> None:
    shutil.rmtree(path)
    path.mkdir()


def set_worktree(path: Path) -> None:
    with path.open("a") as config:
        config.write(f"[core]\n\tworktree = {path.parents[2]}\n")


DAMAGE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "no HEAD": (".git/HEAD", Path.unlink, "for no repository"),
    "a HEAD of nonsense": (".git/HEAD", put("\0"), "for no repository"),
    "no refs": (".git/refs", shutil.rmtree, "for no repository"),
    "no objects": (".git/objects", lose, "bad object "),
    "a wrong list of where a shallow clone begins": (".git/shallow", put("x"), "bad shallow line"),
    "files that are elsewhere": (".git/config", set_worktree, "core.worktree"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_git_directory_is_told(stage, scratch, kind):
    folder = stage.copy(scratch / "above" / "folder")
    name, damage, expected = DAMAGE[kind]
    damage(folder.root / name)

    def check(words):
        code, out, err = folder.next_command(*words)
        assert (code, out) == (5, ""), err
        assert expected in err or "can't read the commit that HEAD names" in err
        assert folder.records() == stage.records()

    check_each(ASKING_GIT, " ".join, check)
    code, out, _ = folder.next_command("doctor")
    assert code == 1
    assert expected in out


def test_a_list_of_where_a_clone_begins_that_is_none(stage, scratch):
    folder = stage.copy(scratch / "folder")
    (folder.root / ".git" / "shallow").mkdir()
    code, _, err = folder.next_command("undo")
    assert code == 5
    assert "shallow, git's list of where" in err
    assert folder.records() == stage.records()


@pytest.mark.parametrize("text", ["a\0b", "gitdir: a\0b\n", "gitdir: \n", "garbage", ""])
def test_a_git_file_of_nonsense(stage, scratch, text):
    folder = stage.copy(scratch / "folder")
    shutil.rmtree(folder.root / ".git")
    (folder.root / ".git").write_text(text)
    assert folder.next_command("list")[0] == 0
    for words in (["undo"], ["init"]):
        code, _, err = folder.next_command(*words)
        assert code == 5, err


def test_a_hook_that_writes_without_end_is_quoted_in_part(stage, scratch):
    folder = stage.copy(scratch / "folder")
    hook = folder.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho first >&2\nseq 100000 >&2\necho last >&2\nexit 1\n")
    hook.chmod(0o755)
    code, _, err = folder.next_command(*ASKING_GIT[0])
    assert code == 5
    assert "first" in err
    assert "last" in err
    assert len(err) < 20_000


def test_subjects_are_utf_8_in_any_locale(stage, scratch):
    folder = stage.copy(scratch / "folder")
    folder.git("commit", "-q", "--amend", "-m", "globex: café → thé\n\nClientfile-Command: set")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = folder.run([sys.executable, "-m", "clientfile", "undo"], **env)
    assert done.returncode == 0, done.stderr
    assert "café → thé" in folder.git("log", "-1", "--format=%s")
