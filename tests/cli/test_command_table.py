"""The command table against the commands: their modules, what they take, whether they write."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from clientfile.cli import COMMANDS, load_command
from clientfile.console.command_table import module_and_function
from clientfile.console.day_options import side_of
from clientfile.schema.shapes import order_shape, person_shape, year_shape
from tests.guarantees.stage import WAYS_OF_WRITING

PACKAGE = Path(__file__).parent.parent.parent / "clientfile"
ITEMS = {
    "CLIENT": {"", "CLIENT", "CLIENT|FILE", "OLD"},
    "CLIENT/ITEM": {"CLIENT/ITEM", "CLIENT/PERSON"},
    "CLIENT/PERSON": {"CLIENT/PERSON"},
    "CLIENT/FOLLOWUP": {"CLIENT/ID"},
    "CLIENT/QUESTION": {"CLIENT/ID"},
    "CLIENT/CANCELLABLE": {"CLIENT/ID"},
    "CLIENT/ORDER": {"CLIENT/REF"},
}
FIELDS = {"FIELD": {"FIELD", "FIELD VALUE"}, "PRESENT": {"FIELD", "PATH"}, "LIST": {"LIST"}}


def metavars(name: str) -> list[str]:
    """The arguments of a command as its help writes them, without the marks of what is optional."""
    params = [param for param in load_command(name).params if param.param_type_name == "argument"]
    return [(param.metavar or "").translate({ord(c): "" for c in "[]."}) for param in params]


def test_every_option_that_takes_a_day_has_its_side_of_today():
    days = {
        (name, option.opts[0])
        for name in COMMANDS
        for option in load_command(name).params
        if option.param_type_name == "option" and "DATE" in (option.metavar or "").split("|")
    }
    assert {side_of(option, name) for name, option in days} <= {"past", "future", "either"}
    shapes = {
        "add-contact": person_shape(),
        "successor": person_shape(),
        "add-order": order_shape(),
        "set-result": year_shape(),
    }
    for name, option in days:
        field = shapes[name].fields.get(option[2:]) if name in shapes else None
        if field:
            assert side_of(option, name) == field.toward, f"{name} {option}"


def test_every_command_has_a_module_of_its_name_and_every_module_is_a_command():
    expected = {module_and_function(name)[0] for name in COMMANDS}
    modules = {path.stem for path in (PACKAGE / "commands").glob("*.py")} - {"__init__"}
    assert modules - expected == set(), (
        "without an entry: GROUPS of cli.py, or REPORTS of reports/registry.py with its help"
    )
    assert expected - modules == set(), "entries of cli.py's GROUPS without a module in commands/"
    assert [path for path in (PACKAGE / "commands").iterdir() if path.is_dir()] in (
        [],
        [PACKAGE / "commands" / "__pycache__"],
    )


def test_only_the_command_line_imports_commands():
    users = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.ImportFrom) and "clientfile.commands" in (node.module or ""))
        or (isinstance(node, ast.Constant) and "clientfile.commands" in str(node.value))
    ]
    assert users == ["cli.py"], "what two commands share stands in console/"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_the_table_says_a_command_takes_is_what_its_arguments_are_called(name):
    first, _, second = COMMANDS[name].takes.partition(" ")
    arguments = [*metavars(name), "", ""]
    begins_with_client = "CLIENT" in arguments[0] or arguments[0] == "OLD"
    assert bool(first) == begins_with_client, "cli.py: takes says whether it takes a client"
    if first:
        assert arguments[0] in ITEMS[first]
    if second:
        assert arguments[1] in FIELDS[second]
    else:
        assert arguments[1] not in set().union(*FIELDS.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_what_the_table_says_writes_can_be_tried_dry(name):
    options = {option for param in load_command(name).params for option in param.opts}
    takes_dry_run = "--dry-run" in options or name == "init"
    assert COMMANDS[name].writes == takes_dry_run, (
        f"{name}: writes=True in cli.py goes with CommitOptions (--dry-run) in its module"
    )


def test_words_that_options_repeat_are_those_of_the_modules_they_come_from():
    from clientfile.commands import import_
    from clientfile.exchange.tables.kinds import KINDS

    assert tuple(KINDS) == import_._KINDS


def test_every_command_that_writes_has_its_way_of_writing_named():
    writing = {name for name, command in COMMANDS.items() if command.writes}
    ways = set(WAYS_OF_WRITING)
    assert writing - ways == set(), "not in WAYS_OF_WRITING of tests/guarantees/stage.py"
    assert ways - writing == set(), "not in clientfile/cli.py, or there without writes=True"


def test_every_command_is_typed_in_a_test():
    pages = [path.read_text() for path in (PACKAGE.parent / "tests" / "cli").rglob("*.py")]
    scripts = [path.read_text() for path in (PACKAGE.parent / "tests" / "data").rglob("*.txt")]
    text = "\n".join(pages + scripts)
    missing = [name for name in COMMANDS if not re.search(rf"[\"' ]{name}[\"' \n]", text)]
    assert missing == [], "no test types it: tests/cli/test_NAME.py"
