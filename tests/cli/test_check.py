"""`check` where others run it: the pre-commit framework, and GitHub's workflows."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clientfile.commands.check import _github_annotation
from clientfile.output.terminal import visible
from clientfile.records.problems import Problem
from tests.support.paths import DATA, ROOT
from tests.support.runner import ACME, CliRunner

PAGE = (ROOT / "docs" / "commands.md").read_text()
SAMPLES = [
    yaml.load(text, yaml.BaseLoader) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
]
HOOKS = next(each for each in SAMPLES if "repos" in each)
WORKFLOW = next(each for each in SAMPLES if "jobs" in each)
BROKEN = "identity: {name: B, status: prospct}\n"


@pytest.fixture
def below(tmp_path, runner) -> CliRunner:
    """A repository with a client folder below its top, called `clients`."""
    top = CliRunner(tmp_path / "top, with: odd%20 name")
    top.root.mkdir()
    top.git("init", "-q")
    shutil.copytree(runner.root, top.root / "clients", ignore=shutil.ignore_patterns(".git"))
    (top.root / "other.yaml").write_text("no: record\n")
    top.git("add", "-A")
    top.git("commit", "-q", "-m", "all")
    return top


def as_pre_commit_runs_it(top: CliRunner, hook: dict, args: list[str] | None = None):
    """The entry and its arguments from the top of the repository, without file names."""
    assert hook["pass_filenames"] is False
    words = [*shlex.split(hook["entry"]), *(hook["args"] if args is None else args)]
    assert words[0] == "clientfile"
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=top.root, capture_output=True, text=True, timeout=60
    )


def manifest() -> dict:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return hook


def test_the_hook_is_one_that_the_framework_takes():
    hook = manifest()
    # The keys of pre-commit's manifest; with always_run no file has to match.
    assert set(hook) <= {"id", "name", "description", "language", "entry", "args", "always_run",
                         "pass_filenames", "files", "types", "require_serial"}  # fmt: skip
    assert hook["language"] == "python"
    assert hook["always_run"] is True
    assert [each["id"] for each in HOOKS["repos"][0]["hooks"]] == [hook["id"]]


def test_the_hook_refuses_a_broken_record_and_nothing_else(below):
    args = HOOKS["repos"][0]["hooks"][0]["args"]
    done = as_pre_commit_runs_it(below, manifest(), args)
    assert (done.returncode, done.stdout) == (0, "")
    # A record that goes may break another one: no file of the commit would tell.
    acme = below.root / "clients" / "records" / "acme.yaml"
    acme.write_text(ACME.replace("status: client", "status: client\n    group: globex"))
    (below.root / "clients" / "records" / "globex.yaml").write_text(
        "identity: {name: G, status: client}\n"
    )
    assert as_pre_commit_runs_it(below, manifest(), args).returncode == 0
    (below.root / "clients" / "records" / "globex.yaml").unlink()
    done = as_pre_commit_runs_it(below, manifest(), args)
    assert done.returncode == 1
    assert "identity.group" in done.stdout


def test_the_hook_of_a_folder_at_the_top(runner):
    assert as_pre_commit_runs_it(runner, manifest()).returncode == 0
    runner.record("b").write_text(BROKEN)
    done = as_pre_commit_runs_it(runner, manifest())
    assert done.returncode == 1
    assert "records/b.yaml:1:" in done.stdout


# --- GitHub --------------------------------------------------------------------------------------


def decoded(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it: kind, properties, message."""
    match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert match, line
    pairs = (pair.partition("=") for pair in match[2].split(","))
    properties = {key: _unescaped(value, "%0D", "%0A", "%3A", "%2C") for key, _, value in pairs}
    return match[1], properties, _unescaped(match[3], "%0D", "%0A")


def _unescaped(text: str, *codes: str) -> str:
    for code in codes:
        text = text.replace(code, chr(int(code[1:], 16)))
    return text.replace("%25", "%")


