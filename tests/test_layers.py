"""Who may import what: the rules of docs/architecture.md, read off the source and off real runs."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.paths import DATA, PACKAGE
from tests.support.remotes import clone_of, git, make_bare
from tests.support.runner import CliRunner

STANDARD = sys.stdlib_module_names | {"__main__", "__mp_main__", "_distutils_hack"}
# The one place that may import a package from outside.
OWNERS = {
    "yaml": "yamltext/",
    "jsonschema": "schema/",
    "git": "store/git/repository.py",
    "tabulate": "output/write_md.py",
    "plotext": "output/chart.py",
    "stdnum": "checks/registers.py",
    "phonenumbers": "records/typed/phones.py",
    "anyascii": "records/names.py",
    # It reads and writes, and neither room imports the other.
    "icalendar": ("reports/ical.py", "exchange/cards/"),
    "prompt_toolkit": "console/prompt.py",
    "rapidfuzz": "records/likeness/score.py",
    "xlsxwriter": "output/write_xlsx.py",
    "python_calamine": "exchange/workbook/read.py",
    "sqlite3": "store/cache/database",
}
# Each folder imports only what stands on a floor below its own.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("console",),
    ("store",),
    ("checks", "changes", "exchange", "reports"),
    ("schema", "yamltext", "figures", "output"),
    ("records",),
    ("errors",),
    ("language",),
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
BELOW_STORE = [room for room in FLOOR_OF if FLOOR_OF[room] > FLOOR_OF["store"]]
# What touches the disk, git, a process or the terminal is imported by no folder below store/.
OUTSIDE = {
    *("fcntl", "os", "pathlib", "select", "shutil", "signal", "socket", "sqlite3", "subprocess"),
    *("sys", "tempfile", "termios", "typer"),
}
# The catalogues are found beside the package's files.
PACKAGED = {"language/catalogue.py": {"pathlib.Path"}}
# Below the terminal's own folders, store/ alone may touch what is on the disk, by these.
DISK = {"fcntl", "sqlite3", "tempfile"}
TERMINAL = {"typer", "prompt_toolkit", "termios"}


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


def room_of(module: str) -> str:
    """The entry of the package root that a module belongs to, such as `store` or `cli`."""
    return module.split("/")[0].removesuffix(".py")


def imported_rooms(module: str) -> dict[str, str]:
    """The rooms that a module imports from, each with one of the names imported."""
    names = [name for name in imported(module) if begins(name, "clientfile")]
    rooms = {name.split(".")[1]: name for name in names if name.count(".")}
    return {room: name for room, name in rooms.items() if room in FLOOR_OF}


def test_every_entry_of_the_package_root_has_a_floor():
    assert {room_of(module) for module in modules()} - {"__init__"} == set(FLOOR_OF)


@pytest.mark.parametrize("room", FLOOR_OF)
def test_a_folder_imports_only_what_stands_below_it(room):
    upwards = [
        f"{module} imports {name}"
        for module in modules()
        if room_of(module) == room
        for below, name in imported_rooms(module).items()
        if below != room and FLOOR_OF[below] <= FLOOR_OF[room]
    ]
    assert upwards == [], "each folder imports only what stands on a floor below its own"


def test_no_files_import_one_another_in_a_circle():
    paths = {f"clientfile.{name[:-3].replace('/', '.')}": name for name in modules()}
    paths = {dotted.removesuffix(".__init__"): name for dotted, name in paths.items()}

    def next_of(dotted: str) -> set[str]:
        names = imported(paths[dotted])
        whole = {name if name in paths else name.rpartition(".")[0] for name in names}
        return {name for name in whole if name in paths} - {dotted}

    left = {dotted: next_of(dotted) for dotted in paths}
    while ends := {dotted for dotted, names in left.items() if not names & left.keys()}:
        left = {dotted: names for dotted, names in left.items() if dotted not in ends}
    # What is left imports, directly or not, a circle: without its importers only that remains.
    while starts := left.keys() - {name for names in left.values() for name in names}:
        left = {dotted: names for dotted, names in left.items() if dotted not in starts}
    assert sorted(left) == []


@pytest.mark.parametrize("room", BELOW_STORE)
def test_folders_below_the_store_touch_nothing_outside(room):
    touching = [
        f"{module} imports {name}"
        for module in modules()
        if room_of(module) == room
        for name in imported(module)
        if begins(name, *OUTSIDE) and name not in PACKAGED.get(module, ())
    ]
    assert touching == []


def test_only_the_store_opens_the_cache_and_locks_and_only_the_terminal_side_knows_the_terminal():
    def users(packages: set[str], rooms: set[str]) -> list[str]:
        return [
            f"{module} imports {name}"
            for module in modules()
            if room_of(module) not in rooms
            for name in imported(module)
            if begins(name, *packages)
        ]

    assert users(DISK, {"store"}) == []
    assert users(TERMINAL, {"cli", "commands", "console"}) == []


def test_programs_are_run_by_git_s_room_and_by_the_editor_alone():
    users = [name for name in modules() if any(begins(i, "subprocess") for i in imported(name))]
    others = [name for name in users if not name.startswith("store/git/")]
    assert others == ["console/editor.py"]


def users_of(*rooms: str) -> set[str]:
    """The rooms, other than these themselves, that import one of these."""
    return {room_of(name) for name in modules() if imported_rooms(name).keys() & set(rooms)} - set(
        rooms
    )


def test_the_store_knows_no_report_and_no_foreign_format():
    """What is stored never depends on how it is shown or where it came from."""
    assert "store" not in users_of("reports", "exchange", "output")


def test_no_pure_folder_knows_how_a_record_is_written():
    """Checks, changes and reports work on data: a record's text is the store's."""
    assert not users_of("yamltext") & set(BELOW_STORE)


_LOADS = """\
import os, sys
from json import dumps, loads
for line in sys.stdin:
    request = loads(line)
    if os.fork() == 0:
        # As in an interpreter that has just started: nothing of ours has been imported yet.
        os.environ.update(request["env"])
        sys.stdout = sys.stderr = open(os.devnull, "w")
        from clientfile.cli import run
        code = run(request["words"])
        names = sorted(sys.modules)
        os.write(1, (dumps([code, names]) + "\\n").encode())
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def starter() -> Iterator[subprocess.Popen[str]]:
    """An interpreter that has loaded nothing of ours, and forks itself for every run."""
    with subprocess.Popen(
        [sys.executable, "-c", _LOADS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def loaded_by(
    starter: subprocess.Popen[str], folder: Path, *words: str, **env: str
) -> frozenset[str]:
    """The modules that a run of the command line has loaded at its end.

    Of a run in the same folder, those of the first one.
    """
    return _loaded_by(starter, folder, words, tuple(env.items()))


@cache
def _loaded_by(
    starter: subprocess.Popen[str],
    folder: Path,
    words: tuple[str, ...],
    env: tuple[tuple[str, str], ...],
) -> frozenset[str]:
    assert starter.stdin is not None
    assert starter.stdout is not None
    request = {"words": ["-C", str(folder), *words], "env": dict(env)}
    starter.stdin.write(json.dumps(request) + "\n")
    starter.stdin.flush()
    code, names = json.loads(starter.stdout.readline())
    assert code == 0, words
    return frozenset(names)


HEAVY = {
    "yaml",
    "jsonschema",
    "git",
    "tabulate",
    "stdnum",
    "phonenumbers",
    "anyascii",
    "rich",
    "pydantic",
    "multiprocessing",
    "plotext",
    "icalendar",
    "dateutil",
    "prompt_toolkit",
    "rapidfuzz",
    "xlsxwriter",
    "python_calamine",
}
LISTS = DATA / "modules"


@pytest.fixture(scope="module")
def warm(examples: CliRunner) -> Path:
    """The examples in a repository of their own, with their cache up to date."""
    for words in (["rank", "--by", "margin"], ["show", "kervelec"], ["find", "x"], ["history"]):
        examples.run(*words)
    return examples.root


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
def test_a_run_loads_no_more_than_it_uses(starter, warm, words, allowed):
    loaded = loaded_by(starter, warm, *words)
    assert loaded & HEAVY <= allowed
    commands = {name for name in loaded if begins(name, "clientfile.commands")}
    if words[0].startswith("-"):
        assert not commands


def change_both_sides(folder: CliRunner, base: Path) -> None:
    """Share a folder, and commit to it here and in another clone, where the commit is sent."""
    bare, other = make_bare(base / "firm.git"), CliRunner(base / "other")
    folder.run("sync", "--remote", str(bare))
    clone_of(bare, other.root)
    other.run("set", "kervelec", "identity.phone", "+33 1 23 45 67 89")
    git(other.root, "push", "-q")
    folder.run("add-meeting", "kervelec", "--summary", "x")


@pytest.mark.parametrize(
    "words",
    [["--version"], ["rank"], ["list"], ["check"], ["show", "kervelec"], ["find", "kervelec"],
     ["history"], ["add-meeting", "kervelec", "--summary", "x"], ["sync"]],
    ids=lambda words: words[0].strip("-"),
)  # fmt: skip
def test_no_module_comes_to_a_run_unnoticed(starter, warm, words, folder, tmp_path):
    """What each command may load: a module that is new has to be put on its list deliberately.

    The lists are in tests/data/modules; WRITE_MODULES=1 writes them anew. A module of the standard
    library counts by its package.
    """
    root = warm
    if words[0] == "add-meeting":
        root = folder.root
        for command in ("list", "check"):
            folder.run(command)
    elif words[0] == "sync":
        root = folder.root
        change_both_sides(folder, tmp_path)
    foreign = {
        name for name in loaded_by(starter, root, *words) if name.split(".")[0] not in STANDARD
    }
    loaded = {name if begins(name, "clientfile") else name.split(".")[0] for name in foreign}
    loaded = {name for name in loaded if not name.startswith("__editable__")}
    path = LISTS / f"{words[0].strip('-')}.txt"
    if "WRITE_MODULES" in os.environ:
        path.write_text("".join(f"{name}\n" for name in sorted(loaded)))
    unexpected = sorted(loaded - set(path.read_text().split()))
    assert unexpected == [], f"{words[0]} loads what {path.name} does not list"


def test_completing_an_id_loads_next_to_nothing(starter, warm):
    loaded = loaded_by(
        starter,
        warm,
        _CLIENTFILE_COMPLETE="complete_bash",
        COMP_WORDS="clientfile\nshow\nker",
        COMP_CWORD="2",
        CLIENTFILE_FOLDER=str(warm),
    )
    assert not loaded & {
        *HEAVY,
        "sqlite3",
        "clientfile.store.cache",
        "clientfile.store.cache.lookup",
    }
    assert not {name for name in loaded if begins(name, "clientfile.commands")}
