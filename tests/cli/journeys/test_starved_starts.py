"""Runs without a home directory, without parts of the program, with few open files."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from clientfile.cli import run
from clientfile.errors import DiskError

NOBODY = """
import pwd, sys
def nobody(uid): raise KeyError(uid)
pwd.getpwuid = nobody
sys.argv = ["clientfile", *sys.argv[1:]]
"""
START = "from clientfile.__main__ import main; main()"
RECORD = "identity:\n  name: Acme\n  status: client\n"


@pytest.fixture
def bare_folder(tmp_path):
    """A client folder without git."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "acme.yaml").write_text(RECORD)
    return tmp_path


def start(folder, before: str, *words: str, **env: str | None):
    """A run in a process of its own, after `before` in Python."""
    values = {**os.environ, **env}
    return subprocess.run(
        [sys.executable, "-c", f"{before}\n{START}", *words],
        cwd=folder,
        env={key: value for key, value in values.items() if value is not None},
        capture_output=True,
        text=True,
    )


HOMELESS = {"HOME": None, "XDG_STATE_HOME": None, "XDG_CACHE_HOME": None}


def test_commands_work_without_a_home_directory(bare_folder):
    for words in (["list"], ["check"], ["find", "acme"], ["show", "acme"], ["rank"]):
        done = start(bare_folder, NOBODY, *words, **HOMELESS)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr


def test_git_is_used_without_a_home_directory(bare_folder):
    user = {"GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.com"}
    user |= {"GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.com"}
    for words in (["init"], ["save"], ["set", "acme", "identity.phone", "0465710012"], ["undo"]):
        done = start(bare_folder, NOBODY, *words, **user, **HOMELESS, CLIENTFILE_ME="T")
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("home", [{}, {"HOME": ""}, {"HOME": "relative"}])
def test_a_fault_is_reported_without_a_home_directory(bare_folder, home):
    broken = NOBODY + "import clientfile.cli as c\nc._refuse_no_text = lambda words: 1 / 0\n"
    done = start(bare_folder, broken, "list", **{**HOMELESS, **home, "TMPDIR": str(bare_folder)})
    assert done.returncode == 70
    assert "this is a fault of clientfile" in done.stderr
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" in next(bare_folder.glob("clientfile-*/fault-*.log")).read_text()


def test_a_fault_is_reported_where_no_log_can_be_written(monkeypatch, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    monkeypatch.setattr("clientfile.cli._refuse_no_text", lambda words: 1 / 0)
    assert run(["list"]) == 70
    assert "the log could not be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "part",
    ["typer", "yaml", "clientfile.cli", "clientfile.commands.list", "clientfile.output.terminal"],
)
def test_a_part_that_cannot_be_imported_is_a_sentence(bare_folder, part):
    missing = f"import sys\nsys.modules[{part!r}] = None\n"
    words = ["lits"] if part.endswith("terminal") else ["list"]
    done = start(bare_folder, missing, *words)
    assert done.returncode == (2 if part.endswith("terminal") else 70)
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("clientfile: ")
    assert len(done.stderr.splitlines()) == 1


def test_too_many_open_files_is_a_sentence(bare_folder):
    """Whatever the limit is, the run succeeds or says what is missing."""
    ends = {}
    for spare in range(3, 10):
        limit = (
            "import clientfile.__main__, resource\n"
            f"resource.setrlimit(resource.RLIMIT_NOFILE, ({spare}, {spare}))"
        )
        done = start(bare_folder, limit, "list")
        ends[spare] = done.returncode
        assert done.returncode in (0, 5), done.stderr
        if done.returncode:
            assert "too many files are open" in done.stderr
            assert len(done.stderr.splitlines()) == 1
    assert 5 in ends.values()


def test_a_failed_write_without_a_file_name_names_no_none():
    assert "None" not in str(DiskError("write", None, OSError(28, "No space left on device")))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        ImportError("x.so: failed to map segment from shared object"),
    ],
)
def test_too_little_memory_is_a_sentence(monkeypatch, capsys, error):
    def fail(words):
        raise error

    monkeypatch.setattr("clientfile.cli._refuse_no_text", fail)
    assert run(["list"]) == 5
    err = capsys.readouterr().err
    assert "there is not enough memory" in err
    assert len(err.splitlines()) == 1


def test_a_current_directory_that_is_gone_is_a_sentence(bare_folder):
    for words in (["list"], ["doctor"], ["init"], ["set", "acme", "identity.phone", "1"]):
        gone = f"import os, shutil\nshutil.rmtree({str(bare_folder)!r})"
        done = start(bare_folder, gone, *words)
        assert done.returncode == 5
        assert done.stderr.startswith("clientfile: the current directory can't be read")
        bare_folder.mkdir()


def test_no_temporary_directory_is_a_sentence(examples, monkeypatch):
    monkeypatch.setattr("tempfile._get_default_tempdir", _no_directory)
    monkeypatch.setattr("tempfile.tempdir", None)
    err = examples.run("history", code=5).err
    assert "can't write a temporary file" in err


def _no_directory() -> str:
    raise FileNotFoundError(2, "No usable temporary directory found")
