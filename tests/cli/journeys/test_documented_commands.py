"""Every example of `--help`, README and docs runs as it stands, in a copy of examples/."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from clientfile.cli import COMMANDS, load_command
from tests.support.documented_commands import (
    PAGES,
    command_lines,
    examples_of_help,
    lines_of,
    names_in,
    options_in,
)
from tests.support.paths import EXAMPLES
from tests.support.remotes import make_bare, ssh_that_is_local
from tests.support.runner import CliRunner
from tests.support.shell import needs_shell, run_line, split_words

HELP = examples_of_help()
BIN = Path(sys.executable).parent
# What can't be run as it stands, and why.
EXCEPTIONS = (
    {
        "clientfile rank --by margn": "a wrong word: tests/cli/journeys/test_wrong_words.py",
    }
    | {
        f"clientfile sync{options}": "of a clone: tests/cli/journeys/test_firm_scripts.py"
        for options in ("", " --dry-run", " --save")
    }
    | {
        f"clientfile import {kind} {file}.csv --map {file}.toml{dry}": (
            "of files that the page shows: tests/unit/exchange/tables/test_excel_files.py"
        )
        for kind, file in (("customers", "clients"), ("orders", "ventes"))
        for dry in ("", " --dry-run")
    }
)


@pytest.fixture
def writable(folder, monkeypatch):
    """A copy of examples/, with an editor that leaves everything as it is."""
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setenv("CLIENTFILE_ME", "claire")
    return folder


def share(folder: CliRunner, monkeypatch: pytest.MonkeyPatch, lines: list[str]) -> None:
    """Have the folder be one of a team, whose server is this machine, where the lines need that."""
    if not any(word in line for line in lines for word in ("sync", "--incoming", "--from")):
        return
    base = folder.root.parent
    make_bare(base / "sales" / "clients.git")
    script = f'cd "{base}" && shift $(($# - 1)) && exec sh -c "$1"'
    monkeypatch.setenv("GIT_SSH_COMMAND", ssh_that_is_local(base, script))
    folder.git("remote", "add", "origin", "git@git.example.com:sales/clients.git")
    folder.git("push", "-q", "-u", "origin", "main")


def typed(runner: CliRunner, line: str) -> str:
    """What the line writes to the terminal."""
    result, code = run_line(runner.root, line)
    # A reader that has seen enough, such as head, ends those before it by SIGPIPE.
    assert code in (0, 141), f"{line}: {code}\n{result.out}{result.err}"
    assert "Traceback" not in result.err
    assert "fault of clientfile" not in result.err
    return result.out


@pytest.mark.parametrize("command", HELP)
def test_the_examples_of_a_commands_help_run_as_they_stand(writable, monkeypatch, command):
    share(writable, monkeypatch, HELP[command])
    assert 1 <= len(HELP[command]) <= 4, "one to three examples, and what one of them needs"
    if command in COMMANDS:
        assert any(f"clientfile {command}" in line for line in HELP[command])
    for line in HELP[command]:
        # An example that shows nothing teaches nothing.
        assert typed(writable, line) or ">" in line or command in ("check", "duplicates")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_command_lines_of_a_page_run_as_they_stand(writable, monkeypatch, page):
    apart, within = command_lines(page)
    share(writable, monkeypatch, [*apart, *within])
    for line in [*apart, *within]:
        if line not in EXCEPTIONS:
            typed(writable, line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_command_that_a_page_names_is_one(page):
    assert [name for name in names_in(page) if name not in COMMANDS and name[0] != "-"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_option_that_a_page_names_is_one_of_its_command(page):
    wrong = [
        (command, option)
        for command, option in options_in(page)
        if option not in {name for each in load_command(command).params for name in each.opts}
    ]
    assert wrong == []


@pytest.mark.parametrize("command", HELP)
def test_help_fits_a_terminal_of_80_columns_and_ends_with_examples_and_exit_codes(
    command, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    told = CliRunner(EXAMPLES).run(*([command] if command in COMMANDS else []), "--help").out
    assert [line for line in told.splitlines() if len(line) > 80] == []
    _, _, end = told.partition("\nExamples:\n")
    assert "clientfile " in end
    assert "\nExit" in end


def test_lines_that_go_on_are_one_command():
    assert lines_of("# told\na \\\n  b\nc |\n  d\n") == ["a \\\n  b", "c |\n  d"]


def test_a_line_needs_a_shell_only_for_what_is_not_quoted():
    assert needs_shell("clientfile rank | head")
    assert needs_shell("clientfile list > x")
    assert not needs_shell('clientfile rank --where "margin<0"')
    assert split_words("clientfile find '\"a b\"'") == ["find", '"a b"']
