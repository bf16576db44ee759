"""Who may import what: the rules of docs/architecture.md, read off the source and off real runs."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

STANDARD = sys.stdlib_module_names | {"__main__", "__mp_main__", "_distutils_hack"}
PACKAGE = Path(__file__).parent.parent / "clientfile"
# The one place that may import a package from outside.
OWNERS = {
    "yaml": "yamltext/",
    "jsonschema": "schema/",
    "git": "store/git/repository.py",
    "tabulate": "output/formats.py",
    "plotext": "output/chart.py",
    "stdnum": "checks/registers.py",
    "icalendar": "reports/ical.py",
    "prompt_toolkit": "console/prompt.py",
    "sqlite3": "store/cache/database.py",
}
PURE = ("records/", "figures/", "changes/", "reports/", "output/")
# What touches the disk, git, a process or the terminal: nothing pure may know of it.
OUTSIDE = {"os", "pathlib", "subprocess", "shutil", "tempfile", "socket", "typer", "git"}
OURS_OUTSIDE = (
    "clientfile.store",
    "clientfile.console",
    "clientfile.commands",
    "clientfile.cli",
    "clientfile.yamltext",
)


@cache
def modules() -> list[str]:
    return sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def imported(module: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def begins(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("package", OWNERS)
def test_a_package_from_outside_has_one_owner(package):
    users = [name for name in modules() if any(begins(i, package) for i in imported(name))]
    assert users
    assert all(user.startswith(OWNERS[package]) for user in users), users


@pytest.mark.parametrize("module", [name for name in modules() if name.startswith(PURE)])
def test_pure_modules_touch_nothing_outside(module):
    names = imported(module)
    assert not [name for name in names if begins(name, *OUTSIDE, *OURS_OUTSIDE)]


def test_nothing_imports_the_commands_but_the_table_of_them():
    users = [n for n in modules() if any(begins(i, "clientfile.commands") for i in imported(n))]
    assert all(user.startswith(("commands/", "cli.py")) for user in users), users


def test_only_the_terminal_side_knows_typer():
    users = [name for name in modules() if any(begins(i, "typer") for i in imported(name))]
    assert all(user.startswith(("commands/", "console/", "cli.py")) for user in users), users


def loaded_by(folder: Path, *words: str) -> set[str]:
    """The modules that a run of the command line has loaded at its end."""
    script = (
        "import sys; from clientfile.cli import run; code = run(sys.argv[1:]);"
        "sys.stderr.write('\\n' + ' '.join(sys.modules)); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "-C", str(folder), *words],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


HEAVY = {
    "yaml",
    "jsonschema",
    "git",
    "tabulate",
    "stdnum",
    "rich",
    "pydantic",
    "multiprocessing",
    "plotext",
    "icalendar",
    "dateutil",
    "prompt_toolkit",
}
LISTS = Path(__file__).parent / "data" / "modules"


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples in a repository of their own, with their index up to date."""
    root = tmp_path_factory.mktemp("warm") / "examples"
    shutil.copytree(PACKAGE.parent / "examples", root)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "examples"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    for words in (
        ["rank"],
        ["rank", "--by", "margin"],
        ["list"],
        ["show", "kervelec"],
        ["find", "x"],
        ["check"],
        ["history"],
    ):
        loaded_by(root, *words)
    return root


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (["--version"], set()),
        (["--help"], set()),
        (["add-meeting", "--help"], set()),
        (["schema"], set()),
        (["list"], set()),
        (["list", "--people"], set()),
        (["find", "kervelec"], set()),
        (["rank", "--by", "margin"], set()),
        (["rank", "-f", "table"], set()),
        (["rank", "-f", "md"], {"tabulate"}),
        (["show", "kervelec"], {"yaml"}),
        (["check"], set()),
        (["due"], set()),
        (["due", "-f", "ics"], {"icalendar", "dateutil"}),
        (["brief", "kervelec"], set()),
        (["history"], set()),
        (["history", "kervelec"], set()),
    ],
)
def test_a_run_loads_no_more_than_it_uses(warm, words, allowed):
    loaded = loaded_by(warm, *words)
    assert loaded & HEAVY <= allowed
    commands = {name for name in loaded if begins(name, "clientfile.commands")}
    if words[0].startswith("-"):
        assert not commands


@pytest.mark.parametrize(
    "words",
    [["--version"], ["rank"], ["list"], ["check"], ["show", "kervelec"], ["find", "kervelec"],
     ["history"], ["add-meeting", "kervelec", "--summary", "x"]],
    ids=lambda words: words[0].strip("-"),
)  # fmt: skip
def test_no_module_comes_to_a_run_unnoticed(warm, words, tmp_path):
    """What each command may load: a module that is new has to be put on its list deliberately.

    The lists are in tests/data/modules; WRITE_MODULES=1 writes them anew. A module of the standard
    library counts by its package.
    """
    root = warm
    if words[0] == "add-meeting":
        root = tmp_path / "examples"
        shutil.copytree(warm, root)
        for command in ("list", "check"):
            loaded_by(root, command)
    foreign = {name for name in loaded_by(root, *words) if name.split(".")[0] not in STANDARD}
    loaded = {name if begins(name, "clientfile") else name.split(".")[0] for name in foreign}
    loaded = {name for name in loaded if not name.startswith("__editable__")}
    path = LISTS / f"{words[0].strip('-')}.txt"
    if "WRITE_MODULES" in os.environ:
        path.write_text("".join(f"{name}\n" for name in sorted(loaded)))
    unexpected = sorted(loaded - set(path.read_text().split()))
    assert unexpected == [], f"{words[0]} loads what {path.name} does not list"


def test_completing_an_id_loads_next_to_nothing(warm, monkeypatch):
    monkeypatch.setenv("_CLIENTFILE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "clientfile\nshow\nker")
    monkeypatch.setenv("COMP_CWORD", "2")
    monkeypatch.setenv("CLIENTFILE_FOLDER", str(warm))
    loaded = loaded_by(warm)
    assert not loaded & {
        *HEAVY,
        "sqlite3",
        "clientfile.store.cache",
        "clientfile.store.cache.lookup",
    }
    assert not {name for name in loaded if begins(name, "clientfile.commands")}