awkward = st.text(st.sampled_from("a:,%\r\n025ADé\u202e=") | st.characters(), max_size=40)


@given(awkward.filter(bool), awkward, awkward, st.sampled_from(["error", "warning"]))
def test_an_annotation_says_what_the_problem_says(file, path, message, severity):
    line = _github_annotation(Problem(file, 3, 14, path, message, severity), "")
    assert "\n" not in line
    assert "\r" not in line
    kind, properties, told = decoded(line)
    assert kind == severity
    assert properties == {"file": visible(file, "\r\n"), "line": "3", "col": "14"}
    assert told == visible(f"{path}: {message}" if path else message, "\r\n")


def test_files_are_named_from_the_top_of_the_repository(below):
    (below.root / "clients" / "records" / "b.yaml").write_text(BROKEN)
    for words, where in (
        (["-C", "clients"], below),
        ([], CliRunner(below.root / "clients")),
        ([], CliRunner(below.root / "clients" / "records")),
    ):
        result = where.run(*words, "check", "-f", "github", code=1)
        [line] = result.out.splitlines()
        kind, properties, message = decoded(line)
        assert kind == "error"
        assert (below.root / properties["file"]).samefile(
            below.root / "clients" / "records" / "b.yaml"
        )
        assert (properties["line"], properties["col"]) == ("1", "21")
        assert message.startswith('identity.status: "prospct" is none')
    below.git("add", "-A")
    below.git("commit", "-q", "-m", "broken")
    below.git("worktree", "add", "-q", "../elsewhere")
    elsewhere = CliRunner(below.root.parent / "elsewhere" / "clients")
    [line] = elsewhere.run("check", "-f", "github", code=1).out.splitlines()
    assert decoded(line)[1]["file"] == "clients/records/b.yaml"


def test_files_of_a_folder_at_the_top_or_without_git(runner):
    runner.record("b").write_text(BROKEN)
    told = [runner.run("check", "-f", "github", code=1).out]
    shutil.rmtree(runner.root / ".git")
    told.append(runner.run("check", "-f", "github", code=1).out)
    for out in told:
        assert decoded(out.strip())[1]["file"] == "records/b.yaml"


def test_warnings_alone_leave_the_code_at_0(runner):
    runner.write("w", "identity: {name: W, status: client, phone: '12'}\n")
    out = runner.run("check", "w", "-f", "github").out
    assert [decoded(line)[0] for line in out.splitlines()] == ["warning"]


def test_the_workflow_of_the_docs_is_one(tmp_path):
    (tmp_path / "records.yml").write_text(json.dumps(WORKFLOW))
    subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows",
         str(tmp_path / "records.yml")],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    runs = [step["run"] for step in WORKFLOW["jobs"]["check"]["steps"] if "run" in step]
    assert any(run.endswith("check -f github") for run in runs)


# --- Languages -----------------------------------------------------------------------------------


def test_problems_are_french_from_a_cold_cache_and_a_warm_one(runner):
    for path in (DATA / "negative").glob("*.yaml"):
        shutil.copy(path, runner.record(path.stem))
    english = runner.run("check", "-f", "json", code=1)
    warm = runner.run("--lang", "fr", "check", code=1)
    assert english.out == runner.run("--lang", "fr", "check", "-f", "json", code=1).out
    assert {each["code"] for each in json.loads(english.out)} >= {"unknown-key", "syntax", "double"}
    shutil.rmtree(runner.root / ".git" / "clientfile")
    assert runner.run("--lang", "fr", "check", code=1) == warm
    french = (DATA / "negative_fr.txt").read_text(encoding="utf-8").splitlines()
    french += ["ont aussi ce nom et cette ville", "nous sommes le", "la comptabilité fait foi"]
    lines = [
        line.removeprefix("records/").replace(".yaml:", ":", 1) for line in warm.out.splitlines()
    ]
    assert len(lines) > 150
    assert [line for line in lines if not any(known in line for known in french)] == []
